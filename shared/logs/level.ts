import type { LogChunk } from '../model/log';
import { stripAnsi } from '../util/ansi';
import { decodeUtf8 } from './decode';
import { scanLevel } from './level-scan';
import type { LogLevel } from './level-words';

export type { LogLevel };

/** Levels by code: the code of a level is its place here plus one, 0 stands for no level. */
export const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The three letters that stand for a level. */
export const levelLetters: Readonly<Record<LogLevel, string>> = {
  trace: 'TRC',
  debug: 'DBG',
  info: 'INF',
  warn: 'WRN',
  error: 'ERR',
  fatal: 'FTL',
};

/** 1 (trace) to 6 (fatal), 0 for no level. */
export function levelCode(level: LogLevel | undefined): number {
  return level === undefined ? 0 : logLevels.indexOf(level) + 1;
}

/** The level of a code; undefined for 0 and what is no code. */
export function levelOfCode(code: number): LogLevel | undefined {
  return logLevels[code - 1];
}

/** Only so many bytes of a line are looked at: a level that stands later is no level. */
const looksAt = 400;

const scratch = new Uint8Array(looksAt);
const escape = 0x1b;

/**
 * The level of a line (without escape sequences): from JSON and logfmt fields, else from the common forms of text at
 * its start. Undefined where nothing says it. Takes constant time whatever the line's length.
 */
export function detectLevel(line: string): LogLevel | undefined {
  return levelOfCode(scanText(line));
}

function scanText(line: string): number {
  let size = 0;
  for (let at = 0; at < line.length && size < looksAt; at++) {
    const code = line.charCodeAt(at);
    if (code < 0x80) {
      scratch[size++] = code;
      continue;
    }
    // Beyond ASCII only the number of bytes counts, so that text and bytes are cut at the same place.
    const isHalf = (code & 0xf800) === 0xd800;
    const pairs = isHalf && code < 0xdc00 && (line.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (pairs) at += 1;
    const bytes = code < 0x800 ? 2 : pairs ? 4 : 3;
    for (let part = 0; part < bytes && size < looksAt; part++) scratch[size++] = 0x80;
  }
  return scanLevel(scratch, 0, size);
}

/**
 * The level code of each line of a chunk: what `detectLevel` says of the line's text without escape sequences. Reads
 * the bytes where they are; only a line whose beginning has other escape sequences than CSI is made a text.
 */
export function levelsOf(chunk: LogChunk): Uint8Array<ArrayBuffer> {
  const { bytes, ends } = chunk;
  const levels = new Uint8Array(ends.length);
  let nextEscape = bytes.indexOf(escape);
  let start = 0;
  for (let line = 0; line < ends.length; line++) {
    const end = ends[line] ?? start;
    if (nextEscape !== -1 && nextEscape < start) nextEscape = bytes.indexOf(escape, start);
    const escaped = nextEscape !== -1 && nextEscape < Math.min(end, start + looksAt);
    levels[line] = escaped
      ? scanEscaped(bytes, start, end)
      : scanPlain(bytes, start, Math.min(end, start + looksAt), end);
    start = end;
  }
  return levels;
}

/** The 8-bit introducers are two bytes in UTF-8, of which the first is this one. */
const introducerLead = 0xc2;

function scanPlain(bytes: Uint8Array, from: number, to: number, end: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    // What is no UTF-8 becomes another number of bytes, an 8-bit introducer may start a sequence: let the text decide.
    if (byte === introducerLead || !isWhole(bytes, at, end)) {
      return scanText(stripAnsi(decodeUtf8(bytes.subarray(from, end))));
    }
    at += byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  }
  return scanLevel(bytes, from, to);
}

/** Whether a valid character beyond ASCII stands at `at`. */
function isWhole(bytes: Uint8Array, at: number, end: number): boolean {
  const lead = bytes[at] ?? 0;
  const more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
  if (more === 0 || at + more >= end) return false;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return false;
  for (let part = 2; part <= more; part++) if (((bytes[at + part] ?? 0) & 0xc0) !== 0x80) return false;
  return true;
}

/** Copies a line's beginning without its CSI sequences and looks at that; any other sequence goes the way of the text. */
function scanEscaped(bytes: Uint8Array, start: number, end: number): number {
  let size = 0;
  let at = start;
  while (at < end && size < looksAt) {
    const byte = bytes[at] ?? 0;
    if (byte === escape) {
      const after = afterCsi(bytes, at, end);
      if (after === -1) return scanText(stripAnsi(decodeUtf8(bytes.subarray(start, end))));
      at = after;
      continue;
    }
    if (byte >= 0x80) return scanText(stripAnsi(decodeUtf8(bytes.subarray(start, end))));
    scratch[size++] = byte;
    at += 1;
  }
  return scanLevel(scratch, 0, size);
}

/** Where a finished CSI sequence that starts at `at` is over; -1 where none stands there. */
function afterCsi(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 1] !== 0x5b) return -1;
  let next = at + 2;
  while (next < end && (bytes[next] ?? 0) >= 0x30 && (bytes[next] ?? 0) <= 0x3f) next += 1;
  while (next < end && (bytes[next] ?? 0) >= 0x20 && (bytes[next] ?? 0) <= 0x2f) next += 1;
  const final = next < end ? (bytes[next] ?? 0) : 0;
  return final >= 0x40 && final <= 0x7e ? next + 1 : -1;
}
