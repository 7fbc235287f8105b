import type { StreamInput } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { LogChunk } from '#shared/model/log';
import { isAborted } from '../engine/abort';
import { canTail, openLog } from '../engine/api/container-logs';
import { inspectContainer } from '../engine/api/containers';
import type { EngineClient } from '../engine/client';
import type { EngineService } from './engines';
import { LogBefore } from './log-before';
import { type LogTaker, readLogBody } from './log-body';
import { compareMoments, type LogMoment, newestCut, secondsText, skewMs } from './log-moment';
import { LogOutput, type LogSink } from './log-output';
import { LogTail } from './log-tail';

type OlderInput = StreamInput<'containers.olderLogs'>;

/** More than this no engine counts from the end; the log is read from its beginning then. */
const mostTail = 2_000_000_000;

/**
 * Serves the lines that are older than what a view holds: the last `lines` of them (as many as 64 MiB hold), or all from
 * the beginning on.
 *
 * What a page costs: no engine pages backwards, but one with `tail` finds the place by counting line ends from the
 * file's end, which is cheap, and decodes and sends only what stands between there and `until`. So a page costs the
 * engine a scan of the file from the page on, without sending it, and sends `lines` and a few hundred more. Where
 * fewer come, more is asked for, eight times the surplus each time, until the beginning is reached. Below API 1.35 there
 * is no `until`: reading is given up behind the page, and what the sockets held by then was sent for nothing. Below 1.13
 * there is no `tail`: each page reads the log from its beginning on. “All” is one reading from the beginning to the cut.
 */
export async function serveOlderLogs(
  engines: EngineService,
  input: OlderInput,
  sink: LogSink,
): Promise<void> {
  const client = engines.client(input.engineId);
  const error = client.ok ? await new OlderReader(client.value, input, sink).run() : client.error;
  if (error !== undefined && !isAborted(sink.signal)) sink.end(error);
}

interface ReadOptions {
  readonly give: (chunk: LogChunk) => void;
  /** The engine has begun to answer. */
  readonly onOpened?: () => Promise<void>;
  /** Asked after each batch: nothing more is wanted. */
  readonly enough?: () => boolean;
  /** Reads no faster than this takes; as fast as the engine sends, otherwise. */
  readonly pace?: LogSink;
}

class OlderReader {
  readonly #client: EngineClient;
  readonly #input: OlderInput;
  readonly #sink: LogSink;
  readonly #output: LogOutput;
  #tty = false;

  constructor(client: EngineClient, input: OlderInput, sink: LogSink) {
    this.#client = client;
    this.#input = input;
    this.#sink = sink;
    this.#output = new LogOutput(sink);
  }

  /** Gives the error that ends the stream, undefined for a clean end. */
  async run(): Promise<AppError | undefined> {
    const timed = this.#client.supports('log-times');
    if (!timed.ok) return timed.error;
    const details = await inspectContainer(this.#client, this.#input.id, this.#sink.signal);
    if (!details.ok) return details.error;
    this.#tty = details.value.tty;
    const { lines } = this.#input;
    return lines === undefined ? this.#all() : this.#page(lines);
  }

  /** From the beginning to the cut, passed on as it comes. */
  async #all(): Promise<AppError | undefined> {
    const sieve = new LogBefore(this.#input.before);
    const error = await this.#read(undefined, sieve, {
      onOpened: () => this.#output.start(),
      give: (chunk) => this.#output.lines(chunk),
      pace: this.#sink,
    });
    if (error !== undefined) return error;
    for (const chunk of sieve.finish()) if (await this.#sink.ready()) this.#output.lines(chunk);
    return undefined;
  }

  /** The last `lines`, by as few of the log's last records as will do. */
  async #page(lines: number): Promise<AppError | undefined> {
    const { newer } = this.#input;
    // Records that came meanwhile, and parts of long lines, are more records than lines.
    let extra = 256 + Math.floor(newer / 64);
    while (canTail(this.#client) && newer + lines + extra <= mostTail) {
      const sieve = new LogBefore(this.#input.before);
      const kept = new LogTail(lines);
      const error = await this.#read(newer + lines + extra, sieve, { give: (chunk) => kept.push(chunk) });
      if (error !== undefined) return error;
      for (const chunk of sieve.finish()) kept.push(chunk);
      // The very first record may be a part of a longer line.
      if (kept.total > lines) return this.#give(kept, false);
      const asked = await this.#pageFromBeginning(lines, sieve.first ?? 'none');
      if (asked !== 'later') return asked;
      extra = Math.max(extra * 8, (lines - kept.total) * 2);
    }
    const error = await this.#pageFromBeginning(lines, undefined);
    return error === 'later' ? undefined : error;
  }

  /**
   * Reads from the log's beginning up to the cut and gives the last `lines` of it. `later` where the log begins before
   * `expected`, so that there is no need to read so far; `none` means that nothing came of what was asked for.
   */
  async #pageFromBeginning(
    lines: number,
    expected: LogMoment | 'none' | undefined,
  ): Promise<AppError | 'later' | undefined> {
    const sieve = new LogBefore(this.#input.before);
    const kept = new LogTail(lines);
    const cut = newestCut(this.#input.before);
    const isEarlier = (): boolean => {
      const { first } = sieve;
      if (first === undefined || expected === undefined) return false;
      if (expected !== 'none') return compareMoments(first, expected) < 0;
      return cut !== undefined && first.ms < cut.ms - skewMs;
    };
    const error = await this.#read(undefined, sieve, {
      give: (chunk) => kept.push(chunk),
      enough: isEarlier,
    });
    if (error !== undefined) return error;
    if (isEarlier()) return 'later';
    for (const chunk of sieve.finish()) kept.push(chunk);
    await this.#give(kept, kept.whole);
    return undefined;
  }

  /** Reads what is older than the cut and hands on what is sure to be; gives up behind it. */
  async #read(
    tail: number | undefined,
    sieve: LogBefore,
    { give, onOpened, enough, pace }: ReadOptions,
  ): Promise<AppError | undefined> {
    const { before, id } = this.#input;
    const cut = newestCut(before);
    const until = cut === undefined ? undefined : secondsText({ ms: cut.ms + skewMs, nanos: cut.nanos });
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#sink.signal, stop.signal]);
    const container = { id, tty: this.#tty };
    const log = await openLog(this.#client, container, { follow: false, tail, until }, signal);
    if (!log.ok) return log.error;
    await onOpened?.();
    const taker: LogTaker = {
      get writable() {
        return pace?.writable ?? true;
      },
      ready: () => pace?.ready() ?? Promise.resolve(true),
      take: (columns) => {
        if (isAborted(stop.signal)) return;
        for (const chunk of sieve.push(columns)) give(chunk);
        if (sieve.passed || enough?.() === true) stop.abort();
      },
      leaveOut: () => undefined,
    };
    const error = await readLogBody(this.#client, log.value, taker, signal);
    return isAborted(stop.signal) ? undefined : error;
  }

  async #give(kept: LogTail, isStart: boolean): Promise<undefined> {
    if (isStart) await this.#output.start();
    for (const chunk of kept.take()) if (await this.#sink.ready()) this.#output.lines(chunk);
    return undefined;
  }
}
