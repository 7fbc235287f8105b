import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import type { StatsCounters } from '../../engine/compat/stats';
import type { EngineSession } from '../../engine/connection';

/** Somebody who wants the samples of a container. */
export interface Taker {
  /** With the parts of the sums. */
  readonly detail: boolean;
  /** Wants each second even where many are sampled: a container's own page, a recording. */
  readonly pinned: boolean;
  take(sample: StatsSample): void;
}

/** How a container is sampled now. */
export type Mode = 'none' | 'stream' | 'turn';

/** One container of an engine, sampled once for all who want it. Its owner is the engine's sampler. */
export class Source {
  readonly id: ContainerId;
  readonly takers = new Set<Taker>();
  mode: Mode = 'none';
  /** Ends the stream or the read that is under way. */
  controller: AbortController | undefined;
  /** Whose counters `previous` are: another session may be another engine. */
  session: EngineSession | undefined;
  previous: StatsCounters | undefined;
  /** By `performance.now()`: when `previous` came, when it was heard last, was left, may be tried again, is to be read. */
  countedAt = 0;
  heardAt = 0;
  leftAt = 0;
  notBefore = 0;
  dueAt = 0;
  reading = false;
  /** What it may use by its limits: asked once for each start and change. */
  cpuLimit: number | undefined;
  limitAsked = false;
  held: StatsSample[] = [];

  constructor(id: ContainerId) {
    this.id = id;
  }

  get pinned(): boolean {
    for (const taker of this.takers) if (taker.pinned) return true;
    return false;
  }

  get detail(): boolean {
    for (const taker of this.takers) if (taker.detail) return true;
    return false;
  }

  /** Keeps a sample and hands it to everybody. */
  give(sample: StatsSample, maxHeld: number): void {
    this.held.push(sample);
    // In slices, so that each sample does not move all the others.
    if (this.held.length > maxHeld * 1.1) this.held = this.held.slice(-maxHeld);
    for (const taker of this.takers) taker.take(forTaker(sample, taker.detail));
  }

  /** Ends what is under way. */
  stop(): void {
    this.controller?.abort();
    this.controller = undefined;
    this.mode = 'none';
  }
}

/** The sample as one who wants the parts, or does not, gets it. */
export function forTaker(sample: StatsSample, detail: boolean): StatsSample {
  return detail || sample.detail === undefined ? sample : { ...sample, detail: undefined };
}
