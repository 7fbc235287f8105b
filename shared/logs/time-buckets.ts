/**
 * A window of equal time buckets that widens as it must: a fixed number of slots, each `width` ms wide and aligned to
 * the epoch. When a time does not fit beside those that are in, the width doubles until it does, so what was counted
 * stays exact. It holds no counts: its owner keeps them in columns of `slots` entries and folds them when told to.
 */
export class TimeBuckets {
  readonly slots: number;
  #width: number;
  #low = Number.NaN;
  #high = Number.NaN;

  /** `slots` buckets, at first `width` ms each. */
  constructor(slots: number, width: number) {
    this.slots = slots;
    this.#width = width;
  }

  /** Milliseconds of a bucket. */
  get width(): number {
    return this.#width;
  }

  /** Number of the lowest bucket in use, counted from the epoch; NaN while there is none. */
  get low(): number {
    return this.#low;
  }

  /** Number of the highest bucket in use; NaN while there is none. */
  get high(): number {
    return this.#high;
  }

  /** The slot of a bucket's number. */
  slotOf(bucket: number): number {
    const rest = bucket % this.slots;
    return rest < 0 ? rest + this.slots : rest;
  }

  /** The slot of a time that was admitted. */
  slotAt(time: number): number {
    return this.slotOf(Math.floor(time / this.#width));
  }

  /**
   * Takes a time (epoch ms, finite) into the window. Returns where the counts of each slot go when the width had to
   * grow, for `fold`; undefined where every count stays.
   */
  admit(time: number): Uint16Array | undefined {
    const bucket = Math.floor(time / this.#width);
    if (bucket >= this.#low && bucket <= this.#high) return undefined;
    if (Number.isNaN(this.#low)) {
      this.#low = bucket;
      this.#high = bucket;
      return undefined;
    }
    const low = Math.min(this.#low, bucket);
    const high = Math.max(this.#high, bucket);
    let factor = 1;
    while (Math.floor(high / factor) - Math.floor(low / factor) >= this.slots) factor *= 2;
    const targets = factor === 1 ? undefined : new Uint16Array(this.slots);
    if (targets !== undefined) {
      for (let old = this.#low; old <= this.#high; old++) {
        targets[this.slotOf(old)] = this.slotOf(Math.floor(old / factor));
      }
    }
    this.#width *= factor;
    this.#low = Math.floor(low / factor);
    this.#high = Math.floor(high / factor);
    return targets;
  }

  /** Starts over with buckets of `width` ms. */
  reset(width: number): void {
    this.#width = width;
    this.#low = Number.NaN;
    this.#high = Number.NaN;
  }

  /** Lets empty buckets at both ends go; `used` says whether a slot holds anything. The width stays. */
  trim(used: (slot: number) => boolean): void {
    while (this.#low <= this.#high && !used(this.slotOf(this.#low))) this.#low += 1;
    while (this.#high >= this.#low && !used(this.slotOf(this.#high))) this.#high -= 1;
    if (this.#low <= this.#high) return;
    this.#low = Number.NaN;
    this.#high = Number.NaN;
  }
}

/** Counts after `admit` said where they go: `size` columns beside each other in each slot. */
export function fold(counts: Uint32Array, targets: Uint16Array, size = 1): Uint32Array<ArrayBuffer> {
  const folded = new Uint32Array(counts.length);
  for (let slot = 0; slot < targets.length; slot++) {
    const to = (targets[slot] ?? 0) * size;
    for (let column = 0; column < size; column++) {
      folded[to + column] = (folded[to + column] ?? 0) + (counts[slot * size + column] ?? 0);
    }
  }
  return folded;
}
