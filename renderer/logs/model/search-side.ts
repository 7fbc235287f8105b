import { isQuick, highlights as quickHighlights, type TextRange } from '#shared/logs/query/highlight';
import type { LogQuery, MatchColumns } from '#shared/logs/query/ast';
import { parseQuery } from '#shared/logs/query/parse';
import type { LogBlock } from '../store/block';
import type { FindBlock, LogFinder } from '../work/log-finder';
import type { LogStore } from '../store/log-store';
import { HitsInRange } from './range-counts';
import { lowerBound } from './rows';
import { noSearch, type SearchInput, type SearchState, type TimeRange } from './types';

/** Ranges to highlight in some lines, by a worker; undefined where it gave up. */
export type Highlighter = (
  query: LogQuery,
  texts: readonly string[],
) => Promise<readonly (readonly TextRange[])[] | undefined>;

const mostRemembered = 600;

/** Find or filter: what was typed, what it means, and what it found in a store. */
export class SearchSide {
  readonly #store: LogStore;
  readonly #finder: LogFinder;
  readonly #highlight: Highlighter;
  readonly #changed: () => void;
  #input: SearchInput = noSearch;
  #query: LogQuery | undefined;
  #problem: SearchState['problem'];
  /** Highlights by line of slow queries. */
  #ranges = new Map<number, { readonly text: string; readonly ranges: readonly TextRange[] }>();
  #asked = new Map<number, string>();
  #asking = false;
  readonly #inRange = new HitsInRange();

  constructor(store: LogStore, finder: LogFinder, highlight: Highlighter, changed: () => void) {
    this.#store = store;
    this.#finder = finder;
    this.#highlight = highlight;
    this.#changed = changed;
  }

  get input(): SearchInput {
    return this.#input;
  }

  /** Something is looked for. */
  get active(): boolean {
    return this.#query !== undefined;
  }

  get running(): boolean {
    return this.#finder.running;
  }

  /** Takes what was typed. False where there is a mistake in it: what was found before stays. */
  set(input: SearchInput, near: number): boolean {
    this.#input = input;
    const parsed = parseQuery(input.text, input);
    if (!parsed.ok) {
      this.#problem = { message: parsed.message, from: parsed.from, to: parsed.to };
      return false;
    }
    this.#problem = undefined;
    this.#query = parsed.query;
    this.#ranges = new Map();
    this.#asked = new Map();
    this.#finder.start(parsed.query, near);
    return true;
  }

  extend(): void {
    if (this.#query !== undefined) this.#finder.extend();
  }

  hitsOf(block: LogBlock): Uint32Array | undefined {
    return this.#finder.hitsOf(block.id);
  }

  /** `current`: the sequence of the hit that find stands on. Within `zoom`, where only that time range is shown. */
  state(current: number | undefined, zoom: TimeRange | undefined): SearchState {
    const { problem } = this.#finder;
    const zoomed =
      zoom === undefined || !this.active
        ? undefined
        : this.#inRange.count(this.#store.blocks, zoom, (block) => this.hitsOf(block), current);
    const given =
      problem === undefined ? undefined : { message: problem, from: 0, to: this.#input.text.length };
    return {
      input: this.#input,
      problem: this.#problem ?? given,
      running: this.#finder.running,
      progress: this.#finder.progress,
      count: zoomed?.all ?? this.#finder.count,
      current: zoomed?.rank ?? (current === undefined ? 0 : this.#rank(current)),
    };
  }

  /** The nearest hit after `from` (1) or before it (-1), undefined where there is none. */
  next(from: number, direction: 1 | -1): number | undefined {
    const blocks = this.#store.blocks;
    let at = blocks.findLastIndex((block) => block.first <= from);
    if (at === -1) {
      if (direction === -1) return undefined;
      at = 0;
    }
    for (; at >= 0 && at < blocks.length; at += direction) {
      const block = blocks[at];
      const hits = block === undefined ? undefined : this.hitsOf(block);
      if (block === undefined || hits === undefined || hits.length === 0) continue;
      const place = lowerBound(hits, direction === 1 ? from + 1 - block.first : from - block.first);
      const hit = direction === 1 ? hits[place] : hits[place - 1];
      if (hit !== undefined) return block.first + hit;
    }
    return undefined;
  }

  /** Ranges to highlight in a shown line; those of a regular expression come a moment later, from the worker. */
  highlights(sequence: number, text: string): readonly TextRange[] {
    const query = this.#query;
    if (query === undefined) return [];
    if (isQuick(query)) return quickHighlights(text, query);
    const known = this.#ranges.get(sequence);
    // A line may be shown in another form now.
    if (known?.text === text) return known.ranges;
    this.#asked.set(sequence, text);
    if (!this.#asking) {
      this.#asking = true;
      queueMicrotask(() => void this.#ask(query));
    }
    return [];
  }

  /** Sequences changed: what is known by them is looked up again. */
  shifted(): void {
    this.#ranges.clear();
  }

  dispose(): void {
    this.#finder.dispose();
  }

  async #ask(query: LogQuery): Promise<void> {
    const asked = [...this.#asked];
    this.#asked = new Map();
    const found = await this.#highlight(
      query,
      asked.map(([, text]) => text),
    );
    this.#asking = false;
    if (query !== this.#query) return;
    if (this.#ranges.size > mostRemembered) this.#ranges.clear();
    asked.forEach(([sequence, text], index) =>
      this.#ranges.set(sequence, { text, ranges: found?.[index] ?? [] }),
    );
    this.#changed();
  }

  #rank(sequence: number): number {
    let before = 0;
    for (const block of this.#store.blocks) {
      const hits = this.hitsOf(block) ?? new Uint32Array(0);
      if (block.first + block.count <= sequence) before += hits.length;
      else {
        const at = lowerBound(hits, sequence - block.first);
        return hits[at] === sequence - block.first ? before + at + 1 : 0;
      }
    }
    return 0;
  }
}

/** The blocks of a store as a finder sees them; notices are left out. */
export function findBlocks(store: LogStore, names: readonly string[]): readonly FindBlock[] {
  return store.blocks
    .filter((block) => block.lines !== undefined)
    .map((block) => ({
      id: block.id,
      first: block.first,
      count: block.count,
      columns: () => columnsOf(block, names),
    }));
}

function columnsOf(block: LogBlock, names: readonly string[]): MatchColumns {
  const { lines } = block;
  const count = block.lineCount;
  const source = lines?.source ?? 0;
  const sources = typeof source === 'number' ? new Uint16Array(count).fill(source) : source;
  const chunk = lines?.chunk;
  return {
    bytes: chunk?.bytes ?? new Uint8Array(0),
    ends: chunk?.ends ?? new Uint32Array(0),
    times: chunk?.times ?? new Float64Array(0),
    nanos: chunk?.nanos ?? new Uint32Array(0),
    flags: chunk?.flags ?? new Uint8Array(0),
    // Those of lines that were not analysed yet are found out where they are asked for.
    levels: block.levels.subarray(0, block.analysed),
    sources,
    sourceNames: names,
    now: Date.now(),
  };
}
