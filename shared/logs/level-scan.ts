import { levelWords } from './level-words';

/**
 * The level of one line's beginning as bytes, without escape sequences: `bytes[from..to)`. Code 1 (trace) to 6 (fatal),
 * 0 where nothing says it. The one place that knows the forms:
 * - JSON: `"level":"warn"`, `"severity": "ERROR"`, pino's and bunyan's `"level":30`, MongoDB's `"s":"W"`;
 * - logfmt: `level=warn`, `lvl="error"`, as a field of its own anywhere;
 * - klog `E1120 14:31:02`, journald's `<3>`, Redis' `1:M 20 Nov 2026 14:31:02.118 # `;
 * - text, in the first 80 bytes: `ERROR ...`, `[warn]`, ` INFO `, `error: `, in this order.
 */
export function scanLevel(bytes: Uint8Array, from: number, to: number): number {
  let first = from;
  while (first < to && isSpace(bytes[first] ?? 0)) first += 1;
  if (bytes[first] === brace && first < to) return scanJson(bytes, first, to);
  return scanWords(bytes, from, to);
}

const brace = 0x7b;
const quote = 0x22;
const equals = 0x3d;
const colon = 0x3a;
/** Letters of the longest word: "information". */
const longest = 11;
/** A word of plain text is looked for in so many bytes. */
const plainLooksAt = 80;

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

const codes: Readonly<Record<string, number>> = { trace: 1, debug: 2, info: 3, warn: 4, error: 5, fatal: 6 };

/** The words by a hash of their letters; few enough that two never meet (a test tries each of them). */
const slots = 512;
const slotWords: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(slots);
const slotCodes = new Uint8Array(slots);
const mix = (hash: number, letter: number): number => (Math.imul(hash, 31) + letter) | 0;
const slotOf = (hash: number): number => (hash ^ (hash >>> 9)) & (slots - 1);

for (const [word, level] of levelWords) {
  const letters = Uint8Array.from(word, (letter) => letter.charCodeAt(0));
  let slot = slotOf(letters.reduce(mix, 0));
  while (slotWords[slot] !== undefined) slot = (slot + 1) & (slots - 1);
  slotWords[slot] = letters;
  slotCodes[slot] = codes[level] ?? 0;
}

/** The code of the word `bytes[from..to)`, in whatever case; 0 for none. */
function wordCode(bytes: Uint8Array, from: number, to: number): number {
  const size = to - from;
  if (size < 3 || size > longest) return 0;
  let hash = 0;
  for (let at = from; at < to; at++) hash = mix(hash, (bytes[at] ?? 0) | 0x20);
  for (let slot = slotOf(hash); ; slot = (slot + 1) & (slots - 1)) {
    const word = slotWords[slot];
    if (word === undefined) return 0;
    if (word.length !== size) continue;
    let same = 0;
    while (same < size && ((bytes[from + same] ?? 0) | 0x20) === word[same]) same += 1;
    if (same === size) return slotCodes[slot] ?? 0;
  }
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const jsonKeys = ['level', 'lvl', 'severity', 'log.level', '@level', 'levelname'].map(ascii);
const logfmtKeys = ['level', 'lvl', 'severity'].map(ascii);

function startsWith(bytes: Uint8Array, at: number, to: number, word: Uint8Array): boolean {
  if (at + word.length > to) return false;
  for (let letter = 0; letter < word.length; letter++) if (bytes[at + letter] !== word[letter]) return false;
  return true;
}

function scanJson(bytes: Uint8Array, from: number, to: number): number {
  for (let at = bytes.indexOf(quote, from); at !== -1 && at < to; at = bytes.indexOf(quote, at + 1)) {
    const isShort = bytes[at + 1] === 0x73 && bytes[at + 2] === quote;
    const key = isShort ? undefined : jsonKeys.find((one) => isKey(bytes, at + 1, to, one));
    if (!isShort && key === undefined) continue;
    let value = at + 2 + (key?.length ?? 1);
    while (value < to && isSpace(bytes[value] ?? 0)) value += 1;
    if (value >= to || bytes[value] !== colon) continue;
    value += 1;
    while (value < to && isSpace(bytes[value] ?? 0)) value += 1;
    const code = isShort ? mongoCode(bytes, value, to) : jsonCode(bytes, value, to);
    if (code !== 0) return code;
  }
  return 0;
}

const isKey = (bytes: Uint8Array, at: number, to: number, key: Uint8Array): boolean =>
  startsWith(bytes, at, to, key) && at + key.length < to && bytes[at + key.length] === quote;

/** A quoted word, or the tens of pino and bunyan. */
function jsonCode(bytes: Uint8Array, at: number, to: number): number {
  if (at < to && bytes[at] === quote) {
    let end = at + 1;
    while (end < to && isLetter(bytes[end] ?? 0)) end += 1;
    return end < to && bytes[end] === quote ? wordCode(bytes, at + 1, end) : 0;
  }
  const tens = bytes[at] ?? 0;
  const isTens = at + 2 < to && tens >= 0x31 && tens <= 0x36 && bytes[at + 1] === 0x30;
  return isTens && !isDigit(bytes[at + 2] ?? 0) ? tens - 0x30 : 0;
}

function mongoCode(bytes: Uint8Array, at: number, to: number): number {
  if (at + 2 >= to || bytes[at] !== quote) return 0;
  const isDebug = bytes[at + 1] === 0x44 && isDigit(bytes[at + 2] ?? 0) && bytes[at + 3] === quote;
  if (isDebug && at + 3 < to) return 2;
  return bytes[at + 2] === quote ? letterCode(bytes[at + 1] ?? 0) : 0;
}

/** The letters of klog and MongoDB. */
function letterCode(letter: number): number {
  switch (letter) {
    case 0x49:
      return 3;
    case 0x57:
      return 4;
    case 0x45:
      return 5;
    case 0x46:
      return 6;
    default:
      return 0;
  }
}

function scanWords(bytes: Uint8Array, from: number, to: number): number {
  const plainTo = Math.min(to, from + plainLooksAt);
  let bracketed = 0;
  let upper = 0;
  let colonned = 0;
  let leading = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === equals) {
      const code = logfmtCode(bytes, from, at, to);
      if (code !== 0) return code;
    }
    if (at >= plainTo || !isLetter(byte)) continue;
    const start = at;
    while (at + 1 < to && isLetter(bytes[at + 1] ?? 0)) at += 1;
    const end = at + 1;
    const code = end > plainTo ? 0 : wordCode(bytes, start, end);
    if (code === 0) continue;
    const before = start === from ? 0x20 : (bytes[start - 1] ?? 0);
    const after = end < to ? (bytes[end] ?? 0) : 0x20;
    const colonSpace = after === colon && (end + 1 >= to || isSpace(bytes[end + 1] ?? 0));
    if (start === from && (isSpace(after) || colonSpace) && end < to) leading = code;
    if (bracketed === 0 && opens(before) && closes(after)) bracketed = code;
    if (upper === 0 && mayPrecede(before) && mayFollow(after) && isUpper(bytes, start, end)) upper = code;
    if (colonned === 0 && isSpace(before) && colonSpace) colonned = code;
  }
  const formed = klogCode(bytes, from, to) || priorityCode(bytes, from, to) || redisCode(bytes, from, to);
  return formed || leading || bracketed || upper || colonned;
}

/** Round, square and pointed brackets. */
const opens = (byte: number): boolean => byte === 0x5b || byte === 0x28 || byte === 0x3c;
const closes = (byte: number): boolean => byte === 0x5d || byte === 0x29 || byte === 0x3e;
/** Space, bar, colon, square bracket. */
const mayPrecede = (byte: number): boolean =>
  isSpace(byte) || byte === 0x7c || byte === colon || byte === 0x5b;
/** Also the mark in `npm ERR!`. */
const mayFollow = (byte: number): boolean =>
  isSpace(byte) || byte === 0x7c || byte === colon || byte === 0x5d || byte === 0x21;

function isUpper(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (((bytes[at] ?? 0) & 0x20) !== 0) return false;
  return true;
}

/** `level=warn` whose equals sign stands at `at`. */
function logfmtCode(bytes: Uint8Array, from: number, at: number, to: number): number {
  const isField = logfmtKeys.some((key) => {
    const start = at - key.length;
    return (
      start >= from && startsWith(bytes, start, at, key) && (start === from || isSpace(bytes[start - 1] ?? 0))
    );
  });
  if (!isField) return 0;
  const start = bytes[at + 1] === quote ? at + 2 : at + 1;
  let end = start;
  while (end < to && isLetter(bytes[end] ?? 0)) end += 1;
  const after = end < to ? (bytes[end] ?? 0) : 0x20;
  return isDigit(after) || after === 0x5f || after >= 0x80 ? 0 : wordCode(bytes, start, end);
}

/** Whether the bytes have the form of `shape`: 0 stands for any digit, a for any letter, all else for itself. */
function hasShape(bytes: Uint8Array, from: number, to: number, shape: string): boolean {
  if (from + shape.length > to) return false;
  for (let at = 0; at < shape.length; at++) {
    const byte = bytes[from + at] ?? 0;
    const wanted = shape.charCodeAt(at);
    if (wanted === 0x30 ? !isDigit(byte) : wanted === 0x61 ? !isLetter(byte) : byte !== wanted) return false;
  }
  return true;
}

function klogCode(bytes: Uint8Array, from: number, to: number): number {
  const code = letterCode(bytes[from] ?? 0);
  return code !== 0 && hasShape(bytes, from, to, 'a0000 00:00:00') ? code : 0;
}

const priorities = [6, 6, 6, 5, 4, 3, 3, 2];

function priorityCode(bytes: Uint8Array, from: number, to: number): number {
  return hasShape(bytes, from, to, '<0>') ? (priorities[(bytes[from + 1] ?? 0) - 0x30] ?? 0) : 0;
}

const redisLetters = 'XCSM';
const redisSigns = new Map([
  [0x2e, 2],
  [0x2d, 2],
  [0x2a, 3],
  [0x23, 4],
]);

function redisCode(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && at < from + 8 && isDigit(bytes[at] ?? 0)) at += 1;
  if (at === from || at + 2 >= to || bytes[at] !== colon) return 0;
  if (!redisLetters.includes(String.fromCharCode(bytes[at + 1] ?? 0))) return 0;
  const shape = ' 00 aaa 0000 00:00:00.000 ';
  if (!hasShape(bytes, at + 2, to, shape)) return 0;
  const sign = at + 2 + shape.length;
  const alone = sign + 1 < to && bytes[sign + 1] === 0x20;
  return alone ? (redisSigns.get(bytes[sign] ?? 0) ?? 0) : 0;
}
