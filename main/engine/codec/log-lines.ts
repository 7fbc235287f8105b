import { type ParsedTimestamp, readTimestamp, timestampMaxBytes } from './timestamp';

/** Bits of a line's flag byte; the same as shared/model/log.ts, which codecs may not import. */
export const LineFlag = { stderr: 1, truncated: 2, unfinished: 4 } as const;

/** Columns of a batch of lines; see LogChunk in shared/model/log.ts. */
export interface LineColumns {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly nanos: Uint32Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
}

/** How lines are read. */
export interface LineOptions {
  /** Each line starts with a timestamp, as asked for with `timestamps=1`. */
  readonly timestamps: boolean;
  /** Longest line in bytes; the rest is dropped and marked. 1 MiB by default. */
  readonly maxLineBytes?: number;
}

/** The engine cuts longer records into parts of this size, and gives each part a timestamp of its own. */
export const recordPartBytes = 16 * 1024;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** A line that has begun and whose end has not come yet. */
interface Pending {
  readonly flag: number;
  /** Bytes that may still turn out to be a timestamp. */
  readonly head: Buffer;
  headLength: number;
  inHead: boolean;
  body: Buffer<ArrayBuffer>;
  length: number;
  /** Bytes since the last part of the record began. */
  part: number;
  ms: number;
  nanos: number;
  truncated: boolean;
  begun: boolean;
}

/**
 * Joins bytes of stdout and stderr into whole lines, in columns. Incremental: splits come anywhere. Lines are bytes
 * and stay bytes. A trailing carriage return is dropped; parts of a long record are joined. Two lines in progress at
 * most are held, one for each stream.
 */
export class LogLines {
  readonly #timestamps: boolean;
  readonly #maxLine: number;
  readonly #pending: readonly [Pending, Pending];
  readonly #stamp: ParsedTimestamp = { ms: Number.NaN, nanos: 0, next: 0 };
  #arena = Buffer.allocUnsafe(96 * 1024);
  #used = 0;
  #count = 0;
  #ends = new Uint32Array(2048);
  #times = new Float64Array(2048);
  #nanos = new Uint32Array(2048);
  #flags = new Uint8Array(2048);

  constructor(options: LineOptions) {
    this.#timestamps = options.timestamps;
    this.#maxLine = options.maxLineBytes ?? 1024 * 1024;
    this.#pending = [newPending(0), newPending(LineFlag.stderr)];
  }

  /** Bytes of whole lines that `take` would give. */
  get bytes(): number {
    return this.#used;
  }

  /** Number of whole lines that `take` would give. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds `chunk[start..end)` of stdout (0) or stderr (1). `frameStart` says that a record of the engine begins here,
   * which is how a continued line knows that it is followed by a timestamp again; without frames it is false.
   */
  push(stream: 0 | 1, chunk: Buffer, start: number, end: number, frameStart: boolean): void {
    const pending = this.#pending[stream];
    let at = start;
    if (pending.begun) {
      if (frameStart && this.#timestamps && !pending.inHead) this.#startHead(pending);
      at = this.#continue(pending, chunk, at, end);
    }
    while (at < end) {
      const stop = chunk.indexOf(newline, at);
      if (stop === -1 || stop >= end || stop - at > recordPartBytes) {
        this.#begin(pending);
        at = this.#continue(pending, chunk, at, end);
      } else {
        this.#wholeLine(pending.flag, chunk, at, stop);
        at = stop + 1;
      }
    }
  }

  /** Ends the lines in progress as they are, marked unfinished; for the end of the stream. */
  finish(): void {
    for (const pending of this.#pending) {
      if (!pending.begun) continue;
      this.#settleHead(pending);
      this.#commit(pending, LineFlag.unfinished);
    }
  }

  /** Gives the whole lines so far in buffers of exact size, and starts anew; undefined when there are none. */
  take(): LineColumns | undefined {
    if (this.#count === 0) return undefined;
    const columns = {
      bytes: Uint8Array.from(this.#arena.subarray(0, this.#used)),
      ends: this.#ends.slice(0, this.#count),
      times: this.#times.slice(0, this.#count),
      nanos: this.#nanos.slice(0, this.#count),
      flags: this.#flags.slice(0, this.#count),
    };
    this.#used = 0;
    this.#count = 0;
    return columns;
  }

  /** The fast path: a line that begins and ends inside one chunk. */
  #wholeLine(flag: number, chunk: Buffer, at: number, stop: number): void {
    let from = at;
    let ms = Number.NaN;
    let nanos = 0;
    if (this.#timestamps && readTimestamp(chunk, at, stop, this.#stamp)) {
      ({ ms, nanos, next: from } = this.#stamp);
    }
    let to = stop;
    if (to > from && chunk[to - 1] === carriageReturn) to -= 1;
    let flags = flag;
    if (to - from > this.#maxLine) {
      to = from + this.#maxLine;
      flags |= LineFlag.truncated;
    }
    this.#room(to - from);
    this.#used += chunk.copy(this.#arena, this.#used, from, to);
    this.#row(ms, nanos, flags);
  }

  /** Adds to a line in progress up to its end or the chunk's; gives the offset behind what was used. */
  #continue(pending: Pending, chunk: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end) {
      if (pending.inHead) {
        const byte = chunk[at] ?? 0;
        if (byte === newline || pending.headLength === timestampMaxBytes) {
          this.#settleHead(pending);
          continue;
        }
        pending.head[pending.headLength] = byte;
        pending.headLength += 1;
        at += 1;
        if (byte === 0x20) this.#settleHead(pending);
        continue;
      }
      if (this.#timestamps && pending.part === recordPartBytes) {
        // Without frames (TTY) the seam of two parts is known by its place alone.
        this.#startHead(pending);
        continue;
      }
      const found = chunk.indexOf(newline, at);
      const stop = found === -1 || found >= end ? end : found;
      const to = this.#timestamps ? Math.min(stop, at + recordPartBytes - pending.part) : stop;
      pending.part += to - at;
      this.#append(pending, chunk, at, to);
      at = to;
      if (at === stop && stop < end) {
        this.#commit(pending, 0);
        return at + 1;
      }
    }
    return at;
  }

  #begin(pending: Pending): void {
    pending.begun = true;
    pending.length = 0;
    pending.part = 0;
    pending.ms = Number.NaN;
    pending.nanos = 0;
    pending.truncated = false;
    if (this.#timestamps) this.#startHead(pending);
  }

  #startHead(pending: Pending): void {
    pending.inHead = true;
    pending.headLength = 0;
    pending.part = 0;
  }

  /** Decides whether the held bytes are a timestamp; what is none of it belongs to the line. */
  #settleHead(pending: Pending): void {
    if (!pending.inHead) return;
    pending.inHead = false;
    const isStamp = readTimestamp(pending.head, 0, pending.headLength, this.#stamp);
    if (!isStamp) {
      this.#append(pending, pending.head, 0, pending.headLength);
      return;
    }
    if (Number.isNaN(pending.ms)) {
      pending.ms = this.#stamp.ms;
      pending.nanos = this.#stamp.nanos;
    }
    if (this.#stamp.next < pending.headLength) {
      this.#append(pending, pending.head, this.#stamp.next, pending.headLength);
    }
  }

  #append(pending: Pending, chunk: Buffer, start: number, end: number): void {
    const room = this.#maxLine - pending.length;
    const stop = Math.min(end, start + room);
    if (stop < end) pending.truncated = true;
    if (stop <= start) return;
    const needed = pending.length + stop - start;
    if (needed > pending.body.length) pending.body = grown(pending.body, pending.length, needed);
    chunk.copy(pending.body, pending.length, start, stop);
    pending.length = needed;
  }

  #commit(pending: Pending, extra: number): void {
    this.#settleHead(pending);
    let length = pending.length;
    if (length > 0 && pending.body[length - 1] === carriageReturn) length -= 1;
    this.#room(length);
    this.#used += pending.body.copy(this.#arena, this.#used, 0, length);
    this.#row(pending.ms, pending.nanos, pending.flag | extra | (pending.truncated ? LineFlag.truncated : 0));
    pending.begun = false;
    // A huge line must not keep its buffer for ever.
    if (pending.body.length > 256 * 1024) pending.body = Buffer.allocUnsafe(1024);
  }

  #room(bytes: number): void {
    if (this.#used + bytes > this.#arena.length)
      this.#arena = grown(this.#arena, this.#used, this.#used + bytes);
  }

  #row(ms: number, nanos: number, flags: number): void {
    const row = this.#count;
    if (row === this.#ends.length) {
      this.#ends = widened(this.#ends, new Uint32Array(row * 2));
      this.#times = widened(this.#times, new Float64Array(row * 2));
      this.#nanos = widened(this.#nanos, new Uint32Array(row * 2));
      this.#flags = widened(this.#flags, new Uint8Array(row * 2));
    }
    this.#ends[row] = this.#used;
    this.#times[row] = ms;
    this.#nanos[row] = nanos;
    this.#flags[row] = flags;
    this.#count = row + 1;
  }
}

function newPending(flag: number): Pending {
  return {
    flag,
    head: Buffer.alloc(timestampMaxBytes),
    headLength: 0,
    inHead: false,
    body: Buffer.allocUnsafe(1024),
    length: 0,
    part: 0,
    ms: Number.NaN,
    nanos: 0,
    truncated: false,
    begun: false,
  };
}

function grown(old: Buffer<ArrayBuffer>, used: number, needed: number): Buffer<ArrayBuffer> {
  const next = Buffer.allocUnsafeSlow(Math.max(needed, old.length * 2));
  old.copy(next, 0, 0, used);
  return next;
}

function widened<T extends { set(source: T): void }>(old: T, next: T): T {
  next.set(old);
  return next;
}
