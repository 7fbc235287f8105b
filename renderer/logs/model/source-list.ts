import type { LogChunk } from '#shared/model/log';
import type { LogSource, LogTarget, ReadingStatus } from './types';

const colours = 10;
const window = 60;

/** Counts lines by the second of their time, over the last 60 s before its newest one. */
class RateMeter {
  readonly #counts = new Uint32Array(window);
  #newest = 0;
  #sum = 0;

  /** Second of the newest line. */
  get newest(): number {
    return this.#newest;
  }

  /** Lines of the last 60 s up to a second, which is not before the newest line. */
  perMinute(until: number): number {
    if (until <= this.#newest) return this.#sum;
    let sum = 0;
    for (let second = until - window + 1; second <= this.#newest; second += 1)
      sum += this.#counts[second % window] ?? 0;
    return sum;
  }

  see(chunk: LogChunk): void {
    for (const time of chunk.times) {
      const second = Math.floor(time / 1000);
      if (Number.isNaN(second) || second <= this.#newest - window) continue;
      if (second > this.#newest) this.#advance(second);
      const at = second % window;
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
      this.#sum += 1;
    }
  }

  #advance(second: number): void {
    const steps = Math.min(window, second - this.#newest);
    for (let step = 0; step < steps; step += 1) {
      const at = (second - step) % window;
      this.#sum -= this.#counts[at] ?? 0;
      this.#counts[at] = 0;
    }
    this.#newest = second;
  }
}

interface Entry {
  readonly target: LogTarget;
  initials: string;
  readonly rate: RateMeter;
  muted: boolean;
  solo: boolean;
}

/** Names of containers that are not heard, or heard alone. */
interface SilentNames {
  readonly muted: readonly string[];
  readonly solo: readonly string[];
}

function entryOf(target: LogTarget, { muted, solo }: SilentNames): Entry {
  return {
    target,
    initials: '??',
    rate: new RateMeter(),
    muted: muted.includes(target.name),
    solo: solo.includes(target.name),
  };
}

/** The containers of a log view: their badges, and which of them are heard. */
export class SourceList {
  readonly #entries = new Map<number, Entry>();

  constructor(targets: ReadonlyMap<number, LogTarget>, silent: SilentNames) {
    for (const [index, target] of targets) this.#entries.set(index, entryOf(target, silent));
    this.#nameAll();
  }

  /** One more container; those that are there keep their numbers and colours. */
  join(index: number, target: LogTarget, silent: SilentNames): void {
    this.#entries.set(index, entryOf(target, silent));
    this.#nameAll();
  }

  /** Undefined where every source is heard. */
  get audible(): ((source: number) => boolean) | undefined {
    const entries = [...this.#entries.values()];
    if (entries.every(({ muted, solo }) => !muted && !solo)) return undefined;
    // Asked of each line of a log of a million.
    const heard = new Set([...this.#entries.keys()].filter((source) => this.#isAudible(source)));
    return (source) => heard.has(source);
  }

  get muted(): readonly string[] {
    return [...this.#entries.values()].filter(({ muted }) => muted).map(({ target }) => target.name);
  }

  get solo(): readonly string[] {
    return [...this.#entries.values()].filter(({ solo }) => solo).map(({ target }) => target.name);
  }

  mute(source: number, muted: boolean): void {
    const entry = this.#entries.get(source);
    if (entry !== undefined) entry.muted = muted;
  }

  setSolo(source: number, solo: boolean): void {
    const entry = this.#entries.get(source);
    if (entry !== undefined) entry.solo = solo;
  }

  /** Lines came from a source. */
  see(source: number, chunk: LogChunk): void {
    this.#entries.get(source)?.rate.see(chunk);
  }

  /** `now` in epoch ms: a container that fell silent has fewer lines per minute with each second. */
  list(status: (source: number) => ReadingStatus, now: number): readonly LogSource[] {
    // An engine whose clock is ahead is taken at the word of its newest line, whichever source that is of.
    let second = Math.floor(now / 1000);
    for (const { rate } of this.#entries.values()) second = Math.max(second, rate.newest);
    return [...this.#entries].map(([index, { target, initials, rate, muted, solo }], at) => ({
      index,
      target,
      initials,
      colour: at % colours,
      outlined: at >= colours,
      muted,
      solo,
      audible: this.#isAudible(index),
      status: status(index),
      perMinute: rate.perMinute(second),
    }));
  }

  #nameAll(): void {
    const entries = [...this.#entries.values()];
    const initials = initialsOf(entries.map(({ target }) => target.name));
    entries.forEach((entry, at) => {
      entry.initials = initials[at] ?? '??';
    });
  }

  #isAudible(source: number): boolean {
    const entry = this.#entries.get(source);
    if (entry === undefined || entry.muted) return false;
    return entry.solo || ![...this.#entries.values()].some(({ solo }) => solo);
  }
}

/** Names of sources by their number. */
export function sourceNames(targets: ReadonlyMap<number, LogTarget>): readonly string[] {
  const names = Array.from({ length: Math.max(0, ...targets.keys()) + 1 }, () => '');
  for (const [index, { name }] of targets) names[index] = name;
  return names;
}

/** Two letters for each name, different as far as the names allow: what all names begin with is left out. */
export function initialsOf(names: readonly string[]): readonly string[] {
  const parts = names.map((name) =>
    name
      .replace(/^\//, '')
      .split(/[-_.]/)
      .filter((part) => part !== ''),
  );
  // A compose project in front and a number behind tell nothing.
  const project = parts.length > 1 && parts.every((list) => list.length > 1 && list[0] === parts[0]?.[0]);
  const taken = new Set<string>();
  return parts.map((list) => {
    const words = (project ? list.slice(1) : list).filter((word, at) => at === 0 || !/^\d+$/.test(word));
    const letters = words.join('').match(/[\p{L}\p{N}]/gu) ?? [];
    const [first = '?', ...others] = letters;
    const joined = words[1] === undefined ? [] : [words[1].charAt(0)];
    const numbers = list.at(-1)?.match(/\d$/) ?? [];
    const candidates = [others[0] ?? first, ...joined, ...others, ...numbers].map((second) =>
      (first + second).toUpperCase(),
    );
    const chosen = candidates.find((one) => !taken.has(one)) ?? candidates[0] ?? '??';
    taken.add(chosen);
    return chosen;
  });
}
