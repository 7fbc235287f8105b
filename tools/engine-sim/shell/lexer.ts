import { type Part, SyntaxProblem, type Word } from './syntax';

/** An operator, a redirection or a word. */
export type Token =
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirect'; readonly fd: 0 | 1 | 2 | 'both'; readonly text: '>' | '>>' | '<' | '>&' }
  | { readonly kind: 'word'; readonly word: Word; readonly plain: string | undefined };

const operators = ['&&', '||', ';;', ';', '|', '&', '(', ')', '\n'];

/** Splits a script into tokens. Throws a SyntaxProblem for quotes and parentheses that do not end. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\r') {
      at += 1;
      continue;
    }
    if (char === '#') {
      while (at < source.length && source[at] !== '\n') at += 1;
      continue;
    }
    if (source.startsWith('\\\n', at)) {
      at += 2;
      continue;
    }
    const redirect = /^(&|[012])?(>>|>&|>|<)/.exec(source.slice(at, at + 4));
    if (redirect) {
      const text = redirect[2] as '>' | '>>' | '<' | '>&';
      const given = redirect[1];
      const fd =
        given === '&' ? 'both' : given === undefined ? (text === '<' ? 0 : 1) : (Number(given) as 0 | 1 | 2);
      tokens.push({ kind: 'redirect', fd, text });
      at += redirect[0].length;
      continue;
    }
    const operator = operators.find((text) => source.startsWith(text, at));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
      continue;
    }
    const { word, end } = readWord(source, at);
    const only = word.length === 1 ? word[0] : undefined;
    tokens.push({ kind: 'word', word, plain: only?.kind === 'text' && !only.quoted ? only.text : undefined });
    at = end;
  }
  return tokens;
}

function readWord(source: string, start: number): { readonly word: Word; readonly end: number } {
  const parts: Part[] = [];
  let text = '';
  let at = start;
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: false });
    text = '';
  };
  while (at < source.length) {
    const char = source[at] ?? '';
    if (/[\s;|&()<>]/.test(char)) break;
    if (char === '\\') {
      flush();
      if (source[at + 1] !== '\n') parts.push({ kind: 'text', text: source[at + 1] ?? '', quoted: true });
      at += 2;
    } else if (char === "'") {
      const end = source.indexOf("'", at + 1);
      if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string');
      flush();
      parts.push({ kind: 'text', text: source.slice(at + 1, end), quoted: true });
      at = end + 1;
    } else if (char === '"') {
      flush();
      at = readDoubleQuoted(source, at + 1, parts);
    } else if (char === '$' || char === '`') {
      const dollar = readDollar(source, at, false);
      if (dollar) {
        flush();
        parts.push(dollar.part);
        at = dollar.end;
      } else {
        text += char;
        at += 1;
      }
    } else {
      text += char;
      at += 1;
    }
  }
  flush();
  return { word: parts, end: at };
}

function readDoubleQuoted(source: string, start: number, parts: Part[]): number {
  let text = '';
  let at = start;
  let empty = true;
  const flush = (): void => {
    if (text !== '') {
      parts.push({ kind: 'text', text, quoted: true });
      empty = false;
    }
    text = '';
  };
  for (;;) {
    const char = source[at];
    if (char === undefined) throw new SyntaxProblem('syntax error: unterminated quoted string');
    if (char === '"') {
      flush();
      if (empty) parts.push({ kind: 'text', text: '', quoted: true });
      return at + 1;
    }
    if (char === '\\' && /["\\$`\n]/.test(source[at + 1] ?? '')) {
      if (source[at + 1] !== '\n') text += source[at + 1] ?? '';
      at += 2;
      continue;
    }
    const dollar = char === '$' || char === '`' ? readDollar(source, at, true) : undefined;
    if (dollar) {
      flush();
      parts.push(dollar.part);
      empty = false;
      at = dollar.end;
    } else {
      text += char;
      at += 1;
    }
  }
}

function readDollar(
  source: string,
  at: number,
  quoted: boolean,
): { readonly part: Part; readonly end: number } | undefined {
  if (source[at] === '`') {
    const end = source.indexOf('`', at + 1);
    if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string');
    return { part: { kind: 'command', source: source.slice(at + 1, end), quoted }, end: end + 1 };
  }
  if (source.startsWith('$((', at)) {
    const end = closing(source, at + 3);
    if (source[end + 1] === ')') {
      return { part: { kind: 'arithmetic', source: source.slice(at + 3, end), quoted }, end: end + 2 };
    }
  }
  if (source.startsWith('$(', at)) {
    const end = closing(source, at + 2);
    return { part: { kind: 'command', source: source.slice(at + 2, end), quoted }, end: end + 1 };
  }
  const braced = /^\$\{([A-Za-z_]\w*|[?$#@*0-9])(?::?-([^}]*))?\}/.exec(source.slice(at));
  if (braced) {
    const part: Part = { kind: 'variable', name: braced[1] ?? '', quoted };
    return {
      part: braced[2] === undefined ? part : { ...part, fallback: braced[2] },
      end: at + braced[0].length,
    };
  }
  if (source.startsWith('${', at)) throw new SyntaxProblem('syntax error: bad substitution');
  const plain = /^\$([A-Za-z_]\w*|[?$#@*!0-9])/.exec(source.slice(at, at + 64));
  return plain
    ? { part: { kind: 'variable', name: plain[1] ?? '', quoted }, end: at + plain[0].length }
    : undefined;
}

/** The position of the parenthesis that closes one opened before `start`, past quotes and nested ones. */
function closing(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (char === "'" || char === '"') {
      const end = source.indexOf(char, at + 1);
      if (end > 0) at = end;
    } else if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new SyntaxProblem('syntax error: unexpected end of file (expecting ")")');
}
