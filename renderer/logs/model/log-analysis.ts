import type { LogChunk } from '#shared/model/log';
import type { LogBlock } from '../store/block';
import { sliceLines } from '#shared/logs/lines/columns';
import type { LogStore } from '../store/log-store';
import type { LineFacts } from '../work/messages';
import { LevelsInRange } from './range-counts';
import type { LevelCounts, TimeRange } from './types';

/** Volume per time and level; see volume/histogram.ts. */
export interface VolumeCounter {
  add(time: number, level: number, count: number): void;
  remove(time: number, level: number, count: number): void;
}

const mostInFlight = 3;
const mostLines = 8192;

/**
 * Has each line of a store looked at once, by a worker: its level and its pattern go back into the block, and into
 * counts. Works while it is allowed to (`run`), a bounded number of chunks at a time, the oldest that was not looked at
 * first, so that patterns do not depend on where one scrolls. Owner: LogModel.
 */
export class LogAnalysis {
  readonly #store: LogStore;
  readonly #volume: VolumeCounter;
  readonly #analyse: (chunk: LogChunk) => Promise<LineFacts | undefined>;
  readonly #changed: () => void;
  readonly #busy = new Set<number>();
  readonly #inRange = new LevelsInRange();
  readonly #counts = [0, 0, 0, 0, 0, 0, 0];
  #done = 0;
  #running = false;
  #queued = false;

  /** `analyse` gives undefined when it was given up. `changed` is called after each chunk. */
  constructor(
    store: LogStore,
    volume: VolumeCounter,
    analyse: (chunk: LogChunk) => Promise<LineFacts | undefined>,
    changed: () => void,
  ) {
    this.#store = store;
    this.#volume = volume;
    this.#analyse = analyse;
    this.#changed = changed;
  }

  /** Of all lines that are held, or of those within a time range. */
  levels(range: TimeRange | undefined): LevelCounts {
    if (range !== undefined) return this.#inRange.count(this.#store.blocks, range);
    return { counts: this.#counts, behind: this.#store.lines - this.#done };
  }

  /** Works, or rests: what was begun is finished. */
  run(running: boolean): void {
    this.#running = running;
    this.extend();
  }

  /** Lines came: call after each change of the store, it costs nothing while there is nothing to do. */
  extend(): void {
    if (!this.#running || this.#queued || this.#store.lines === this.#done) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#fill();
    });
  }

  /** A block is not held any more. */
  removed(block: LogBlock): void {
    const { levels, analysed } = block;
    for (let line = 0; line < analysed; line += 1) this.#count(block, line, levels[line] ?? 0, -1);
    this.#done -= analysed;
  }

  #fill(): void {
    if (!this.#running || this.#busy.size >= mostInFlight) return;
    for (const block of this.#store.blocks) {
      if (block.analysed >= block.lineCount || this.#busy.has(block.id)) continue;
      void this.#look(block);
      if (this.#busy.size >= mostInFlight) return;
    }
  }

  async #look(block: LogBlock): Promise<void> {
    const { lines, analysed } = block;
    if (lines === undefined) return;
    this.#busy.add(block.id);
    const to = Math.min(lines.chunk.ends.length, analysed + mostLines);
    const facts = await this.#analyse(sliceLines(lines, analysed, to).chunk);
    this.#busy.delete(block.id);
    // It may have gone, or been put together anew, meanwhile.
    if (facts !== undefined && this.#store.blockAt(block.first) === block) {
      block.addFacts(facts.levels, facts.patterns);
      for (let line = analysed; line < to; line += 1) this.#count(block, line, block.levels[line] ?? 0, 1);
      this.#done += to - analysed;
      this.#changed();
    }
    if (facts !== undefined) this.#fill();
  }

  #count(block: LogBlock, line: number, level: number, by: 1 | -1): void {
    this.#counts[level] = (this.#counts[level] ?? 0) + by;
    const time = block.time(line);
    if (Number.isNaN(time)) return;
    if (by === 1) this.#volume.add(time, level, 1);
    else this.#volume.remove(time, level, 1);
  }
}
