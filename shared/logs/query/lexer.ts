import { QueryError } from './query-error';

interface Placed {
  readonly from: number;
  readonly to: number;
}

/** A piece of a query's text. */
export type Token = Placed &
  (
    | { readonly kind: '(' | ')' | 'and' | 'or' | 'not' | 'minus' }
    /** Bare text up to the next blank. */
    | { readonly kind: 'word' }
    | { readonly kind: 'phrase'; readonly text: string }
    | {
        readonly kind: 'regex';
        readonly source: string;
        readonly sourceFrom: number;
        readonly ignoreCase: boolean;
      }
    /** `key:value`. `key` is in small letters, but for a field's path, which is as written. */
    | {
        readonly kind: 'term';
        readonly key: 'level' | 'stream' | 'source' | 'time' | 'field';
        readonly path: string;
        /** `>`, `>=`, `<`, `<=` or ''. */
        readonly operator: string;
        readonly value: string;
        readonly quoted: boolean;
        readonly valueFrom: number;
      }
  );

/** The keys of terms, but for `field.`, which a path follows. */
export const termKeys = ['level', 'stream', 'source', 'time'] as const;

const operators: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['AND', 'and'],
  ['OR', 'or'],
  ['NOT', 'not'],
] as const);
const blank = /\s/;
const term = /(?:(level|stream|source|time)|field\.("(?:[^"\\]|\\.)+"|[^\s":()][^\s":()]*)):/iy;

/** Takes a quoted text apart: its contents without escapes, and where it ends. Undefined where it never ends. */
export function readQuoted(
  text: string,
  at: number,
): { readonly value: string; readonly to: number } | undefined {
  let value = '';
  for (let next = at + 1; next < text.length; next++) {
    const letter = text[next] ?? '';
    const after = text[next + 1];
    if (letter === '"') return { value, to: next + 1 };
    // A backslash is itself before everything but the two characters that need it.
    if (letter === '\\' && (after === '"' || after === '\\')) {
      value += after;
      next += 1;
    } else value += letter;
  }
  return undefined;
}

/** A text in quotation marks, as `readQuoted` reads it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    for (;;) {
      while (this.#at < this.#text.length && blank.test(this.#text[this.#at] ?? '')) this.#at += 1;
      if (this.#at >= this.#text.length) return;
      this.#next();
    }
  }

  /** Whether a term may end before `at`. */
  #isEnd(at: number): boolean {
    const letter = this.#text[at];
    return letter === undefined || blank.test(letter) || (letter === ')' && this.#depth > 0);
  }

  #push(token: Token): void {
    this.tokens.push(token);
    this.#at = token.to;
  }

  #next(): void {
    const from = this.#at;
    const letter = this.#text[from];
    if (letter === '(') {
      this.#depth += 1;
      this.#push({ kind: '(', from, to: from + 1 });
    } else if (letter === ')' && this.#depth > 0) {
      this.#depth -= 1;
      this.#push({ kind: ')', from, to: from + 1 });
    } else if (letter === '-' && !this.#isEnd(from + 1) && this.#text[from + 1] !== '-') {
      this.#push({ kind: 'minus', from, to: from + 1 });
    } else if (letter === '"' && this.#phrase(from)) return;
    else if (letter === '/' && this.#regex(from)) return;
    else if (!this.#term(from)) this.#word(from);
  }

  #phrase(from: number): boolean {
    const found = readQuoted(this.#text, from);
    if (found === undefined) {
      throw new QueryError(
        'The phrase that begins here has no closing quotation mark.',
        from,
        this.#text.length,
      );
    }
    if (found.value === '' || !this.#isEnd(found.to)) return false;
    this.#push({ kind: 'phrase', text: found.value, from, to: found.to });
    return true;
  }

  /** Slashes within are taken as they are: the closing one is the first that a blank or the end follows. */
  #regex(from: number): boolean {
    let inClass = false;
    for (let at = from + 1; at < this.#text.length; at++) {
      const letter = this.#text[at];
      if (letter === '\\') at += 1;
      else if (inClass) inClass = letter !== ']';
      else if (letter === '[') inClass = true;
      else if (letter === '/' && this.#closeRegex(from, at)) return true;
    }
    // A class that is never closed is a mistake to be told of, not text.
    const last = this.#text.trimEnd().replace(/i$/, '').length - 1;
    return inClass && last > from && this.#text[last] === '/' && this.#closeRegex(from, last);
  }

  #closeRegex(from: number, at: number): boolean {
    const ignoreCase = this.#text[at + 1] === 'i' && this.#isEnd(at + 2);
    if (at === from + 1 || (!ignoreCase && !this.#isEnd(at + 1))) return false;
    const source = this.#text.slice(from + 1, at);
    const to = ignoreCase ? at + 2 : at + 1;
    this.#push({ kind: 'regex', source, sourceFrom: from + 1, ignoreCase, from, to });
    return true;
  }

  #term(from: number): boolean {
    term.lastIndex = from;
    const found = term.exec(this.#text);
    if (found === null) return false;
    const key = (found[1] ?? 'field').toLowerCase() as Extract<Token, { kind: 'term' }>['key'];
    const rawPath = found[2] ?? '';
    const path = rawPath.startsWith('"') ? (readQuoted(rawPath, 0)?.value ?? '') : rawPath;
    const valueFrom = term.lastIndex;
    const operator = /^[<>]=?/.exec(this.#text.slice(valueFrom, valueFrom + 2))?.[0] ?? '';
    const at = valueFrom + operator.length;
    const inQuotes = this.#text[at] === '"' ? readQuoted(this.#text, at) : undefined;
    const isQuoted = inQuotes !== undefined && this.#isEnd(inQuotes.to);
    const to = isQuoted ? inQuotes.to : this.#wordEnd(at);
    const value = isQuoted ? inQuotes.value : this.#text.slice(at, to);
    if (to === at) return false;
    this.#push({ kind: 'term', key, path, operator, value, quoted: isQuoted, valueFrom, from, to });
    return true;
  }

  /** A closing bracket ends a word only where a group is open and the word opened none itself. */
  #wordEnd(from: number): number {
    let inside = 0;
    for (let at = from; at < this.#text.length; at++) {
      const letter = this.#text[at] ?? '';
      if (blank.test(letter)) return at;
      if (letter === '(') inside += 1;
      else if (letter === ')' && inside > 0) inside -= 1;
      else if (letter === ')' && this.#depth > 0) return at;
    }
    return this.#text.length;
  }

  #word(from: number): void {
    const to = this.#wordEnd(from);
    const operator = operators.get(this.#text.slice(from, to));
    this.#push({ kind: operator ?? 'word', from, to });
  }
}

/** Cuts a query's text into tokens. Throws a QueryError for a phrase without an end; all else is some token. */
export function tokensOf(text: string): readonly Token[] {
  const lexer = new Lexer(text);
  lexer.run();
  return lexer.tokens;
}
