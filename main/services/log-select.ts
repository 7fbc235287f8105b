import type { LogChunk } from '#shared/model/log';

/** How a line is changed: it begins at byte `from` of itself, and was written then. */
export interface LineChange {
  readonly from: number;
  readonly ms: number;
  readonly nanos: number;
}

/**
 * The lines of which `keep` is true, in their order, some of them changed: the same chunk where it is all of them as
 * they are, otherwise one in buffers of its own; undefined where it is none.
 */
export function selectLines(
  chunk: LogChunk,
  keep: (i: number) => boolean,
  changes: ReadonlyMap<number, LineChange> = noChanges,
): LogChunk | undefined {
  const total = chunk.ends.length;
  const kept = new Uint32Array(total);
  let count = 0;
  let size = 0;
  for (let i = 0; i < total; i += 1) {
    if (!keep(i)) continue;
    kept[count] = i;
    count += 1;
    size += (chunk.ends[i] ?? 0) - (chunk.ends[i - 1] ?? 0);
  }
  if (count === 0) return undefined;
  const first = kept[0] ?? 0;
  if (changes.size === 0) {
    if (count === total) return chunk;
    // What is dropped nearly always comes first.
    if (first + count === total) return linesFrom(chunk, first);
  }
  const bytes = new Uint8Array(size);
  const ends = new Uint32Array(count);
  const times = new Float64Array(count);
  const nanos = new Uint32Array(count);
  const flags = new Uint8Array(count);
  let used = 0;
  for (let row = 0; row < count; row += 1) {
    const i = kept[row] ?? 0;
    const change = changes.get(i);
    const line = chunk.bytes.subarray((chunk.ends[i - 1] ?? 0) + (change?.from ?? 0), chunk.ends[i]);
    bytes.set(line, used);
    used += line.length;
    ends[row] = used;
    times[row] = change?.ms ?? chunk.times[i] ?? Number.NaN;
    nanos[row] = change?.nanos ?? chunk.nanos[i] ?? 0;
    flags[row] = chunk.flags[i] ?? 0;
  }
  return { bytes: used === size ? bytes : bytes.slice(0, used), ends, times, nanos, flags };
}

const noChanges: ReadonlyMap<number, LineChange> = new Map();

/** The lines from number `from` on, in buffers of their own. */
export function linesFrom(chunk: LogChunk, from: number): LogChunk {
  const start = chunk.ends[from - 1] ?? 0;
  return {
    bytes: chunk.bytes.slice(start),
    ends: chunk.ends.slice(from).map((end) => end - start),
    times: chunk.times.slice(from),
    nanos: chunk.nanos.slice(from),
    flags: chunk.flags.slice(from),
  };
}
