import { type AppError, cancelled } from '#shared/errors';
import type { EngineConnection as Model, EngineFacts, EnginePhase, EngineSource } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { fail, type Result } from '#shared/result';
import { isAborted } from './abort';
import { openEvents } from './api/system';
import type { EngineClient } from './client';
import type { EngineEvent } from './compat/events';
import { negotiate, ping } from './negotiate';
import { type Address, addressText, isLocal } from './transport/address';
import { HttpTransport } from './transport/http';

/** A stretch of time in which an engine is reached; `signal` aborts when it is over. */
export interface EngineSession {
  readonly client: EngineClient;
  readonly facts: EngineFacts;
  readonly signal: AbortSignal;
  /** Ends the session with a reason, for an observer who cannot read any more what it keeps true. It is made anew. */
  giveUp(error: AppError): void;
}

/** Keeps the lists true; called by the connection. */
export interface EngineObserver {
  /** Reads everything anew. The events of this session are flowing already, so nothing falls in between. */
  sync(session: EngineSession): Promise<Result<void>>;
  event(session: EngineSession, event: EngineEvent): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly id: EngineId;
  readonly name: string;
  readonly address: Address;
  readonly source: EngineSource;
  readonly demo: boolean;
  /** `DOCKER_API_VERSION`; negotiated where undefined. */
  readonly pinnedVersion?: string | undefined;
  readonly observer: EngineObserver;
  /** Gets the whole truth at each change of it. */
  readonly onChange: (model: Model) => void;
}

const heartbeatMs = 5_000;
const firstRetryMs = 250;
/** A local socket costs nothing to try, and the list must be right soon after an engine restarted. */
const longestRetryMs = { local: 1_500, remote: 10_000 } as const;

/**
 * The life of the connection to one engine: probing, syncing, live, suspect, reconnecting. Notices a dead engine by its
 * events stream ending or by a heartbeat without answer, and comes back by itself. Owner calls `close`.
 */
export class EngineConnection {
  readonly #options: ConnectionOptions;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<() => void>();
  #model: Model;
  #session: EngineSession | undefined;
  #wake: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#model = {
      id: options.id,
      name: options.name,
      address: addressText(options.address),
      source: options.source,
      demo: options.demo,
      unprotected: !isLocal(options.address),
      phase: 'probing',
    };
    options.onChange(this.#model);
    void this.#live();
  }

  /** What is known of the engine now. */
  get model(): Model {
    return this.#model;
  }

  /** The client of the session, or why there is none, as a sentence that names the engine. */
  get client(): Result<EngineClient> {
    if (this.#session !== undefined) return { ok: true, value: this.#session.client };
    return fail({
      kind: 'engine-unreachable',
      reason: 'lost',
      message: `${this.#model.name} is not connected.`,
      remedy: 'Pilothouse connects again by itself as soon as the engine answers.',
    });
  }

  /** The session while there is one. */
  get session(): EngineSession | undefined {
    return this.#session;
  }

  /** Calls back at each change of the session or the phase, until the returned function is called. */
  onPhase(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tries at once instead of waiting. */
  retry(): void {
    this.#wake?.();
  }

  /** Ends everything; nothing is reported afterwards. */
  close(): void {
    this.#closed.abort();
    this.#wake?.();
  }

  async #live(): Promise<void> {
    let wait = firstRetryMs;
    while (!this.#closed.signal.aborted) {
      const transport = new HttpTransport(this.#options.address);
      const session = new AbortController();
      const onClose = (): void => session.abort();
      this.#closed.signal.addEventListener('abort', onClose, { once: true });
      const error = await this.#runSession(transport, session, () => {
        wait = firstRetryMs;
      });
      session.abort();
      transport.close();
      this.#closed.signal.removeEventListener('abort', onClose);
      this.#session = undefined;
      if (isAborted(this.#closed.signal)) return;
      const everLive = this.#model.trueAt !== undefined;
      this.#report({ phase: everLive ? 'reconnecting' : 'failed', error, retryAt: Date.now() + wait });
      await this.#pause(wait);
      wait = Math.min(
        wait * 2,
        isLocal(this.#options.address) ? longestRetryMs.local : longestRetryMs.remote,
      );
    }
  }

  /** One session from negotiation to its end; gives why it ended. */
  async #runSession(transport: HttpTransport, owner: AbortController, onLive: () => void): Promise<AppError> {
    const negotiated = await negotiate(transport, this.#options.pinnedVersion, owner.signal);
    if (!negotiated.ok) return negotiated.error;
    const { client, facts } = negotiated.value;
    let giveUp: (error: AppError) => void = () => undefined;
    const givenUp = new Promise<AppError>((resolve) => {
      giveUp = resolve;
    });
    const session: EngineSession = { client, facts, signal: owner.signal, giveUp };
    this.#report({ phase: 'syncing', facts, error: this.#model.error });
    // Events first, then the lists: what happens in between is told by an event and read again.
    const events = await openEvents(client, (event) => this.#event(session, event), owner.signal);
    if (!events.ok) return events.error;
    const synced = await this.#options.observer.sync(session);
    if (!synced.ok) return synced.error;
    this.#session = session;
    onLive();
    this.#report({ phase: 'live', facts, error: undefined, trueAt: Date.now(), retryAt: undefined });
    const beats = this.#heartbeat(session);
    const ended = await Promise.race([events.value.done, beats, givenUp]);
    return (
      ended ?? {
        kind: 'engine-unreachable',
        reason: 'lost',
        message: `${this.#options.name} closed the connection.`,
      }
    );
  }

  #event(session: EngineSession, event: EngineEvent): void {
    if (event.at !== undefined) {
      const lag = Math.max(0, Math.round(Date.now() - event.at));
      if (lag !== this.#model.eventLagMs) this.#report({ eventLagMs: lag });
    }
    this.#options.observer.event(session, event);
  }

  /** Resolves with an error once the engine missed two beats in a row. */
  async #heartbeat(session: EngineSession): Promise<AppError> {
    let missed = 0;
    for (let beats = 0; ; beats += 1) {
      // The first beat comes at once: the round trip is shown from the start.
      if (beats > 0) await this.#pause(heartbeatMs, session.signal);
      if (session.signal.aborted) return cancelled('The heartbeat');
      const beat = await ping(session.client, session.signal);
      // Not another round: its pause would take the place of the one before the next try, which could not be woken.
      if (isAborted(session.signal)) return cancelled('The heartbeat');
      if (beat.ok) {
        missed = 0;
        this.#report({
          phase: 'live',
          error: undefined,
          trueAt: Date.now(),
          roundTripMs: Math.round(beat.value * 10) / 10,
        });
        continue;
      }
      missed += 1;
      const error: AppError = {
        kind: 'engine-unreachable',
        reason: 'no-answer',
        message: `${this.#options.name} has not answered for ${Math.round((Date.now() - (this.#model.trueAt ?? Date.now())) / 1000)} s.`,
      };
      if (missed >= 2) return error;
      this.#report({ phase: 'suspect', error });
    }
  }

  #report(change: Partial<Model> & { readonly phase?: EnginePhase }): void {
    if (this.#closed.signal.aborted) return;
    this.#model = { ...this.#model, ...change };
    this.#options.onChange(this.#model);
    if (change.phase !== undefined) for (const listener of [...this.#listeners]) listener();
  }

  /** Waits, or less where `retry`, `close` or the signal end it. */
  #pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        if (this.#wake === done) this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
      signal?.addEventListener('abort', done, { once: true });
      if (signal?.aborted === true || this.#closed.signal.aborted) done();
    });
  }
}
