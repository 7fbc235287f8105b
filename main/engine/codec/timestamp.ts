/** A parsed timestamp: epoch ms, nanoseconds below it (0 to 999999), and the offset behind it and its space. */
export interface ParsedTimestamp {
  ms: number;
  nanos: number;
  next: number;
}

/** Longest prefix that can be a timestamp and its space: nine digits of fraction and an offset. */
export const timestampMaxBytes = 36;

/**
 * Reads `2026-11-20T14:32:08.123456789Z ` at `at` into `out`, without allocating. False where there is none before
 * `end`. Accepts no fraction, any number of its digits, `Z` or an offset, as engines of all ages print them.
 */
export function readTimestamp(bytes: Uint8Array, at: number, end: number, out: ParsedTimestamp): boolean {
  if (end - at < 21 || bytes[at + 4] !== 0x2d || bytes[at + 10] !== 0x54 || bytes[at + 13] !== 0x3a)
    return false;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  // NaN from any digit that is none makes the sum NaN.
  if (Number.isNaN(year + month + day + hour + minute + second)) return false;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
  let i = at + 19;
  let fraction = 0;
  let digits = 0;
  if (bytes[i] === 0x2e) {
    i += 1;
    for (; i < end; i += 1) {
      const digit = (bytes[i] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      if (digits < 9) {
        fraction = fraction * 10 + digit;
        digits += 1;
      }
    }
  }
  for (; digits < 9; digits += 1) fraction *= 10;
  let offsetMinutes = 0;
  const zone = bytes[i];
  if (zone === 0x5a) {
    i += 1;
  } else if ((zone === 0x2b || zone === 0x2d) && i + 6 <= end) {
    offsetMinutes = (two(bytes, i + 1) * 60 + two(bytes, i + 4)) * (zone === 0x2b ? 1 : -1);
    if (Number.isNaN(offsetMinutes)) return false;
    i += 6;
  } else {
    return false;
  }
  if (i >= end || bytes[i] !== 0x20) return false;
  out.ms =
    dayStart(year, month, day) +
    ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 +
    Math.floor(fraction / 1_000_000);
  out.nanos = fraction % 1_000_000;
  out.next = i + 1;
  return true;
}

let lastDay = 0;
let lastDayStart = 0;

/** Epoch ms of a day's start; logs come in order, so the last answer nearly always serves again. */
function dayStart(year: number, month: number, day: number): number {
  const key = (year * 100 + month) * 100 + day;
  if (key !== lastDay) {
    lastDayStart = Date.UTC(year, month - 1, day);
    lastDay = key;
  }
  return lastDayStart;
}

function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
