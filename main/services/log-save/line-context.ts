import { sliceLines, type SourcedLines } from '#shared/logs/lines/columns';
import type { ChosenLines } from './line-filter';

/** Lines of a chunk to write, by number. */
export interface LinePick {
  readonly lines: SourcedLines;
  readonly numbers: Uint32Array;
}

/** Adds the `context` lines around each kept one, across chunks. Holds at most `context` lines. */
export class LineContext {
  readonly #context: number;
  /** The last lines that were not written, one each; they are when a kept one follows. */
  #before: SourcedLines[] = [];
  /** So many lines more belong to the last kept one. */
  #after = 0;

  constructor(context: number) {
    this.#context = context;
  }

  /** What is to be written now, in order. */
  pick(lines: SourcedLines, { within, kept }: ChosenLines): readonly LinePick[] {
    if (this.#context === 0) return kept.length === 0 ? [] : [{ lines, numbers: kept }];
    const picks: LinePick[] = [];
    const numbers: number[] = [];
    let skipped: number[] = [];
    let next = 0;
    for (const line of within) {
      if (kept[next] === line) {
        next += 1;
        for (const one of this.#before) picks.push({ lines: one, numbers: Uint32Array.of(0) });
        this.#before = [];
        numbers.push(...skipped, line);
        skipped = [];
        this.#after = this.#context;
      } else if (this.#after > 0) {
        numbers.push(line);
        this.#after -= 1;
      } else {
        skipped.push(line);
        if (skipped.length + this.#before.length > this.#context) {
          if (this.#before.length > 0) this.#before.shift();
          else skipped.shift();
        }
      }
    }
    // Copies, so that no whole chunk is held for the sake of one line.
    for (const line of skipped) this.#before.push(sliceLines(lines, line, line + 1));
    if (numbers.length > 0) picks.push({ lines, numbers: Uint32Array.from(numbers) });
    return picks;
  }
}
