import type { LogChunk, LogCut, LogCuts } from '#shared/model/log';
import { compareMoments, cutPair, type LogMoment, momentOf, newestCut, skewMs, streamOf } from './log-moment';
import { selectLines } from './log-select';

/** What is known of a line: `same` carries exactly its stream's cut, `open` is of a stream that has none. */
const Status = { older: 0, same: 1, open: 2, newer: 3 } as const;

interface Held {
  readonly chunk: LogChunk;
  readonly status: Uint8Array;
  /** Lines of stdout and stderr that carry exactly the cut. */
  readonly same: readonly [number, number];
}

/**
 * Sifts out of a log, as it comes, the lines that are older than what is held of it. A line is older where its time is
 * before its stream's cut. Of those that carry exactly the cut, the last `count` are held, so as many are kept back to
 * the end. A stream without a cut has nothing held: its line is older where it stands before the first held line of the
 * other one. Keeps back no more than what stands around the cut.
 *
 * It is taken that what is held goes on beyond its first moment. Where the engine's clock was set back meanwhile, lines
 * of a time that came twice cannot be told apart.
 */
export class LogBefore {
  readonly #cuts: readonly [LogCut | undefined, LogCut | undefined];
  readonly #newest: LogCut | undefined;
  #held: Held[] = [];
  #same: [number, number] = [0, 0];
  #first: LogMoment | undefined;
  #passed = false;
  readonly #last: [number, number] = [Status.older, Status.older];

  constructor(before: LogCuts) {
    this.#cuts = cutPair(before);
    this.#newest = newestCut(before);
  }

  /** When the first line was written that came; undefined before it came. */
  get first(): LogMoment | undefined {
    return this.#first;
  }

  /** True once a line came behind which none can be older. */
  get passed(): boolean {
    return this.#passed;
  }

  /** Takes the next lines; gives those that are older for sure, in order. */
  push(chunk: LogChunk): readonly LogChunk[] {
    if (chunk.ends.length > 0) this.#first ??= momentOf(chunk, 0);
    if (this.#held.length === 0 && this.#isFarBefore(chunk)) return [chunk];
    const status = Uint8Array.from(chunk.ends, (_end, i) => this.#statusOf(chunk, i));
    const kept = selectLines(chunk, (i) => status[i] !== Status.newer);
    if (kept === undefined) return [];
    const statusKept = status.filter((each) => each !== Status.newer);
    if (this.#held.length === 0 && statusKept.every((each) => each === Status.older)) return [kept];
    const same: [number, number] = [0, 0];
    statusKept.forEach((each, i) => {
      if (each === Status.same) same[streamOf(kept, i)] += 1;
    });
    this.#same = [this.#same[0] + same[0], this.#same[1] + same[1]];
    this.#held.push({ chunk: kept, status: statusKept, same });
    const sure: LogChunk[] = [];
    for (let front = this.#held[0]; front !== undefined && this.#isOlder(front); front = this.#held[0]) {
      this.#held.shift();
      this.#same = [this.#same[0] - front.same[0], this.#same[1] - front.same[1]];
      sure.push(front.chunk);
    }
    return sure;
  }

  /** The log is over, or was read far enough: gives the rest of what is older. */
  finish(): readonly LogChunk[] {
    const left = this.#same.map((total, stream) => Math.max(0, total - (this.#cuts[stream]?.count ?? 0)));
    const met = this.#same.map((total) => total > 0);
    const firstHeldSeen: [boolean, boolean] = [false, false];
    const held = this.#held;
    this.#held = [];
    this.#same = [0, 0];
    return held.flatMap(({ chunk, status }) => {
      const older = selectLines(chunk, (i) => {
        const stream = streamOf(chunk, i);
        if (status[i] === Status.older) return true;
        if (status[i] === Status.same) {
          const before = (left[stream] ?? 0) > 0;
          left[stream] = (left[stream] ?? 0) - 1;
          if (!before) firstHeldSeen[stream] = true;
          return before;
        }
        const other = stream === 0 ? 1 : 0;
        if (met[other] === true) return !firstHeldSeen[other];
        const cut = this.#cuts[other];
        return cut === undefined || compareMoments(momentOf(chunk, i), cut) <= 0;
      });
      return older === undefined ? [] : [older];
    });
  }

  /** True where even the chunk's last line is so much older than every cut that none of its lines needs a look. */
  #isFarBefore(chunk: LogChunk): boolean {
    const [stdout, stderr] = this.#cuts;
    const first = Math.min(stdout?.ms ?? Number.POSITIVE_INFINITY, stderr?.ms ?? Number.POSITIVE_INFINITY);
    return (chunk.times[chunk.ends.length - 1] ?? Number.NaN) < first - skewMs;
  }

  #statusOf(chunk: LogChunk, i: number): number {
    const moment = momentOf(chunk, i);
    const stream = streamOf(chunk, i);
    // A line without a time belongs to the one before it.
    if (Number.isNaN(moment.ms)) return this.#last[stream];
    if (this.#newest !== undefined && moment.ms > this.#newest.ms + skewMs) this.#passed = true;
    const status = this.#statusAt(moment, this.#cuts[stream]);
    this.#last[stream] = status;
    return status;
  }

  #statusAt(moment: LogMoment, cut: LogCut | undefined): number {
    if (cut !== undefined) {
      const difference = compareMoments(moment, cut);
      if (difference === 0) return Status.same;
      return difference < 0 ? Status.older : Status.newer;
    }
    const newest = this.#newest;
    if (newest === undefined || moment.ms < newest.ms - skewMs) return Status.older;
    return moment.ms > newest.ms + skewMs ? Status.newer : Status.open;
  }

  /** True where all that is held of the log stands behind this part. */
  #isOlder({ status, same }: Held): boolean {
    if (status.every((each) => each === Status.older)) return true;
    return this.#cuts.every(
      (cut, stream) => cut === undefined || (this.#same[stream] ?? 0) - (same[stream] ?? 0) >= cut.count,
    );
  }
}
