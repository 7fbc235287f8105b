import type { Clock } from '../core/clock';
import { createRng, hashText } from '../core/rng';
import type { Load } from '../world/model';

/** Counters of one container at one moment, as the kernel would have them since its start. */
export interface Usage {
  readonly cpuNanos: number;
  readonly memory: number;
  readonly rx: number;
  readonly tx: number;
  readonly read: number;
  readonly write: number;
  readonly pids: number;
}

const maxSteps = 180;

/** Smooth noise in [-1, 1]: the same seed and time give the same value, so every reader sees one curve. */
function wander(seed: number, seconds: number, period: number): number {
  const position = seconds / period;
  const cell = Math.floor(position);
  const at = (n: number): number => createRng((seed ^ Math.imul(n, 0x9e3779b1)) >>> 0).next() * 2 - 1;
  const t = position - cell;
  const smooth = t * t * (3 - 2 * t);
  return at(cell) * (1 - smooth) + at(cell + 1) * smooth;
}

/** Integrates wandering loads into counters. Read it as often as you like; a long pause costs a bounded effort. */
export class LoadMeter {
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #load: Load;
  readonly #limit: number;
  #at: number;
  #cpu: number;
  #rx: number;
  #tx: number;
  #read: number;
  #write: number;

  /** `limit` is the memory the curve stays under; 0 is none. `startedAt` is when the counters were zero. */
  constructor(seed: string, load: Load, limit: number, startedAt: number, clock: Clock) {
    this.#clock = clock;
    this.#seed = hashText(seed);
    this.#load = load;
    this.#limit = limit;
    this.#at = this.#clock.now();
    const seconds = Math.max(0, (this.#at - startedAt) / 1000);
    this.#cpu = seconds * load.cpu * 1e7;
    this.#rx = seconds * load.rx;
    this.#tx = seconds * load.tx;
    this.#read = Math.min(seconds, 3600) * load.read;
    this.#write = seconds * load.write;
  }

  #factor(salt: number, seconds: number, swing: number): number {
    const slow = wander(this.#seed + salt, seconds, 45) * 0.5;
    const fast = wander(this.#seed + salt + 7, seconds, 4) * 0.3;
    const burst = Math.max(0, wander(this.#seed + salt + 13, seconds, 21) - 0.55) * 3;
    return Math.max(0.05, 1 + (slow + fast) * swing + burst * swing);
  }

  /** Leaves out the time since the last reading: the program was frozen. */
  skip(): void {
    this.#at = this.#clock.now();
  }

  /** The counters now. */
  read(now = this.#clock.now()): Usage {
    let left = Math.max(0, (now - this.#at) / 1000);
    const step = Math.max(1, left / maxSteps);
    while (left > 0) {
      const width = Math.min(step, left);
      const seconds = this.#at / 1000;
      const traffic = this.#factor(2, seconds, 0.9);
      this.#cpu += width * this.#load.cpu * 1e7 * this.#factor(1, seconds, 0.7);
      this.#rx += width * this.#load.rx * traffic;
      this.#tx += width * this.#load.tx * traffic * this.#factor(3, seconds, 0.3);
      this.#read += width * this.#load.read * this.#factor(4, seconds, 1);
      this.#write += width * this.#load.write * this.#factor(5, seconds, 1);
      this.#at += width * 1000;
      left -= width;
      // Remainders below a tenth of a millisecond are rounding, not time.
      if (left < 1e-7) left = 0;
    }
    const seconds = now / 1000;
    const swing = wander(this.#seed + 6, seconds, 90) * 0.03 + wander(this.#seed + 8, seconds, 7) * 0.006;
    const wanted = this.#load.memory * (1 + swing);
    return {
      cpuNanos: Math.round(this.#cpu),
      memory: Math.round(this.#limit > 0 ? Math.min(wanted, this.#limit * 0.985) : wanted),
      rx: Math.round(this.#rx),
      tx: Math.round(this.#tx),
      read: Math.round(this.#read),
      write: Math.round(this.#write),
      pids: Math.max(
        1,
        this.#load.pids + Math.round(wander(this.#seed + 9, seconds, 30) * this.#load.pids * 0.08),
      ),
    };
  }
}
