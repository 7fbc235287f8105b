import type { StatsSample } from '#shared/model/stats';
import { type Point, PointRing, type PointValues } from './ring';

/** An hour at a sample a second. */
const secondSteps = { points: 300, count: 12 } as const;
/** A day of minutes. */
const minuteSteps = { points: 120, count: 12 } as const;
/** For all names together. */
export const historyBytes = 64 * 1024 * 1024;
const minuteMs = 60_000;

/** What is kept of one container by its name. */
export class NameHistory {
  readonly seconds = new PointRing(secondSteps.points, secondSteps.count);
  readonly minutes = new PointRing(minuteSteps.points, minuteSteps.count);
  #minute: Minute | undefined;

  get bytes(): number {
    return this.seconds.bytes + this.minutes.bytes;
  }

  /** Adds a sample; gives the minute that it completes. */
  add(point: Point): Point | undefined {
    this.seconds.add(point);
    const start = Math.floor(point.at / minuteMs) * minuteMs;
    let done: Point | undefined;
    if (this.#minute !== undefined && this.#minute.at !== start) {
      done = this.#minute.point();
      this.minutes.add(done);
      this.#minute = undefined;
    }
    this.#minute ??= new Minute(start);
    this.#minute.take(point.values);
    return done;
  }

  /** Samples of a time (epoch ms, inclusive), oldest first; a minute that goes on counts with what it has so far. */
  read(by: 'second' | 'minute', from: number, to: number): readonly Point[] {
    const points: Point[] = [];
    (by === 'second' ? this.seconds : this.minutes).each(from, to, (point) => points.push(point));
    const minute = by === 'minute' ? this.#minute : undefined;
    if (minute !== undefined && minute.at >= from && minute.at <= to && minute.at > (points.at(-1)?.at ?? 0))
      points.push(minute.point());
    return points;
  }
}

/** Columns that are kept as the largest of a minute; the others as the mean. */
const largest = new Set([1, 2, 7]);

/** Gathers the samples of one minute. */
class Minute {
  readonly at: number;
  readonly #sums: [number, number, number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0, 0, 0];
  readonly #counts: number[] = [0, 0, 0, 0, 0, 0, 0, 0];

  constructor(at: number) {
    this.at = at;
  }

  take(values: PointValues): void {
    for (const [index, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      const sum = this.#sums[index] ?? 0;
      this.#sums[index] = largest.has(index) ? Math.max(sum, value) : sum + value;
      this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    }
  }

  point(): Point {
    const value = (index: number): number => {
      const count = this.#counts[index] ?? 0;
      if (count === 0) return Number.NaN;
      return (this.#sums[index] ?? 0) / (largest.has(index) ? 1 : count);
    };
    return {
      at: this.at,
      values: [value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7)],
    };
  }
}

/** What is kept of a sample. */
export function toPoint(sample: StatsSample): Point {
  const none = Number.NaN;
  return {
    at: sample.at,
    values: [
      sample.cpuPercent ?? none,
      sample.memoryBytes,
      sample.memoryLimit,
      sample.netRxRate ?? none,
      sample.netTxRate ?? none,
      sample.blkReadRate ?? none,
      sample.blkWriteRate ?? none,
      sample.pids ?? none,
    ],
  };
}

/**
 * Keeps samples by engine and container name, so that they outlive the container. Bounded: where all names together
 * would take more, the name that was fed the longest ago is forgotten; what is to be kept goes last.
 */
export class HistoryStore {
  readonly #names = new Map<string, NameHistory>();
  readonly #maxBytes: number;
  readonly #isKept: (key: string) => boolean;
  #bytes = 0;

  /** `isKept`: names that somebody asked to keep, such as recorded ones. */
  constructor(maxBytes = historyBytes, isKept: (key: string) => boolean = () => false) {
    this.#maxBytes = maxBytes;
    this.#isKept = isKept;
  }

  /** Bytes of all samples. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept under a key; undefined where nothing is. */
  get(key: string): NameHistory | undefined {
    return this.#names.get(key);
  }

  /** Adds a sample; gives the minute that it completes. */
  add(key: string, point: Point): Point | undefined {
    return this.#change(key, (history) => history.add(point));
  }

  /** Adds a minute as it was kept elsewhere. */
  addMinute(key: string, point: Point): void {
    this.#change(key, (history) => history.minutes.add(point));
  }

  /** Adds a second as it was kept elsewhere, whose minute was, too. */
  addSecond(key: string, point: Point): void {
    this.#change(key, (history) => history.seconds.add(point));
  }

  /** Forgets a name. */
  forget(key: string): void {
    this.#bytes -= this.#names.get(key)?.bytes ?? 0;
    this.#names.delete(key);
  }

  #change<T>(key: string, change: (history: NameHistory) => T): T {
    const known = this.#names.get(key);
    const history = known ?? new NameHistory();
    const before = history.bytes;
    const answer = change(history);
    const grown = history.bytes - before;
    this.#bytes += grown;
    // The map's order is that of feeding. A full ring does not grow any more, so growth would tell nothing.
    this.#names.delete(key);
    this.#names.set(key, history);
    if (grown > 0) this.#shrink(key);
    return answer;
  }

  #shrink(fed: string): void {
    for (const kept of [false, true]) {
      for (const [key, history] of this.#names) {
        if (this.#bytes <= this.#maxBytes) return;
        if (key === fed || this.#isKept(key) !== kept) continue;
        this.#bytes -= history.bytes;
        this.#names.delete(key);
      }
    }
  }
}
