import type { LogChunk, LogCut, LogCuts } from '#shared/model/log';
import { LineFlag } from '../engine/codec/log-lines';
import { readTimestamp } from '../engine/codec/timestamp';
import {
  compareMoments,
  cutPair,
  type LogMoment,
  momentOf,
  newestCut,
  secondsText,
  skewMs,
  type StreamIndex,
  streamOf,
} from './log-moment';
import { type LineChange, selectLines } from './log-select';

/** What was read of one output stream. */
interface Read {
  /** The newest time, and how many lines carry exactly it; no line with a time was read while that is 0. */
  ms: number;
  nanos: number;
  count: number;
  /** Lines of the cut that will still come again. */
  skip: number;
  /** Repeated lines may still come. */
  resuming: boolean;
  /** Lines without a time that were read in all, and how many of them will still come again. */
  untimed: number;
  skipUntimed: number;
  /** Bytes of the last line where it had no end, 0 where it had one. */
  unended: number;
}

/**
 * Remembers where a log was read to, so that it can be read on from there without losing or repeating a line: for each
 * output stream the time of its last line, and how many lines carried it. An engine keeps each stream in order, and the
 * two in an order of its own that is a little out of time, so the log is asked for from a second before and each line
 * is judged by its own stream. Contents are never compared. A stream of which nothing was read yet is judged by its
 * place: what stands before the last known line of the other stream is old. A log without times always comes whole:
 * there all lines are counted. A line that had no end (a run may stop in the middle of one) comes again with what
 * follows it, in one line: of that, the rest is given.
 *
 * What cannot be known: where the engine's clock was set back, what was written before it came to the old time again;
 * and which of the lines of the very same time are held, where nothing but lines of that time is held of a stream and
 * the engine has more of them from before.
 */
export class LogResume {
  readonly #streams: readonly [Read, Read];
  /** The newest line when this reading began. */
  #seam: LogCut | undefined;

  /** `after`: what is held already. */
  constructor(after: LogCuts = {}) {
    const [stdout, stderr] = cutPair(after);
    this.#streams = [newRead(stdout), newRead(stderr)];
  }

  /** True once a line was read. */
  get any(): boolean {
    return this.#streams.some(({ count, untimed }) => count > 0 || untimed > 0);
  }

  /** What to ask the engine for, a second before the newest line; undefined before the first line with a time. */
  get since(): string | undefined {
    const newest = this.#newest;
    return newest === undefined ? undefined : secondsText({ ms: newest.ms - skewMs, nanos: newest.nanos });
  }

  /** True where a line of this time was read already, or will never be given. */
  has(stream: StreamIndex, moment: LogMoment): boolean {
    const read = this.#streams[stream];
    return read.count > 0 && compareMoments(moment, read) <= 0;
  }

  /**
   * True where a reading whose first line is of this moment has every line that was not read yet: it begins no later than
   * the newest line that was read. Lines of one moment are counted, so of several all must be among what comes.
   */
  covers(first: LogMoment): boolean {
    const newest = this.#newest;
    if (newest === undefined) return true;
    const difference = compareMoments(first, newest);
    return difference < 0 || (difference === 0 && newest.count === 1);
  }

  /** True where what was read of a stream ends at this very moment, or before it. */
  endsAt(moment: LogMoment): boolean {
    return this.#streams.some((read) => read.count > 0 && compareMoments(read, moment) <= 0);
  }

  /**
   * A new reading begins: the last lines will come again, and of a log without times (`timestamps` false) all lines.
   */
  begin(timestamps = true): void {
    this.#seam = this.#newest;
    for (const read of this.#streams) {
      read.resuming = this.any;
      read.skip = read.count;
      read.skipUntimed = timestamps ? 0 : read.untimed;
    }
  }

  /** The lines that were not read yet; undefined where none is left. Remembers them. */
  fresh(chunk: LogChunk): LogChunk | undefined {
    if (!this.#streams.some(({ resuming }) => resuming)) {
      for (let i = 0; i < chunk.ends.length; i += 1) this.#remember(chunk, i, false);
      return chunk.ends.length === 0 ? undefined : chunk;
    }
    const changes = new Map<number, LineChange>();
    const old = this.#repeated(chunk, changes);
    for (let i = 0; i < chunk.ends.length; i += 1) if (old[i] === 0) this.#remember(chunk, i, changes.has(i));
    const last = chunk.times[chunk.ends.length - 1] ?? Number.NaN;
    if (this.#seam !== undefined && last > this.#seam.ms + skewMs)
      for (const read of this.#streams) read.resuming = false;
    return selectLines(chunk, (i) => old[i] === 0, changes);
  }

  get #newest(): LogCut | undefined {
    const [stdout, stderr] = this.#streams;
    return newestCut({ stdout: cutOf(stdout), stderr: cutOf(stderr) });
  }

  /** 1 for each line that was read already; `changes` gets those of which only the beginning was. */
  #repeated(chunk: LogChunk, changes: Map<number, LineChange>): Uint8Array {
    const old = new Uint8Array(chunk.ends.length);
    const seam = this.#seam;
    const placed: number[] = [];
    let lastOld = -1;
    for (let i = 0; i < old.length; i += 1) {
      const stream = streamOf(chunk, i);
      const read = this.#streams[stream];
      if (!read.resuming) continue;
      const moment = momentOf(chunk, i);
      if (read.count === 0 && !Number.isNaN(moment.ms)) {
        placed.push(i);
        if (this.#isOver(stream)) continue;
        old[i] = seam !== undefined && compareMoments(moment, seam) <= 0 ? 1 : 0;
        continue;
      }
      const known = knownBytes(read, chunk, i, moment);
      if (known === 0) continue;
      if (known === undefined) old[i] = 1;
      else changes.set(i, restOf(chunk, i, known));
      lastOld = i;
    }
    for (const i of placed) if (i < lastOld) old[i] = 1;
    return old;
  }

  /** True where the other stream is past what was read of it, so that all that follows is new. */
  #isOver(stream: StreamIndex): boolean {
    const other = this.#streams[stream === 0 ? 1 : 0];
    return !other.resuming || (other.count > 0 && other.skip === 0);
  }

  /** `goesOn`: its beginning is remembered already. Runs for each line there is, so it makes no objects. */
  #remember(chunk: LogChunk, i: number, goesOn: boolean): void {
    const flags = chunk.flags[i] ?? 0;
    const read = this.#streams[(flags & LineFlag.stderr) === 0 ? 0 : 1];
    const ms = chunk.times[i] ?? Number.NaN;
    const nanos = chunk.nanos[i] ?? 0;
    const unended = (flags & LineFlag.unfinished) === 0 ? 0 : lengthOf(chunk, i);
    if (Number.isNaN(ms)) {
      if (!goesOn) read.untimed += 1;
      read.unended = unended;
      return;
    }
    if (read.count > 0 && (ms < read.ms || (ms === read.ms && nanos < read.nanos))) return;
    if (read.count === 0 || ms !== read.ms || nanos !== read.nanos) {
      read.ms = ms;
      read.nanos = nanos;
      read.count = 1;
    } else if (!goesOn) read.count += 1;
    read.unended = unended;
  }
}

function newRead(cut: LogCut | undefined): Read {
  const { ms, nanos, count } = cut ?? { ms: 0, nanos: 0, count: 0 };
  return { ms, nanos, count, skip: 0, resuming: false, untimed: 0, skipUntimed: 0, unended: 0 };
}

function cutOf({ ms, nanos, count }: Read): LogCut | undefined {
  return count === 0 ? undefined : { ms, nanos, count };
}

/** Bytes of a line that were read already: none of a new one, undefined for all of a repeated one. */
function knownBytes(read: Read, chunk: LogChunk, i: number, moment: LogMoment): number | undefined {
  const untimed = Number.isNaN(moment.ms);
  if (!untimed && read.count > 0) {
    const difference = compareMoments(moment, read);
    if (difference < 0) return undefined;
    if (difference > 0) {
      read.resuming = false;
      return 0;
    }
  }
  const left = untimed ? read.skipUntimed : read.skip;
  if (left === 0) {
    read.resuming = false;
    return 0;
  }
  if (untimed) read.skipUntimed -= 1;
  else read.skip -= 1;
  return left === 1 && read.unended > 0 && lengthOf(chunk, i) > read.unended ? read.unended : undefined;
}

function lengthOf(chunk: LogChunk, i: number): number {
  return (chunk.ends[i] ?? 0) - (chunk.ends[i - 1] ?? 0);
}

/** A line without the beginning that was read. What follows it in the log of a TTY has its own time in front. */
function restOf(chunk: LogChunk, i: number, known: number): LineChange {
  const start = chunk.ends[i - 1] ?? 0;
  const stamp = { ms: chunk.times[i] ?? Number.NaN, nanos: chunk.nanos[i] ?? 0, next: start + known };
  readTimestamp(chunk.bytes, start + known, chunk.ends[i] ?? 0, stamp);
  return { from: stamp.next - start, ms: stamp.ms, nanos: stamp.nanos };
}
