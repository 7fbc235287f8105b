import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import type { StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../bridge/client';
import { FrameStore, isVisible, onVisibility } from '../logs/frame-store';

/** The longest window of the charts. */
const keptMs = 15 * 60_000;
const mostSamples = 1800;
const tickMs = 1000;

/** What the charts draw from: the same object until listeners are told. */
export interface StatsFrame {
  /** Oldest first. */
  readonly samples: readonly StatsSample[];
  /** Epoch ms by the engine's clock, as far as the samples tell: their least delay counts as none. */
  readonly now: number;
  /** Why nothing is read any more. */
  readonly error: AppError | undefined;
}

/**
 * The samples of one container for the charts: at most 15 minutes, outside React. While it runs it has one stream and
 * one timer, which moves the charts on once a second even where no sample comes, so that a silence is seen; neither
 * while the window is hidden. Owner: the view; `stop` ends both.
 */
export class StatsFeed {
  readonly store = new FrameStore();
  readonly #client: Client;
  readonly #engineId: EngineId;
  readonly #id: ContainerId;
  #samples: StatsSample[] = [];
  #channel: StreamChannel<never, readonly StatsSample[]> | undefined;
  #generation = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopWatching: (() => void) | undefined;
  #skew: number | undefined;
  #error: AppError | undefined;
  #frame: (StatsFrame & { readonly version: number }) | undefined;

  constructor(client: Client, engineId: EngineId, id: ContainerId) {
    this.#client = client;
    this.#engineId = engineId;
    this.#id = id;
  }

  /** For `useSyncExternalStore`. */
  readonly frame = (): StatsFrame => {
    const version = this.store.version();
    if (this.#frame?.version !== version) {
      const now = Date.now() - (this.#skew ?? 0);
      this.#frame = { version, samples: [...this.#samples], now, error: this.#error };
    }
    return this.#frame;
  };

  /** Starts to read. */
  start(): void {
    if (this.#stopWatching !== undefined) return;
    this.#stopWatching = onVisibility((visible) => {
      if (visible) this.#open();
      else this.#close();
    });
    if (isVisible()) this.#open();
  }

  /** Ends the stream and the timer; samples stay. */
  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#close();
  }

  /** Opens the stream again after it failed. */
  again(): void {
    if (this.#stopWatching === undefined) return;
    this.#open();
    this.store.flush();
  }

  #open(): void {
    this.#close();
    this.#error = undefined;
    const generation = this.#generation;
    this.#timer = setInterval(() => this.store.touch(), tickMs);
    const channel = this.#client.open(
      'stats.samples',
      { engineId: this.#engineId, ids: [this.#id], detail: true },
      {
        onItem: (samples, consumed) => {
          if (this.#generation === generation) this.#take(samples);
          consumed();
        },
        onEnd: (error) => {
          if (this.#generation !== generation) return;
          this.#close();
          this.#error = error;
          this.store.touch();
        },
      },
    );
    if (this.#generation === generation) this.#channel = channel;
  }

  #close(): void {
    this.#generation += 1;
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.close();
  }

  #take(samples: readonly StatsSample[]): void {
    const first = this.#samples.length === 0;
    for (const sample of samples) {
      const last = this.#samples[this.#samples.length - 1];
      // A new stream begins with what main still holds: most of it is known.
      if (last !== undefined && sample.at <= last.at) continue;
      this.#samples.push(sample);
      const delay = Date.now() - sample.at;
      if (this.#skew === undefined || delay < this.#skew) this.#skew = delay;
    }
    const newest = this.#samples[this.#samples.length - 1]?.at ?? 0;
    const from = this.#samples.findIndex((sample) => sample.at >= newest - keptMs);
    const over = Math.max(from, this.#samples.length - mostSamples);
    if (over > 0) this.#samples.splice(0, over);
    // Later ones wait for the tick: charts are drawn once a second.
    if (first) this.store.touch();
  }
}
