import type { LogBlock } from '../store/block';
import type { TimeRange } from './types';

/** Which rows are shown. Undefined parts let everything through. */
export interface RowFilter {
  /** Line numbers of a block that the filter's text keeps; undefined where it was not looked at yet. */
  readonly text: ((block: LogBlock) => Uint32Array | undefined) | undefined;
  /** Bit n set: lines of level n are hidden. */
  readonly hiddenLevels: number;
  readonly audible: ((source: number) => boolean) | undefined;
  readonly zoom: TimeRange | undefined;
  /** Whether lines of a pattern are shown. */
  readonly pattern: ((pattern: number) => boolean) | undefined;
  /** Lines shown around each that is kept. */
  readonly context: number;
}

export const everything: RowFilter = {
  text: undefined,
  hiddenLevels: 0,
  audible: undefined,
  zoom: undefined,
  pattern: undefined,
  context: 0,
};

/** True where the filter hides nothing. */
export function letsAllThrough({ text, hiddenLevels, audible, zoom, pattern }: RowFilter): boolean {
  return (
    text === undefined &&
    hiddenLevels === 0 &&
    audible === undefined &&
    zoom === undefined &&
    pattern === undefined
  );
}

const none = new Uint32Array(0);

/** The lines of a block that a filter keeps, without context: line numbers, rising. A notice counts as line 0. */
export function keptLines(block: LogBlock, filter: RowFilter): Uint32Array {
  const { text, hiddenLevels, zoom, pattern } = filter;
  const all = block.lineCount;
  // Among lines that were looked for, what happened to containers is no answer.
  if (block.notice !== undefined)
    return text === undefined && universe(block, 0, filter) ? Uint32Array.of(0) : none;
  const found = text?.(block);
  if (text !== undefined && (found === undefined || found.length === 0)) return none;
  const byFacts = hiddenLevels !== 0 || pattern !== undefined;
  if (!byFacts && zoom === undefined && filter.audible === undefined && found !== undefined) return found;
  const kept = new Uint32Array(found?.length ?? all);
  let count = 0;
  for (let at = 0; at < kept.length; at += 1) {
    const line = found?.[at] ?? at;
    // What was not analysed yet may be of a hidden level: it comes when that is known.
    if (byFacts && line >= block.analysed) break;
    if ((hiddenLevels >> (block.levels[line] ?? 0)) & 1) continue;
    if (pattern !== undefined && !pattern(block.patterns[line] ?? 0)) continue;
    if (!universe(block, line, filter)) continue;
    kept[count] = line;
    count += 1;
  }
  return kept.subarray(0, count);
}

/** What may be shown at all, also as context: audible sources within the zoom. */
function universe(block: LogBlock, line: number, { audible, zoom }: RowFilter): boolean {
  if (audible !== undefined && !audible(block.source(line))) return false;
  if (zoom === undefined) return true;
  const time = block.time(line);
  return time >= zoom.from && time <= zoom.to;
}

/** Adds the `context` lines around each kept line; `before` and `after` lines at the block's ends belong to neighbours' kept ones. */
export function withContext(
  block: LogBlock,
  kept: Uint32Array,
  filter: RowFilter,
  before: number,
  after: number,
): Uint32Array {
  const { context } = filter;
  const count = block.lineCount;
  if (block.notice !== undefined || (kept.length === 0 && before === 0 && after === 0)) return kept;
  const shown = new Uint32Array(count);
  let length = 0;
  let next = 0;
  let last = before - context - 1;
  for (let line = 0; line < count; line += 1) {
    while (next < kept.length && (kept[next] ?? 0) < line) next += 1;
    const isKept = kept[next] === line;
    if (isKept) last = line;
    const upcoming = kept[next] ?? (after > 0 ? count + context - after : Number.POSITIVE_INFINITY);
    const near = line - last <= context || upcoming - line <= context;
    if (!isKept && (!near || !universe(block, line, filter))) continue;
    shown[length] = line;
    length += 1;
  }
  return shown.slice(0, length);
}
