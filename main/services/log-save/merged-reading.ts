import type { AppError } from '#shared/errors';
import { linesCost, type SourcedLines } from '#shared/logs/lines/columns';
import { LogMerge } from '#shared/logs/lines/merge';
import type { LogChunk, LogNotice } from '#shared/model/log';
import { isAborted } from '../../engine/abort';
import type { LogSink } from '../log-output';

/** Reads one log to its end into a sink; resolves when nothing more comes. Errors go to the sink's `end`. */
export type ReadSource = (sink: LogSink) => Promise<void>;

/** Who takes what was read. */
export interface LineTaker {
  /** True once nothing more is wanted: ends the reading. */
  readonly over: boolean;
  /** Resolves when the lines were used up. */
  take(lines: SourcedLines): Promise<void>;
  /** Something is to be said of a source. */
  notice(source: number, notice: LogNotice): void;
  /** A source cannot be read (any more). `any`: lines of it came before. */
  failed(source: number, error: AppError, any: boolean): void;
}

/** Bytes that were merged and are not taken yet. */
const mostMerged = 4 * 1024 * 1024;
/** Bytes that wait for other sources: of all of them, and at least of each. */
const mostWaiting = 32 * 1024 * 1024;
const leastWaiting = 256 * 1024;
/** Beyond so many waiting bytes lines go on as they stand: a burst of this size within 20 ms, or a log without times. */
const hardBound = 64 * 1024 * 1024;

interface Source {
  readonly number: number;
  /** Bytes that wait for other sources. */
  waiting: number;
  /** Everything up to this time came (epoch ms). */
  covered: number;
  any: boolean;
  ended: boolean;
}

/**
 * Reads several logs side by side and gives their lines in one strict order of time, one log in its own order. Memory is
 * bounded whatever the logs' length: a source that is ahead is not read until the others caught up. Only where more than
 * 64 MiB wait nevertheless, lines go on as they stand.
 */
export async function readMerged(
  reads: readonly ReadSource[],
  taker: LineTaker,
  signal: AbortSignal,
): Promise<void> {
  await new MergedReading(reads.length, taker, signal).run(reads);
}

class MergedReading {
  readonly #taker: LineTaker;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #sources: readonly Source[];
  readonly #merge: LogMerge;
  readonly #window: number;
  #merged: SourcedLines[] = [];
  #mergedBytes = 0;
  #waiting = 0;
  #wakes: (() => void)[] = [];

  constructor(count: number, taker: LineTaker, signal: AbortSignal) {
    this.#taker = taker;
    this.#signal = AbortSignal.any([signal, this.#ended.signal]);
    this.#window = Math.max(leastWaiting, mostWaiting / count);
    this.#sources = Array.from({ length: count }, (_source, number) => ({
      number,
      waiting: 0,
      covered: Number.NEGATIVE_INFINITY,
      any: false,
      ended: false,
    }));
    const give = (lines: SourcedLines): void => this.#give(lines);
    this.#merge = new LogMerge(Number.POSITIVE_INFINITY, give, give);
    for (const { number } of this.#sources) this.#merge.open(number);
  }

  async run(reads: readonly ReadSource[]): Promise<void> {
    const wake = (): void => this.#wake();
    this.#signal.addEventListener('abort', wake);
    const readers = Promise.allSettled(
      this.#sources.map((source) => this.#read(source, reads[source.number])),
    );
    try {
      await this.#drain();
    } finally {
      this.#ended.abort();
      this.#signal.removeEventListener('abort', wake);
    }
    for (const read of await readers) if (read.status === 'rejected') throw read.reason;
  }

  async #drain(): Promise<void> {
    while (!isAborted(this.#signal)) {
      const batch = this.#merged;
      if (batch.length === 0) {
        if (this.#sources.every(({ ended }) => ended)) return;
        await this.#change();
        continue;
      }
      this.#merged = [];
      for (const lines of batch) {
        await this.#taker.take(lines);
        if (isAborted(this.#signal) || this.#taker.over) return;
        this.#mergedBytes -= linesCost(lines.chunk);
        this.#wake();
      }
    }
  }

  async #read(source: Source, read: ReadSource | undefined): Promise<void> {
    try {
      await read?.(this.#sink(source));
    } finally {
      source.ended = true;
      this.#merge.close(source.number);
      this.#merge.flush(
        0,
        this.#sources.every(({ ended }) => ended),
      );
      this.#wake();
    }
  }

  #sink(source: Source): LogSink {
    const signal = this.#signal;
    const hasRoom = (): boolean => this.#hasRoom(source);
    return {
      signal,
      get writable() {
        return !isAborted(signal) && hasRoom();
      },
      ready: async () => {
        while (!isAborted(signal)) {
          if (hasRoom()) return true;
          await this.#change();
        }
        return false;
      },
      send: (item) => {
        if (isAborted(signal)) return;
        if (item.kind === 'lines') this.#push(source, item.chunk);
        else if (item.kind === 'notice') this.#taker.notice(source.number, item.notice);
        this.#endIfOver();
      },
      end: (error) => {
        if (error === undefined || isAborted(signal)) return;
        this.#taker.failed(source.number, error, source.any);
        this.#endIfOver();
      },
      onUpward: () => undefined,
    };
  }

  /** The source that is furthest behind always has room among those that wait: the others wait for it. */
  #hasRoom(source: Source): boolean {
    if (this.#mergedBytes >= mostMerged) return false;
    if (source.waiting < this.#window) return true;
    return this.#sources.every(({ ended, covered }) => ended || covered >= source.covered);
  }

  #push(source: Source, chunk: LogChunk): void {
    source.any = true;
    if (this.#sources.length === 1) {
      this.#give({ chunk, source: source.number });
      return;
    }
    const cost = linesCost(chunk);
    const last = chunk.times[chunk.ends.length - 1] ?? Number.NaN;
    if (last > source.covered) source.covered = last;
    source.waiting += cost;
    this.#waiting += cost;
    this.#merge.push(source.number, chunk, 0, () => {
      source.waiting -= cost;
      this.#waiting -= cost;
    });
    this.#merge.flush(0, this.#waiting > hardBound);
    this.#wake();
  }

  #endIfOver(): void {
    if (this.#taker.over) this.#ended.abort();
  }

  #give(lines: SourcedLines): void {
    this.#merged.push(lines);
    this.#mergedBytes += linesCost(lines.chunk);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakes.push(resolve));
  }
}
