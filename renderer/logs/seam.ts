import { LogFlag, type LogChunk } from '#shared/model/log';
import type { LogRing } from './ring';

/** Where one stream (stdout or stderr) of a log was left. */
interface Cut {
  readonly time: number;
  readonly nanos: number;
  /** How many lines of exactly that timestamp are held; so many of the reread ones are dropped. */
  left: number;
  /** A new line of this stream was let through: everything after it is new. */
  passed: boolean;
}

/** What came of a reread chunk at the seam. */
export interface SeamResult {
  /** The lines that are new, undefined where there is none. */
  readonly chunk: LogChunk | undefined;
  /** The first line read again is newer than everything held: there may be lines between that were not read. */
  readonly gap: boolean;
}

const isBefore = (time: number, nanos: number, cut: Cut): boolean =>
  time < cut.time || (time === cut.time && nanos < cut.nanos);
const isAt = (time: number, nanos: number, cut: Cut): boolean => time === cut.time && nanos === cut.nanos;

/**
 * Joins a log that is read again to what is held of it: drops exactly the lines already held. Each stream is in order
 * of time by itself while the two may be interleaved out of order, so the seam is found for each stream alone: by the
 * timestamp of its last held line and the count of held lines with that timestamp, never by content. Of a stream of
 * which nothing is held, everything behind the other's last held line is new. Lines without timestamps cannot be
 * joined: see `possible`.
 */
export class Seam {
  readonly #cuts: readonly [Cut | undefined, Cut | undefined];
  readonly #newest: number;
  readonly possible: boolean;
  #first = true;
  #remaining: number;

  /** `tail`: how many lines the reading starts back from the end; after so many, everything is new. */
  constructor(ring: LogRing, tail: number) {
    const last: [Cut | undefined, Cut | undefined] = [undefined, undefined];
    const counted: [boolean, boolean] = [false, false];
    let newest = Number.NEGATIVE_INFINITY;
    let possible = ring.lines > 0;
    ring.newestFirst((chunk) => {
      for (let line = chunk.ends.length - 1; line >= 0; line--) {
        const time = chunk.times[line] ?? Number.NaN;
        const nanos = chunk.nanos[line] ?? 0;
        if (Number.isNaN(time)) possible = false;
        if (time > newest) newest = time;
        const stream = (chunk.flags[line] ?? 0) & LogFlag.stderr ? 1 : 0;
        const cut = last[stream];
        if (cut === undefined) last[stream] = { time, nanos, left: 1, passed: false };
        else if (!counted[stream] && isAt(time, nanos, cut)) cut.left += 1;
        else counted[stream] = true;
        if (!possible || (counted[0] && counted[1])) return false;
      }
      return true;
    });
    this.#cuts = last;
    this.#newest = newest;
    this.#remaining = tail;
    this.possible = possible;
  }

  /** True once everything that comes is new. */
  get done(): boolean {
    return this.#remaining <= 0 || this.#cuts.every((cut) => cut?.passed === true);
  }

  /** Filters the next chunk of the reading. */
  join(chunk: LogChunk): SeamResult {
    const count = chunk.ends.length;
    if (count === 0) return { chunk: undefined, gap: false };
    const gap = this.#first && (chunk.times[0] ?? Number.NaN) > this.#newest;
    this.#first = false;
    const kept: number[] = [];
    for (let line = 0; line < count; line++) {
      if (this.#isNew(chunk, line)) kept.push(line);
      this.#remaining -= 1;
    }
    if (kept.length === count) return { chunk, gap };
    return { chunk: kept.length === 0 ? undefined : pick(chunk, kept), gap };
  }

  #isNew(chunk: LogChunk, line: number): boolean {
    if (this.done) return true;
    const stream = (chunk.flags[line] ?? 0) & LogFlag.stderr ? 1 : 0;
    const cut = this.#cuts[stream];
    const time = chunk.times[line] ?? Number.NaN;
    const nanos = chunk.nanos[line] ?? 0;
    if (cut === undefined) {
      const other = this.#cuts[1 - stream];
      return other === undefined || other.passed || other.left === 0 || time > this.#newest;
    }
    if (!cut.passed && isBefore(time, nanos, cut)) return false;
    if (!cut.passed && cut.left > 0 && isAt(time, nanos, cut)) {
      cut.left -= 1;
      return false;
    }
    cut.passed = true;
    return true;
  }
}

/** A chunk of some lines of another. */
function pick(chunk: LogChunk, lines: readonly number[]): LogChunk {
  const start = (line: number): number => (line === 0 ? 0 : (chunk.ends[line - 1] ?? 0));
  const size = lines.reduce((sum, line) => sum + (chunk.ends[line] ?? 0) - start(line), 0);
  const bytes = new Uint8Array(size);
  const ends = new Uint32Array(lines.length);
  let at = 0;
  lines.forEach((line, index) => {
    const part = chunk.bytes.subarray(start(line), chunk.ends[line]);
    bytes.set(part, at);
    at += part.byteLength;
    ends[index] = at;
  });
  return {
    bytes,
    ends,
    times: Float64Array.from(lines, (line) => chunk.times[line] ?? Number.NaN),
    nanos: Uint32Array.from(lines, (line) => chunk.nanos[line] ?? 0),
    flags: Uint8Array.from(lines, (line) => chunk.flags[line] ?? 0),
  };
}
