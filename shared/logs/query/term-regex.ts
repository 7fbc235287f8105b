import type { QueryNode } from './ast';

type TextNode = Extract<QueryNode, { kind: 'text' | 'regex' }>;

/** Letters, digits and `_`: what whole words are made of, roughly for all scripts with letters. */
const wordLetters = '\\w\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u2c00-\\ud7ff';

/** The regular expression of a text term, for one line. */
export function termRegex(node: TextNode, flags = ''): RegExp {
  return new RegExp(wordBound(node, sourceOf(node)), node.matchCase ? flags : `${flags}i`);
}

/**
 * The same for lines that are joined by line feeds: it cannot match one, so that what it finds lies within a line.
 * Undefined where that cannot be said of the source: it changes flags on its way, or has what may be an octal escape.
 */
export function joinedRegex(node: TextNode): RegExp | undefined {
  const source = sourceOf(node);
  if (/\(\?[a-z]*-?[a-z]*[:)]|\\\d\d/.test(source.replaceAll('(?:', ''))) return undefined;
  const inLine = node.kind === 'regex' ? withoutLineFeeds(source) : source;
  return new RegExp(wordBound(node, inLine), node.matchCase ? 'gm' : 'gim');
}

function sourceOf(node: TextNode): string {
  return node.kind === 'regex' ? node.source : node.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function wordBound(node: TextNode, source: string): string {
  return node.wholeWord ? `(?<![${wordLetters}])(?:${source})(?![${wordLetters}])` : source;
}

/** Escapes that take line feeds among others, and what takes the others alone. */
const escapes: Readonly<Record<string, string>> = {
  s: '[^\\S\\n]',
  D: '[^\\d\\n]',
  W: '[^\\w\\n]',
  n: '[]',
};

const lineFeedEscape = /\\(?:x0a|u000a|cj)/iy;
/** A class with nothing in it that takes a line feed without being told to. */
const tameClass = /^\[(?:[^\\\u0000-\u001f]|\\[dwS.\-\]\\^$*+?(){}|/[])*\]$/;

function withoutLineFeeds(source: string): string {
  let made = '';
  for (let at = 0; at < source.length; ) {
    const letter = source[at] ?? '';
    if (letter === '\\') {
      lineFeedEscape.lastIndex = at;
      const isLineFeed = lineFeedEscape.test(source);
      const next = source[at + 1] ?? '';
      made += isLineFeed ? '[]' : Object.hasOwn(escapes, next) ? (escapes[next] ?? '') : letter + next;
      at = isLineFeed ? lineFeedEscape.lastIndex : at + 2;
    } else if (letter === '[') {
      const end = classEnd(source, at);
      const whole = source.slice(at, end);
      made += whole.startsWith('[^')
        ? `${whole.slice(0, -1)}\\n]`
        : tameClass.test(whole)
          ? whole
          : `(?:(?!\\n)${whole})`;
      at = end;
    } else {
      made += letter;
      at += 1;
    }
  }
  return made;
}

function classEnd(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']') return at + 1;
  }
  return source.length;
}
