/** A small deterministic random source. The whole simulation draws from these, so one seed gives one demo. */
export interface Rng {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** An integer in [0, bound). */
  readonly int: (bound: number) => number;
  /** A number in [from, to). */
  readonly range: (from: number, to: number) => number;
  /** True with probability `p`. */
  readonly chance: (p: number) => boolean;
  /** One of `items`. Throws a RangeError when there are none. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** `length` lower-case hex digits. */
  readonly hex: (length: number) => string;
  /** A positive waiting time with mean 1, mostly short and now and then long. */
  readonly gap: () => number;
}

/** FNV-1a over UTF-16 units: turns any text into a 32-bit seed. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** A mulberry32 generator. The same seed always gives the same sequence. */
export function createRng(seed: string | number): Rng {
  let state = typeof seed === 'number' ? seed >>> 0 : hashText(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    int,
    range: (from, to) => from + next() * (to - from),
    chance: (p) => next() < p,
    pick: <T>(items: readonly T[]): T => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    hex: (length) => Array.from({ length }, () => int(16).toString(16)).join(''),
    gap: () => Math.min(8, -Math.log(1 - next())),
  };
}

/** A stable id of `length` hex digits for a piece of text: container and image ids that survive a restart. */
export function stableId(text: string, length = 64): string {
  return createRng(`id:${text}`).hex(length);
}
