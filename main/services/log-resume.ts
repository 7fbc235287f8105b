import type { LogChunk } from '#shared/model/log';
import type { LineColumns } from '../engine/codec/log-lines';

/**
 * Remembers where a log was read to, so that it can be read on from there without losing or repeating a line. `since`
 * is inclusive and several lines may share a nanosecond, so the lines of the last time are counted by stream and as
 * many are dropped; contents are never compared.
 */
export class LogResume {
  #ms = Number.NaN;
  #nanos = 0;
  /** Lines of stdout and stderr that carry exactly the last time. */
  #shown: [number, number] = [0, 0];
  #skip: [number, number] = [0, 0];
  #resuming = false;

  /** True once a line with a time was shown. */
  get any(): boolean {
    return !Number.isNaN(this.#ms);
  }

  /** What to ask the engine for; undefined before the first line. */
  get since(): string | undefined {
    if (!this.any) return undefined;
    const seconds = Math.floor(this.#ms / 1000);
    const fraction = (this.#ms - seconds * 1000) * 1_000_000 + this.#nanos;
    return `${seconds}.${String(fraction).padStart(9, '0')}`;
  }

  /** A new reading begins: lines of the last time will come again. */
  begin(): void {
    this.#resuming = this.any;
    this.#skip = [...this.#shown];
  }

  /** The lines that were not shown yet; undefined where none is left. Remembers the newest of them. */
  fresh(columns: LineColumns): LogChunk | undefined {
    const count = columns.ends.length;
    let from = 0;
    if (this.#resuming) {
      while (from < count && this.#isRepeat(columns, from)) from += 1;
      if (from < count) this.#resuming = false;
    }
    for (let i = from; i < count; i += 1) this.#remember(columns, i);
    return from === count ? undefined : from === 0 ? columns : tail(columns, from);
  }

  #isRepeat(columns: LineColumns, i: number): boolean {
    const ms = columns.times[i] ?? Number.NaN;
    const nanos = columns.nanos[i] ?? 0;
    // Engines that know no fractions give the whole second again.
    if (ms < this.#ms || (ms === this.#ms && nanos < this.#nanos)) return true;
    if (ms !== this.#ms || nanos !== this.#nanos) return false;
    const stream = (columns.flags[i] ?? 0) & 1 ? 1 : 0;
    if (this.#skip[stream] === 0) return false;
    this.#skip[stream] -= 1;
    return true;
  }

  #remember(columns: LineColumns, i: number): void {
    const ms = columns.times[i] ?? Number.NaN;
    if (Number.isNaN(ms)) return;
    const nanos = columns.nanos[i] ?? 0;
    if (ms < this.#ms || (ms === this.#ms && nanos < this.#nanos)) return;
    if (ms !== this.#ms || nanos !== this.#nanos) {
      this.#ms = ms;
      this.#nanos = nanos;
      this.#shown = [0, 0];
    }
    this.#shown[(columns.flags[i] ?? 0) & 1 ? 1 : 0] += 1;
  }
}

function tail(columns: LineColumns, from: number): LogChunk {
  const start = columns.ends[from - 1] ?? 0;
  return {
    bytes: columns.bytes.slice(start),
    ends: columns.ends.slice(from).map((end) => end - start),
    times: columns.times.slice(from),
    nanos: columns.nanos.slice(from),
    flags: columns.flags.slice(from),
  };
}
