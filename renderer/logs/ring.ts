import { LogFlag, type LogChunk, type LogNotice } from '#shared/model/log';

/** How much a LogRing may hold. */
export interface RingBounds {
  readonly maxLines: number;
  readonly maxBytes: number;
}

/** A million lines and 256 MiB. */
export const defaultBounds: RingBounds = { maxLines: 1_000_000, maxBytes: 256 * 1024 * 1024 };

/** What stands at one sequence number. */
export type RingRow =
  | {
      readonly kind: 'line';
      readonly sequence: number;
      /** Epoch ms, NaN where the engine gave none. */
      readonly time: number;
      readonly stderr: boolean;
      /** The engine or the cap cut the line. */
      readonly truncated: boolean;
      readonly unfinished: boolean;
      /** A view into the ring; do not keep it. */
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'notice'; readonly sequence: number; readonly notice: LogNotice };

/** Lines as they came, or one notice. `first` is the sequence of its first row. */
interface Block {
  readonly first: number;
  readonly count: number;
  readonly cost: number;
  readonly chunk: LogChunk | undefined;
  readonly notice: LogNotice | undefined;
}

/** Columns of a line beside its bytes: end offset, time, nanoseconds, flags. */
const lineOverhead = 17;
const noticeCost = 256;
/** Chunks below this are gathered, so that a quiet log of single lines does not cost five arrays for each. */
const gatherBelow = 8 * 1024;
const gatherUpTo = 64 * 1024;
const gatherLines = 2048;

const emptyBlock: Block = { first: 0, count: 0, cost: 0, chunk: undefined, notice: undefined };

/** Small chunks in one buffer that doubles; becomes a block when it is full. */
class Gatherer {
  bytes = new Uint8Array(gatherBelow);
  readonly ends = new Uint32Array(gatherLines);
  readonly times = new Float64Array(gatherLines);
  readonly nanos = new Uint32Array(gatherLines);
  readonly flags = new Uint8Array(gatherLines);
  used = 0;
  count = 0;

  fits(chunk: LogChunk): boolean {
    return this.used + chunk.bytes.byteLength <= gatherUpTo && this.count + chunk.ends.length <= gatherLines;
  }

  add(chunk: LogChunk): void {
    const needed = this.used + chunk.bytes.byteLength;
    if (needed > this.bytes.byteLength) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.byteLength * 2));
      grown.set(this.bytes.subarray(0, this.used));
      this.bytes = grown;
    }
    this.bytes.set(chunk.bytes, this.used);
    for (let line = 0; line < chunk.ends.length; line++) {
      this.ends[this.count + line] = (chunk.ends[line] ?? 0) + this.used;
    }
    this.times.set(chunk.times, this.count);
    this.nanos.set(chunk.nanos, this.count);
    this.flags.set(chunk.flags, this.count);
    this.used = needed;
    this.count += chunk.ends.length;
  }

  view(): LogChunk {
    return {
      bytes: this.bytes.subarray(0, this.used),
      ends: this.ends.subarray(0, this.count),
      times: this.times.subarray(0, this.count),
      nanos: this.nanos.subarray(0, this.count),
      flags: this.flags.subarray(0, this.count),
    };
  }

  /** A chunk of exactly the size that is used. */
  packed(): LogChunk {
    const view = this.view();
    return {
      bytes: view.bytes.slice(),
      ends: view.ends.slice(),
      times: view.times.slice(),
      nanos: view.nanos.slice(),
      flags: view.flags.slice(),
    };
  }
}

/**
 * The lines of one log, oldest first, with notices between them. Every line and every notice has a sequence number
 * that never changes; rows are `firstSequence` up to, not including, `endSequence`. Chunks are kept as they come:
 * appending costs O(1) for each chunk (small ones are copied together), reading a row O(log chunks). Bounded in lines
 * and bytes: the oldest blocks go first and are counted. No DOM, no timers; whoever made it just lets go of it.
 */
export class LogRing {
  #bounds: RingBounds;
  #blocks: Block[] = [];
  #head = 0;
  #gathering: Gatherer | undefined;
  #next = 0;
  #lines = 0;
  #cost = 0;
  #dropped = 0;

  constructor(bounds: RingBounds = defaultBounds) {
    this.#bounds = bounds;
  }

  /** Sequence of the oldest row held. */
  get firstSequence(): number {
    return this.#blocks[this.#head]?.first ?? this.#next;
  }

  /** One more than the sequence of the newest row. */
  get endSequence(): number {
    return this.#next;
  }

  /** Lines held, without notices. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes held: text and columns. */
  get bytes(): number {
    return this.#cost;
  }

  /** Lines that fell off the old end since the ring was made or cleared. */
  get dropped(): number {
    return this.#dropped;
  }

  get bounds(): RingBounds {
    return this.#bounds;
  }

  /** Takes lines over: the chunk must not be changed afterwards. */
  append(chunk: LogChunk): void {
    const count = chunk.ends.length;
    if (count === 0) return;
    const cost = chunk.bytes.byteLength + count * lineOverhead;
    if (chunk.bytes.byteLength < gatherBelow && count < gatherLines) this.#gather(chunk, count, cost);
    else {
      this.#seal();
      this.#blocks.push({ first: this.#next, count, cost, chunk, notice: undefined });
    }
    this.#next += count;
    this.#lines += count;
    this.#cost += cost;
    this.#enforce();
  }

  /** Puts a notice behind the newest line. */
  note(notice: LogNotice): void {
    this.#seal();
    this.#blocks.push({ first: this.#next, count: 1, cost: noticeCost, chunk: undefined, notice });
    this.#next += 1;
    this.#cost += noticeCost;
    this.#enforce();
  }

  /** Drops the oldest blocks until at least `bytes` are free again, or nothing is left; for a budget of several rings. */
  release(bytes: number): void {
    const target = this.#cost - bytes;
    while (this.#cost > target && this.#head < this.#blocks.length) this.#dropOldest();
  }

  /** Forgets everything; sequence numbers go on. */
  clear(): void {
    this.#blocks = [];
    this.#head = 0;
    this.#gathering = undefined;
    this.#lines = 0;
    this.#cost = 0;
    this.#dropped = 0;
  }

  /** The row at a sequence, undefined where it is not held. */
  row(sequence: number): RingRow | undefined {
    const block = this.#find(sequence);
    if (block === undefined) return undefined;
    if (block.notice !== undefined) return { kind: 'notice', sequence, notice: block.notice };
    if (block.chunk === undefined) return undefined;
    const { bytes, ends, times, flags } = block.chunk;
    const at = sequence - block.first;
    const flag = flags[at] ?? 0;
    return {
      kind: 'line',
      sequence,
      time: times[at] ?? Number.NaN,
      stderr: (flag & LogFlag.stderr) !== 0,
      truncated: (flag & LogFlag.truncated) !== 0,
      unfinished: (flag & LogFlag.unfinished) !== 0,
      bytes: bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]),
    };
  }

  /** The lines from `sequence` to the end of its block, for scanning; undefined at the end. A notice has no chunk. */
  blockAt(
    sequence: number,
  ): { readonly first: number; readonly count: number; readonly chunk: LogChunk | undefined } | undefined {
    return this.#find(Math.max(sequence, this.firstSequence));
  }

  /** Blocks from the newest back, until the visitor says false. */
  newestFirst(visit: (chunk: LogChunk) => boolean): void {
    for (let at = this.#blocks.length - 1; at >= this.#head; at--) {
      const chunk = this.#blocks[at]?.chunk;
      if (chunk !== undefined && !visit(chunk)) return;
    }
  }

  #gather(chunk: LogChunk, count: number, cost: number): void {
    if (this.#gathering !== undefined && !this.#gathering.fits(chunk)) this.#seal();
    const last = this.#blocks.length - 1;
    const open = this.#gathering === undefined ? undefined : this.#blocks[last];
    const gathering = (this.#gathering ??= new Gatherer());
    gathering.add(chunk);
    const block: Block = {
      first: open?.first ?? this.#next,
      count: (open?.count ?? 0) + count,
      cost: (open?.cost ?? 0) + cost,
      chunk: gathering.view(),
      notice: undefined,
    };
    if (open === undefined) this.#blocks.push(block);
    else this.#blocks[last] = block;
  }

  /** Ends the block that small chunks go to and gives its spare room back. */
  #seal(): void {
    const gathering = this.#gathering;
    this.#gathering = undefined;
    const last = this.#blocks.length - 1;
    const open = this.#blocks[last];
    if (gathering !== undefined && open !== undefined) {
      this.#blocks[last] = { ...open, chunk: gathering.packed() };
    }
  }

  #enforce(): void {
    while (
      (this.#lines > this.#bounds.maxLines || this.#cost > this.#bounds.maxBytes) &&
      this.#blocks.length - this.#head > 1
    ) {
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const block = this.#blocks[this.#head];
    if (block === undefined) return;
    if (this.#head === this.#blocks.length - 1) this.#gathering = undefined;
    this.#blocks[this.#head] = emptyBlock;
    this.#head += 1;
    this.#cost -= block.cost;
    if (block.chunk !== undefined) {
      this.#lines -= block.count;
      this.#dropped += block.count;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#head);
      this.#head = 0;
    }
  }

  #find(sequence: number): Block | undefined {
    if (sequence < this.firstSequence || sequence >= this.#next) return undefined;
    let low = this.#head;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle]?.first ?? 0) <= sequence) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low];
  }
}
