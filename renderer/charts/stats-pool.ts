import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import type { StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../bridge/client';
import { isVisible, onVisibility } from '../logs/frame-store';
import { entityKey } from '../state/entities';
import { SampleRing } from './sample-ring';

/** The contract's most for one stream. */
const mostOfEngine = 1000;
const mostRings = 2048;
/** Samples of the past that a first opening asks for, over all containers of an engine together, and of each. */
const historyOfAll = 30_000;
const historyOfOne = 300;
const settleMs = 250;
const retryMs = 3000;
const tickMs = 1000;

interface Source {
  ids: readonly ContainerId[];
  open: ReadonlySet<ContainerId>;
  channel: StreamChannel<never, readonly StatsSample[]> | undefined;
  /** Counts streams, so that what a given-up one still says is not heard. */
  generation: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** How much this machine's clock is ahead of the engine's; the least that was seen. */
  skew: number | undefined;
}

/**
 * Samples of many containers, of one engine or of several, outside React: one stream for each engine, and one beat a
 * second, at which whoever draws is told. Neither stream nor beat while the window is hidden or before `resume`. Keeps
 * at most 2048 rings. Owner: the overview, which suspends it.
 */
export class StatsPool {
  readonly #client: Client;
  readonly #rings = new Map<string, SampleRing>();
  readonly #sources = new Map<EngineId, Source>();
  readonly #listeners = new Set<() => void>();
  #stopWatching: (() => void) | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Calls back once a second while it runs; the returned function ends it. */
  readonly onBeat = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is known of a container, by its engine's id and its own, as `entityKey` joins them. */
  ring(key: string): SampleRing | undefined {
    return this.#rings.get(key);
  }

  /** How much to add to times of an engine to have this machine's. */
  skew(engineId: EngineId): number {
    return this.#sources.get(engineId)?.skew ?? 0;
  }

  /** The running containers to measure, by engine; what is beyond 1000 of one gets no samples. */
  setWanted(wanted: ReadonlyMap<EngineId, readonly ContainerId[]>): void {
    for (const [engineId, source] of this.#sources) {
      if (wanted.has(engineId)) continue;
      this.#close(source);
      this.#sources.delete(engineId);
    }
    for (const [engineId, ids] of wanted) {
      let source = this.#sources.get(engineId);
      if (source === undefined) {
        source = {
          ids: [],
          open: new Set(),
          channel: undefined,
          generation: 0,
          timer: undefined,
          skew: undefined,
        };
        this.#sources.set(engineId, source);
      }
      source.ids = ids.slice(0, mostOfEngine);
      this.#settle(engineId, source, settleMs);
    }
  }

  /** Starts to read what is wanted. */
  resume(): void {
    this.#stopWatching ??= onVisibility((visible) => {
      if (visible) this.#start();
      else this.#stop();
    });
    if (isVisible()) this.#start();
  }

  /** Closes every stream and timer; what is known stays until nobody refers to it. */
  suspend(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#stop();
  }

  #start(): void {
    this.#beat ??= setInterval(() => {
      for (const listener of [...this.#listeners]) listener();
    }, tickMs);
    for (const [engineId, source] of this.#sources) this.#settle(engineId, source, 0);
  }

  #stop(): void {
    clearInterval(this.#beat);
    this.#beat = undefined;
    for (const source of this.#sources.values()) this.#close(source);
  }

  #settle(engineId: EngineId, source: Source, delayMs: number): void {
    clearTimeout(source.timer);
    source.timer = setTimeout(() => {
      source.timer = undefined;
      this.#reopen(engineId, source);
    }, delayMs);
  }

  #reopen(engineId: EngineId, source: Source): void {
    if (this.#stopWatching === undefined || !isVisible()) return;
    const { ids, open } = source;
    const added = ids.some((id) => !open.has(id));
    // Each opening replays what main holds: what only went is not worth one, until it is the most of it.
    const wasteful = open.size > 8 && open.size > 2 * ids.length;
    if (source.channel !== undefined && !added && !wasteful && ids.length > 0) return;
    this.#close(source);
    if (ids.length === 0) return;
    source.open = new Set(ids);
    const { generation } = source;
    const history = Math.min(historyOfOne, Math.floor(historyOfAll / ids.length));
    const channel = this.#client.open(
      'stats.samples',
      { engineId, ids: [...ids], history },
      {
        onItem: (samples, consumed) => {
          if (source.generation === generation) this.#take(engineId, source, samples);
          consumed();
        },
        onEnd: () => {
          if (source.generation !== generation) return;
          this.#close(source);
          // The engine went: its connection tells, and samples just start again.
          this.#settle(engineId, source, retryMs);
        },
      },
    );
    if (source.generation === generation) source.channel = channel;
  }

  #close(source: Source): void {
    clearTimeout(source.timer);
    source.timer = undefined;
    const { channel } = source;
    source.channel = undefined;
    source.generation += 1;
    source.open = new Set();
    channel?.close();
  }

  #take(engineId: EngineId, source: Source, samples: readonly StatsSample[]): void {
    const now = Date.now();
    for (const sample of samples) {
      const key = entityKey(engineId, sample.containerId);
      let ring = this.#rings.get(key);
      if (ring === undefined) this.#rings.set(key, (ring = new SampleRing()));
      ring.push(sample, now);
      if (source.skew === undefined || now - sample.at < source.skew) source.skew = now - sample.at;
    }
    for (const [key, ring] of this.#rings) {
      if (this.#rings.size <= mostRings) break;
      if (now - ring.receivedAt > tickMs) this.#rings.delete(key);
    }
  }
}
