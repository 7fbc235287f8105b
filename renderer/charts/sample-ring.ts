import type { StatsSample } from '#shared/model/stats';

/** Samples that a ring holds: five minutes at one a second, and some for a clock that runs unevenly. */
export const ringSize = 330;
/** Live columns are sorted by the mean of so many ms, so that a row does not jump at each sample. */
const steadyMs = 5_000;

/** What a live column shows of one sample. */
export type LiveFigure = 'cpu' | 'memory' | 'received' | 'sent' | 'read' | 'written' | 'pids';

/** A figure of a sample; undefined where the engine does not count it, or not yet. */
export function figureOf(sample: StatsSample, figure: LiveFigure): number | undefined {
  switch (figure) {
    case 'cpu':
      return sample.cpuPercent;
    case 'memory':
      return sample.memoryBytes;
    case 'received':
      return sample.netRxRate;
    case 'sent':
      return sample.netTxRate;
    case 'read':
      return sample.blkReadRate;
    case 'written':
      return sample.blkWriteRate;
    case 'pids':
      return sample.pids;
  }
}

/** The samples of one container for the overview: CPU and memory of five minutes, and the newest ones whole. Bounded. */
export class SampleRing {
  readonly #at = new Float64Array(ringSize);
  readonly #cpu = new Float32Array(ringSize);
  readonly #memory = new Float64Array(ringSize);
  #next = 0;
  #count = 0;
  #recent: StatsSample[] = [];
  /** Epoch ms of this machine's clock at which the newest came; 0 for none. */
  receivedAt = 0;

  get count(): number {
    return this.#count;
  }

  get latest(): StatsSample | undefined {
    return this.#recent[this.#recent.length - 1];
  }

  /** Takes a sample that is newer than all that it holds; others are known already and left out. True: taken. */
  push(sample: StatsSample, now: number): boolean {
    const { latest } = this;
    if (latest !== undefined && sample.at <= latest.at) return false;
    this.#at[this.#next] = sample.at;
    this.#cpu[this.#next] = sample.cpuPercent ?? Number.NaN;
    this.#memory[this.#next] = sample.memoryBytes;
    this.#next = (this.#next + 1) % ringSize;
    this.#count = Math.min(ringSize, this.#count + 1);
    this.#recent.push(sample);
    const old = this.#recent.findIndex(({ at }) => at > sample.at - steadyMs);
    if (old > 0) this.#recent.splice(0, old);
    this.receivedAt = now;
    return true;
  }

  /** Calls back for each sample, oldest first; CPU is NaN where there is none. */
  forEach(visit: (at: number, cpu: number, memory: number) => void): void {
    const start = (this.#next - this.#count + ringSize) % ringSize;
    for (let step = 0; step < this.#count; step += 1) {
      const index = (start + step) % ringSize;
      visit(this.#at[index] ?? 0, this.#cpu[index] ?? Number.NaN, this.#memory[index] ?? 0);
    }
  }

  /** The last `most` values of CPU (where known) or memory, oldest first. */
  last(what: 'cpu' | 'memory', most: number): number[] {
    const values: number[] = [];
    const source = what === 'cpu' ? this.#cpu : this.#memory;
    for (let step = Math.min(most, this.#count); step > 0; step -= 1) {
      const value = source[(this.#next - step + ringSize) % ringSize] ?? Number.NaN;
      if (!Number.isNaN(value)) values.push(value);
    }
    return values;
  }

  /** The mean of a figure over the last five seconds; undefined where it is not known. */
  steady(figure: LiveFigure): number | undefined {
    let sum = 0;
    let known = 0;
    for (const sample of this.#recent) {
      const value = figureOf(sample, figure);
      if (value === undefined) continue;
      sum += value;
      known += 1;
    }
    return known === 0 ? undefined : sum / known;
  }
}
