import { lowerBound, type BlockRows } from './rows';
import { MarkBit } from './types';
import type { LogBlock } from '../store/block';

const warn = 4;
const error = 5;

/**
 * What the scrollbar shows: `MarkBit`s for each of `parts` equal parts of the rows. A block that lies within one part is
 * taken as a whole where its lines have nothing to tell apart, so the cost is about that of the blocks in view plus the
 * lines of those that span several parts.
 */
export function marksOf(
  rows: BlockRows,
  parts: number,
  hits: ((block: LogBlock) => Uint32Array | undefined) | undefined,
  current: number | undefined,
): Uint8Array {
  const marks = new Uint8Array(parts);
  const scale = rows.count === 0 ? 0 : parts / rows.count;
  const set = (index: number, bit: number): void => {
    const part = Math.min(parts - 1, Math.floor(index * scale));
    marks[part] = (marks[part] ?? 0) | bit;
  };
  let start = 0;
  for (const { block, shown } of rows.shownBlocks) {
    const count = shown?.length ?? block.count;
    const found = hits?.(block);
    if (found !== undefined)
      for (const line of found) {
        const at = shown === undefined ? line : lowerBound(shown, line);
        if (shown === undefined || shown[at] === line) set(start + at, MarkBit.hit);
      }
    const { levels, analysed } = block;
    const inOne = Math.floor(start * scale) === Math.floor((start + count - 1) * scale);
    let seen = 0;
    for (let at = 0; at < count; at += 1) {
      const line = shown === undefined ? at : (shown[at] ?? 0);
      if (line >= analysed) break;
      const level = levels[line] ?? 0;
      if (level < warn) continue;
      const bit = level >= error ? MarkBit.error : MarkBit.warning;
      set(start + at, bit);
      seen |= bit;
      if (inOne && seen === (MarkBit.error | MarkBit.warning)) break;
    }
    start += count;
  }
  if (current !== undefined) {
    const at = rows.indexOf(current);
    if (at < rows.count) set(at, MarkBit.current);
  }
  return marks;
}

const marksEveryMs = 200;

/** Marks that are made anew at most five times a second: a scrollbar needs no more. Owner calls `rest`. */
export class SlowMarks {
  readonly #again: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #made: { readonly at: number; readonly parts: number; readonly bits: Uint8Array } | undefined;

  /** `again` is called when marks that were not made anew may be. */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** The marks of `parts` parts, as `make` makes them. */
  of(parts: number, make: () => Uint8Array): Uint8Array {
    const now = performance.now();
    const made = this.#made;
    if (made !== undefined && made.parts === parts && now - made.at < marksEveryMs) {
      // The last change of many must not be the one that is not drawn.
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#again();
      }, marksEveryMs);
      return made.bits;
    }
    const bits = make();
    this.#made = { at: now, parts, bits };
    return bits;
  }

  /** What is shown is another thing now. */
  forget(): void {
    this.#made = undefined;
  }

  rest(): void {
    clearTimeout(this.#timer);
  }
}
