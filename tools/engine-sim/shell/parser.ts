import { type Token, tokenize } from './lexer';
import { type Node, type Redirect, SyntaxProblem, type Word } from './syntax';

const enders = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', '}']);

/** Parses a script. Throws a SyntaxProblem with the shell's words. */
export function parse(source: string): Node {
  const parser = new Parser(tokenize(source));
  const node = parser.list();
  parser.expectEnd();
  return node;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #isOperator(...texts: readonly string[]): boolean {
    const token = this.#peek();
    return token?.kind === 'operator' && texts.includes(token.text);
  }

  #isWord(text: string): boolean {
    const token = this.#peek();
    return token?.kind === 'word' && token.plain === text;
  }

  #unexpected(): SyntaxProblem {
    const token = this.#peek();
    const shown =
      token === undefined
        ? 'end of file'
        : token.kind === 'word'
          ? `"${token.plain ?? 'word'}"`
          : token.text === '\n'
            ? 'newline'
            : `"${token.text}"`;
    return new SyntaxProblem(`syntax error: unexpected ${shown}`);
  }

  #need(text: string): void {
    if (!this.#isWord(text)) throw this.#unexpected();
    this.#at += 1;
  }

  expectEnd(): void {
    if (this.#peek()) throw this.#unexpected();
  }

  #skipBreaks(): void {
    while (this.#isOperator(';', '\n', '&')) this.#at += 1;
  }

  list(): Node {
    const items: Node[] = [];
    while (this.#isOperator('\n')) this.#at += 1;
    for (;;) {
      const token = this.#peek();
      if (!token || this.#isOperator(')') || (token.kind === 'word' && enders.has(token.plain ?? ''))) break;
      items.push(this.#andOr());
      if (!this.#isOperator(';', '\n', '&')) break;
      this.#skipBreaks();
    }
    const only = items.length === 1 ? items[0] : undefined;
    return only ?? { kind: 'list', items };
  }

  #andOr(): Node {
    let left = this.#pipeline();
    while (this.#isOperator('&&', '||')) {
      const kind = this.#isOperator('&&') ? 'and' : 'or';
      this.#at += 1;
      while (this.#isOperator('\n')) this.#at += 1;
      left = { kind, left, right: this.#pipeline() };
    }
    return left;
  }

  #pipeline(): Node {
    const negated = this.#isWord('!');
    if (negated) this.#at += 1;
    const first = this.#command();
    const stages = [first];
    while (this.#isOperator('|')) {
      this.#at += 1;
      while (this.#isOperator('\n')) this.#at += 1;
      stages.push(this.#command());
    }
    return stages.length === 1 && !negated ? first : { kind: 'pipeline', stages, negated };
  }

  #command(): Node {
    if (this.#isOperator('(')) {
      this.#at += 1;
      const body = this.list();
      if (!this.#isOperator(')')) throw this.#unexpected();
      this.#at += 1;
      return { kind: 'group', body, redirects: this.#redirects(), subshell: true };
    }
    if (this.#isWord('{')) {
      this.#at += 1;
      const body = this.list();
      this.#need('}');
      return { kind: 'group', body, redirects: this.#redirects(), subshell: false };
    }
    if (this.#isWord('if')) return this.#withRedirects(this.#if());
    if (this.#isWord('for')) return this.#withRedirects(this.#for());
    if (this.#isWord('while') || this.#isWord('until')) return this.#withRedirects(this.#while());
    return this.#simple();
  }

  #withRedirects(body: Node): Node {
    const redirects = this.#redirects();
    return redirects.length > 0 ? { kind: 'group', body, redirects, subshell: false } : body;
  }

  #if(): Node {
    this.#at += 1;
    const test = this.list();
    this.#need('then');
    const then = this.list();
    if (this.#isWord('elif')) return { kind: 'if', test, then, otherwise: this.#if() };
    if (this.#isWord('else')) {
      this.#at += 1;
      const otherwise = this.list();
      this.#need('fi');
      return { kind: 'if', test, then, otherwise };
    }
    this.#need('fi');
    return { kind: 'if', test, then };
  }

  #for(): Node {
    this.#at += 1;
    const token = this.#peek();
    const name = token?.kind === 'word' ? token.plain : undefined;
    if (name === undefined) throw this.#unexpected();
    this.#at += 1;
    const words: Word[] = [];
    if (this.#isWord('in')) {
      this.#at += 1;
      for (let next = this.#peek(); next?.kind === 'word'; next = this.#peek()) {
        words.push(next.word);
        this.#at += 1;
      }
    }
    this.#skipBreaks();
    this.#need('do');
    const body = this.list();
    this.#need('done');
    return { kind: 'for', name, words, body };
  }

  #while(): Node {
    const until = this.#isWord('until');
    this.#at += 1;
    const test = this.list();
    this.#need('do');
    const body = this.list();
    this.#need('done');
    return { kind: 'while', test, body, until };
  }

  #redirects(): readonly Redirect[] {
    const redirects: Redirect[] = [];
    for (let redirect = this.#redirect(); redirect; redirect = this.#redirect()) redirects.push(redirect);
    return redirects;
  }

  #redirect(): Redirect | undefined {
    const token = this.#peek();
    if (token?.kind !== 'redirect') return undefined;
    this.#at += 1;
    const target = this.#peek();
    if (target?.kind !== 'word') throw this.#unexpected();
    this.#at += 1;
    const how =
      token.text === '<'
        ? 'read'
        : token.text === '>>'
          ? 'append'
          : token.text === '>&'
            ? 'same-as'
            : 'write';
    return { fd: token.fd, how, target: target.word };
  }

  #simple(): Node {
    const assigns: (readonly [string, Word])[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      const token = this.#peek();
      if (token?.kind !== 'word') break;
      this.#at += 1;
      const assign = words.length === 0 ? asAssignment(token.word) : undefined;
      if (assign) assigns.push(assign);
      else words.push(token.word);
    }
    if (assigns.length + words.length + redirects.length === 0) throw this.#unexpected();
    return { kind: 'simple', assigns, words, redirects };
  }
}

function asAssignment(word: Word): readonly [string, Word] | undefined {
  const first = word[0];
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=/.exec(first.text);
  if (!match) return undefined;
  const rest = first.text.slice(match[0].length);
  const tail = word.slice(1);
  return [match[1] ?? '', rest === '' ? tail : [{ kind: 'text', text: rest, quoted: false }, ...tail]];
}
