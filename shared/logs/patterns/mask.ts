import { byteIs, Is, isAt, runEnd } from './bytes';
import type { HoleKind } from './pattern';
import { colonAddressEnd, type Found, numberAt, uuidEnd } from './values';

/** Stands in a masked line where something varies. No line contains it: control characters become spaces. */
export const holeByte = 1;

/** Bytes of a line that are looked at; what follows is one hole. */
export const maskedBytes = 1024;
const mostHoles = 255;
const longestQuote = 512;
const space = 0x20;
const colon = 0x3a;
const comma = 0x2c;

/**
 * Writes a line with its variable parts as holes: numbers, ids, addresses, times, durations, sizes, quoted strings. The
 * masked line is `bytes[0 .. length]`, valid until the next call, runs of white space as one space; `hash` is of it and
 * `kinds` says what its holes are. One pass, no allocation.
 */
export class Mask {
  // At most one byte more than is read for each hole: a sign that belonged to it.
  readonly bytes = new Uint8Array(maskedBytes + mostHoles + 8);
  length = 0;
  hash = 0;
  readonly kinds: HoleKind[] = [];
  readonly #found: Found = { kind: 'number', end: 0 };

  /** Masks `input[from .. to]`. */
  read(input: Uint8Array, from: number, to: number): void {
    const out = this.bytes;
    this.length = 0;
    this.kinds.length = 0;
    const end = Math.min(to, from + maskedBytes);
    // Where the key of a JSON object ends: its quotes are no string to mask.
    let keyEnd = -1;
    let at = from;
    while (at < end) {
      const byte = input[at] ?? 0;
      const is = byteIs[byte] ?? 0;
      if ((is & Is.letter) !== 0) at = this.#word(input, at, end);
      else if ((is & Is.digit) !== 0) at = this.#number(input, at, end);
      else if ((is & Is.space) !== 0) {
        if (this.length > 0 && out[this.length - 1] !== space) out[this.length++] = space;
        at += 1;
      } else if ((is & Is.quote) !== 0 && at !== keyEnd) {
        const close = closingQuote(input, at, end, from);
        out[this.length++] = byte;
        if (close !== -1 && !isKey(input, close, end)) {
          this.#hole('quoted');
          out[this.length++] = byte;
          at = close + 1;
        } else {
          keyEnd = close;
          at += 1;
        }
      } else if (isSign(input, at, from, end)) at = this.#number(input, at + 1, end);
      else {
        out[this.length++] = byte;
        at += 1;
      }
    }
    if (to > end) {
      if (out[this.length - 1] !== space) out[this.length++] = space;
      this.#hole('rest');
    } else if (this.length > 0 && out[this.length - 1] === space) this.length -= 1;
    let hash = 0x811c9dc5;
    const { length } = this;
    for (let index = 0; index < length; index++) hash = Math.imul(hash ^ (out[index] ?? 0), 0x01000193);
    this.hash = hash;
  }

  #copy(input: Uint8Array, from: number, to: number): void {
    const out = this.bytes;
    let { length } = this;
    for (let at = from; at < to; at++) out[length++] = input[at] ?? 0;
    this.length = length;
  }

  /** Puts a hole; lists of values, and a date with its clock, become one. */
  #hole(kind: HoleKind): void {
    const { bytes, length, kinds } = this;
    const last = kinds.length - 1;
    const before = bytes[length - 1];
    const gap = before === space ? 1 : 0;
    const beforeGap = bytes[length - 1 - gap];
    if (length > 0 && before === holeByte) this.#widen(last, kind);
    else if (length > 1 + gap && beforeGap === comma && bytes[length - 2 - gap] === holeByte) {
      this.length = length - 1 - gap;
      this.#widen(last, kind);
    } else if (gap === 1 && beforeGap === holeByte && kind === 'time' && kinds[last] === 'time') {
      this.length = length - 1;
    } else if (kinds.length < mostHoles) {
      bytes[length] = holeByte;
      this.length = length + 1;
      kinds.push(kind);
    }
  }

  #widen(index: number, kind: HoleKind): void {
    if (this.kinds[index] !== kind) this.kinds[index] = 'value';
  }

  #number(input: Uint8Array, at: number, end: number): number {
    const found = this.#found;
    const word = runEnd(input, at, end, Is.word);
    if (!idAt(input, at, word, end, true, found)) numberAt(input, at, end, found);
    this.#hole(found.kind);
    return found.end;
  }

  /** Letters and digits that start with a letter. */
  #word(input: Uint8Array, at: number, end: number): number {
    let to = at;
    let any = 0;
    let all = 255;
    while (to < end) {
      const is = byteIs[input[to] ?? 0] ?? 0;
      if ((is & Is.word) === 0) break;
      any |= is;
      all &= is;
      to += 1;
    }
    const digits = (any & Is.digit) !== 0;
    if ((all & Is.hex) !== 0 && idAt(input, at, to, end, digits, this.#found)) {
      this.#hole(this.#found.kind);
      return this.#found.end;
    }
    if (!digits) {
      this.#copy(input, at, to);
      return to;
    }
    const name = runEnd(input, at, to, Is.letter);
    if (runEnd(input, name, to, Is.digit) === to) {
      // worker12, v2.14.1: the number varies, its name does not.
      this.#copy(input, at, name);
      return this.#number(input, name, end);
    }
    this.#hole('id');
    return to;
  }
}

/**
 * Finds a UUID, an address with colons, a 0x number, or a word of hexadecimal digits that is no likely word: at least 8
 * of them, or 4 where `digits` are among them. `word` is the end of the letters and digits at `at`.
 */
function idAt(
  input: Uint8Array,
  at: number,
  word: number,
  end: number,
  digits: boolean,
  found: Found,
): boolean {
  const length = word - at;
  found.kind = 'id';
  if (length === 8) {
    found.end = uuidEnd(input, at, end);
    if (found.end !== -1) return true;
  }
  if (length <= 4 && input[word] === colon && word < end) {
    found.end = colonAddressEnd(input, at, end);
    found.kind = 'address';
    if (found.end !== -1) return true;
    found.kind = 'id';
  }
  found.end = word;
  if (length > 2 && input[at] === 0x30 && (input[at + 1] === 0x78 || input[at + 1] === 0x58)) return true;
  if (length < (digits ? 4 : 8) || runEnd(input, at, word, Is.hex) !== word) return false;
  return runEnd(input, at, word, Is.digit) !== word;
}

/** A sign belongs to its number only where no word or value stands before it. */
function isSign(input: Uint8Array, at: number, from: number, end: number): boolean {
  const byte = input[at];
  if ((byte !== 0x2d && byte !== 0x2b) || !isAt(input, at + 1, end, Is.digit)) return false;
  return at === from || (!isAt(input, at - 1, at, Is.word) && input[at - 1] !== byte);
}

/** Where the string that opens at `at` closes; -1 where it is no opening quote or does not close soon. */
function closingQuote(input: Uint8Array, at: number, end: number, from: number): number {
  const quote = input[at];
  if (at > from && isAt(input, at - 1, at, Is.word)) return -1;
  const limit = Math.min(end, at + longestQuote);
  for (let index = at + 1; index < limit; index++) {
    if (input[index] === 0x5c) index += 1;
    else if (input[index] === quote && !isAt(input, index + 1, end, Is.word)) return index;
  }
  return -1;
}

/** True where a quoted string is the key of a JSON object: a colon follows it. */
function isKey(input: Uint8Array, close: number, end: number): boolean {
  let at = close + 1;
  while (at < end && input[at] === space) at += 1;
  return at < end && input[close] === 0x22 && input[at] === colon;
}
