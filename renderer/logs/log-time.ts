import type { TimesMode } from './model/types';

const two = (value: number): string => String(value).padStart(2, '0');
const three = (value: number): string => String(value).padStart(3, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** True where a line of `time` needs its date beside the clock when it is looked at at `now`. */
export function needsDate(time: number, now: number, mode: TimesMode): boolean {
  if (Number.isNaN(time) || (mode !== 'local' && mode !== 'utc')) return false;
  const [then, today] = [new Date(time), new Date(now)];
  return mode === 'utc'
    ? then.toISOString().slice(0, 10) !== today.toISOString().slice(0, 10)
    : then.toDateString() !== today.toDateString();
}

/** A line's time on the clock: `14:31:02.118`, `14:31:02.118Z`, with the date `18 Nov 14:31:02`. '' where unknown. */
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

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago a time was, in one unit: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, `in 4 s`. */
export function relativeTime(time: number, now: number): string {
  if (Number.isNaN(time)) return '';
  const ms = Math.abs(now - time);
  if (ms < second) return 'now';
  const words =
    ms < minute
      ? `${Math.floor(ms / second)}\u00a0s`
      : ms < hour
        ? `${Math.floor(ms / minute)}\u00a0min`
        : ms < day
          ? `${Math.floor(ms / hour)}\u00a0h`
          : `${Math.floor(ms / day)}\u00a0d`;
  return time > now ? `in ${words}` : `${words} ago`;
}

/** A time since the container's start: `0:12.345`, `1:02:03.004`; with a minus before it. '' where either is unknown. */
export function sinceStart(time: number, start: number | undefined): string {
  if (Number.isNaN(time) || start === undefined) return '';
  const ms = Math.abs(Math.round(time - start));
  const minutes = Math.floor(ms / minute) % 60;
  const hours = Math.floor(ms / hour);
  const head = hours === 0 ? String(minutes) : `${hours}:${two(minutes)}`;
  return `${time < start ? '\u2212' : ''}${head}:${two(Math.floor(ms / second) % 60)}.${three(ms % second)}`;
}

/** How far a line is from the marked one: `+12 ms`, `+1.204 s`, `\u22123 min 02 s`, `+1 h 05 min`. '' where unknown. */
export function deltaTime(time: number, marked: number): string {
  if (Number.isNaN(time) || Number.isNaN(marked)) return '';
  const ms = Math.abs(Math.round(time - marked));
  const sign = time < marked ? '\u2212' : '+';
  const space = '\u00a0';
  if (ms < second) return `${sign}${ms}${space}ms`;
  if (ms < minute) return `${sign}${(ms / second).toFixed(3)}${space}s`;
  if (ms < hour) {
    const seconds = two(Math.floor(ms / second) % 60);
    return `${sign}${Math.floor(ms / minute)}${space}min${space}${seconds}${space}s`;
  }
  return `${sign}${Math.floor(ms / hour)}${space}h${space}${two(Math.floor(ms / minute) % 60)}${space}min`;
}

/** What a row's time says. */
export interface RowTime {
  readonly time: number;
  readonly mode: TimesMode;
  /** Lines of several days are in view. */
  readonly withDate: boolean;
  /** Of the page's clock; only `relative` looks at it. */
  readonly now: number;
  /** When the line's run was started; only `start` looks at it. */
  readonly start: number | undefined;
  /** Time of the marked line, where another one is: then the row says how far it is. */
  readonly marked: number | undefined;
}

/** The time of a row in the gutter. '' where the line has none, or times are off. */
export function rowTime({ time, mode, withDate, now, start, marked }: RowTime): string {
  if (mode === 'off') return '';
  if (marked !== undefined) return deltaTime(time, marked);
  if (mode === 'relative') return relativeTime(time, now);
  if (mode === 'start') return sinceStart(time, start);
  return lineTime(time, mode, withDate);
}

/** `184 220`: digits in threes with a space that does not break. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}
