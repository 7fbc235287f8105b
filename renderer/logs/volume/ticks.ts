/** A label of the time axis. */
export interface Tick {
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * day),
];

const two = (value: number): string => String(value).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Milliseconds by which clocks here are ahead of UTC at a time. */
const offsetAt = (time: number, utc: boolean): number =>
  utc ? 0 : -new Date(time).getTimezoneOffset() * minute;

/** A time as an axis of such steps says it: `14:32`, `14:32:05`, `14:32:05.200`, `20 Nov`. */
export function axisTime(time: number, step: number, utc: boolean): string {
  const date = new Date(time + offsetAt(time, utc));
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  if (step >= day || (step >= hour && clock === '00:00')) {
    return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
  }
  if (step >= minute) return clock;
  const seconds = `${clock}:${two(date.getUTCSeconds())}`;
  return step >= second ? seconds : `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

/** Labels at round times between two times (epoch ms), at most `most` of them, on local clocks or in UTC. */
export function timeTicks(from: number, to: number, most: number, utc: boolean): readonly Tick[] {
  const range = to - from;
  if (!(range > 0) || most < 1) return [];
  const step = steps.find((size) => range / size <= most) ?? range;
  const offset = offsetAt(from, utc);
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
    if (ticks.length >= most) break;
    ticks.push({ at, text: axisTime(at, step, utc) });
  }
  return ticks;
}
