import { Is, isAt } from './bytes';

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
const equals = 0x3d;
const escape = 0x1b;

/** So many bytes of a line are searched for its message. */
const searched = 4096;
const kept = 2048;
const jsonKeys = ['msg', 'message', '@message'].map(binary);
const logfmtKeys = ['msg', 'message'].map(binary);

function binary(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function equalAt(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  if (to - from !== word.length) return false;
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word[at]) return false;
  return true;
}

function isOneOf(bytes: Uint8Array, from: number, to: number, words: readonly Uint8Array[]): boolean {
  return words.some((word) => equalAt(bytes, from, to, word));
}

/** Where the string that opens at `at` closes, or -1. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let to = at + 1; to < end; to++) {
    if (bytes[to] === backslash) to += 1;
    else if (bytes[to] === quote) return to;
  }
  return -1;
}

function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  let to = at;
  while (to < end && bytes[to] === space) to += 1;
  return to;
}

/**
 * What of a line is its message: without escape sequences, and of a JSON or logfmt line the field that is its message
 * where it has one. The bytes are `bytes[from .. to]`: of the line itself, or of a scratch that lasts until the next call.
 */
export class LineMessage {
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  readonly #stripped = new Uint8Array(kept * 2);
  readonly #unescaped = new Uint8Array(kept);

  /** Finds the message of the line `bytes[from .. to]`; `escapes` says that escape sequences may be in it. */
  find(bytes: Uint8Array, from: number, to: number, escapes: boolean): void {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    if (escapes) this.#strip();
    const first = this.bytes[this.from];
    if (first === 0x7b) this.#json();
    else if (isAt(this.bytes, this.from, this.to, Is.word)) this.#logfmt();
  }

  /** Drops CSI and string sequences and other two-byte ones; an unfinished one goes with the rest of the line. */
  #strip(): void {
    const { bytes, to } = this;
    let used = 0;
    let at = this.from;
    while (at < to && used < this.#stripped.length) {
      const byte = bytes[at] ?? 0;
      if (byte !== escape) {
        this.#stripped[used] = byte;
        used += 1;
        at += 1;
        continue;
      }
      const second = bytes[at + 1] ?? 0;
      at += 2;
      if (second === 0x5b) {
        while (at < to && ((bytes[at] ?? 0) < 0x40 || (bytes[at] ?? 0) > 0x7e)) at += 1;
        at += 1;
      } else if (
        second === 0x5d ||
        second === 0x50 ||
        second === 0x58 ||
        second === 0x5e ||
        second === 0x5f
      ) {
        while (at < to && bytes[at] !== 7 && bytes[at] !== escape) at += 1;
        at += bytes[at] === escape ? 2 : 1;
      } else if (second >= 0x20 && second < 0x30) at += 1;
    }
    this.bytes = this.#stripped;
    this.from = 0;
    this.to = used;
  }

  /** The string value of a message key of the line's own object. */
  #json(): void {
    const { bytes } = this;
    const end = Math.min(this.to, this.from + searched);
    let depth = 0;
    let at = this.from;
    while (at < end) {
      const byte = bytes[at];
      if (byte === quote) {
        const close = stringEnd(bytes, at, end);
        if (close === -1) return;
        const after = skipSpaces(bytes, close + 1, end);
        if (depth === 1 && bytes[after] === 0x3a && isOneOf(bytes, at + 1, close, jsonKeys)) {
          const value = skipSpaces(bytes, after + 1, end);
          const valueEnd = bytes[value] === quote ? stringEnd(bytes, value, end) : -1;
          if (valueEnd !== -1) this.#take(value + 1, valueEnd);
          return;
        }
        at = close + 1;
        continue;
      }
      if (byte === 0x7b || byte === 0x5b) depth += 1;
      else if (byte === 0x7d || byte === 0x5d) depth -= 1;
      at += 1;
    }
  }

  /** The message of a line that begins with `key=`. */
  #logfmt(): void {
    const { bytes } = this;
    const end = Math.min(this.to, this.from + searched);
    let at = this.from;
    let keys = 0;
    while (at < end) {
      const key = at;
      while (at < end && bytes[at] !== equals && bytes[at] !== space) at += 1;
      if (bytes[at] !== equals || at >= end) {
        if (keys === 0) return;
        at = skipSpaces(bytes, at, end);
        continue;
      }
      const value = at + 1;
      const quoted = bytes[value] === quote;
      let valueEnd = quoted ? stringEnd(bytes, value, end) : value;
      if (valueEnd === -1) return;
      if (!quoted) while (valueEnd < end && bytes[valueEnd] !== space) valueEnd += 1;
      if (isOneOf(bytes, key, value - 1, logfmtKeys)) {
        if (quoted) this.#take(value + 1, valueEnd);
        else this.#take(value, valueEnd);
        return;
      }
      keys += 1;
      at = skipSpaces(bytes, quoted ? valueEnd + 1 : valueEnd, end);
    }
  }

  /** Makes a value the message: its backslashes are read where it has any. An empty one is none. */
  #take(from: number, to: number): void {
    if (to <= from) return;
    const { bytes } = this;
    let at = from;
    while (at < to && bytes[at] !== backslash) at += 1;
    this.from = from;
    this.to = to;
    if (at === to) return;
    let used = 0;
    for (at = from; at < to && used < kept; at++) {
      let byte = bytes[at] ?? 0;
      if (byte === backslash && at + 1 < to) {
        at += 1;
        byte = bytes[at] ?? 0;
        if (byte === 0x6e || byte === 0x74 || byte === 0x72) byte = space;
      }
      this.#unescaped[used] = byte;
      used += 1;
    }
    this.bytes = this.#unescaped;
    this.from = 0;
    this.to = used;
  }
}
