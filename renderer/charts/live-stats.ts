import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import type { StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../bridge/client';
import { FrameStore, isVisible, onVisibility } from '../logs/frame-store';

/** Samples kept of each container: what a sparkline shows. */
export const sparkSamples = 48;
/** Most that the list asks for at once: what is on screen, and the rest of its groups for their sums. */
export const mostVisible = 256;
const mostContainers = 512;
/** About five seconds. */
const steadySamples = 5;
const settleMs = 200;
const retryMs = 3000;

/** What a row shows of one container. The same object until a sample comes. */
export interface LiveSeries {
  readonly latest: StatsSample | undefined;
  /** Epoch ms of this machine's clock at which `latest` came; 0 for none. Compare with now to tell its age. */
  readonly receivedAt: number;
  /** Percent of one core, oldest first, at most 48; samples without a rate are left out. */
  readonly cpu: readonly number[];
  /** Bytes, oldest first, at most 48. */
  readonly memory: readonly number[];
}

const nothing: LiveSeries = { latest: undefined, receivedAt: 0, cpu: [], memory: [] };

function pushed(values: readonly number[], value: number | undefined): readonly number[] {
  if (value === undefined) return values;
  return values.length < sparkSamples ? [...values, value] : [...values.slice(1), value];
}

/**
 * The latest sample and a ring of 48 for each container in view, outside React. One stream for what is visible
 * (at most 256 containers), opened 200 ms after the last change and only where something was added; none while the
 * window is hidden or before `resume`. Listeners hear of it at most once a frame. Keeps at most 512 containers.
 * Owner: `useLiveStats`, which suspends it.
 */
export class LiveStats {
  readonly #client: Client;
  readonly #engineId: EngineId;
  readonly #store = new FrameStore();
  readonly #series = new Map<ContainerId, LiveSeries>();
  #stopWatching: (() => void) | undefined;
  #wanted: readonly ContainerId[] = [];
  #open: ReadonlySet<ContainerId> = new Set();
  #channel: StreamChannel<never, readonly StatsSample[]> | undefined;
  /** Counts streams, so that what a given-up one still says is not heard. */
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, engineId: EngineId) {
    this.#client = client;
    this.#engineId = engineId;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** What is known of a container; stable until it changes, so that it can be a snapshot. */
  readonly of = (id: ContainerId): LiveSeries => this.#series.get(id) ?? nothing;

  /** The mean of the last samples of a column, for sorting: one sample alone would make rows jump. */
  readonly steady = (id: ContainerId, by: 'cpu' | 'memory'): number | undefined => {
    const values = this.of(id)[by].slice(-steadySamples);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };

  /** For totals over several containers: changes whenever anything did. */
  readonly version = (): number => this.#store.version();

  /** The running containers that are on screen; what is beyond 256 gets no samples. */
  setVisible(ids: readonly ContainerId[]): void {
    this.#wanted = ids.slice(0, mostVisible);
    this.#settle(settleMs);
  }

  /** Starts to read what is visible. */
  resume(): void {
    this.#stopWatching ??= onVisibility((visible) => {
      if (visible) this.#settle(0);
      else this.#close();
    });
    this.#settle(settleMs);
  }

  /** Closes the stream and every timer; what is known stays until `resume` or until nobody refers to it. */
  suspend(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#close();
  }

  #settle(delayMs: number): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#reopen();
    }, delayMs);
  }

  #reopen(): void {
    if (this.#stopWatching === undefined || !isVisible()) return;
    const added = this.#wanted.some((id) => !this.#open.has(id));
    // Each opening replays what main holds: what only left the view is not worth one, until it is the most of it.
    const wasteful = this.#open.size > 8 && this.#open.size > 2 * this.#wanted.length;
    if (this.#channel !== undefined && !added && !wasteful && this.#wanted.length > 0) return;
    this.#close();
    if (this.#wanted.length === 0) return;
    this.#open = new Set(this.#wanted);
    const generation = this.#generation;
    const channel = this.#client.open(
      'stats.samples',
      { engineId: this.#engineId, ids: [...this.#wanted], history: sparkSamples },
      {
        onItem: (samples, consumed) => {
          if (this.#generation === generation) this.#take(samples);
          consumed();
        },
        onEnd: () => {
          if (this.#generation !== generation) return;
          this.#close();
          // The engine went, or a container did: the list tells which; samples just start again.
          this.#settle(retryMs);
        },
      },
    );
    if (this.#generation === generation) this.#channel = channel;
  }

  #close(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const channel = this.#channel;
    this.#channel = undefined;
    this.#generation += 1;
    this.#open = new Set();
    channel?.close();
  }

  #take(samples: readonly StatsSample[]): void {
    const now = Date.now();
    for (const sample of samples) {
      const known = this.#series.get(sample.containerId) ?? nothing;
      // A new stream begins with what main still holds: most of it is known.
      if (known.latest !== undefined && sample.at <= known.latest.at) continue;
      this.#series.delete(sample.containerId);
      this.#series.set(sample.containerId, {
        latest: sample,
        receivedAt: now,
        cpu: pushed(known.cpu, sample.cpuPercent),
        memory: pushed(known.memory, sample.memoryBytes),
      });
    }
    while (this.#series.size > mostContainers) {
      const oldest = this.#series.keys().next();
      if (oldest.done === true) break;
      this.#series.delete(oldest.value);
    }
    this.#store.touch();
  }
}

/** Samples of the given running containers for as long as the component is mounted. `ids` may be a new array each time. */
export function useLiveStats(client: Client, engineId: EngineId, ids: readonly ContainerId[]): LiveStats {
  const [live, setLive] = useState(() => new LiveStats(client, engineId));
  const [made, setMade] = useState({ client, engineId });
  if (made.client !== client || made.engineId !== engineId) {
    setMade({ client, engineId });
    setLive(new LiveStats(client, engineId));
  }
  useEffect(() => {
    live.resume();
    return () => live.suspend();
  }, [live]);
  const key = ids.join(' ');
  useEffect(() => {
    live.setVisible(key === '' ? [] : (key.split(' ') as ContainerId[]));
  }, [live, key]);
  return live;
}

/** One container's samples; the component renders anew only when they change. */
export function useLiveSeries(live: LiveStats, id: ContainerId): LiveSeries {
  return useSyncExternalStore(live.subscribe, () => live.of(id));
}
