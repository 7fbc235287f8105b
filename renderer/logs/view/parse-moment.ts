/** What a typed moment says: epoch ms, or a sentence with the part of the text that it is about. */
export type Moment =
  | { readonly ok: true; readonly time: number }
  | { readonly ok: false; readonly message: string; readonly from: number; readonly to: number };

export interface MomentOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Clock times and dates are meant in UTC, by the clock of this machine otherwise. */
  readonly utc: boolean;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const dayMs = 86_400_000;
const forms = 'Write 14:05, 14:05:30, 2026-11-20 14:05 or 30m for thirty minutes ago.';

/**
 * Reads a moment: `now`, `30m` (ago; s, m, h, d), `14:05`, `14:05:30.5` (the last one that is not in the future),
 * `2026-11-20`, `2026-11-20 14:05:30`, with `T` for the space and `Z` for UTC. At most 60 characters are looked at.
 */
export function parseMoment(source: string, { now, utc }: MomentOptions): Moment {
  const text = source.trim();
  const bad = (message: string, part?: string): Moment => {
    const at = part === undefined ? -1 : source.indexOf(part);
    return at === -1 || part === undefined
      ? { ok: false, message, from: 0, to: source.length }
      : { ok: false, message, from: at, to: at + part.length };
  };
  if (text === '') return bad('No time is given. ' + forms);
  if (text.length > 60) return bad('This is too long for a time. ' + forms);
  if (/^now$/i.test(text)) return { ok: true, time: now };
  const ago = /^-?(\d{1,9}(?:\.\d+)?)\s*([smhd])(?:\s+ago)?$/i.exec(text);
  if (ago !== null) {
    const time = now - Number(ago[1]) * (unitMs[(ago[2] ?? '').toLowerCase()] ?? 0);
    return time < 0 ? bad('This is before 1970.') : { ok: true, time };
  }
  const parts =
    /^(?:(\d{4})-(\d{1,2})-(\d{1,2}))?(?:(?:^|[ T]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z)?$/i.exec(
      text,
    );
  if (parts === null) return bad('This is no time that can be read. ' + forms);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = parts;
  if (Number(hour) > 23) return bad('There are 24 hours in a day, from 0 to 23.', hour);
  if (Number(minute) > 59) return bad('There are 60 minutes in an hour, from 00 to 59.', minute);
  if (Number(second) > 59) return bad('There are 60 seconds in a minute, from 00 to 59.', second);
  const inUtc = utc || zone !== undefined;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  const clock = [Number(hour), Number(minute), Number(second), ms] as const;
  if (year === undefined || month === undefined || day === undefined) {
    const time = onDay(new Date(now), clock, inUtc);
    return { ok: true, time: time > now ? onDay(new Date(now - dayMs), clock, inUtc) : time };
  }
  if (Number(month) < 1 || Number(month) > 12) return bad('There are 12 months in a year.', month);
  const time = inUtc
    ? Date.UTC(Number(year), Number(month) - 1, Number(day), ...clock)
    : new Date(Number(year), Number(month) - 1, Number(day), ...clock).getTime();
  const date = new Date(time);
  if ((inUtc ? date.getUTCMonth() : date.getMonth()) !== Number(month) - 1 || Number(day) === 0)
    return bad(`There is no day ${day} in that month.`, day);
  return time < 0 ? bad('This is before 1970.', year) : { ok: true, time };
}

function onDay(
  day: Date,
  [hour, minute, second, ms]: readonly [number, number, number, number],
  utc: boolean,
): number {
  return utc
    ? Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour, minute, second, ms)
    : new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute, second, ms).getTime();
}
