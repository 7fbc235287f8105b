import type { LogChunk, LogNotice } from '#shared/model/log';
import { LogBlock } from './block';
import {
  compareTimes,
  LineBuilder,
  linesCost,
  sliceLines,
  type SourcedLines,
} from '#shared/logs/lines/columns';

/** How much a LogStore may hold. */
export interface StoreBounds {
  readonly maxLines: number;
  readonly maxBytes: number;
}

/** A million lines and 256 MiB. */
export const defaultBounds: StoreBounds = { maxLines: 1_000_000, maxBytes: 256 * 1024 * 1024 };

/** What the owner of a store hears, at once. */
export interface StoreListener {
  /** The block is not held any more; its rows were the oldest or the newest, or it was put together anew. */
  readonly removed: (block: LogBlock) => void;
  /** `by` rows came between older ones: sequences from `at` on are higher by so many now. */
  readonly shifted: (at: number, by: number) => void;
}

/** Chunks below this are gathered, so that a quiet log of single lines does not cost six arrays for each. */
const gatherBelow = 8 * 1024;
const gatherLines = 1024;

/**
 * The rows of a log, oldest first: lines of one or several sources with notices between them. Every row has a sequence
 * number: rows are `firstSequence` up to, not including, `endSequence`; older lines that are put in front get lower
 * numbers, also below zero. Lines are kept in the chunks in which they come: appending costs O(1) for each chunk (small
 * ones are copied together), reading a row O(log chunks). Bounded in lines and bytes: the oldest blocks go first and
 * are counted; for somebody who reads back the newest can be let go instead. No DOM, no timers; whoever made it just
 * lets go of it.
 */
export class LogStore {
  readonly #listener: StoreListener;
  #bounds: StoreBounds;
  #blocks: LogBlock[] = [];
  #head = 0;
  /** Gathers small chunks; its view is the last block. */
  #gathering: LineBuilder | undefined;
  #end = 0;
  /** No row ever had this sequence, nor a higher one. */
  #unused = 0;
  #lines = 0;
  #cost = 0;
  #dropped = 0;
  #letGo = 0;

  constructor(listener: StoreListener, bounds: StoreBounds = defaultBounds) {
    this.#listener = listener;
    this.#bounds = bounds;
  }

  /** Sequence of the oldest row held. */
  get firstSequence(): number {
    return this.#blocks[this.#head]?.first ?? this.#end;
  }

  /** One more than the sequence of the newest row. */
  get endSequence(): number {
    return this.#end;
  }

  /** Lines held, without notices. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes held: text and columns. */
  get bytes(): number {
    return this.#cost;
  }

  /** Lines that fell off the old end and were not loaded again. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Lines that were let go at the newer end: until `clear` nothing may be put behind what is held. */
  get letGo(): number {
    return this.#letGo;
  }

  /** The chunk that the oldest line held is the first of. */
  get firstLine(): LogChunk | undefined {
    for (let at = this.#head; at < this.#blocks.length; at += 1) {
      const chunk = this.#blocks[at]?.chunk;
      if (chunk !== undefined) return chunk;
    }
    return undefined;
  }

  get bounds(): StoreBounds {
    return this.#bounds;
  }

  set bounds(bounds: StoreBounds) {
    this.#bounds = bounds;
    this.#enforce();
  }

  /** The blocks, oldest first. Only valid until the next change. */
  get blocks(): readonly LogBlock[] {
    if (this.#head > 0) {
      this.#blocks = this.#blocks.slice(this.#head);
      this.#head = 0;
    }
    return this.#blocks;
  }

  /** Takes lines over, behind the newest: the chunk must not be changed afterwards. */
  append(lines: SourcedLines): void {
    const { chunk } = lines;
    const count = chunk.ends.length;
    if (count === 0) return;
    if (chunk.bytes.byteLength < gatherBelow && count < gatherLines) this.#gather(lines, count);
    else {
      this.#seal();
      this.#blocks.push(new LogBlock(this.#end, { lines }));
    }
    this.#end += count;
    this.#lines += count;
    this.#cost += linesCost(chunk);
    this.#enforce();
  }

  /** Puts a notice behind the newest row. */
  note(notice: LogNotice, source: number): void {
    this.#seal();
    this.#push(new LogBlock(this.#end, { notice: { notice, source } }));
    this.#enforce();
  }

  /**
   * Puts older rows in front, as many of the newest of them as there is room for, and gives how many lines were left
   * out. `given` are oldest first.
   */
  prepend(given: readonly SourcedLines[]): number {
    const fitting: LogBlock[] = [];
    let lines = this.#lines;
    let cost = this.#cost;
    let leftOut = 0;
    for (let at = given.length - 1; at >= 0; at -= 1) {
      const part = given[at];
      if (part === undefined) continue;
      const count = part.chunk.ends.length;
      const fits =
        lines + count <= this.#bounds.maxLines && cost + linesCost(part.chunk) <= this.#bounds.maxBytes;
      if (leftOut > 0 || !fits) leftOut += count;
      else if (count > 0) {
        fitting.push(new LogBlock(0, { lines: part }));
        lines += count;
        cost += linesCost(part.chunk);
      }
    }
    let first = this.firstSequence;
    for (const block of fitting) {
      first -= block.count;
      block.first = first;
    }
    this.#blocks = [...fitting.reverse(), ...this.blocks];
    this.#dropped = Math.max(0, this.#dropped - (lines - this.#lines));
    this.#lines = lines;
    this.#cost = cost;
    return leftOut;
  }

  /**
   * Puts one line (or a few of one time) where its time belongs, behind all lines that are not later; for a line that
   * came late. At the front it is put only in front of later ones that are held.
   */
  insert(lines: SourcedLines): void {
    const { ends, times, nanos } = lines.chunk;
    if (ends.length === 0) return;
    const placed = this.#place({ lines }, times[0] ?? Number.NaN, nanos[0] ?? 0);
    if (placed) this.#lines += ends.length;
    else this.append(lines);
    this.#enforce();
  }

  /** Puts a notice where its time, or another one, belongs: behind all lines that are not later. */
  insertNote(notice: LogNotice, source: number, at = notice.at): void {
    if (!this.#place({ notice: { notice, source } }, at, 0)) this.note(notice, source);
    this.#enforce();
  }

  /** Puts a new block among those that are there; false where it belongs behind all of them. */
  #place(content: ConstructorParameters<typeof LogBlock>[1], ms: number, nanos: number): boolean {
    this.#seal();
    const blocks = this.#blocks;
    let at = blocks.length - 1;
    while (at >= this.#head && isLater(blocks[at], 0, ms, nanos)) at -= 1;
    const block = at < this.#head ? undefined : blocks[at];
    if (at === blocks.length - 1 && (block === undefined || !isLater(block, block.count - 1, ms, nanos)))
      return false;
    const made = new LogBlock(0, content);
    let line = block?.count ?? 0;
    while (block !== undefined && line > 0 && isLater(block, line - 1, ms, nanos)) line -= 1;
    const place = block === undefined ? this.firstSequence : block.first + line;
    const splits = block !== undefined && line < block.count;
    if (splits && block.lines !== undefined) {
      const before = new LogBlock(0, { lines: sliceLines(block.lines, 0, line) });
      const behind = new LogBlock(0, { lines: sliceLines(block.lines, line, block.count) });
      this.#blocks.splice(at, 1, before, made, behind);
    } else {
      at += 1;
      this.#blocks.splice(at, 0, made);
    }
    // Numbers in front of it stay, all behind it go up.
    let first = splits ? block.first : place;
    for (let next = at; next < this.#blocks.length; next += 1) {
      const moved = this.#blocks[next];
      if (moved === undefined) continue;
      moved.first = first;
      first += moved.count;
    }
    this.#end = first;
    this.#cost += made.cost;
    if (splits) this.#listener.removed(block);
    this.#listener.shifted(place, made.count);
    return true;
  }

  /** Drops the oldest blocks until so many bytes and lines are free again, or nothing is left; for a budget of several stores. */
  release(bytes: number, lines: number): void {
    const cost = this.#cost - bytes;
    const count = this.#lines - lines;
    while ((this.#cost > cost || this.#lines > count) && this.#head < this.#blocks.length) this.#dropOldest();
  }

  /**
   * Lets the newest blocks go until there is room for so many lines and bytes more, but keeps those with a row up to the
   * sequence `keep`, and half of what may be held. Gives the blocks that went.
   */
  letNewestGo(lines: number, bytes: number, keep: number): readonly LogBlock[] {
    this.#seal();
    const { maxLines, maxBytes } = this.#bounds;
    const mostLines = Math.max(maxLines - lines, maxLines / 2);
    const mostBytes = Math.max(maxBytes - bytes, maxBytes / 2);
    this.#unused = Math.max(this.#unused, this.#end);
    const gone: LogBlock[] = [];
    while (this.#lines > mostLines || this.#cost > mostBytes) {
      const block = this.#blocks.at(-1);
      if (block === undefined || block.first <= keep) break;
      this.#blocks.pop();
      this.#end = block.first;
      this.#cost -= block.cost;
      this.#lines -= block.lineCount;
      this.#letGo += block.lineCount;
      gone.push(block);
    }
    for (const block of gone) this.#listener.removed(block);
    return gone;
  }

  /** Forgets everything; sequence numbers go on. */
  clear(): void {
    const blocks = this.blocks;
    this.#blocks = [];
    this.#gathering = undefined;
    this.#lines = 0;
    this.#cost = 0;
    this.#dropped = 0;
    this.#letGo = 0;
    this.#end = Math.max(this.#end, this.#unused);
    for (const block of blocks) this.#listener.removed(block);
  }

  /** The block with the row at a sequence, undefined where it is not held. */
  blockAt(sequence: number): LogBlock | undefined {
    if (sequence < this.firstSequence || sequence >= this.#end) return undefined;
    let low = this.#head;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle]?.first ?? 0) <= sequence) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low];
  }

  #gather(lines: SourcedLines, count: number): void {
    if (this.#gathering?.fits(lines.chunk.bytes.byteLength, count) === false) this.#seal();
    if (this.#gathering === undefined) {
      this.#gathering = new LineBuilder();
      this.#gathering.add(lines);
      this.#blocks.push(new LogBlock(this.#end, { lines: this.#gathering.view() }));
    } else {
      this.#gathering.add(lines);
      this.#blocks.at(-1)?.setLines(this.#gathering.view());
    }
  }

  /** Ends the block that small chunks go to and gives its spare room back. */
  #seal(): void {
    const gathering = this.#gathering;
    this.#gathering = undefined;
    if (gathering !== undefined) this.#blocks.at(-1)?.setLines(gathering.take());
  }

  #push(block: LogBlock): void {
    this.#blocks.push(block);
    this.#end += block.count;
    this.#cost += block.cost;
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
    this.#head += 1;
    this.#cost -= block.cost;
    this.#lines -= block.lineCount;
    this.#dropped += block.lineCount;
    // The array still holds what was dropped: it is cut off when it is half of it, or 64 blocks.
    if (this.#head >= 64 || this.#head * 2 > this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#head);
      this.#head = 0;
    }
    this.#listener.removed(block);
  }
}

function isLater(block: LogBlock | undefined, line: number, ms: number, nanos: number): boolean {
  const chunk = block?.chunk;
  if (chunk === undefined) return (block?.time(0) ?? Number.NaN) > ms;
  return compareTimes(chunk.times[line] ?? Number.NaN, chunk.nanos[line] ?? 0, ms, nanos) > 0;
}
