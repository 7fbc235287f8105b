import type { LogChunk } from '#shared/model/log';
import { linesFrom } from './log-select';

/** Most bytes that are held, however many lines are wanted. */
const maxBytes = 64 * 1024 * 1024;

/** Keeps the last of the lines that pass. Bounded by lines and by 64 MiB. */
export class LogTail {
  readonly #wanted: number;
  #chunks: LogChunk[] = [];
  #lines = 0;
  #bytes = 0;
  #total = 0;

  /** `wanted` is the number of lines to keep. */
  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /** Lines that passed in all. */
  get total(): number {
    return this.#total;
  }

  /** True while nothing that passed was forgotten or will be. */
  get whole(): boolean {
    return this.#total === this.#lines && this.#total <= this.#wanted;
  }

  /** Adds lines behind those that are kept, and forgets what is too old then. */
  push(chunk: LogChunk): void {
    this.#chunks.push(chunk);
    this.#lines += chunk.ends.length;
    this.#total += chunk.ends.length;
    this.#bytes += chunk.bytes.length;
    for (;;) {
      const oldest = this.#chunks[0];
      if (oldest === undefined) return;
      const spare = this.#lines - oldest.ends.length >= this.#wanted;
      if (!spare && (this.#bytes <= maxBytes || this.#chunks.length === 1)) return;
      this.#chunks.shift();
      this.#lines -= oldest.ends.length;
      this.#bytes -= oldest.bytes.length;
    }
  }

  /** The last lines, oldest first. */
  take(): readonly LogChunk[] {
    const chunks = this.#chunks;
    const first = chunks[0];
    const extra = this.#lines - this.#wanted;
    this.#chunks = [];
    this.#lines = 0;
    this.#bytes = 0;
    if (first === undefined || extra <= 0) return chunks;
    return [linesFrom(first, extra), ...chunks.slice(1)];
  }
}
