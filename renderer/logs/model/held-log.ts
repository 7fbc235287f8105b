import type { LogNotice } from '#shared/model/log';
import type { Client } from '../../bridge/client';
import { FrameStore, isVisible, onVisibility } from '../frame-store';
import type { StoreBounds } from '../store/log-store';
import type { LogWorkView } from '../work/log-workers';
import { VolumeHistogram } from '../volume/histogram';
import { LogAnalysis } from './log-analysis';
import { feedLimits } from './feed-limits';
import { LogFeed } from './log-feed';
import type { LogMemory } from './log-memory';
import type { SaveRequest } from './save-request';
import { PastNotices } from './past-notices';
import { SourceList } from './source-list';
import type { LevelCounts, LogSource, LogTarget, OlderState, ReadingStatus, TimeRange } from './types';

/** What a model is made with. */
export interface LogModelParts {
  readonly client: Client;
  readonly memory: LogMemory;
  readonly memoryKey: string;
  readonly bounds?: StoreBounds;
  readonly work: LogWorkView;
  /** Has main write lines to a file that the person chooses. */
  readonly save: (request: SaveRequest) => void;
  /** Called after each change of what is held, for a budget of several models. */
  readonly committed: (model: HeldLog) => void;
}

let nextId = 1;

/**
 * The rows of a log view and how they are read: the part of its model that has nothing to do with what is shown of them.
 * Streams and workers work only while somebody holds it; while the window is hidden what comes waits unread.
 */
export abstract class HeldLog {
  /** Tells it from every other one of this page. */
  readonly id = nextId++;
  readonly store = new FrameStore();
  readonly feed: LogFeed;
  readonly volume = new VolumeHistogram();
  protected readonly parts: LogModelParts;
  protected readonly heard: SourceList;
  /** By number; more may join. */
  protected readonly targets: ReadonlyMap<number, LogTarget>;
  readonly #targets: Map<number, LogTarget>;
  readonly #analysis: LogAnalysis;
  readonly #past: PastNotices;
  #holders = 0;
  #stopWatching: (() => void) | undefined;

  constructor(given: ReadonlyMap<number, LogTarget>, parts: LogModelParts) {
    this.parts = parts;
    const targets = new Map(given);
    this.#targets = targets;
    this.targets = targets;
    this.heard = new SourceList(targets, parts.memory.get(parts.memoryKey));
    this.feed = new LogFeed(
      parts.client,
      targets,
      {
        changed: () => {
          this.#past.place();
          this.#analysis.extend();
          this.changed();
          this.parts.committed(this);
        },
        came: (source, chunk) => this.heard.see(source, chunk),
        removed: (block) => {
          this.#analysis.removed(block);
          this.#past.removed(block);
        },
        shifted: (at, by) => this.shifted(at, by),
        noted: (notice, source) => this.noted(notice, source),
      },
      feedLimits(targets.size, navigator.hardwareConcurrency, parts.bounds),
    );
    this.#past = new PastNotices(parts.client, targets, this.feed.store);
    this.#analysis = new LogAnalysis(
      this.feed.store,
      this.volume,
      (chunk) => parts.work.analyse(chunk),
      () => this.changed(),
    );
  }

  /** Rows came, went, or more is known of them. */
  protected abstract changed(): void;
  /** Rows came between others: sequences from `at` on are higher by `by`. */
  protected abstract shifted(at: number, by: number): void;
  /** Something happened to a container while it was read. */
  protected abstract noted(notice: LogNotice, source: number): void;
  /** The sequence of the last row that has to stay where older ones need room; undefined where the end has to. */
  protected abstract lastNeeded(): number | undefined;
  /** Somebody looks at it now, or nobody does any more. */
  protected abstract looked(at: boolean): void;

  get sources(): readonly LogSource[] {
    return this.heard.list((source) => this.feed.reader(source)?.status ?? { kind: 'idle' }, Date.now());
  }

  /** What it is remembered under. */
  get memoryKey(): string {
    return this.parts.memoryKey;
  }

  /** Reads one more container beside the others; nothing of what is there changes. */
  join(target: LogTarget): void {
    const index = Math.max(-1, ...this.#targets.keys()) + 1;
    this.#targets.set(index, target);
    this.heard.join(index, target, this.parts.memory.get(this.parts.memoryKey));
    this.feed.join(index, feedLimits(this.#targets.size, navigator.hardwareConcurrency).openLines);
  }

  /** Of all sources: failed where every one failed, reading where any is. */
  get status(): ReadingStatus {
    const all = this.sources.map(({ status }) => status);
    return (
      all.find((status) => status.kind === 'reading' && status.answered) ??
      all.find(({ kind }) => kind === 'reading') ??
      all.find(({ kind }) => kind === 'ended') ??
      all[0] ?? { kind: 'idle' }
    );
  }

  /** Merged lines wait at most so long for slower sources, in ms; 0 with one source. */
  get settleMs(): number {
    return this.feed.settleMs;
  }

  protected levelsIn(range: TimeRange | undefined): LevelCounts {
    return this.#analysis.levels(range);
  }

  get held(): { readonly lines: number; readonly bytes: number; readonly maxBytes: number } {
    const { lines, bytes, bounds } = this.feed.store;
    return { lines, bytes, maxBytes: bounds.maxBytes };
  }

  get oldest(): number | undefined {
    const [time = Number.NaN] = this.feed.store.firstLine?.times ?? [];
    return Number.isNaN(time) ? undefined : time;
  }

  get older(): OlderState {
    const { older, store, untimed } = this.feed;
    return {
      atStart: older.atStart,
      dropped: store.dropped,
      letGo: store.letGo,
      loading: older.loading,
      problem: older.problem,
      atLimit: older.atLimit,
      unavailable: untimed
        ? 'This engine gives log lines no times, so older ones cannot be asked for.'
        : undefined,
    };
  }

  /** What happened, in order of time. */
  get notices(): readonly LogNotice[] {
    return this.feed.store.blocks.flatMap(({ notice }) => (notice === undefined ? [] : [notice.notice]));
  }

  /** True while a view shows it. */
  get isHeld(): boolean {
    return this.#holders > 0;
  }

  hold(): () => void {
    this.#holders += 1;
    if (this.#holders === 1) this.#start();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      if (this.#holders === 0) this.#stop();
    };
  }

  readAgain(): void {
    if (this.#holders === 0) return;
    this.feed.readAgain();
    this.store.flush();
  }

  wantOlder(): void {
    const { loading, problem } = this.older;
    if (loading === undefined && problem === undefined) this.loadOlder();
  }

  loadOlder(): void {
    const { unavailable, atStart } = this.older;
    if (unavailable === undefined && !atStart && this.isHeld)
      void this.feed.older.page(() => this.lastNeeded());
  }

  loadAll(): void {
    if (this.older.unavailable === undefined) void this.feed.older.all();
  }

  cancelLoading(): void {
    this.feed.older.cancel();
  }

  /** Gives streams, workers and lines up. */
  dispose(): void {
    this.#stop();
    this.parts.work.dispose();
    this.feed.store.clear();
    this.store.dispose();
  }

  #start(): void {
    this.#stopWatching = onVisibility((visible) => this.#show(visible));
    this.#show(isVisible());
    this.feed.start();
    this.#past.ask(() => this.feed.changed());
    this.store.touch();
  }

  #stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.looked(false);
    this.#analysis.run(false);
    this.#past.stop();
    this.feed.stop();
  }

  #show(visible: boolean): void {
    if (visible) this.feed.resume();
    else this.feed.pause();
    this.#analysis.run(visible);
    this.looked(visible);
  }
}
