import type { TimesMode } from './log-model';

const two = (value: number): string => String(value).padStart(2, '0');
const three = (value: number): string => String(value).padStart(3, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** True where a line of `time` needs its date beside the clock when it is looked at at `now`. */
export function needsDate(time: number, now: number, mode: TimesMode): boolean {
  if (Number.isNaN(time) || mode === 'off') return false;
  const [then, today] = [new Date(time), new Date(now)];
  return mode === 'utc'
    ? then.toISOString().slice(0, 10) !== today.toISOString().slice(0, 10)
    : then.toDateString() !== today.toDateString();
}

/** A line's time in the gutter: `14:31:02.118`, `14:31:02.118Z`, with the date `18 Nov 14:31:02`. '' where unknown. */
export function lineTime(time: number, mode: TimesMode, withDate: boolean): string {
  if (Number.isNaN(time) || mode === 'off') return '';
  const date = new Date(time);
  const utc = mode === 'utc';
  const clock = utc
    ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
    : `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const zone = utc ? 'Z' : '';
  if (!withDate) return `${clock}.${three(date.getUTCMilliseconds())}${zone}`;
  const day = utc ? date.getUTCDate() : date.getDate();
  const month = months[utc ? date.getUTCMonth() : date.getMonth()] ?? '';
  return `${String(day).padStart(2, '\u2007')} ${month} ${clock}${zone}`;
}

/** `184 220`: digits in threes with a space that does not break. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}
