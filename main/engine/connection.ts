import { type AppError, needsPerson } from '#shared/errors';
import type { EngineConnection as Model, EngineFacts } from '#shared/model/engine';
import { fail, ok, type Result } from '#shared/result';
import { isAborted } from './abort';
import { openEvents } from './api/system';
import { Backoff } from './backoff';
import type { EngineClient } from './client';
import type { EngineEvent } from './compat/events';
import { asleep, internalError, lost, ofKnownEngine } from './connection-words';
import { waitForDoor } from './door';
import { heartbeat } from './heartbeat';
import { negotiate } from './negotiate';
import { pause } from './pause';
import type { Address } from './transport/address';
import { HttpTransport } from './transport/http';

/** A stretch of time in which an engine is reached; `signal` aborts when it is over. */
export interface EngineSession {
  readonly client: EngineClient;
  readonly facts: EngineFacts;
  readonly signal: AbortSignal;
  /** Ends the session with a reason, for an observer who cannot read any more what it keeps true. It is made anew. */
  giveUp(error: AppError): void;
  /** Tells of lists that the engine refuses to give, though the session goes on. */
  tellUnread(unread: Model['unread']): void;
  /** Tells that the list was asked for at `since` (clock of `performance`) and is overdue; undefined once it came. */
  tellOverdue(since: number | undefined): void;
}

/** Keeps the lists true; called by the connection. */
export interface EngineObserver {
  /** Reads everything anew. The events of this session are flowing already, so nothing falls in between. */
  sync(session: EngineSession): Promise<Result<void>>;
  event(session: EngineSession, event: EngineEvent): void;
}

/** What of a connection can change without making it anew. */
export type Naming = Pick<Model, 'name' | 'source' | 'saved' | 'order' | 'settings'>;

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly address: Address;
  /** How it is before anything was tried. */
  readonly model: Model;
  /** Connects at once; otherwise `connect` does. */
  readonly start: boolean;
  /** Why it must not be connected to at all, such as a missing consent. */
  readonly blocked?: AppError | undefined;
  /** `DOCKER_API_VERSION`; negotiated where undefined. */
  readonly pinnedVersion?: string | undefined;
  readonly observer: EngineObserver;
  /** Gets the whole truth at each change of it. */
  readonly onChange: (model: Model) => void;
}

/** So long an engine may take to answer a request for its events, before it is taken for one that answers later. */
const eventsHeadMs = 1_500;

/**
 * The life of the connection to one engine: disconnected, probing, syncing, live, suspect, reconnecting. Notices a dead
 * engine by its events stream ending, by a heartbeat without answer, or by an observer who gives up, and comes back by
 * itself with a new transport, so that no socket crosses a reconnect. The version is negotiated anew each time. Owner
 * calls `close`.
 */
export class EngineConnection {
  readonly #options: ConnectionOptions;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #backoff = new Backoff();
  #model: Model;
  #session: EngineSession | undefined;
  /** Ends the attempt, the session or the wait of the moment. */
  #step = new AbortController();
  #wanted: boolean;
  #asleep = false;
  /** Why it must not be connected to at all. */
  #blocked: AppError | undefined;
  /** An error that only a person can mend; nothing is tried before one asks. */
  #stopped: AppError | undefined;
  /** The last wait ended because somebody listens again. */
  #justOpened = false;
  /** The list is overdue: what is shown is not known to be true, whatever a heartbeat says. */
  #overdue: AppError | undefined;
  #eventLagMs: number | undefined;
  /** Makes the next heartbeat come at once. */
  #beat: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#wanted = options.start;
    this.#blocked = options.blocked;
    this.#model = options.model;
    this.#report({ phase: options.start && options.blocked === undefined ? 'probing' : 'disconnected' });
    void this.#live();
  }

  /** What is known of the engine now. */
  get model(): Model {
    return this.#model;
  }

  get address(): Address {
    return this.#options.address;
  }

  /** True where it is to be connected, even if it is not now. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** The client of the session, or why there is none, as a sentence that names the engine. */
  get client(): Result<EngineClient> {
    if (this.#session !== undefined) return ok(this.#session.client);
    const byItself = this.#model.phase !== 'disconnected' || this.#model.retryAt !== undefined;
    return fail({
      kind: 'engine-unreachable',
      reason: 'lost',
      message: `${this.#model.name} is not connected.`,
      remedy: byItself
        ? 'Pilothouse connects again by itself as soon as the engine answers.'
        : 'Connect to it first.',
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

  /** Connects where it is not, and tries at once where it waits. A heartbeat that waits comes at once, too. */
  connect(): void {
    this.#wanted = true;
    if (this.#blocked !== undefined) return;
    this.#stopped = undefined;
    // Whoever asks is awake.
    this.#asleep = false;
    const waits =
      this.#session === undefined && this.#model.phase !== 'probing' && this.#model.phase !== 'syncing';
    this.#backoff.reset();
    this.#beat?.();
    if (!waits) return;
    this.#report({ phase: this.#reached ? 'reconnecting' : 'probing', error: undefined, retryAt: undefined });
    this.#step.abort();
  }

  /** Ends the connection until `connect`; what is known of the engine stays. */
  disconnect(): void {
    this.#wanted = false;
    this.#step.abort();
  }

  /** The computer goes to sleep: sockets would be dead afterwards, and would not say so. */
  suspend(): void {
    this.#asleep = true;
    this.#step.abort();
  }

  /** The computer is awake again. */
  resume(): void {
    this.#asleep = false;
    this.#backoff.reset();
    // Also without a word about going to sleep before: what was open cannot be trusted.
    this.#step.abort();
  }

  /** Takes another name, place or colour; the connection goes on. */
  rename(naming: Naming): void {
    this.#report(naming);
  }

  /** Takes back, or gives, the reason why it must not be connected to. */
  block(blocked: AppError | undefined): void {
    const changed = (this.#blocked === undefined) !== (blocked === undefined);
    this.#blocked = blocked;
    if (!changed) return;
    if (blocked === undefined && this.#wanted) this.#report({ phase: 'probing', error: undefined });
    this.#step.abort();
  }

  /** True once it is over for good. */
  get closed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Ends everything; nothing is reported afterwards, but who listens is told this once. */
  close(): void {
    this.#closed.abort();
    this.#step.abort();
    this.#session = undefined;
    this.#tellListeners();
  }

  async #live(): Promise<void> {
    for (;;) {
      const step = new AbortController();
      this.#step = step;
      if (this.#closed.signal.aborted) return;
      if (!this.#wanted || this.#asleep || this.#blocked !== undefined || this.#stopped !== undefined) {
        this.#rest();
        await pause(undefined, step.signal);
        continue;
      }
      if (this.#model.phase === 'live' || this.#model.phase === 'suspect')
        this.#report({ phase: this.#reached ? 'reconnecting' : 'probing', retryAt: undefined });
      const error = await this.#try(step).catch((cause: unknown) => internalError(this.#model.name, cause));
      if (isAborted(this.#closed.signal)) return;
      // Whoever ended the step wants something else at once.
      if (isAborted(step.signal)) continue;
      if (needsPerson(error)) this.#stopped = error;
      else await this.#wait(error, step.signal);
      step.abort();
    }
  }

  /** Says why nothing is tried. */
  #rest(): void {
    const error = this.#wanted ? (this.#blocked ?? this.#stopped) : this.#blocked;
    if (!this.#wanted || error !== undefined) {
      this.#report({ phase: 'disconnected', error, retryAt: undefined });
      return;
    }
    const message = asleep(this.#model.name, this.#reached);
    const phase = this.#reached ? 'suspect' : 'disconnected';
    this.#report({ phase, error: lost(message), retryAt: undefined });
  }

  /** True where its lists were read once. */
  get #reached(): boolean {
    return this.#model.trueAt !== undefined;
  }

  /** One session from negotiation to its end, on a transport of its own; gives why it ended. */
  async #try(step: AbortController): Promise<AppError> {
    const transport = new HttpTransport(this.#options.address);
    const session = new AbortController();
    const end = (): void => session.abort();
    step.signal.addEventListener('abort', end, { once: true });
    try {
      return await this.#runSession(transport, session);
    } finally {
      step.signal.removeEventListener('abort', end);
      session.abort();
      transport.close();
      this.#session = undefined;
    }
  }

  async #runSession(transport: HttpTransport, owner: AbortController): Promise<AppError> {
    const negotiated = await negotiate(transport, this.#options.pinnedVersion, owner.signal);
    if (!negotiated.ok) return negotiated.error;
    const { client, facts } = negotiated.value;
    let giveUp: (error: AppError) => void = () => undefined;
    const givenUp = new Promise<AppError>((resolve) => {
      giveUp = resolve;
    });
    const session: EngineSession = {
      client,
      facts,
      signal: owner.signal,
      giveUp,
      tellUnread: (unread) => this.#report({ unread }),
      tellOverdue: (since) => this.#tellOverdue(session, since),
    };
    this.#overdue = undefined;
    const { certificates } = transport;
    this.#report({ phase: 'syncing', facts, certificates, retryAt: undefined });
    // Events first, then the lists: what happens in between is told by an event and read again.
    const events = await this.#openEvents(session);
    if (!events.ok) return events.error;
    const synced = await this.#options.observer.sync(session);
    if (!synced.ok) return synced.error;
    this.#session = session;
    const begun = performance.now();
    this.#report({ phase: 'live', error: undefined, trueAt: Date.now() });
    const ended = await Promise.race([events.value, this.#heartbeat(session), givenUp]);
    this.#backoff.held(performance.now() - begun);
    return ended ?? lost(`${this.#model.name} closed the connection.`);
  }

  /**
   * Resolves once events flow, with a promise of why they ended; engines before API 1.3 have none. An old engine may say
   * nothing at all before the first event: what it was asked it knows after a moment.
   */
  async #openEvents(session: EngineSession): Promise<Result<Promise<AppError | undefined>>> {
    if (session.facts.missing.events !== undefined) return ok(new Promise(() => undefined));
    const opening = openEvents(session.client, (event) => this.#event(session, event), session.signal);
    const opened = await Promise.race([opening, pause(eventsHeadMs, session.signal)]);
    if (opened !== undefined) return opened.ok ? ok(opened.value.done) : opened;
    return ok(opening.then((late) => (late.ok ? late.value.done : late.error)));
  }

  #event(session: EngineSession, event: EngineEvent): void {
    if (session.signal.aborted) return;
    // Told with the next beat: chatty health checks would otherwise send the whole model many times a second.
    if (event.at !== undefined) this.#eventLagMs = Math.max(0, Math.round(Date.now() - event.at));
    this.#options.observer.event(session, event);
  }

  /** An engine may answer every ping and yet never give its list again. */
  #tellOverdue(session: EngineSession, since: number | undefined): void {
    if (isAborted(session.signal) || this.#session !== session) return;
    if (since === undefined) {
      if (this.#overdue !== undefined) this.#report({ phase: 'live', error: undefined, trueAt: Date.now() });
      this.#overdue = undefined;
      return;
    }
    const seconds = Math.round((performance.now() - since) / 1000);
    const message = `${this.#model.name} answers, but has not given its list of containers for ${seconds} s.`;
    this.#overdue = lost(message, 'no-answer');
    this.#report({ phase: 'suspect', error: this.#overdue });
  }

  #heartbeat(session: EngineSession): Promise<AppError> {
    return heartbeat({
      client: session.client,
      signal: session.signal,
      onWake: (wake) => {
        this.#beat = wake;
      },
      onBeat: (roundTripMs) => {
        const change = { roundTripMs, eventLagMs: this.#eventLagMs };
        if (this.#overdue !== undefined) this.#report(change);
        else this.#report({ ...change, phase: 'live', error: undefined, trueAt: Date.now() });
      },
      onMiss: (cause) => {
        const silentMs = Date.now() - (this.#model.trueAt ?? Date.now());
        // An engine that refuses or breaks off says more than one that is silent.
        const error =
          cause.kind === 'timeout'
            ? lost(`${this.#model.name} has not answered for ${Math.round(silentMs / 1000)} s.`, 'no-answer')
            : cause;
        this.#report({ phase: 'suspect', error });
        return error;
      },
    });
  }

  /** Waits for the next try, or for the engine to be there again. */
  async #wait(error: AppError, signal: AbortSignal): Promise<void> {
    // An engine that has just opened its door needs a moment before it answers.
    if (this.#justOpened && error.kind === 'timeout') this.#backoff.reset();
    this.#justOpened = false;
    const ms = this.#backoff.next();
    const retryAt = Date.now() + ms;
    if (!this.#reached) this.#report({ phase: 'disconnected', error, retryAt });
    else this.#report({ phase: 'reconnecting', error: ofKnownEngine(this.#model.name, error), retryAt });
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const absent =
      error.kind === 'engine-unreachable' &&
      (error.reason === 'no-such-socket' || error.reason === 'refused');
    const waits = [pause(ms, either).then(() => false)];
    if (absent) waits.push(waitForDoor(this.#options.address, either).then(() => true));
    this.#justOpened = await Promise.race(waits);
    over.abort();
  }

  #report(change: Partial<Model>): void {
    if (this.#closed.signal.aborted) return;
    this.#model = { ...this.#model, ...change };
    this.#options.onChange(this.#model);
    if (change.phase !== undefined) this.#tellListeners();
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
