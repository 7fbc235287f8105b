import type { StreamInput } from '#shared/contract/index';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { openStats } from '../engine/api/containers';
import { pump } from '../engine/api/pump';
import { JsonStreamDecoder } from '../engine/codec/json-stream';
import { type StatsCounters, toCounters, toSample } from '../engine/compat/stats';
import type { EngineService, KnownEngine } from './engines';
import type { StreamSink } from './stream-sink';

/** A view's end of the samples. */
export type StatsSink = StreamSink<readonly StatsSample[], never>;

/** 15 minutes at a sample a second. */
const maxHeld = 900;
/** A stream is kept so long after its last view left, so that scrolling through a list does not open it anew. */
const lingerMs = 3_000;
const retryMs = 2_000;
/** Samples of all containers go out together so often. */
const batchMs = 250;
const sampleCost = 160;
/** Samples in one item, so that the past of many containers does not pass the window as one. */
const maxItem = 300;
/** Beyond so many the samples of those that nobody looks at are forgotten, the longest unseen first. */
const maxRings = 256;

interface Source {
  readonly samples: StatsSample[];
  readonly listeners: Set<(sample: StatsSample) => void>;
  controller: AbortController | undefined;
  linger: NodeJS.Timeout | undefined;
}

/**
 * Samples what containers use: once for each container, however many views look, and only while one looks. Owner calls
 * `close`.
 */
export class StatsService {
  readonly #engines: EngineService;
  readonly #sources = new Map<string, Source>();

  constructor(engines: EngineService) {
    this.#engines = engines;
  }

  /** Streams that are open to engines, for leak checks. */
  get openStreams(): number {
    return [...this.#sources.values()].filter((source) => source.controller !== undefined).length;
  }

  /** Serves one view until it goes away: first what is held, then samples as they are made. */
  async serve(input: StreamInput<'stats.samples'>, sink: StatsSink): Promise<void> {
    const engine = this.#engines.engine(input.engineId);
    if (!engine.ok) {
      sink.end(engine.error);
      return;
    }
    const waiting: StatsSample[] = [];
    let timer: NodeJS.Timeout | undefined;
    const send = async (): Promise<void> => {
      while (waiting.length > 0 && (await sink.ready())) {
        const item = waiting.splice(0, maxItem);
        sink.send(item, item.length * sampleCost);
      }
      timer = undefined;
    };
    const later = (ms: number): void => {
      timer ??= setTimeout(() => void send(), ms);
    };
    const take = (sample: StatsSample): void => {
      waiting.push(sample);
      // A view that stands still misses what is no longer held, either.
      if (waiting.length > maxHeld * input.ids.length) waiting.shift();
      later(batchMs);
    };
    const leave = input.ids.map((id) => {
      const held = this.#sources.get(keyOf(input.engineId, id))?.samples ?? [];
      waiting.push(...held.slice(Math.max(0, held.length - (input.history ?? maxHeld))));
      return this.#join(engine.value, id, take);
    });
    if (waiting.length > 0) later(0);
    await new Promise<void>((resolve) => {
      sink.signal.addEventListener('abort', () => resolve(), { once: true });
      if (sink.signal.aborted) resolve();
    });
    clearTimeout(timer);
    for (const each of leave) each();
  }

  /** Ends every stream. */
  close(): void {
    for (const source of this.#sources.values()) {
      clearTimeout(source.linger);
      source.controller?.abort();
    }
    this.#sources.clear();
  }

  #join(engine: KnownEngine, id: ContainerId, listener: (sample: StatsSample) => void): () => void {
    const key = keyOf(engine.id, id);
    const source = this.#sources.get(key) ?? this.#newSource(key);
    source.listeners.add(listener);
    clearTimeout(source.linger);
    if (source.controller === undefined) {
      source.controller = new AbortController();
      void this.#run(engine, id, source, source.controller.signal);
    }
    return () => {
      source.listeners.delete(listener);
      if (source.listeners.size > 0) return;
      if (this.#sources.get(key) !== source) return;
      source.linger = setTimeout(() => {
        source.controller?.abort();
        source.controller = undefined;
        // The map's order is the order of forgetting.
        this.#sources.delete(key);
        this.#sources.set(key, source);
      }, lingerMs);
    };
  }

  #newSource(key: string): Source {
    for (const [old, source] of this.#sources) {
      if (this.#sources.size < maxRings) break;
      if (source.controller === undefined) this.#sources.delete(old);
    }
    const source: Source = { samples: [], listeners: new Set(), controller: undefined, linger: undefined };
    this.#sources.set(key, source);
    return source;
  }

  /** Reads one container's stream for as long as somebody looks, also across restarts of it and of the engine. */
  async #run(engine: KnownEngine, id: ContainerId, source: Source, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const session = engine.connection.session;
      const state = engine.state.containers.get(id)?.state;
      if (session !== undefined && (state === 'running' || state === 'paused')) {
        const limit = AbortSignal.any([signal, session.signal]);
        const body = await openStats(session.client, id, limit);
        if (body.ok) {
          let previous: StatsCounters | undefined;
          const decoder = new JsonStreamDecoder();
          await pump(session.client, body.value, limit, (chunk) => {
            for (const raw of decoder.push(chunk)) {
              const counters = toCounters(raw);
              if (counters === undefined) {
                // An empty object: the container stopped, and the engine would go on sending these for ever.
                return { kind: 'cancelled', message: 'The container stopped.' };
              }
              this.#add(source, toSample(id, counters, previous));
              previous = counters;
            }
            return undefined;
          });
        }
      }
      await pause(retryMs, signal);
    }
  }

  #add(source: Source, sample: StatsSample): void {
    source.samples.push(sample);
    if (source.samples.length > maxHeld) source.samples.shift();
    for (const listener of source.listeners) listener(sample);
  }
}

function keyOf(engineId: EngineId, id: ContainerId): string {
  return `${engineId}/${id}`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
