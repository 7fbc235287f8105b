import type { LogChunk, LogCut, LogCuts } from '#shared/model/log';

/** A moment of the engine's clock: epoch ms and nanoseconds below it (0 to 999999). */
export interface LogMoment {
  readonly ms: number;
  readonly nanos: number;
}

/** The two output streams of a log, as their index in pairs. */
export type StreamIndex = 0 | 1;

/**
 * An engine reads stdout and stderr side by side, so a record may stand behind one of the other stream that is a little
 * younger. So many ms are asked for beyond a seam on either side; more than that no engine is known to mix.
 */
export const skewMs = 1000;

/** Negative where `a` is earlier, 0 where they are the same, positive where it is later. NaN where one has no time. */
export function compareMoments(a: LogMoment, b: LogMoment): number {
  return a.ms === b.ms ? a.nanos - b.nanos : a.ms - b.ms;
}

/** `seconds.nanoseconds` as engines take it; a moment before 1970 becomes 1970. */
export function secondsText({ ms, nanos }: LogMoment): string {
  const whole = Math.max(0, Math.floor(ms));
  const seconds = Math.floor(whole / 1000);
  const fraction = (whole - seconds * 1000) * 1_000_000 + nanos;
  return `${seconds}.${String(fraction).padStart(9, '0')}`;
}

/** The cuts as a pair of stdout and stderr. */
export function cutPair(cuts: LogCuts): readonly [LogCut | undefined, LogCut | undefined] {
  return [cuts.stdout, cuts.stderr];
}

/** The later of two cuts; undefined where there is none. */
export function newestCut(cuts: LogCuts): LogCut | undefined {
  const { stdout, stderr } = cuts;
  if (stdout === undefined || stderr === undefined) return stdout ?? stderr;
  return compareMoments(stdout, stderr) >= 0 ? stdout : stderr;
}

/** When a line was written; NaN where the engine gave no time. */
export function momentOf(chunk: LogChunk, i: number): LogMoment {
  return { ms: chunk.times[i] ?? Number.NaN, nanos: chunk.nanos[i] ?? 0 };
}

/** Which stream a line was written to. */
export function streamOf(chunk: LogChunk, i: number): StreamIndex {
  return ((chunk.flags[i] ?? 0) & 1) === 0 ? 0 : 1;
}
