import type { LogChunk } from '#shared/model/log';
import { stripAnsi, visibleControls } from '#shared/util/ansi';
import type { LogRing } from './ring';

/** What is looked for. */
export interface LogQuery {
  /** Plain text; '' finds nothing. */
  readonly text: string;
  readonly matchCase: boolean;
}

/** Lines that can be hits; counting stops there and says so. */
export const mostHits = 100_000;

const sliceMs = 8;
/** What control characters and broken bytes are shown as. */
const symbols = /[\u2400-\u2421\ufffd]/;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where a query occurs in a text: start offsets, at most `most`. */
export function findAll(text: string, query: LogQuery, most = 1000): readonly number[] {
  const found: number[] = [];
  if (query.text === '') return found;
  // Lower case may change the length of a few characters (such as U+0130): then offsets would point wrongly.
  const lowered = query.matchCase ? text : text.toLowerCase();
  const haystack = lowered.length === text.length ? lowered : text;
  const needle = query.matchCase ? query.text : query.text.toLowerCase();
  for (let at = haystack.indexOf(needle); at !== -1 && found.length < most; ) {
    found.push(at);
    at = haystack.indexOf(needle, at + needle.length);
  }
  return found;
}

/** Lines of a chunk that match, as line numbers in the chunk, from line `from` on. */
export function searchChunk(chunk: LogChunk, query: LogQuery, from: number): readonly number[] {
  const hits: number[] = [];
  const needle = query.matchCase ? query.text : query.text.toLowerCase();
  // Lines have no line feed: nothing with one can be found.
  if (needle === '' || needle.includes('\n')) return hits;
  const start = from === 0 ? 0 : (chunk.ends[from - 1] ?? 0);
  const text = decoder.decode(chunk.bytes.subarray(start, chunk.ends[chunk.ends.length - 1]));
  const lowered = query.matchCase ? text : text.toLowerCase();
  const size = (chunk.ends[chunk.ends.length - 1] ?? 0) - start;
  if (text.length !== size || lowered.length !== size || text.includes('\u001b') || symbols.test(needle)) {
    return searchJoined(chunk, needle, query.matchCase, from);
  }
  // One character for each byte: offsets in the text are offsets in the bytes, and lines need not be cut out.
  let line = from;
  for (let at = lowered.indexOf(needle); at !== -1; ) {
    while ((chunk.ends[line] ?? size) - start <= at) line += 1;
    const end = (chunk.ends[line] ?? 0) - start;
    if (at + needle.length <= end) {
      hits.push(line);
      at = lowered.indexOf(needle, end);
    } else at = lowered.indexOf(needle, at + 1);
  }
  return hits;
}

/** For text with escape sequences or beyond ASCII: lines are joined by line feeds, which they never contain, and counted. */
function searchJoined(chunk: LogChunk, needle: string, matchCase: boolean, from: number): readonly number[] {
  const hits: number[] = [];
  const count = chunk.ends.length;
  const start = from === 0 ? 0 : (chunk.ends[from - 1] ?? 0);
  const joined = new Uint8Array((chunk.ends[count - 1] ?? 0) - start + (count - from));
  for (let line = from, begin = start, at = 0; line < count; line++) {
    const end = chunk.ends[line] ?? begin;
    joined.set(chunk.bytes.subarray(begin, end), at);
    at += end - begin;
    joined[at] = 10;
    at += 1;
    begin = end;
  }
  const text = visibleInLines(stripAnsi(decoder.decode(joined)), needle);
  const haystack = matchCase ? text : text.toLowerCase();
  let line = from;
  let lineEnd = haystack.indexOf('\n');
  for (let at = haystack.indexOf(needle); at !== -1 && lineEnd !== -1; ) {
    while (lineEnd !== -1 && lineEnd < at) {
      line += 1;
      lineEnd = haystack.indexOf('\n', lineEnd + 1);
    }
    hits.push(line);
    at = lineEnd === -1 ? -1 : haystack.indexOf(needle, lineEnd);
  }
  return hits;
}

/** Control characters are shown as symbols: only who looks for a symbol needs them replaced. */
function visibleInLines(text: string, needle: string): string {
  return symbols.test(needle) ? text.split('\n').map(visibleControls).join('\n') : text;
}

/**
 * Finds the lines of a ring that match a query: in slices of about 8 ms with the event loop in between, so that
 * typing and drawing go on, and further as lines come (`extend`). Hits are sequences in rising order, at most
 * `mostHits`. Owner: the log's model; `stop` ends a running search.
 */
export class LogSearch {
  readonly #ring: LogRing;
  readonly #changed: () => void;
  #query: LogQuery = { text: '', matchCase: false };
  #hits: number[] = [];
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called after each slice that found or finished something. */
  constructor(ring: LogRing, changed: () => void) {
    this.#ring = ring;
    this.#changed = changed;
  }

  get query(): LogQuery {
    return this.#query;
  }

  /** True while lines are still to be looked at. */
  get running(): boolean {
    return this.#timer !== undefined;
  }

  /** True where there are more than `mostHits`. */
  get full(): boolean {
    return this.#hits.length >= mostHits;
  }

  /** Sequences of the matching lines that are still held, rising. The array is only valid until the next change. */
  get hits(): readonly number[] {
    const first = this.#ring.firstSequence;
    const gone = lowerBound(this.#hits, first);
    if (gone > 0) this.#hits.splice(0, gone);
    return this.#hits;
  }

  /** Starts anew with another query. */
  start(query: LogQuery): void {
    this.stop();
    this.#query = query;
    this.#hits = [];
    this.#next = this.#ring.firstSequence;
    this.extend();
  }

  /** Goes on with lines that came since; call after appending. Costs nothing without a query. */
  extend(): void {
    if (this.#query.text === '' || this.#timer !== undefined || this.full) return;
    if (this.#next < this.#ring.endSequence) this.#timer = setTimeout(() => this.#slice(), 0);
  }

  /** Ends a running search; what was found stays. */
  stop(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #slice(): void {
    this.#timer = undefined;
    const until = performance.now() + sliceMs;
    while (!this.full) {
      const block = this.#ring.blockAt(this.#next);
      if (block === undefined) break;
      if (block.chunk !== undefined) {
        const from = Math.max(0, this.#next - block.first);
        for (const line of searchChunk(block.chunk, this.#query, from)) {
          if (this.#hits.length < mostHits) this.#hits.push(block.first + line);
        }
      }
      this.#next = block.first + block.count;
      if (performance.now() > until) break;
    }
    this.extend();
    this.#changed();
  }
}

/** Index of the first element that is not below `value` in a rising array. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
