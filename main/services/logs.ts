import type { AppError } from '#shared/errors';
import { isAborted } from '../engine/abort';
import { inspectContainer } from '../engine/api/containers';
import type { EngineService, KnownEngine } from './engines';
import { endSentence, LogMarkers } from './log-markers';
import { LogOutput, type LogSink } from './log-output';
import { type LogInput, LogReading } from './log-reading';
import { type Patience, usualPatience } from './log-silence';

/**
 * Serves one log view: the last `tail` lines, or what came since `after`, then what follows. Reads `/logs`, so a slow
 * window cannot hurt the container; without credit the socket is not read. Only below API 1.11 it is an attach, which
 * is always drained. An engine that is to be connected is waited for, also before the first line. After a lost engine it
 * resumes a second before the last line and drops exactly the lines that were shown; after a stop it waits for the next
 * start; where the engine stopped sending without a word it is opened again. What happens to the container is marked
 * between the lines. Ends when the sink's signal aborts, when the container is removed, or, without `follow` or with
 * `until`, at the end of the log.
 */
export async function serveLogs(
  engines: EngineService,
  input: LogInput,
  sink: LogSink,
  patience: Patience = usualPatience,
): Promise<void> {
  const known = engines.engine(input.engineId);
  if (!known.ok) {
    sink.end(known.error);
    return;
  }
  const reader = new LogReader(known.value, input, sink, patience);
  const error = await reader.run();
  if (error !== undefined) sink.end(error);
}

class LogReader {
  readonly #engine: KnownEngine;
  readonly #input: LogInput;
  readonly #sink: LogSink;
  readonly #output: LogOutput;
  readonly #reading: LogReading;
  readonly #markers: LogMarkers;
  #lost = false;
  /** Start of the run that was read last; `none` before the first reading. Epoch ms, undefined for no run yet. */
  #run: number | undefined | 'none' = 'none';

  constructor(engine: KnownEngine, input: LogInput, sink: LogSink, patience: Patience) {
    this.#engine = engine;
    this.#input = input;
    this.#sink = sink;
    this.#output = new LogOutput(sink);
    this.#reading = new LogReading(input, sink, this.#output, patience);
    this.#markers = new LogMarkers(engine.state, input.id, (notice) => {
      if (this.#reading.follows) this.#output.mark(notice);
    });
  }

  /** Gives the error that ends the stream, undefined for a clean end. */
  async run(): Promise<AppError | undefined> {
    try {
      return await this.#readAll();
    } finally {
      this.#markers.close();
    }
  }

  async #readAll(): Promise<AppError | undefined> {
    let first = true;
    for (;;) {
      if (isAborted(this.#sink.signal)) return undefined;
      const { session, closed, client } = this.#engine.connection;
      if (closed) return forgotten;
      if (session === undefined) {
        if (first && !this.#engine.connection.wanted) return client.ok ? undefined : client.error;
        if (!this.#lost) await this.#sayAway();
        await this.#until(() => this.#isBack());
        continue;
      }
      const limit = AbortSignal.any([this.#sink.signal, session.signal]);
      const outcome = await this.#readOnce(limit);
      if (isAborted(this.#sink.signal)) return undefined;
      const error = await this.#after(outcome, first, isAborted(session.signal));
      if (error !== 'again') return error;
      first = false;
    }
  }

  /** Decides what follows a reading that ended. */
  async #after(
    outcome: AppError | undefined | 'stalled',
    first: boolean,
    lost: boolean,
  ): Promise<AppError | undefined | 'again'> {
    if (outcome === 'stalled') return 'again';
    if (lost || outcome?.kind === 'engine-unreachable') {
      // The connection needs a moment to notice what the log saw first.
      const noticed = (): Promise<void> =>
        this.#until(() => this.#engine.connection.session === undefined, 2_000);
      if (first && !this.#reading.any && outcome !== undefined) {
        await noticed();
        if (!lost && this.#engine.connection.session !== undefined) return outcome;
      }
      const { name } = this.#engine.connection.model;
      const text = this.#engine.connection.wanted
        ? `Lost ${name}. The log goes on when it is back.`
        : `Disconnected from ${name}. The log goes on when it is connected again.`;
      if (!this.#lost) await this.#output.say('lost', text);
      this.#lost = true;
      await noticed();
      await this.#until(() => this.#isBack());
      return 'again';
    }
    if (outcome?.kind === 'not-found') {
      if (first) return outcome;
      await this.#output.say('ended', 'The container was removed.');
      return undefined;
    }
    if (outcome !== undefined) return outcome;
    if (!this.#reading.follows) return undefined;
    if ((await this.#waitForStart()) || isAborted(this.#sink.signal)) return 'again';
    await this.#output.say('ended', 'The container was removed.');
    return undefined;
  }

  /** Nothing could be read yet: says so, but for a connection that is just being made. */
  async #sayAway(): Promise<void> {
    await this.#until(() => this.#isBack(), 1_000);
    if (this.#isBack()) return;
    this.#lost = true;
    const { name } = this.#engine.connection.model;
    await this.#output.say('lost', `${name} is not connected. The log is read as soon as it is.`);
  }

  #isBack(): boolean {
    const { session, closed } = this.#engine.connection;
    return closed || session !== undefined;
  }

  #runs(): boolean {
    const state = this.#engine.state.containers.get(this.#input.id)?.state;
    return state === 'running' || state === 'paused';
  }

  /** The container stopped: says how, and waits until it runs again. False when it was removed. */
  async #waitForStart(): Promise<boolean> {
    const { state, connection } = this.#engine;
    const row = () => state.containers.get(this.#input.id);
    // The stream can end a moment before the list knows of the stop, and a container may start again before it does.
    await this.#until(() => !this.#runs() || this.#markers.ended !== undefined, 3_000);
    await this.#sayEnd();
    await this.#until(() => !this.#runs() || this.#markers.startedAgain, 3_000);
    await this.#until(() => this.#runs() || row() === undefined || connection.closed);
    // While the engine is away, or its lists are just being read, only the next reading can tell.
    return row() !== undefined || connection.session === undefined;
  }

  async #sayEnd(): Promise<void> {
    const { client } = this.#engine.connection;
    const details = client.ok
      ? await inspectContainer(client.value, this.#input.id, this.#sink.signal)
      : client;
    const told = this.#markers.takeEnd();
    if (!details.ok || details.value.state === 'running' || details.value.state === 'paused') {
      if (told !== undefined) await this.#output.say('ended', endSentence(told), told.at);
      return;
    }
    const { startedAt, finishedAt } = details.value;
    const text =
      startedAt === undefined ? 'The container has not been started yet.' : endSentence(details.value);
    await this.#output.say('ended', text, finishedAt);
  }

  async #readOnce(signal: AbortSignal): Promise<AppError | undefined | 'stalled'> {
    const { client } = this.#engine.connection;
    if (!client.ok) return client.error;
    const { id } = this.#input;
    const details = await inspectContainer(client.value, id, signal);
    if (!details.ok) return details.error;
    const { startedAt, tty } = details.value;
    return this.#reading.read({
      client: client.value,
      container: { id, tty },
      signal,
      isRunning: () => this.#engine.state.containers.get(id)?.state === 'running',
      onOpened: () => this.#opened(startedAt),
    });
  }

  /** Says what happened since the last reading. */
  async #opened(startedAt: number | undefined): Promise<void> {
    if (this.#lost) {
      this.#lost = false;
      await this.#output.say('resumed', `Connected to ${this.#engine.connection.model.name} again.`);
    }
    if (this.#run !== 'none' && startedAt !== this.#run)
      await this.#output.say('started', 'The container started.', startedAt);
    this.#run = startedAt;
    this.#markers.forgetBefore(startedAt);
  }

  /** Waits for something that a change of the list, of the connection or of the run can bring about. */
  #until(condition: () => boolean, limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        unsubscribeRows();
        unsubscribePhase();
        unsubscribeMarkers();
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
      const unsubscribeMarkers = this.#markers.onChange(check);
      this.#sink.signal.addEventListener('abort', done, { once: true });
      check();
    });
  }
}

const forgotten: AppError = {
  kind: 'not-found',
  message: 'The connection to this engine was removed or leads to another one now.',
};
