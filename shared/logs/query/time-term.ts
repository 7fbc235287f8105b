import type { QueryBound, QueryMoment, QueryNode } from './ast';

const day = 86_400_000;
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: day };

const age = /^(\d{1,6}(?:\.\d{1,3})?)([smhd])$/;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z)?$/;
const date =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds and their precision from the digits behind the decimal point. */
function fraction(digits: string | undefined): { readonly ms: number; readonly span: number } {
  if (digits === undefined) return { ms: 0, span: 1000 };
  return { ms: Number(digits.slice(0, 3).padEnd(3, '0')), span: Math.max(1, 10 ** (3 - digits.length)) };
}

function readClock(text: string): QueryMoment | undefined {
  const found = clock.exec(text);
  if (found === null) return undefined;
  const [, hours = '', minutes = '', seconds, digits, zone] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const { ms, span } = fraction(digits);
  return {
    kind: 'clock',
    ms: ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000 + ms,
    utc: zone !== undefined,
    span: seconds === undefined ? 60_000 : span,
  };
}

function readDate(text: string): QueryMoment | undefined {
  const found = date.exec(text);
  if (found === null) return undefined;
  const [, year = '', month = '', dayOfMonth = '', hours, minutes, seconds, digits, zone] = found;
  const part = fraction(digits);
  const span = hours === undefined ? day : seconds === undefined ? 60_000 : part.span;
  const parts = [year, Number(month) - 1, dayOfMonth, hours ?? 0, minutes ?? 0, seconds ?? 0].map(Number);
  const [y = 0, m = 0, d = 0, hh = 0, mm = 0, ss = 0] = parts;
  const utc = Date.UTC(y, m, d, hh, mm, ss, part.ms);
  // Dates that do not exist, such as 31 February, are no moments.
  const read = new Date(utc);
  if (read.getUTCMonth() !== m || read.getUTCDate() !== d || hh > 23 || mm > 59 || ss > 59) return undefined;
  if (zone === undefined) return { kind: 'date', ms: new Date(y, m, d, hh, mm, ss, part.ms).getTime(), span };
  const offset = zone === 'Z' ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return { kind: 'date', ms: utc - (zone.startsWith('-') ? -offset : offset) * 60_000, span };
}

function readAge(text: string): QueryMoment | undefined {
  const found = age.exec(text);
  return found === null
    ? undefined
    : { kind: 'age', ms: Number(found[1]) * (units[found[2] ?? ''] ?? 0), span: 1 };
}

const readMoment = (text: string): QueryMoment | undefined =>
  readClock(text) ?? readDate(text) ?? readAge(text);

const start = (moment: QueryMoment, open = false): QueryBound => ({ moment, edge: 'start', open });
const end = (moment: QueryMoment): QueryBound => ({ moment, edge: 'end', open: true });

/**
 * Reads what stands behind `time:`; undefined where it is no time. `14:05` is that whole minute, `a..b` goes from the
 * beginning of a to the end of b, `>a` and `<a` are seen from the beginning of a. `<5m` (or `5m`) is the last five
 * minutes, `>5m` all before. Times of day are local unless `Z` follows.
 */
export function readTime(operator: string, value: string): QueryNode | undefined {
  const text = `${operator}${value}`;
  const range = /^(.+?)\.\.(.+)$/.exec(value);
  if (range !== null && operator === '') {
    const from = readMoment(range[1] ?? '');
    const to = readMoment(range[2] ?? '');
    if (from === undefined || to === undefined) return undefined;
    const swap = from.kind === 'age' && to.kind === 'age' && from.ms < to.ms;
    return swap
      ? { kind: 'time', text, from: start(to), to: end(from) }
      : { kind: 'time', text, from: start(from), to: end(to) };
  }
  const moment = readMoment(value);
  if (moment === undefined) return undefined;
  const older = moment.kind === 'age' ? operator.startsWith('>') : operator.startsWith('<');
  const orEqual = operator.endsWith('=');
  if (operator === '' && moment.kind !== 'age')
    return { kind: 'time', text, from: start(moment), to: end(moment) };
  if (!older) return { kind: 'time', text, from: start(moment, operator !== '' && !orEqual), to: undefined };
  const to = orEqual && moment.kind !== 'age' ? end(moment) : start(moment, !orEqual);
  return { kind: 'time', text, from: undefined, to };
}

/** Epoch ms of a bound, seen at `now`. */
function resolve(bound: QueryBound, now: number): number {
  const { moment } = bound;
  const span = bound.edge === 'end' ? moment.span : 0;
  switch (moment.kind) {
    case 'date':
      return moment.ms + span;
    case 'age':
      return now - moment.ms + span;
    case 'clock':
      return atClock(moment.ms, moment.utc, now) + span;
  }
}

/** The latest time of day that is not after now. By the calendar, so that it holds when clocks are changed. */
function atClock(ms: number, utc: boolean, now: number): number {
  const today = new Date(now);
  const at = (daysBack: number): number => {
    const whole = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
    const [hours = 0, minutes = 0, seconds = 0] = whole;
    return utc
      ? Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - daysBack) + ms
      : new Date(
          today.getFullYear(),
          today.getMonth(),
          today.getDate() - daysBack,
          hours,
          minutes,
          seconds,
          ms % 1000,
        ).getTime();
  };
  return at(0) > now ? at(1) : at(0);
}

/** A time range at a given moment: from `from` (without it, where `fromOpen`) to `to` (with it, unless `toOpen`). */
export interface TimeRange {
  readonly from: number;
  readonly fromOpen: boolean;
  readonly to: number;
  readonly toOpen: boolean;
}

/** What a time term stands for when it is `now` (epoch ms). A range of times of day that runs backwards ends a day later. */
export function timeRange(term: Extract<QueryNode, { kind: 'time' }>, now: number): TimeRange {
  const from = term.from === undefined ? Number.NEGATIVE_INFINITY : resolve(term.from, now);
  let to = term.to === undefined ? Number.POSITIVE_INFINITY : resolve(term.to, now);
  if (to < from && term.to?.moment.kind === 'clock') to += day;
  return { from, fromOpen: term.from?.open ?? false, to, toOpen: term.to?.open ?? false };
}
