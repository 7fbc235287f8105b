import type { LogChunk, LogNotice } from '#shared/model/log';
import { linesCost, type SourcedLines, sourceOf } from '#shared/logs/lines/columns';

const noticeCost = 256;
let nextId = 1;

/** A notice and the number of the source that it is about. */
export interface SourcedNotice {
  readonly notice: LogNotice;
  readonly source: number;
}

/**
 * Some neighbouring rows of a log: lines in columns, or one notice. Rows are `first` up to `first + count`; both the
 * place and the number of lines may change (the newest block grows), the `id` and the lines that are there never do.
 */
export class LogBlock {
  /** Never used again. */
  readonly id: number = nextId++;
  /** Sequence of its first row; changed by the store alone. */
  first: number;
  readonly notice: SourcedNotice | undefined;
  #lines: SourcedLines | undefined;
  #levels = new Uint8Array(0);
  #patterns = new Uint32Array(0);
  #analysed = 0;
  #version = 0;

  constructor(first: number, content: { readonly lines: SourcedLines } | { readonly notice: SourcedNotice }) {
    this.first = first;
    this.notice = 'notice' in content ? content.notice : undefined;
    this.#lines = 'lines' in content ? content.lines : undefined;
  }

  get count(): number {
    return this.#lines === undefined ? 1 : this.#lines.chunk.ends.length;
  }

  /** Lines in it; none in a notice. */
  get lineCount(): number {
    return this.#lines?.chunk.ends.length ?? 0;
  }

  get cost(): number {
    return this.#lines === undefined ? noticeCost : linesCost(this.#lines.chunk);
  }

  /** Undefined for a notice. */
  get lines(): SourcedLines | undefined {
    return this.#lines;
  }

  get chunk(): LogChunk | undefined {
    return this.#lines?.chunk;
  }

  /** So many lines, from the first, have their level and pattern. */
  get analysed(): number {
    return this.#analysed;
  }

  /** Levels of the lines that were analysed; 0 for those that were not. */
  get levels(): Uint8Array {
    return this.#levels;
  }

  get patterns(): Uint32Array {
    return this.#patterns;
  }

  /** Changes with each line that is added and each line that is analysed. */
  get version(): number {
    return this.#version;
  }

  source(line: number): number {
    return this.#lines === undefined ? (this.notice?.source ?? 0) : sourceOf(this.#lines.source, line);
  }

  /** The store's: puts the grown, or the packed, form of the same lines in place. */
  setLines(lines: SourcedLines): void {
    this.#lines = lines;
    this.#version += 1;
  }

  /** Adds what was found out about the lines behind those that were analysed before. */
  addFacts(levels: Uint8Array, patterns: Uint32Array): void {
    const end = this.#analysed + levels.length;
    if (end > this.#levels.length) {
      const size = Math.max(this.lineCount, end);
      const nextLevels = new Uint8Array(size);
      nextLevels.set(this.#levels);
      const nextPatterns = new Uint32Array(size);
      nextPatterns.set(this.#patterns);
      this.#levels = nextLevels;
      this.#patterns = nextPatterns;
    }
    this.#levels.set(levels, this.#analysed);
    this.#patterns.set(patterns, this.#analysed);
    this.#analysed = end;
    this.#version += 1;
  }

  /** Time of a row in epoch ms with the nanoseconds as a fraction, as far as a number holds them (about 200 ns). */
  exactTime(line: number): number {
    return this.time(line) + (this.#lines?.chunk.nanos[line] ?? 0) / 1e6;
  }

  /** Time of a row in epoch ms; NaN where it has none. */
  time(line: number): number {
    return this.#lines === undefined
      ? (this.notice?.notice.at ?? Number.NaN)
      : (this.#lines.chunk.times[line] ?? Number.NaN);
  }
}
