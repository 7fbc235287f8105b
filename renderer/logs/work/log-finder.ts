import type { LogQuery, MatchColumns } from '#shared/logs/query/ast';
import type { ChunkWorker } from './chunk-worker';

/** Lines that stand together. Where they stand may change; their `id` and what lines they are never does. */
export interface FindBlock {
  readonly id: number;
  /** Sequence of its first line. */
  readonly first: number;
  /** Lines; more may come. */
  readonly count: number;
  columns(): MatchColumns;
}

/** What became of a block. */
interface Looked {
  readonly hits: Uint32Array;
  /** So many lines were looked at, from the first. */
  readonly lines: number;
}

/** Jobs that one finder has at a worker. */
const mostInFlight = 6;
/** Lines and bytes of one job, about: a job is what the watchdog measures and what a cancel waits for. */
const jobLines = 4096;
const jobBytes = 128 * 1024;
/** Blocks are listed, and news told, at most so often, in ms. */
const pace = 25;

const none = new Uint32Array(0);

/**
 * Finds the lines of a log that match a query: has a worker look at each block, those around the place in view first,
 * and goes on with what comes (`extend`). Hits are kept for each block as line numbers. Ages and times of day in the
 * query are seen from the moment it was started. Stops with a sentence (`problem`) where a regular expression takes too
 * long; what was found until then stays. Owner: a log's model, which disposes it.
 */
export class LogFinder {
  readonly #worker: ChunkWorker;
  readonly #list: () => readonly FindBlock[];
  readonly #changed: () => void;
  readonly #looked = new Map<number, Looked>();
  readonly #asked = new Set<number>();
  /** Blocks with lines to look at, the next one last. */
  #queue: FindBlock[] = [];
  #query: LogQuery | undefined;
  #controller = new AbortController();
  #near = 0;
  #startedAt = 0;
  #count = 0;
  #lines = 0;
  #linesLooked = 0;
  #problem: string | undefined;
  /** A block grew while the worker had it. */
  #missed = false;
  #listTimer: ReturnType<typeof setTimeout> | undefined;
  #tellTimer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  /**
   * `list` gives the blocks in rising order; `changed` is told of the first hits at once, of more and of the end at most
   * every 25 ms, and never while `start` or `extend` runs.
   */
  constructor(worker: ChunkWorker, list: () => readonly FindBlock[], changed: () => void) {
    this.#worker = worker;
    this.#list = list;
    this.#changed = changed;
  }

  /** Lines are still to be looked at. */
  get running(): boolean {
    return this.#asked.size > 0 || this.#queue.length > 0 || this.#listTimer !== undefined;
  }

  /** How much of what is held was looked at, 0 to 1. */
  get progress(): number {
    return this.#lines === 0 ? 1 : Math.min(1, this.#linesLooked / this.#lines);
  }

  /** Lines found so far. */
  get count(): number {
    return this.#count;
  }

  /** Why it stopped before the end: a sentence. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Line numbers within a block, rising; undefined where it was not looked at yet. */
  hitsOf(block: number): Uint32Array | undefined {
    return this.#looked.get(block)?.hits;
  }

  /** Begins anew, with the blocks around the sequence `near` first; undefined finds nothing. */
  start(query: LogQuery | undefined, near: number): void {
    this.#halt();
    this.#controller = new AbortController();
    this.#query = query;
    this.#near = near;
    this.#startedAt = Date.now();
    this.#looked.clear();
    this.#count = 0;
    this.#lines = 0;
    this.#linesLooked = 0;
    this.#problem = undefined;
    if (query === undefined) this.#tell();
    else this.#relist();
  }

  /** Goes on with what came since, and forgets what went. Cheap: lists the blocks at most every 25 ms. */
  extend(): void {
    if (this.#query === undefined || this.#problem !== undefined || this.#listTimer !== undefined) return;
    this.#listTimer = setTimeout(() => this.#relist(), pace);
  }

  /** Ends it; nothing is told any more. */
  dispose(): void {
    this.#query = undefined;
    this.#halt();
  }

  #halt(): void {
    this.#controller.abort();
    clearTimeout(this.#listTimer);
    clearTimeout(this.#tellTimer);
    this.#listTimer = undefined;
    this.#tellTimer = undefined;
    this.#queue = [];
    this.#asked.clear();
  }

  #relist(): void {
    clearTimeout(this.#listTimer);
    this.#listTimer = undefined;
    const blocks = this.#list();
    this.#forgetOthers(blocks);
    this.#lines = blocks.reduce((sum, block) => sum + block.count, 0);
    const behind = blocks.filter((block) => block.count > this.#linesOf(block.id));
    const free = behind.filter((block) => !this.#asked.has(block.id));
    this.#missed = free.length < behind.length;
    this.#queue = outward(free, this.#near).reverse();
    this.#pump();
    if (!this.running) this.#tell();
  }

  #linesOf(block: number): number {
    return this.#looked.get(block)?.lines ?? 0;
  }

  #forgetOthers(blocks: readonly FindBlock[]): void {
    const ids = new Set(blocks.map((block) => block.id));
    for (const [id, looked] of this.#looked) {
      if (ids.has(id)) continue;
      this.#looked.delete(id);
      this.#count -= looked.hits.length;
      this.#linesLooked -= looked.lines;
    }
  }

  #pump(): void {
    const query = this.#query;
    while (query !== undefined && this.#asked.size < mostInFlight) {
      const block = this.#queue.pop();
      if (block === undefined) return;
      this.#asked.add(block.id);
      void this.#look(query, block);
    }
  }

  async #look(query: LogQuery, block: FindBlock): Promise<void> {
    const { signal } = this.#controller;
    const columns = { ...block.columns(), now: this.#startedAt };
    for (let from = this.#linesOf(block.id); from < columns.ends.length; from = this.#linesOf(block.id)) {
      const to = jobEnd(columns.ends, from);
      const answer = await this.#worker.match(query, columns, { from, to }, signal);
      if (signal.aborted || answer === 'cancelled') return;
      if (answer === 'too-slow' || answer === 'failed') {
        this.#stop(answer);
        return;
      }
      this.#take(block.id, from, to, answer);
    }
    this.#asked.delete(block.id);
    this.#pump();
    if (this.running) return;
    if (this.#missed) this.#relist();
    else this.#tell();
  }

  #take(block: number, from: number, to: number, found: Uint32Array): void {
    const before = this.#looked.get(block)?.hits ?? none;
    this.#looked.set(block, { hits: appended(before, found, from), lines: to });
    this.#count += found.length;
    this.#linesLooked += to - from;
    // The first hits are what one waits for.
    const isFirst = found.length > 0 && this.#count === found.length;
    if (isFirst) this.#tellNow();
    else this.#tell();
  }

  #stop(why: 'too-slow' | 'failed'): void {
    this.#halt();
    this.#problem =
      why === 'too-slow'
        ? 'The search was ended, because the regular expression takes too long on some of the lines. Write it with fewer repetitions within repetitions.'
        : 'The search was ended, because the part of the program that does it failed. Search again; if that does not help, with another query.';
    this.#tell();
  }

  #tell(): void {
    if (this.#tellTimer !== undefined) return;
    const wait = Math.max(0, this.#toldAt + pace - performance.now());
    this.#tellTimer = setTimeout(() => this.#tellNow(), wait);
  }

  #tellNow(): void {
    clearTimeout(this.#tellTimer);
    this.#tellTimer = undefined;
    this.#toldAt = performance.now();
    this.#changed();
  }
}

/** Where a job that begins with line `from` ends. */
function jobEnd(ends: Uint32Array, from: number): number {
  const start = from === 0 ? 0 : (ends[from - 1] ?? 0);
  let to = Math.min(ends.length, from + jobLines);
  if ((ends[to - 1] ?? 0) - start <= jobBytes) return to;
  to = from + 1;
  while (to < ends.length && (ends[to] ?? 0) - start <= jobBytes) to += 1;
  return to;
}

function appended(before: Uint32Array, found: Uint32Array, from: number): Uint32Array {
  if (from === 0) return found;
  const all = new Uint32Array(before.length + found.length);
  all.set(before);
  for (let at = 0; at < found.length; at++) all[before.length + at] = (found[at] ?? 0) + from;
  return all;
}

/** Blocks in rising order, put in the order of their distance from a sequence. */
export function outward(blocks: readonly FindBlock[], near: number): FindBlock[] {
  let low = blocks.findLastIndex((block) => block.first <= near);
  let high = low + 1;
  const ordered: FindBlock[] = [];
  while (low >= 0 || high < blocks.length) {
    const below = blocks[low];
    const above = blocks[high];
    const toBelow = below === undefined ? Number.POSITIVE_INFINITY : near - (below.first + below.count - 1);
    const toAbove = above === undefined ? Number.POSITIVE_INFINITY : above.first - near;
    if (below !== undefined && toBelow <= toAbove) {
      ordered.push(below);
      low -= 1;
    } else if (above !== undefined) {
      ordered.push(above);
      high += 1;
    }
  }
  return ordered;
}
