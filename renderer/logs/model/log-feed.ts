import type { LogChunk, LogCuts, LogNotice } from '#shared/model/log';
import type { Client } from '../../bridge/client';
import type { LogBlock, SourcedNotice } from '../store/block';
import { isBefore, type SourcedLines } from '#shared/logs/lines/columns';
import { oldestCuts } from '../store/cuts';
import { LogStore } from '../store/log-store';
import { LogMerge, mergeAll } from '#shared/logs/lines/merge';
import { CatchUp } from './catch-up';
import type { FeedLimits } from './feed-limits';
import { completeLines, countHeld, linesOf } from './older-lines';
import { type OlderFeed, OlderLoader } from './older-loader';
import { SourceReader } from './source-reader';
import type { LogTarget } from './types';

/** What the owner of a feed hears; at once, so it should only note it. */
export interface FeedListener {
  /** Rows came, went or changed, or a status did. */
  readonly changed: () => void;
  /** Lines came from a source; older ones that are loaded are not told of. */
  readonly came: (source: number, chunk: LogChunk) => void;
  readonly removed: (block: LogBlock) => void;
  readonly shifted: (at: number, by: number) => void;
  /** Something happened to a container. */
  readonly noted: (notice: LogNotice, source: number) => void;
}

/** A line of a merged view waits at most so long for slower sources. */
const settleMs = 250;
/** Sources that did not answer in this time are not waited for when a merged view opens. */
const primeMs = 4000;

/**
 * The rows of one container's log, or of several merged in strict order of time: reads them into a LogStore and keeps
 * reading while it runs. For somebody who reads back further than the bounds reach it lets the newest go (`letNewestGo`)
 * and does not read any more, until `readEnd`. No DOM. Owner: LogModel; `stop` ends everything, `start` joins what is
 * held to what came since.
 */
export class LogFeed implements OlderFeed {
  readonly store: LogStore;
  readonly client: Client;
  readonly targets: ReadonlyMap<number, LogTarget>;
  readonly waiting = new Map<number, readonly LogChunk[]>();
  readonly atStart = new Set<number>();
  readonly older: OlderLoader;
  readonly bothEnds: boolean;
  readonly changed: () => void;
  readonly #noted: FeedListener['noted'];
  readonly #came: (source: number, chunk: LogChunk) => void;
  readonly #readers = new Map<number, SourceReader>();
  #merge: LogMerge | undefined;
  #catchUp: CatchUp | undefined;
  #running = false;
  #paused = false;
  /** Lines of each source that were let go. */
  readonly #letGo = new Map<number, number>();
  #notices: { readonly notice: LogNotice; readonly source: number; readonly came: number }[] = [];
  /** Nothing is shown before the ends of all sources were read, so that they can be put in order. */
  #priming: Map<number, LogChunk[]> | undefined;
  #primeTimer: ReturnType<typeof setTimeout> | undefined;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    client: Client,
    targets: ReadonlyMap<number, LogTarget>,
    listener: FeedListener,
    limits: FeedLimits,
  ) {
    this.client = client;
    this.targets = targets;
    this.changed = listener.changed;
    this.#came = listener.came;
    this.#noted = listener.noted;
    this.store = new LogStore(
      {
        removed: (block) => {
          if (this.store.dropped > 0 && block.first < this.store.firstSequence) {
            // What waits is older than what just went.
            this.waiting.clear();
            this.atStart.clear();
          }
          listener.removed(block);
        },
        shifted: listener.shifted,
      },
      limits,
    );
    this.older = new OlderLoader(this);
    this.bothEnds = limits.bothEnds;
    if (targets.size > 1) this.#prime();
    for (const [source, target] of targets)
      this.#readers.set(source, this.#reader(source, target, limits.openLines));
  }

  /** How long merged lines wait; 0 with one source. */
  get settleMs(): number {
    return this.#merge?.settleMs ?? 0;
  }

  /** Reads one more container, which is in `targets` now: its lines get their places among those that are held. */
  join(source: number, tail: number): void {
    const target = this.targets.get(source);
    if (target === undefined) return;
    if (this.#merge === undefined) {
      const merge = this.#mergeFrom();
      this.#startAtEnd(merge);
      for (const known of this.#readers.keys()) merge.open(known);
    }
    const reader = this.#reader(source, target, tail);
    this.#readers.set(source, reader);
    if (this.#paused) reader.pause();
    if (this.#running) this.#read(source, reader);
  }

  reader(source: number): SourceReader | undefined {
    return this.#readers.get(source);
  }

  /** The end of each log was read, or the log has no line: older ones can be asked for. */
  get opened(): boolean {
    return (
      this.#priming === undefined &&
      [...this.#readers].every(
        ([source, { status }]) => this.atStart.has(source) || status.kind !== 'reading' || status.answered,
      )
    );
  }

  /** Lines of some source have no times: nothing older can be asked for. */
  get untimed(): boolean {
    return [...this.#readers.values()].some((reader) => reader.untimed);
  }

  /** Reads, or reads on where it was left. */
  start(): void {
    this.#running = true;
    for (const [source, reader] of this.#readers) this.#read(source, reader);
    if (this.#priming !== undefined) this.#primeTimer ??= setTimeout(() => this.#primed(true), primeMs);
  }

  /** Closes all streams and timers; rows stay. */
  stop(): void {
    this.#running = false;
    this.older.cancel();
    this.#rest();
  }

  letNewestGo(lines: number, bytes: number, keep: number): void {
    if ((this.store.blocks.at(-1)?.first ?? keep) <= keep) return;
    if (this.store.letGo === 0) this.#rest();
    const gone = linesOf(this.store.letNewestGo(lines, bytes, keep));
    for (const source of this.targets.keys())
      this.#letGo.set(source, (this.#letGo.get(source) ?? 0) + countHeld(gone, source));
    // Only notices stood behind what has to stay.
    if (this.store.letGo === 0 && this.#running) this.start();
    this.changed();
  }

  /** Gives up what is held and reads the ends of all logs, after the newest lines were let go. */
  readEnd(): void {
    this.#rest();
    this.#clear();
    this.#notices = [];
    for (const reader of this.#readers.values()) reader.forget();
    if (this.#merge !== undefined) this.#prime();
    if (this.#running) this.start();
    this.changed();
  }

  #prime(): void {
    this.#mergeFrom();
    this.#priming = new Map();
  }

  #clear(): void {
    this.older.forget();
    this.store.clear();
    this.waiting.clear();
    this.atStart.clear();
    this.#letGo.clear();
  }

  #rest(): void {
    for (const reader of this.#readers.values()) reader.stop();
    this.#catchUp?.stop();
    clearTimeout(this.#primeTimer);
    clearTimeout(this.#settleTimer);
    this.#primeTimer = undefined;
    this.#settleTimer = undefined;
    if (this.#priming === undefined) this.#flush(true);
  }

  /** The window is hidden: what comes waits unread. */
  pause(): void {
    this.#paused = true;
    for (const reader of this.#readers.values()) reader.pause();
  }

  resume(): void {
    this.#paused = false;
    const readers = [...this.#readers];
    // Of one that holds nothing back all that it wrote came already.
    for (const [source, { holdsBack }] of readers) if (holdsBack) this.#catchUp?.begin(source, true);
    for (const [, reader] of readers) reader.resume();
    if (this.#priming === undefined) this.#flush(false);
  }

  /** Reads again what failed, or else what ended; joins what is held. */
  readAgain(): void {
    const failed = [...this.#readers].filter(([, { status }]) => status.kind === 'failed');
    for (const [source, reader] of failed.length > 0 ? failed : this.#readers) this.#read(source, reader);
  }

  #read(source: number, reader: SourceReader): void {
    if (reader.reading || this.store.letGo > 0) return;
    this.#merge?.open(source);
    // At first nothing is shown before all are read; later what came meanwhile has to be put in order, too.
    if (this.#priming === undefined) this.#catchUp?.begin(source, false);
    reader.start(this.#merge !== undefined);
  }

  /** Where what is read of a source begins, by stream; undefined where its lines have no times. */
  cuts(source: number): LogCuts | undefined {
    return oldestCuts(this.#parts(source), source);
  }

  answered(source: number): boolean {
    const status = this.reader(source)?.status;
    return status?.kind === 'ended' || (status?.kind === 'reading' && status.answered);
  }

  lines(source: number): number {
    return (this.#letGo.get(source) ?? 0) + countHeld(this.#parts(source), source);
  }

  #parts(source: number): readonly SourcedLines[] {
    const waiting = (this.waiting.get(source) ?? []).map((chunk) => ({ chunk, source }));
    return [...waiting, ...linesOf(this.store.blocks)];
  }

  #mergeFrom(): LogMerge {
    const merge = new LogMerge(
      settleMs,
      (lines) => this.store.append(lines),
      (lines) => this.#late(lines),
    );
    this.#merge = merge;
    this.#catchUp = new CatchUp(merge, () => {
      this.#flush(false);
      this.changed();
    });
    return merge;
  }

  #reader(source: number, target: LogTarget, tail: number): SourceReader {
    return new SourceReader(this.client, target, tail, {
      lines: (chunk, consumed) => {
        // There is one as soon as there are several sources.
        const merge = this.#merge;
        this.#came(source, chunk);
        if (merge === undefined) {
          this.store.append({ chunk, source });
          consumed();
        } else if (this.#priming !== undefined && this.reader(source)?.primed !== true) {
          this.#priming.set(source, [...(this.#priming.get(source) ?? []), chunk]);
          consumed();
        } else {
          // Also the end of a log that was too late to be waited for: its lines get their places among the others.
          merge.open(source);
          merge.push(source, chunk, performance.now(), consumed);
          this.#catchUp?.came(source, chunk.times[chunk.ends.length - 1] ?? Number.NaN);
          if (this.#priming === undefined) this.#flush(false);
        }
        this.changed();
      },
      notice: (notice) => {
        this.#noted(notice, source);
        if (this.#merge === undefined) this.#note(notice, source);
        else {
          this.#notices.push({ notice, source, came: performance.now() });
          this.#catchUp?.told(source, notice.what);
          // An exited container has no more to say: nobody waits for it until it says something again.
          if (notice.what === 'ended') this.#quiet(source);
          this.#settleLater();
        }
        this.changed();
      },
      start: () => {
        // Told before the first line; after lines fell off it is no longer true.
        if (this.store.dropped === 0) this.atStart.add(source);
        this.changed();
      },
      primed: () => {
        this.#catchUp?.over(source);
        if (this.#priming === undefined) this.#flush(false);
        else this.#primed(false);
      },
      startOver: () => this.#clear(),
      changed: () => {
        const kind = this.reader(source)?.status.kind;
        if (kind === 'failed' || kind === 'ended') {
          this.#quiet(source);
          this.#primed(false);
          this.#settleLater();
        }
        this.changed();
      },
    });
  }

  /** Nothing more comes of a source for now. */
  #quiet(source: number): void {
    this.#merge?.close(source);
    this.#catchUp?.over(source);
    if (this.#priming === undefined) this.#flush(false);
  }

  /** Shows the merged ends of all logs, once they are all there, or `late` ones are no longer waited for. */
  #primed(late: boolean): void {
    const priming = this.#priming;
    const merge = this.#merge;
    if (priming === undefined || merge === undefined) return;
    const readers = [...this.#readers];
    const open = readers.filter(([, { primed, status }]) => !primed && status.kind !== 'failed');
    if (!late && open.length > 0) return;
    clearTimeout(this.#primeTimer);
    this.#primeTimer = undefined;
    this.#priming = undefined;
    for (const [source, chunks] of priming) if (chunks.length > 0) this.waiting.set(source, chunks);
    const unfinished = readers.filter(
      ([source, { status }]) => status.kind !== 'failed' && !this.atStart.has(source),
    );
    const ready = completeLines(
      this.waiting,
      unfinished.map(([source]) => source),
    );
    for (const lines of mergeAll(ready)) this.store.append(lines);
    this.#startAtEnd(merge);
    this.#flush(false);
    this.changed();
  }

  /** What is held was put in order already. */
  #startAtEnd(merge: LogMerge): void {
    const chunk = this.store.blocks.findLast((block) => block.chunk !== undefined)?.chunk;
    if (chunk === undefined) return;
    const line = chunk.ends.length - 1;
    merge.startAt(chunk.times[line] ?? Number.NEGATIVE_INFINITY, chunk.nanos[line] ?? 0);
  }

  /** A line that came late gets its place; one that is older than all that is shown waits for the others to come as far. */
  #late(lines: SourcedLines): void {
    const { source, chunk } = lines;
    const { store, waiting } = this;
    const isShown = store.dropped > 0 || this.atStart.size === this.targets.size;
    if (typeof source === 'number' && !isShown && isBefore(chunk, store.firstLine))
      waiting.set(source, [...(waiting.get(source) ?? []), chunk]);
    else store.insert(lines);
  }

  #flush(all: boolean): void {
    const merge = this.#merge;
    if (merge === undefined) return;
    const now = performance.now();
    merge.flush(now, all);
    const due = this.#notices.filter(({ came }) => all || now - came >= settleMs);
    if (due.length > 0) {
      this.#notices = this.#notices.filter((notice) => !due.includes(notice));
      for (const { notice, source } of due) this.#note(notice, source);
    }
    if (!all) this.#settleLater();
  }

  #settleLater(): void {
    if (this.#settleTimer !== undefined || this.#priming !== undefined) return;
    const now = performance.now();
    const [notice] = this.#notices;
    const lines = this.#merge?.dueIn(now);
    const said = notice === undefined ? undefined : Math.max(0, notice.came + settleMs - now);
    if (lines === undefined && said === undefined) return;
    const wait = Math.min(lines ?? Number.POSITIVE_INFINITY, said ?? Number.POSITIVE_INFINITY);
    this.#settleTimer = setTimeout(() => {
      this.#settleTimer = undefined;
      this.#flush(false);
      this.changed();
    }, wait);
  }

  /** A view that comes back hears again what it was told before it left. */
  #note(notice: LogNotice, source: number): void {
    const isSame = (other: SourcedNotice | undefined): boolean =>
      other?.source === source && other.notice.what === notice.what && other.notice.text === notice.text;
    const { blocks } = this.store;
    if (this.#merge === undefined) {
      if (!isSame(blocks.at(-1)?.notice)) this.store.note(notice, source);
    } else if (!blocks.some((block) => isSame(block.notice) && block.time(0) === notice.at)) {
      // Other sources may have written since: it stands where it happened.
      this.store.insertNote(notice, source);
    }
  }
}
