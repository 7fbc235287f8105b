import { LogFlag } from '#shared/model/log';
import type { LogBlock } from '../store/block';
import { lineStart } from '#shared/logs/lines/columns';
import type { LogStore } from '../store/log-store';
import { keptLines, letsAllThrough, type RowFilter, withContext } from './row-filter';
import type { LevelNumber, LogRowData, RowSpace } from './types';

/** The row of a block. */
function rowOf(block: LogBlock, line: number, isContext: boolean): LogRowData | undefined {
  const sequence = block.first + line;
  if (block.notice !== undefined)
    return { kind: 'notice', sequence, source: block.notice.source, notice: block.notice.notice };
  const chunk = block.chunk;
  if (chunk === undefined) return undefined;
  const flag = chunk.flags[line] ?? 0;
  return {
    kind: 'line',
    sequence,
    time: chunk.times[line] ?? Number.NaN,
    source: block.source(line),
    stderr: (flag & LogFlag.stderr) !== 0,
    truncated: (flag & LogFlag.truncated) !== 0,
    unfinished: (flag & LogFlag.unfinished) !== 0,
    level: (block.levels[line] ?? 0) as LevelNumber,
    isContext,
    bytes: chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]),
  };
}

/** Some rows of a block that are shown; all of them where `shown` is undefined. */
export interface ShownBlock {
  readonly block: LogBlock;
  readonly shown: Uint32Array | undefined;
}

/** A row space that can be walked block by block. */
export interface BlockRows extends RowSpace {
  readonly shownBlocks: Iterable<ShownBlock>;
}

/** All rows of a store. */
export class AllRows implements BlockRows {
  readonly #store: LogStore;

  constructor(store: LogStore) {
    this.#store = store;
  }

  get count(): number {
    return this.#store.endSequence - this.#store.firstSequence;
  }

  get shownBlocks(): Iterable<ShownBlock> {
    return this.#store.blocks.map((block) => ({ block, shown: undefined }));
  }

  at(index: number): LogRowData | undefined {
    const sequence = this.#store.firstSequence + index;
    const block = this.#store.blockAt(sequence);
    return block === undefined ? undefined : rowOf(block, sequence - block.first, false);
  }

  sequenceAt(index: number): number | undefined {
    return index >= 0 && index < this.count ? this.#store.firstSequence + index : undefined;
  }

  indexOf(sequence: number): number {
    return Math.min(Math.max(0, Math.ceil(sequence) - this.#store.firstSequence), this.count);
  }
}

/** What a block was found to show, and of what that was made. */
interface Entry {
  readonly version: number;
  readonly found: Uint32Array | undefined;
  readonly before: number;
  readonly after: number;
  readonly kept: Uint32Array;
  readonly shown: Uint32Array;
}

/**
 * The rows that a filter leaves. `update` looks only at blocks that changed since (a hidden level or a muted source of a
 * million lines costs some ten ms once), so it can be called for each frame.
 */
export class FilteredRows implements BlockRows {
  readonly #store: LogStore;
  readonly filter: RowFilter;
  readonly #entries = new Map<number, Entry>();
  #blocks: readonly LogBlock[] = [];
  /** Index of the first row of each block, and the number of all rows behind the last. */
  #starts = new Float64Array(1);

  constructor(store: LogStore, filter: RowFilter) {
    this.#store = store;
    this.filter = filter;
  }

  get count(): number {
    return this.#starts[this.#blocks.length] ?? 0;
  }

  get shownBlocks(): Iterable<ShownBlock> {
    return this.#blocks.map((block) => ({ block, shown: this.#entries.get(block.id)?.shown }));
  }

  /** Takes what came, went and was found since. */
  update(): void {
    const { text, context } = this.filter;
    const blocks = this.#store.blocks.slice();
    const kept = blocks.map((block) => {
      const known = this.#entries.get(block.id);
      const found = text?.(block);
      const same = known !== undefined && known.version === block.version && known.found === found;
      return {
        block,
        known: same ? known : undefined,
        found,
        kept: same ? known.kept : keptLines(block, this.filter),
      };
    });
    const befores = context === 0 ? undefined : this.#spill(kept, 1);
    const afters = context === 0 ? undefined : this.#spill(kept, -1);
    const starts = new Float64Array(blocks.length + 1);
    const live = new Set<number>();
    kept.forEach(({ block, known, found, kept: lines }, index) => {
      live.add(block.id);
      const before = befores?.[index] ?? 0;
      const after = afters?.[index] ?? 0;
      let entry = known;
      if (entry === undefined || entry.before !== before || entry.after !== after) {
        const shown = context === 0 ? lines : withContext(block, lines, this.filter, before, after);
        entry = { version: block.version, found, before, after, kept: lines, shown };
        this.#entries.set(block.id, entry);
      }
      starts[index + 1] = (starts[index] ?? 0) + entry.shown.length;
    });
    if (this.#entries.size > live.size)
      for (const id of this.#entries.keys()) if (!live.has(id)) this.#entries.delete(id);
    this.#blocks = blocks;
    this.#starts = starts;
  }

  at(index: number): LogRowData | undefined {
    const place = this.#place(index);
    if (place === undefined) return undefined;
    const { block, entry, at } = place;
    const line = entry.shown[at] ?? 0;
    const isContext = entry.shown !== entry.kept && entry.kept[lowerBound(entry.kept, line)] !== line;
    return rowOf(block, line, isContext);
  }

  sequenceAt(index: number): number | undefined {
    const place = this.#place(index);
    return place === undefined ? undefined : place.block.first + (place.entry.shown[place.at] ?? 0);
  }

  indexOf(sequence: number): number {
    const wanted = Math.ceil(sequence);
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle];
      if (block !== undefined && block.first + block.count <= wanted) low = middle + 1;
      else high = middle;
    }
    const block = this.#blocks[low];
    if (block === undefined) return this.count;
    const shown = this.#entries.get(block.id)?.shown ?? new Uint32Array(0);
    return (this.#starts[low] ?? 0) + lowerBound(shown, wanted - block.first);
  }

  /** For each block how many lines at its begin (or end, backwards) are context of kept lines in its neighbours. */
  #spill(
    blocks: readonly { readonly block: LogBlock; readonly kept: Uint32Array }[],
    direction: 1 | -1,
  ): Int32Array {
    const spilled = new Int32Array(blocks.length);
    const { context } = this.filter;
    let carry = 0;
    for (let step = 0; step < blocks.length; step += 1) {
      const at = direction === 1 ? step : blocks.length - 1 - step;
      const item = blocks[at];
      if (item === undefined || item.block.notice !== undefined) continue;
      const { block, kept } = item;
      spilled[at] = carry;
      const end = direction === 1 ? kept[kept.length - 1] : kept[0];
      if (end === undefined) carry = Math.max(0, carry - block.lineCount);
      else carry = Math.max(0, context - (direction === 1 ? block.lineCount - 1 - end : end));
    }
    return spilled;
  }

  #place(
    index: number,
  ): { readonly block: LogBlock; readonly entry: Entry; readonly at: number } | undefined {
    if (index < 0 || index >= this.count) return undefined;
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const block = this.#blocks[low];
    const entry = block === undefined ? undefined : this.#entries.get(block.id);
    return block === undefined || entry === undefined
      ? undefined
      : { block, entry, at: index - (this.#starts[low] ?? 0) };
  }
}

/** The rows of a store under a filter, up to date. */
export function rowsOf(store: LogStore, filter: RowFilter): AllRows | FilteredRows {
  return letsAllThrough(filter) ? new AllRows(store) : new FilteredRows(store, filter);
}

/** Index of the first element that is not below `value` in a rising array. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
