import type { LogBlock } from '../store/block';
import type { LevelCounts, TimeRange } from './types';

const isIn = (block: LogBlock, line: number, { from, to }: TimeRange): boolean => {
  const time = block.time(line);
  return time >= from && time <= to;
};

interface Counted<T> {
  /** What it was counted of: a block's count is the same as long as this is. */
  readonly of: unknown;
  readonly counted: T;
}

/** What is counted of blocks within a time range, kept for each block as long as that says the same. */
class BlockCounts<T> {
  #range: TimeRange | undefined;
  #known = new Map<number, Counted<T>>();

  /** `key` is the same as long as a block's count is; undefined for one of which there is nothing to count. */
  *each(
    blocks: readonly LogBlock[],
    range: TimeRange,
    key: (block: LogBlock) => unknown,
    make: (block: LogBlock) => T,
  ): Iterable<{ readonly block: LogBlock; readonly counted: T }> {
    const isSame = range.from === this.#range?.from && range.to === this.#range.to;
    const known = isSame ? this.#known : new Map<number, Counted<T>>();
    const next = new Map<number, Counted<T>>();
    this.#range = range;
    this.#known = next;
    for (const block of blocks) {
      const of = key(block);
      if (of === undefined) continue;
      const before = known.get(block.id);
      const entry = before?.of === of ? before : { of, counted: make(block) };
      next.set(block.id, entry);
      yield { block, counted: entry.counted };
    }
  }
}

/** How many hits of a search lie within a time range. */
export class HitsInRange {
  readonly #counts = new BlockCounts<number>();

  /** All of them, and which of them, from 1, is the one at a sequence; 0 where that is none. */
  count(
    blocks: readonly LogBlock[],
    range: TimeRange,
    hitsOf: (block: LogBlock) => Uint32Array | undefined,
    sequence: number | undefined,
  ): { readonly all: number; readonly rank: number } {
    const within = (block: LogBlock): readonly number[] =>
      [...(hitsOf(block) ?? [])].filter((line) => isIn(block, line, range));
    let all = 0;
    let rank = 0;
    const make = (block: LogBlock): number => within(block).length;
    for (const { block, counted } of this.#counts.each(blocks, range, hitsOf, make)) {
      if (sequence !== undefined && block.first <= sequence && sequence < block.first + block.count) {
        const at = within(block).indexOf(sequence - block.first);
        if (at !== -1) rank = all + at + 1;
      }
      all += counted;
    }
    return { all, rank };
  }
}

/** How many lines of each level lie within a time range, and how many were not looked at yet. */
export class LevelsInRange {
  readonly #counts = new BlockCounts<LevelCounts>();

  count(blocks: readonly LogBlock[], range: TimeRange): LevelCounts {
    const counts = [0, 0, 0, 0, 0, 0, 0];
    let behind = 0;
    const key = (block: LogBlock): number | undefined =>
      block.lines === undefined ? undefined : block.version;
    for (const { counted } of this.#counts.each(blocks, range, key, (block) => levelsOf(block, range))) {
      counted.counts.forEach((count, level) => {
        counts[level] = (counts[level] ?? 0) + count;
      });
      behind += counted.behind;
    }
    return { counts, behind };
  }
}

function levelsOf(block: LogBlock, range: TimeRange): LevelCounts {
  const counts = [0, 0, 0, 0, 0, 0, 0];
  let behind = 0;
  for (let line = 0; line < block.lineCount; line += 1) {
    if (!isIn(block, line, range)) continue;
    const level = block.levels[line] ?? 0;
    if (line >= block.analysed) behind += 1;
    else counts[level] = (counts[level] ?? 0) + 1;
  }
  return { counts, behind };
}
