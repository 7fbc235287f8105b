/** A value of a structured log line: plain data without prototypes of its own, bounded in depth and number. */
export type FieldNode =
  | { readonly kind: 'text'; readonly text: string }
  /** As it is written in the line: 64-bit numbers are not rounded. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `more`: how many items stand in the line beyond those given. */
  | { readonly kind: 'list'; readonly items: readonly FieldNode[]; readonly more: number }
  | { readonly kind: 'object'; readonly entries: readonly FieldEntry[]; readonly more: number };

/** A name and its value, in the line's order. Names are data: `__proto__` is one like any other. */
export interface FieldEntry {
  readonly name: string;
  readonly value: FieldNode;
}

/** Longer JSON lines have no fields, in characters. */
export const longestJson = 256 * 1024;
/** Values nested deeper are counted and not given. */
const givenDepth = 24;
/** JSON nested deeper has no fields. */
const readDepth = 200;
/** Values beyond are counted and not given. */
const mostNodes = 2000;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blank = /[ \t\r\n]*/y;
const plainString = /[^"\\]*/y;

/** Thrown within this file only: the text is no JSON that is read here. */
class NoJson extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;
  #room = mostNodes;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): FieldNode {
    const node = this.#value(0);
    this.#skip();
    if (this.#at !== this.#text.length) throw new NoJson();
    return node;
  }

  #skip(): void {
    blank.lastIndex = this.#at;
    blank.test(this.#text);
    this.#at = blank.lastIndex;
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #value(depth: number): FieldNode {
    if (depth > readDepth) throw new NoJson();
    this.#skip();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return { kind: 'text', text: this.#string() };
      default:
        return this.#word();
    }
  }

  #word(): FieldNode {
    if (this.#take('true')) return { kind: 'boolean', value: true };
    if (this.#take('false')) return { kind: 'boolean', value: false };
    if (this.#take('null')) return { kind: 'null' };
    number.lastIndex = this.#at;
    if (!number.test(this.#text)) throw new NoJson();
    const text = this.#text.slice(this.#at, number.lastIndex);
    this.#at = number.lastIndex;
    return { kind: 'number', text };
  }

  #string(): string {
    const from = this.#at;
    plainString.lastIndex = from + 1;
    plainString.test(this.#text);
    let end = plainString.lastIndex;
    const plain = this.#text[end] === '"';
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) throw new NoJson();
    this.#at = end + 1;
    if (plain) return this.#text.slice(from + 1, end);
    try {
      return String(JSON.parse(this.#text.slice(from, end + 1)));
    } catch {
      throw new NoJson();
    }
  }

  /** Whether another value may be given at this depth. */
  #takesRoom(depth: number): boolean {
    if (depth >= givenDepth || this.#room <= 0) return false;
    this.#room -= 1;
    return true;
  }

  #object(depth: number): FieldNode {
    this.#at += 1;
    const entries: FieldEntry[] = [];
    let more = 0;
    this.#skip();
    if (this.#take('}')) return { kind: 'object', entries, more };
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"') throw new NoJson();
      const name = this.#string();
      this.#skip();
      if (!this.#take(':')) throw new NoJson();
      const given = this.#takesRoom(depth);
      const value = this.#value(depth + 1);
      if (given) entries.push({ name, value });
      else more += 1;
      this.#skip();
      if (this.#take('}')) return { kind: 'object', entries, more };
      if (!this.#take(',')) throw new NoJson();
    }
  }

  #list(depth: number): FieldNode {
    this.#at += 1;
    const items: FieldNode[] = [];
    let more = 0;
    this.#skip();
    if (this.#take(']')) return { kind: 'list', items, more };
    for (;;) {
      const given = this.#takesRoom(depth);
      const value = this.#value(depth + 1);
      if (given) items.push(value);
      else more += 1;
      this.#skip();
      if (this.#take(']')) return { kind: 'list', items, more };
      if (!this.#take(',')) throw new NoJson();
    }
  }
}

/** Reads a JSON object; undefined for everything else, also for what is too long or too deep. Never throws. */
export function readJsonObject(text: string): FieldNode | undefined {
  if (text.length > longestJson || !/^\s*\{/.test(text)) return undefined;
  try {
    return new Reader(text).whole();
  } catch (error) {
    if (error instanceof NoJson) return undefined;
    throw error;
  }
}

/** A value in few characters: text as it is, lists and objects by their size, such as `{3}` and `[12]`. */
export function nodeText(node: FieldNode): string {
  switch (node.kind) {
    case 'text':
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
    case 'list':
      return `[${node.items.length + node.more}]`;
    case 'object':
      return `{${node.entries.length + node.more}}`;
  }
}

/** A value as JSON, for copying; what was not given is left out. */
export function nodeJson(node: FieldNode): string {
  switch (node.kind) {
    case 'text':
      return JSON.stringify(node.text);
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
    case 'list':
      return `[${node.items.map(nodeJson).join(',')}]`;
    case 'object':
      return `{${node.entries.map((entry) => `${JSON.stringify(entry.name)}:${nodeJson(entry.value)}`).join(',')}}`;
  }
}
