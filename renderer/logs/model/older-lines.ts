import { linesCost, sliceLines, type SourcedLines } from '#shared/logs/lines/columns';
import { mergeSteps } from '#shared/logs/lines/merge';
import type { LogChunk } from '#shared/model/log';
import type { LogBlock } from '../store/block';
import type { LogStore } from '../store/log-store';

const sliceMs = 8;

/** Merges in slices of a few ms, with the page's other work in between. */
export async function mergeRested(
  sources: ReadonlyMap<number, readonly LogChunk[]>,
): Promise<readonly SourcedLines[]> {
  const merged: SourcedLines[] = [];
  let until = performance.now() + sliceMs;
  for (const step of mergeSteps(sources)) {
    merged.push(...step);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    until = performance.now() + sliceMs;
  }
  return merged;
}

/** Time of the last line; minus infinity without any. */
export function lastTime(parts: readonly SourcedLines[]): number {
  const { ends, times } = parts.at(-1)?.chunk ?? { ends: [], times: [] };
  return times[ends.length - 1] ?? Number.NEGATIVE_INFINITY;
}

/** Whether a store can take these lines, too. */
export function hasRoom({ bounds, lines, bytes }: LogStore, parts: readonly SourcedLines[]): boolean {
  const count = parts.reduce((sum, { chunk }) => sum + chunk.ends.length, lines);
  const cost = parts.reduce((sum, { chunk }) => sum + linesCost(chunk), bytes);
  return count <= bounds.maxLines && cost <= bounds.maxBytes;
}

/** Puts each line in its place among newer and older ones. */
export function insertEach(store: LogStore, lines: SourcedLines): void {
  for (let line = 0; line < lines.chunk.ends.length; line += 1)
    store.insert(sliceLines(lines, line, line + 1));
}

export function countLines(chunks: readonly LogChunk[] | undefined): number {
  return (chunks ?? []).reduce((sum, chunk) => sum + chunk.ends.length, 0);
}

/** The lines of blocks, without notices. */
export function linesOf(blocks: readonly LogBlock[]): readonly SourcedLines[] {
  return blocks.flatMap(({ lines }) => lines ?? []);
}

/** How many of some lines are of a source. */
export function countHeld(parts: Iterable<SourcedLines>, wanted: number): number {
  let count = 0;
  for (const { chunk, source } of parts) {
    if (typeof source !== 'number') for (const one of source) count += one === wanted ? 1 : 0;
    else if (source === wanted) count += chunk.ends.length;
  }
  return count;
}

/**
 * Takes out of `waiting` what is complete: lines not older than the first line of any source in `open` (of which there
 * may be more before that line). What is older stays.
 */
export function completeLines(
  waiting: Map<number, readonly LogChunk[]>,
  open: readonly number[],
): Map<number, readonly LogChunk[]> {
  let from = Number.NEGATIVE_INFINITY;
  for (const source of open)
    from = Math.max(from, waiting.get(source)?.[0]?.times[0] ?? Number.NEGATIVE_INFINITY);
  const ready = new Map<number, readonly LogChunk[]>();
  for (const [source, chunks] of [...waiting]) {
    // An open source's own first line is complete: what would be before it is older.
    const split = chunks.findIndex((chunk) => (chunk.times[chunk.ends.length - 1] ?? 0) >= from);
    const inner = split === -1 ? undefined : chunks[split];
    if (inner === undefined) continue;
    let line = 0;
    while (line < inner.ends.length && (inner.times[line] ?? 0) < from) line += 1;
    const count = inner.ends.length;
    const keeps = [...chunks.slice(0, split), ...(line > 0 ? [part(inner, 0, line)] : [])];
    ready.set(source, [...(line < count ? [part(inner, line, count)] : []), ...chunks.slice(split + 1)]);
    if (keeps.length > 0) waiting.set(source, keeps);
    else waiting.delete(source);
  }
  return ready;
}

function part(chunk: LogChunk, from: number, to: number): LogChunk {
  return sliceLines({ chunk, source: 0 }, from, to).chunk;
}
