import type { IncomingMessage } from 'node:http';
import type { AppError } from '#shared/errors';
import { type LogItem, logItemCost, type LogNotice } from '#shared/model/log';
import type { StreamInput } from '#shared/contract/index';
import { isAborted } from '../engine/abort';
import { inspectContainer, openLogs } from '../engine/api/containers';
import { pump } from '../engine/api/pump';
import type { EngineClient } from '../engine/client';
import { FrameDecoder, FrameError, FrameType } from '../engine/codec/frames';
import { LogLines } from '../engine/codec/log-lines';
import type { StreamSink } from './stream-sink';
import type { EngineService, KnownEngine } from './engines';
import { LogResume } from './log-resume';

/** The stream's end as the service sees it. */
export type LogSink = StreamSink<LogItem, never>;
type LogInput = StreamInput<'containers.logs'>;

/** A chunk is sent when it holds so many bytes, or so many ms after its first line came. */
const chunkBytes = 64 * 1024;
const flushMs = 8;

/**
 * Serves one log view: the last `tail` lines, then what follows. Reads `/logs`, never attach, so a slow window cannot
 * hurt the container; without credit the socket is not read. After a lost engine it resumes at the last line's time and
 * drops exactly the lines shown already; after a stop it waits for the next start. Ends when the sink's signal aborts,
 * when the container is removed, or, without `follow`, at the end of the log.
 */
export async function serveLogs(engines: EngineService, input: LogInput, sink: LogSink): Promise<void> {
  const known = engines.engine(input.engineId);
  if (!known.ok) {
    sink.end(known.error);
    return;
  }
  const reader = new LogReader(known.value, input, sink);
  const error = await reader.run();
  if (error !== undefined) sink.end(error);
}

class LogReader {
  readonly #engine: KnownEngine;
  readonly #input: LogInput;
  readonly #sink: LogSink;
  readonly #resume = new LogResume();
  #lost = false;
  /** Start of the run that was read last; `none` before the first reading. Epoch ms, undefined for no run yet. */
  #run: number | undefined | 'none' = 'none';

  constructor(engine: KnownEngine, input: LogInput, sink: LogSink) {
    this.#engine = engine;
    this.#input = input;
    this.#sink = sink;
  }

  /** Gives the error that ends the stream, undefined for a clean end. */
  async run(): Promise<AppError | undefined> {
    let first = true;
    for (;;) {
      if (isAborted(this.#sink.signal)) return undefined;
      const session = this.#engine.connection.session;
      if (session === undefined) {
        if (first) return errorOf(this.#engine);
        await this.#until(() => this.#engine.connection.session !== undefined);
        continue;
      }
      const limit = AbortSignal.any([this.#sink.signal, session.signal]);
      const outcome = await this.#readOnce(session.client, limit);
      if (isAborted(this.#sink.signal)) return undefined;
      const error = await this.#after(outcome, first, isAborted(session.signal));
      if (error !== 'again') return error;
      first = false;
    }
  }

  /** Decides what follows a reading that ended. */
  async #after(
    outcome: AppError | undefined,
    first: boolean,
    lost: boolean,
  ): Promise<AppError | undefined | 'again'> {
    if (lost || outcome?.kind === 'engine-unreachable') {
      if (first && !this.#resume.any && outcome !== undefined && !lost) return outcome;
      if (!this.#lost)
        await this.#notice(
          'lost',
          `Lost ${this.#engine.connection.model.name}. The log goes on when it is back.`,
        );
      this.#lost = true;
      // The connection needs a moment to notice what the log saw first.
      await this.#until(() => this.#engine.connection.session === undefined, 2_000);
      await this.#until(() => this.#engine.connection.session !== undefined);
      return 'again';
    }
    if (outcome?.kind === 'not-found') {
      if (first) return outcome;
      await this.#notice('ended', 'The container was removed.');
      return undefined;
    }
    if (outcome !== undefined) return outcome;
    if (!this.#input.follow) return undefined;
    if ((await this.#waitForStart()) || isAborted(this.#sink.signal)) return 'again';
    await this.#notice('ended', 'The container was removed.');
    return undefined;
  }

  /** The container stopped: says how, and waits until it runs again. False when it was removed. */
  async #waitForStart(): Promise<boolean> {
    const id = this.#input.id;
    const rows = this.#engine.state.containers;
    const runs = (): boolean => {
      const state = rows.get(id)?.state;
      return state === 'running' || state === 'paused';
    };
    // The stream can end a moment before the list knows of the stop.
    await this.#until(() => !runs(), 3_000);
    const client = this.#engine.connection.client;
    const details = client.ok ? await inspectContainer(client.value, id, this.#sink.signal) : client;
    if (details.ok && !runs()) {
      const { exitCode, oomKilled, startedAt, finishedAt } = details.value;
      await this.#notice(
        'ended',
        startedAt === undefined
          ? 'The container has not been started yet.'
          : `The container exited (${exitCode})${oomKilled ? ', out of memory' : ''}.`,
        finishedAt,
      );
    }
    await this.#until(() => runs() || rows.get(id) === undefined);
    // While the engine is away, or its lists are just being read, only the next reading can tell.
    return rows.get(id) !== undefined || this.#engine.connection.session === undefined;
  }

  async #readOnce(client: EngineClient, signal: AbortSignal): Promise<AppError | undefined> {
    const { id } = this.#input;
    const details = await inspectContainer(client, id, signal);
    if (!details.ok) return details.error;
    const since = this.#resume.since;
    const body = await openLogs(
      client,
      id,
      { follow: this.#input.follow, ...(since === undefined ? { tail: this.#input.tail } : { since }) },
      signal,
    );
    if (!body.ok) return body.error;
    if (this.#lost) {
      this.#lost = false;
      await this.#notice('resumed', `Connected to ${this.#engine.connection.model.name} again.`);
    }
    const { startedAt } = details.value;
    if (this.#run !== 'none' && startedAt !== this.#run)
      await this.#notice('started', 'The container started.');
    this.#run = startedAt;
    this.#resume.begin();
    return this.#read(client, body.value, details.value.tty, signal);
  }

  async #read(
    client: EngineClient,
    body: IncomingMessage,
    tty: boolean,
    signal: AbortSignal,
  ): Promise<AppError | undefined> {
    const frames = new FrameDecoder();
    const lines = new LogLines({ timestamps: true });
    let refused: Buffer[] = [];
    const flush = (): void => {
      const columns = lines.take();
      if (columns === undefined) return;
      const chunk = this.#resume.fresh(columns);
      if (chunk === undefined) return;
      const item: LogItem = { kind: 'lines', chunk };
      this.#sink.send(item, logItemCost(item));
    };
    let timer: NodeJS.Timeout | undefined;
    const later = (): void => {
      void this.#sink.ready().then((open) => {
        timer = undefined;
        if (open) flush();
      });
    };
    const outcome = await pump(client, body, signal, (chunk) => {
      if (tty) lines.push(0, chunk, 0, chunk.length, false);
      else {
        try {
          frames.push(chunk, (type, bytes, start, end, frameStart) => {
            if (type === FrameType.systemError) refused.push(Buffer.from(bytes.subarray(start, end)));
            else lines.push(type === FrameType.stderr ? 1 : 0, bytes as Buffer, start, end, frameStart);
          });
        } catch (cause) {
          return frameFailure(cause);
        }
        if (refused.length > 64) refused = refused.slice(-64);
      }
      if (lines.bytes < chunkBytes) {
        if (lines.count > 0) timer ??= setTimeout(later, flushMs);
        return undefined;
      }
      if (this.#sink.writable) {
        flush();
        return undefined;
      }
      return this.#sink.ready().then((open) => {
        if (open) flush();
        return undefined;
      });
    });
    clearTimeout(timer);
    // A line that broke off with the connection comes again, whole, when the log is read on.
    if (outcome?.kind !== 'engine-unreachable' && outcome?.kind !== 'cancelled') lines.finish();
    if (await this.#sink.ready()) flush();
    if (outcome !== undefined || refused.length === 0) return outcome;
    const message = Buffer.concat(refused).toString('utf8').trim().slice(0, 2000);
    return { kind: 'engine-error', status: 200, message };
  }

  async #notice(what: LogNotice['what'], text: string, at = Date.now()): Promise<void> {
    if (!(await this.#sink.ready())) return;
    const item: LogItem = { kind: 'notice', notice: { what, at, text } };
    this.#sink.send(item, logItemCost(item));
  }

  /** Waits for something that a change of the list or of the connection can bring about. */
  #until(condition: () => boolean, limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        unsubscribeRows();
        unsubscribePhase();
        clearTimeout(timer);
        this.#sink.signal.removeEventListener('abort', done);
        resolve();
      };
      const check = (): void => {
        if (condition() || this.#sink.signal.aborted) done();
      };
      const timer = limitMs === undefined ? undefined : setTimeout(done, limitMs);
      const unsubscribeRows = this.#engine.state.containers.subscribe(check);
      const unsubscribePhase = this.#engine.connection.onPhase(check);
      this.#sink.signal.addEventListener('abort', done, { once: true });
      check();
    });
  }
}

function errorOf(engine: KnownEngine): AppError | undefined {
  const client = engine.connection.client;
  return client.ok ? undefined : client.error;
}

function frameFailure(cause: unknown): AppError {
  const message = cause instanceof FrameError ? cause.message : 'The log could not be read.';
  return { kind: 'engine-error', status: 200, message };
}
