import type { LogChunk } from '../../model/log';

/** Lines with the number of the source that each is from; one number where all are from the same. */
export interface SourcedLines {
  readonly chunk: LogChunk;
  readonly source: number | Uint16Array;
}

/** Columns of a line beside its bytes: end offset, time, nanoseconds, flags, source, level, pattern. */
export const lineOverhead = 24;

export function linesCost(chunk: LogChunk): number {
  return chunk.bytes.byteLength + chunk.ends.length * lineOverhead;
}

export function lineStart(chunk: LogChunk, line: number): number {
  return line === 0 ? 0 : (chunk.ends[line - 1] ?? 0);
}

export function sourceOf(source: number | Uint16Array, line: number): number {
  return typeof source === 'number' ? source : (source[line] ?? 0);
}

/** Below zero where the first of two times is earlier, above where it is later. Lines without time are equal to all. */
export function compareTimes(ms: number, nanos: number, otherMs: number, otherNanos: number): number {
  if (ms !== otherMs) return Number.isNaN(ms) || Number.isNaN(otherMs) ? 0 : ms - otherMs;
  return nanos - otherNanos;
}

/** True where the first line of a chunk is older than the first of another; lines without time are not. */
export function isBefore(chunk: LogChunk, other: LogChunk | undefined): boolean {
  if (other === undefined) return false;
  const [ms = Number.NaN] = chunk.times;
  const [otherMs = Number.NaN] = other.times;
  return compareTimes(ms, chunk.nanos[0] ?? 0, otherMs, other.nanos[0] ?? 0) < 0;
}

/** The lines `from` up to, not including, `to`: views where `copy` is false. */
export function sliceLines(lines: SourcedLines, from: number, to: number): SourcedLines {
  const { chunk, source } = lines;
  if (from === 0 && to === chunk.ends.length) return lines;
  const start = lineStart(chunk, from);
  const end = lineStart(chunk, to);
  return {
    chunk: {
      bytes: chunk.bytes.slice(start, end),
      ends: chunk.ends.slice(from, to).map((offset) => offset - start),
      times: chunk.times.slice(from, to),
      nanos: chunk.nanos.slice(from, to),
      flags: chunk.flags.slice(from, to),
    },
    source: typeof source === 'number' ? source : source.slice(from, to),
  };
}

const firstBytes = 8 * 1024;

/**
 * Gathers lines one after the other in buffers that grow to a bound. `view` shows what is there without a copy; it
 * stays as it is while more is added.
 */
export class LineBuilder {
  readonly #maxBytes: number;
  readonly #maxLines: number;
  #bytes = new Uint8Array(firstBytes);
  #ends = new Uint32Array(64);
  #times = new Float64Array(64);
  #nanos = new Uint32Array(64);
  #flags = new Uint8Array(64);
  #sources = new Uint16Array(64);
  #used = 0;
  #count = 0;

  constructor(maxBytes = 64 * 1024, maxLines = 4096) {
    this.#maxBytes = maxBytes;
    this.#maxLines = maxLines;
  }

  get count(): number {
    return this.#count;
  }

  /** True while lines of `bytes` bytes in all still belong in here. A first line always does. */
  fits(bytes: number, lines: number): boolean {
    return (
      this.#count === 0 || (this.#used + bytes <= this.#maxBytes && this.#count + lines <= this.#maxLines)
    );
  }

  add(lines: SourcedLines, from = 0, to = lines.chunk.ends.length): void {
    const { chunk, source } = lines;
    const start = lineStart(chunk, from);
    const end = lineStart(chunk, to);
    this.#room(end - start, to - from);
    this.#bytes.set(
      start === 0 && end === chunk.bytes.length ? chunk.bytes : chunk.bytes.subarray(start, end),
      this.#used,
    );
    const shift = this.#used - start;
    for (let line = from, at = this.#count; line < to; line += 1, at += 1) {
      this.#ends[at] = (chunk.ends[line] ?? 0) + shift;
      this.#times[at] = chunk.times[line] ?? Number.NaN;
      this.#nanos[at] = chunk.nanos[line] ?? 0;
      this.#flags[at] = chunk.flags[line] ?? 0;
      this.#sources[at] = typeof source === 'number' ? source : (source[line] ?? 0);
    }
    this.#used += end - start;
    this.#count += to - from;
  }

  view(): { readonly chunk: LogChunk; readonly source: Uint16Array } {
    return {
      chunk: {
        bytes: this.#bytes.subarray(0, this.#used),
        ends: this.#ends.subarray(0, this.#count),
        times: this.#times.subarray(0, this.#count),
        nanos: this.#nanos.subarray(0, this.#count),
        flags: this.#flags.subarray(0, this.#count),
      },
      source: this.#sources.subarray(0, this.#count),
    };
  }

  /** What is there in buffers of exact size; the builder is empty afterwards. */
  take(): SourcedLines {
    const { chunk, source } = this.view();
    const only = source[0] ?? 0;
    const taken: SourcedLines = {
      chunk: {
        bytes: chunk.bytes.slice(),
        ends: chunk.ends.slice(),
        times: chunk.times.slice(),
        nanos: chunk.nanos.slice(),
        flags: chunk.flags.slice(),
      },
      source: source.every((one) => one === only) ? only : source.slice(),
    };
    this.#used = 0;
    this.#count = 0;
    return taken;
  }

  #room(bytes: number, lines: number): void {
    if (this.#used + bytes > this.#bytes.length)
      this.#bytes = wider(this.#bytes, new Uint8Array(Math.max(this.#used + bytes, this.#bytes.length * 2)));
    const needed = this.#count + lines;
    if (needed <= this.#ends.length) return;
    const size = Math.max(needed, this.#ends.length * 2);
    this.#ends = wider(this.#ends, new Uint32Array(size));
    this.#times = wider(this.#times, new Float64Array(size));
    this.#nanos = wider(this.#nanos, new Uint32Array(size));
    this.#flags = wider(this.#flags, new Uint8Array(size));
    this.#sources = wider(this.#sources, new Uint16Array(size));
  }
}

function wider<T extends { set(source: T): void }>(old: T, next: T): T {
  next.set(old);
  return next;
}
