import type { IncomingMessage } from 'node:http';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { openStats } from '../../engine/api/container-stats';
import { inspectContainer } from '../../engine/api/containers';
import { JsonStreamDecoder } from '../../engine/codec/json-stream';
import { toCounters } from '../../engine/compat/stats';
import { toSample } from '../../engine/compat/stats-rates';
import type { EngineSession } from '../../engine/connection';
import type { KnownEngine } from '../engines';
import { cpuLimitOf } from './limits';
import { Source, type Taker } from './source';
import { Turns } from './turns';

/** Streams to one engine at once; where more containers are wanted, those without a claim are read in turn. */
export const maxStreams = 24;
/** A stream is kept so long after its last view left, so that scrolling through a list does not open it anew. */
const lingerMs = 3_000;
const retryMs = 2_000;
/** A stream of samples that is silent for so long has died without saying so. */
const silentMs = 12_000;
const silenceCheckMs = 4_000;
/** Counters that nobody looked at for so long make no rate any more. */
const keptMs = 10_000;
/** Samples that are held of all containers together, and of one of them. */
const heldInAll = 60_000;
const mostHeld = 900;
const leastHeld = 64;
/** Beyond so many the samples of those that nobody looks at are forgotten, the longest unseen first. */
const maxSources = 1_200;
/** Containers that are asked for their limits at once. */
const maxLimitReads = 2;

/** Called with each sample and the container's name. */
export type OnSample = (name: string, sample: StatsSample) => void;

/**
 * Samples the containers of one engine: each once, however many want it, and only while somebody does and it runs. Up to
 * 24 come as streams, about one sample a second; beyond, one-shot reads are made in turn, at a pace that costs the engine
 * less than the streams would. Owner calls `close`.
 */
export class EngineSampler {
  readonly engine: KnownEngine;
  readonly #onSample: OnSample;
  readonly #sources = new Map<ContainerId, Source>();
  readonly #turns: Turns;
  readonly #stopHearing: () => void;
  #stopListening: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #planned = false;
  /** Whose streams and reads are under way. */
  #session: EngineSession | undefined;
  #limitReads = 0;

  constructor(engine: KnownEngine, onSample: OnSample) {
    this.engine = engine;
    this.#onSample = onSample;
    this.#turns = new Turns((source, session, raw) => {
      if (!this.#take(source, session, raw)) source.notBefore = performance.now() + retryMs;
    });
    // Also while nobody looks: counters are kept for whoever comes back soon, but not those of an earlier run.
    this.#stopHearing = engine.state.onContainerEvent((id, { action }) => {
      const source = this.#sources.get(id);
      if (source === undefined || (action !== 'start' && action !== 'update')) return;
      source.limitAsked = false;
      if (action === 'start') source.previous = undefined;
      if (source.takers.size > 0) this.#soon();
    });
  }

  /** Streams and reads that are under way, for leak checks. */
  get openStreams(): number {
    return [...this.#sources.values()].filter(({ mode, reading }) => mode === 'stream' || reading).length;
  }

  /** Timers that run, for leak checks. */
  get timers(): number {
    return (this.#timer === undefined ? 0 : 1) + this.#turns.timers;
  }

  /** Samples that are held of a container, oldest first. */
  held(id: ContainerId): readonly StatsSample[] {
    return this.#sources.get(id)?.held ?? [];
  }

  /** Wants the samples of a container until the returned function is called. */
  join(id: ContainerId, taker: Taker): () => void {
    const source = this.#sources.get(id) ?? this.#newSource(id);
    source.takers.add(taker);
    this.#soon();
    return () => {
      if (!source.takers.delete(taker)) return;
      source.leftAt = performance.now();
      this.#soon();
    };
  }

  /** Ends every stream and timer. */
  close(): void {
    for (const source of this.#sources.values()) source.stop();
    this.#sources.clear();
    this.#turns.set([], undefined);
    this.#stopHearing();
    this.#stopListening?.();
    this.#stopListening = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #newSource(id: ContainerId): Source {
    for (const [old, { mode, takers }] of this.#sources) {
      if (this.#sources.size < maxSources) break;
      if (mode === 'none' && takers.size === 0) this.#sources.delete(old);
    }
    const source = new Source(id);
    this.#sources.set(id, source);
    return source;
  }

  /** Plans anew once everything that happens now has happened: a view joins hundreds one after the other. */
  #soon(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#plan();
    });
  }

  /** Makes streams and turns be what is wanted now, and sets the timer for the next change that time alone brings. */
  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    const { session } = this.engine.connection;
    if (session !== this.#session) for (const source of this.#sources.values()) this.#rest(source);
    this.#session = session;
    const running: Source[] = [];
    const lingering: Source[] = [];
    let inUse = false;
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const source of this.#sources.values()) {
      if (source.takers.size > 0) inUse = true;
      if (session === undefined || !this.#runs(source.id)) this.#rest(source);
      else if (source.takers.size > 0) running.push(source);
      else if (source.mode === 'stream' && now - source.leftAt < lingerMs) lingering.push(source);
      else this.#rest(source);
    }
    // Those that only linger get what is left.
    for (const source of lingering
      .sort((a, b) => b.leftAt - a.leftAt)
      .splice(Math.max(0, maxStreams - running.length)))
      this.#rest(source);
    for (const { leftAt } of lingering) wakeAt = Math.min(wakeAt, leftAt + lingerMs);
    if (session === undefined) this.#turns.set([], undefined);
    else wakeAt = Math.min(wakeAt, this.#assign(running, session, now));
    this.#listen(inUse);
    if (session !== undefined) this.#readLimits(session, running);
    if (wakeAt < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#plan(), Math.max(10, wakeAt - now));
  }

  /** Gives each a stream or a turn; the time at which that is to be looked at again. */
  #assign(running: readonly Source[], session: EngineSession, now: number): number {
    const streams = this.#choose(running, session);
    const inTurn: Source[] = [];
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const source of running) {
      if (source.mode === 'none' && now - source.countedAt > keptMs) source.previous = undefined;
      if (!streams.has(source)) {
        if (source.mode !== 'turn') source.stop();
        source.mode = 'turn';
        inTurn.push(source);
      } else if (source.mode !== 'stream') {
        if (source.notBefore > now) wakeAt = Math.min(wakeAt, source.notBefore);
        else void this.#stream(source, session);
      }
    }
    this.#turns.set(inTurn, session);
    if (streams.size === 0) return wakeAt;
    this.#endSilent(now);
    return Math.min(wakeAt, now + silenceCheckMs);
  }

  #runs(id: ContainerId): boolean {
    const state = this.engine.state.containers.get(id)?.state;
    return state === 'running' || state === 'paused';
  }

  #rest(source: Source): void {
    if (source.mode === 'none') return;
    source.stop();
    // The map's order is the order of forgetting.
    this.#sources.delete(source.id);
    this.#sources.set(source.id, source);
  }

  /** Who gets a stream: all where there are few; otherwise those with a claim to each second. */
  #choose(running: readonly Source[], session: EngineSession): ReadonlySet<Source> {
    // Podman's streams give a sample each five seconds alone.
    const { profile, missing } = session.client;
    if (profile.flavour === 'podman' && missing['stats-one-shot'] === undefined) return new Set();
    if (running.length <= maxStreams) return new Set(running);
    return new Set(running.filter(({ pinned }) => pinned).slice(0, maxStreams));
  }

  #listen(inUse: boolean): void {
    if (!inUse) {
      this.#stopListening?.();
      this.#stopListening = undefined;
      return;
    }
    if (this.#stopListening !== undefined) return;
    const { state, connection } = this.engine;
    const leave = [state.containers.subscribe(() => this.#soon()), connection.onPhase(() => this.#soon())];
    this.#stopListening = () => {
      for (const each of leave) each();
    };
  }

  #endSilent(now: number): void {
    for (const source of this.#sources.values())
      if (source.mode === 'stream' && now - source.heardAt > silentMs) source.controller?.abort();
  }

  /** Reads one container's stream until it ends, is ended, or gives the empty objects of a stopped container. */
  async #stream(source: Source, session: EngineSession): Promise<void> {
    source.stop();
    const controller = new AbortController();
    source.controller = controller;
    source.mode = 'stream';
    source.heardAt = performance.now();
    const { signal } = controller;
    const body = await openStats(session.client, source.id, signal);
    if (body.ok) await this.#read(source, session, body.value, signal);
    if (source.controller !== controller) return;
    source.controller = undefined;
    source.mode = 'none';
    source.notBefore = performance.now() + retryMs;
    this.#soon();
  }

  #read(source: Source, session: EngineSession, body: IncomingMessage, signal: AbortSignal): Promise<void> {
    const decoder = new JsonStreamDecoder();
    return new Promise((resolve) => {
      const end = (): void => {
        body.destroy();
        resolve();
      };
      body.on('data', (chunk: Buffer) => {
        if (signal.aborted) return end();
        source.heardAt = performance.now();
        try {
          // An empty object: the container stopped, and the engine would go on sending these for ever.
          for (const raw of decoder.push(chunk)) if (!this.#take(source, session, raw)) return end();
        } catch {
          end();
        }
      });
      body.on('error', end);
      body.on('close', end);
      if (signal.aborted) end();
    });
  }

  /** Makes a sample of what an engine sent; false where that is empty, as of a container that does not run. */
  #take(source: Source, session: EngineSession, raw: unknown): boolean {
    const counters = toCounters(raw);
    if (counters === undefined) return false;
    const previous = source.session === session ? source.previous : undefined;
    source.session = session;
    source.previous = counters;
    source.countedAt = performance.now();
    // An engine repeats itself where its collector was late.
    if (previous?.at === counters.at) return true;
    const sample = toSample(source.id, counters, previous, {
      cpuLimit: source.cpuLimit,
      detail: source.detail,
      maxGapMs: source.mode === 'turn' ? this.#turns.maxGapMs : undefined,
    });
    this.#onSample(this.engine.state.containers.get(source.id)?.name ?? '', sample);
    source.give(sample, Math.max(leastHeld, Math.min(mostHeld, Math.floor(heldInAll / this.#sources.size))));
    return true;
  }

  #readLimits(session: EngineSession, running: readonly Source[]): void {
    for (const source of running) {
      if (this.#limitReads >= maxLimitReads) return;
      if (source.limitAsked) continue;
      source.limitAsked = true;
      this.#limitReads += 1;
      // A signal of its own: the session's has listeners enough.
      void inspectContainer(session.client, source.id, AbortSignal.any([session.signal])).then((details) => {
        this.#limitReads -= 1;
        if (details.ok) source.cpuLimit = cpuLimitOf(details.value);
        this.#soon();
      });
    }
  }
}
