import { fold, TimeBuckets } from '#shared/logs/time-buckets';

/** Levels that are told apart: 0 none, 1 trace, 2 debug, 3 info, 4 warn, 5 error, 6 fatal. */
export const volumeLevels = 7;

/** Columns for drawing, oldest first. */
export interface VolumeView {
  /** Epoch ms at which the first column begins; a multiple of `width`. */
  readonly from: number;
  /** Milliseconds of a column. */
  readonly width: number;
  readonly columns: number;
  /** Lines of each column and level: column times `volumeLevels` plus level. */
  readonly counts: Uint32Array;
  /** Lines of the fullest column. */
  readonly most: number;
}

const buckets = 4096;
const firstWidth = 16;

/**
 * Lines over time by level: 4,096 buckets whose width (16 ms at first) doubles whenever the range of what is held
 * outgrows them, so counts are always exact. Adding and taking away cost O(1); widening is rare. Lines without a time
 * are left out. 112 KiB; no timers, whoever made it just lets go of it.
 */
export class VolumeHistogram {
  readonly #window = new TimeBuckets(buckets, firstWidth);
  #counts = new Uint32Array(buckets * volumeLevels);
  #total = 0;
  #version = 0;

  /** Lines counted. */
  get total(): number {
    return this.#total;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Epoch ms from the first to behind the last bucket that holds anything; undefined where nothing does. */
  get range(): { readonly from: number; readonly to: number } | undefined {
    const { low, high, width } = this.#window;
    return Number.isNaN(low) ? undefined : { from: low * width, to: (high + 1) * width };
  }

  /** Counts lines of one time (epoch ms) and level (0 to 6). */
  add(time: number, level: number, lines = 1): void {
    if (!Number.isFinite(time) || lines <= 0) return;
    const targets = this.#window.admit(time);
    if (targets !== undefined) this.#counts = fold(this.#counts, targets, volumeLevels);
    const at = this.#window.slotAt(time) * volumeLevels + level;
    this.#counts[at] = (this.#counts[at] ?? 0) + lines;
    this.#total += lines;
    this.#version += 1;
  }

  /** Takes lines away that were added with this very time and level. */
  remove(time: number, level: number, lines = 1): void {
    if (!Number.isFinite(time) || lines <= 0) return;
    const bucket = Math.floor(time / this.#window.width);
    if (!(bucket >= this.#window.low && bucket <= this.#window.high)) return;
    const at = this.#window.slotOf(bucket) * volumeLevels + level;
    const taken = Math.min(lines, this.#counts[at] ?? 0);
    this.#counts[at] = (this.#counts[at] ?? 0) - taken;
    this.#total -= taken;
    this.#version += 1;
    if (this.#counts[at] === 0) this.#window.trim((slot) => this.#used(slot));
  }

  /** Counts the lines of a block: times and levels of each. */
  addAll(times: Float64Array, levels: Uint8Array): void {
    for (let line = 0; line < times.length; line++) this.add(times[line] ?? Number.NaN, levels[line] ?? 0);
  }

  /** Takes the lines of a block away that were added with these times and levels. */
  removeAll(times: Float64Array, levels: Uint8Array): void {
    for (let line = 0; line < times.length; line++) this.remove(times[line] ?? Number.NaN, levels[line] ?? 0);
  }

  /** Forgets everything, also how wide the buckets had become. */
  clear(): void {
    this.#window.reset(firstWidth);
    this.#counts = new Uint32Array(buckets * volumeLevels);
    this.#total = 0;
    this.#version += 1;
  }

  /**
   * What lies between two times (epoch ms), in at most so many columns. Columns are whole buckets, so every count is
   * exact: the view begins at or before `from`, ends at or behind `to`, and has fewer columns where buckets are wider.
   */
  view(from: number, to: number, columns: number): VolumeView {
    const base = this.#window.width;
    const most = Math.max(1, Math.floor(columns));
    let each = Math.max(1, Math.ceil((to - from) / base / most));
    const first = (): number => Math.floor(from / (base * each));
    const behind = (): number => Math.max(first() + 1, Math.ceil(to / (base * each)));
    while (behind() - first() > most && most > 1) each += 1;
    const width = base * each;
    const count = Math.min(most, behind() - first());
    const counts = new Uint32Array(count * volumeLevels);
    const start = first() * each;
    const low = Math.max(start, this.#window.low);
    const high = Math.min(start + count * each - 1, this.#window.high);
    for (let bucket = low; bucket <= high; bucket++) {
      const source = this.#window.slotOf(bucket) * volumeLevels;
      const target = Math.floor((bucket - start) / each) * volumeLevels;
      for (let level = 0; level < volumeLevels; level++) {
        counts[target + level] = (counts[target + level] ?? 0) + (this.#counts[source + level] ?? 0);
      }
    }
    let fullest = 0;
    for (let column = 0; column < count; column++) fullest = Math.max(fullest, columnTotal(counts, column));
    return { from: first() * width, width, columns: count, counts, most: fullest };
  }

  #used(slot: number): boolean {
    for (let level = 0; level < volumeLevels; level++) {
      if (this.#counts[slot * volumeLevels + level] !== 0) return true;
    }
    return false;
  }
}

/** Lines of a column. */
export function columnTotal(counts: Uint32Array, column: number): number {
  let sum = 0;
  for (let level = 0; level < volumeLevels; level++) sum += counts[column * volumeLevels + level] ?? 0;
  return sum;
}
