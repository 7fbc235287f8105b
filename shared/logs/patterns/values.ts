import { Is, isAt, runEnd } from './bytes';
import type { HoleKind } from './pattern';

/** A variable value that was found: what it is and where it ends. */
export interface Found {
  kind: HoleKind;
  end: number;
}

const dot = 0x2e;
const colon = 0x3a;
const dash = 0x2d;
const slash = 0x2f;
const comma = 0x2c;
const plus = 0x2b;
const space = 0x20;

const durations = new Set(['ns', 'us', 'ms', 's', 'sec', 'm', 'min', 'h', 'd']);
const sizes = new Set(['b', 'kb', 'mb', 'gb', 'tb', 'kib', 'mib', 'gib', 'tib', 'k', 'g', 't', 'bytes']);

/** Letters of compound durations such as `1h2m3.5s`. */
function isDurationLetter(code: number): boolean {
  return code === 0x68 || code === 0x6d || code === 0x73 || code === 0x6e || code === 0x75 || code === 0x64;
}

function lowerAscii(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text.toLowerCase();
}

/** The end of a UUID at `at`, or -1. */
export function uuidEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 36 > end || bytes[at + 8] !== dash) return -1;
  for (let index = 0; index < 36; index++) {
    const hyphen = index === 8 || index === 13 || index === 18 || index === 23;
    if (hyphen ? bytes[at + index] !== dash : !isAt(bytes, at + index, end, Is.hex)) return -1;
  }
  return isAt(bytes, at + 36, end, Is.word) ? -1 : at + 36;
}

/** The end of an IPv6 or MAC address at `at`, whose first group of hexadecimal digits is followed by a colon; or -1. */
export function colonAddressEnd(bytes: Uint8Array, at: number, end: number): number {
  let colons = 0;
  let doubled = 0;
  let group = 0;
  let longest = 0;
  let hex = false;
  let to = at;
  while (to < end && to - at < 48) {
    if (bytes[to] === colon) {
      if (bytes[to + 1] === colon && to + 1 < end) doubled += 1;
      colons += 1;
      group = 0;
    } else if (isAt(bytes, to, end, Is.hex)) {
      group += 1;
      longest = Math.max(longest, group);
      hex ||= !isAt(bytes, to, end, Is.digit);
    } else break;
    to += 1;
  }
  if (isAt(bytes, to, end, Is.word) || longest > 4) return -1;
  if (bytes[to - 1] === colon && bytes[to - 2] !== colon) {
    to -= 1;
    colons -= 1;
  }
  const sixth = doubled === 1 && colons <= 7;
  return sixth || colons === 7 || (colons === 5 && hex) ? to : -1;
}

/** The end of a date of the common log format at `at`, such as `20/Nov/2026:14:31:02 +0000`; or -1. */
function commonLogDateEnd(bytes: Uint8Array, day: number, end: number): number {
  if (bytes[day] !== slash || bytes[day + 4] !== slash || !isAt(bytes, day + 5, end, Is.digit)) return -1;
  for (let at = day + 1; at < day + 4; at++) if (!isAt(bytes, at, end, Is.letter)) return -1;
  let to = runEnd(bytes, day + 5, end, Is.digit);
  while (bytes[to] === colon && isAt(bytes, to + 1, end, Is.digit)) to = runEnd(bytes, to + 1, end, Is.digit);
  const zone = bytes[to] === space && (bytes[to + 1] === plus || bytes[to + 1] === dash);
  return zone && runEnd(bytes, to + 2, end, Is.digit) === to + 6 ? to + 6 : to;
}

/** Letters right behind a number: a unit, a compound duration, or part of an id. */
function suffixed(bytes: Uint8Array, found: Found, joined: boolean, end: number): void {
  const letters = found.end;
  const to = runEnd(bytes, letters, end, Is.word);
  if (to === letters) return;
  if (found.kind === 'time') {
    // The zone Z, or whatever else: still a time.
    found.end = to;
    return;
  }
  let at = letters;
  while (at < to && isAt(bytes, at, end, Is.letter)) at += 1;
  // Micro is two bytes of UTF-8.
  const micro = bytes[letters] === 0xc2 && bytes[letters + 1] === 0xb5;
  if (at === to && to - letters <= 5) {
    const unit = lowerAscii(bytes, micro ? letters + 2 : letters, to);
    if (durations.has(unit)) found.kind = 'duration';
    else if (sizes.has(unit)) found.kind = 'size';
    else found.kind = 'id';
    found.end = to;
    return;
  }
  // 1h2m3.5s
  at = letters;
  while (at < end) {
    if (isAt(bytes, at, end, Is.digit)) at = runEnd(bytes, at, end, Is.digit);
    else if (isDurationLetter(bytes[at] ?? 0)) at += 1;
    else if (bytes[at] === dot && isAt(bytes, at + 1, end, Is.digit)) at += 1;
    else break;
  }
  found.kind = at >= to && !joined ? 'duration' : 'id';
  found.end = Math.max(at, to);
  if (found.kind === 'id') found.end = to;
}

/** Reads the value that starts with a digit at `at` into `found`. */
export function numberAt(bytes: Uint8Array, at: number, end: number, found: Found): void {
  const firstEnd = runEnd(bytes, at, end, Is.digit);
  if (bytes[firstEnd] === slash && firstEnd - at <= 2) {
    const to = commonLogDateEnd(bytes, firstEnd, end);
    if (to !== -1) {
      found.kind = 'time';
      found.end = to;
      return;
    }
  }
  let dots = 0;
  let colons = 0;
  let dashes = 0;
  let slashes = 0;
  let to = firstEnd;
  for (;;) {
    const joint = bytes[to];
    const digitNext = isAt(bytes, to + 1, end, Is.digit);
    if (!digitNext || to >= end) break;
    if (joint === dot) dots += 1;
    else if (joint === colon) colons += 1;
    else if (joint === dash) dashes += 1;
    else if (joint === slash) slashes += 1;
    // ISO 8601's T between date and clock.
    else if (joint !== comma && !(joint === 0x54 && dashes === 2)) break;
    to = runEnd(bytes, to + 1, end, Is.digit);
  }
  const year = firstEnd - at === 4;
  const date = (dashes >= 2 && year) || (slashes === 2 && dots === 0);
  found.kind = 'number';
  found.end = to;
  if (date || (colons >= 2 && dashes === 0)) {
    found.kind = 'time';
    if (bytes[to] === plus && isAt(bytes, to + 1, end, Is.digit)) {
      to = runEnd(bytes, to + 1, end, Is.digit);
      if (bytes[to] === colon && isAt(bytes, to + 1, end, Is.digit))
        to = runEnd(bytes, to + 1, end, Is.digit);
      found.end = to;
    }
  } else if (dots === 3 && dashes === 0) found.kind = 'address';
  suffixed(bytes, found, to !== firstEnd, end);
}
