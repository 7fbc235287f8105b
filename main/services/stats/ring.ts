import type { StatsHistory } from '#shared/model/stats';

/** One kept sample; NaN where there is no figure. */
export interface Point {
  /** Epoch ms. */
  readonly at: number;
  readonly values: PointValues;
}

/** The columns of a kept sample beside its time, in the order of `columns`. */
export type PointValues = readonly [
  cpu: number,
  memory: number,
  memoryLimit: number,
  netRx: number,
  netTx: number,
  blkRead: number,
  blkWrite: number,
  pids: number,
];

/** Figures of a kept sample beside its time. */
export const columns = 8;
/** Times are kept in steps of this many ms from the ring's first one, in 32 bits: for 497 days. */
const stepMs = 10;
/** Bytes that one sample takes. */
const pointBytes = 4 + 4 * columns;

/** A run of samples, allocated whole. */
interface Chunk {
  readonly times: Uint32Array;
  readonly values: Float32Array;
  used: number;
}

/**
 * Samples of one container in the order of their times, the newest `capacity` of them. Memory is taken in steps, so that
 * a name of which there is little costs little. Figures are kept in 32 bits: seven digits.
 */
export class PointRing {
  readonly #chunkPoints: number;
  readonly #chunks: number;
  #kept: Chunk[] = [];
  #base = 0;
  #length = 0;

  /** Holds at least `chunks * chunkPoints` samples and at most one step more. */
  constructor(chunkPoints: number, chunks: number) {
    this.#chunkPoints = chunkPoints;
    this.#chunks = chunks + 1;
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes that are allocated. */
  get bytes(): number {
    return this.#kept.length * this.#chunkPoints * pointBytes;
  }

  /** Time of the newest sample, in epoch ms; undefined where there is none. */
  get newest(): number | undefined {
    const last = this.#kept.at(-1);
    return last === undefined ? undefined : this.#timeOf(last, last.used - 1);
  }

  /**
   * Adds a sample. One of the time of the newest counts as that again and is dropped; an earlier one means that the clock
   * was set back: what is dated later is dropped.
   */
  add({ at, values }: Point): void {
    if (!Number.isFinite(at)) return;
    let step = this.#stepOf(at);
    const last = this.#kept.at(-1);
    if (last !== undefined) {
      const newest = last.times[last.used - 1] ?? 0;
      if (step === newest) return;
      if (step < newest) this.#forgetFrom(step);
    }
    if (this.#kept.length === 0 || step < 0 || step > 0xffff_ffff) {
      this.clear();
      this.#base = at;
      step = 0;
    }
    const chunk = this.#room();
    chunk.times[chunk.used] = step;
    chunk.values.set(values, chunk.used * columns);
    chunk.used += 1;
    this.#length += 1;
  }

  /** Forgets everything. */
  clear(): void {
    this.#kept = [];
    this.#length = 0;
  }

  /** Gives up the oldest step; false where there is none. */
  dropOldest(): boolean {
    const gone = this.#kept.shift();
    this.#length -= gone?.used ?? 0;
    return gone !== undefined;
  }

  /** Calls `use` with each sample from `from` to `to` (epoch ms, inclusive), oldest first. */
  each(from: number, to: number, use: (point: Point) => void): void {
    for (const chunk of this.#kept) {
      if (this.#timeOf(chunk, chunk.used - 1) < from) continue;
      if (this.#timeOf(chunk, 0) > to) return;
      for (let index = 0; index < chunk.used; index += 1) {
        const at = this.#timeOf(chunk, index);
        if (at >= from && at <= to) use({ at, values: valuesOf(chunk, index) });
      }
    }
  }

  #timeOf(chunk: Chunk, index: number): number {
    return this.#base + (chunk.times[index] ?? 0) * stepMs;
  }

  #stepOf(at: number): number {
    return Math.round((at - this.#base) / stepMs);
  }

  #forgetFrom(step: number): void {
    for (let last = this.#kept.at(-1); last !== undefined; last = this.#kept.at(-1)) {
      while (last.used > 0 && (last.times[last.used - 1] ?? 0) >= step) {
        last.used -= 1;
        this.#length -= 1;
      }
      if (last.used > 0) return;
      this.#kept.pop();
    }
  }

  #room(): Chunk {
    const last = this.#kept.at(-1);
    if (last !== undefined && last.used < this.#chunkPoints) return last;
    if (this.#kept.length >= this.#chunks) this.dropOldest();
    const chunk: Chunk = {
      times: new Uint32Array(this.#chunkPoints),
      values: new Float32Array(this.#chunkPoints * columns),
      used: 0,
    };
    this.#kept.push(chunk);
    return chunk;
  }
}

function valuesOf({ values }: Chunk, index: number): PointValues {
  const at = (column: number): number => values[index * columns + column] ?? Number.NaN;
  return [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
}

/** Makes the contract's columns of samples. */
export function toHistory(points: readonly Point[]): StatsHistory {
  const column = (index: number): Float32Array =>
    Float32Array.from(points, ({ values }) => values[index] ?? Number.NaN);
  const wide = (index: number): Float64Array =>
    Float64Array.from(points, ({ values }) => values[index] ?? Number.NaN);
  return {
    at: Float64Array.from(points, ({ at }) => at),
    cpu: column(0),
    memory: wide(1),
    memoryLimit: wide(2),
    netRx: column(3),
    netTx: column(4),
    blkRead: column(5),
    blkWrite: column(6),
    pids: column(7),
  };
}
