import type { MatchColumns } from '#shared/logs/query/ast';
import type { columnsOf } from '#shared/logs/query/match';
import type { LogChunk } from '#shared/model/log';

/** Something for a worker, and the buffers that go with it. */
export interface Copied<T> {
  readonly copy: T;
  readonly transfer: readonly ArrayBuffer[];
}

const noBytes = new Uint8Array(0);
const noNumbers = new Float64Array(0);
const noNanos = new Uint32Array(0);
const noSources = new Uint16Array(0);

/** Lines `from` up to, not including, `to` of some columns: only those that a query needs, the others are empty. */
export function copyColumns(
  columns: MatchColumns,
  from: number,
  to: number,
  needed: ReturnType<typeof columnsOf>,
): Copied<MatchColumns> {
  const start = from === 0 ? 0 : (columns.ends[from - 1] ?? 0);
  const end = to === 0 ? 0 : (columns.ends[to - 1] ?? start);
  const ends = columns.ends.slice(from, to);
  if (start > 0) for (let line = 0; line < ends.length; line++) ends[line] = (ends[line] ?? 0) - start;
  // Levels that are not known yet are found out from the text.
  const known = columns.levels.length >= to;
  const withText = needed.text || (needed.levels && !known);
  const bytes = withText ? columns.bytes.slice(start, end) : noBytes;
  const times = needed.times ? columns.times.slice(from, to) : noNumbers;
  const nanos = needed.times ? columns.nanos.slice(from, to) : noNanos;
  const flags = needed.flags ? columns.flags.slice(from, to) : noBytes;
  const levels = needed.levels && known ? columns.levels.slice(from, to) : noBytes;
  const sources = needed.sources ? columns.sources.slice(from, to) : noSources;
  const { sourceNames, now } = columns;
  return {
    copy: { bytes, ends, times, nanos, flags, levels, sources, sourceNames, now },
    transfer: buffersOf([bytes, ends, times, nanos, flags, levels, sources]),
  };
}

/** What the pattern miner and the level detector look at: texts and times. */
export function copyChunk(chunk: LogChunk): Copied<LogChunk> {
  const bytes = chunk.bytes.slice();
  const ends = chunk.ends.slice();
  const times = chunk.times.slice();
  return {
    copy: { bytes, ends, times, nanos: noNanos, flags: noBytes },
    transfer: buffersOf([bytes, ends, times]),
  };
}

/** Buffers of the columns that were copied; the shared empty ones stay here. */
function buffersOf(
  arrays: readonly (Uint8Array | Uint16Array | Uint32Array | Float64Array)[],
): readonly ArrayBuffer[] {
  return arrays.flatMap(({ byteLength, buffer }) =>
    byteLength > 0 && buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}
