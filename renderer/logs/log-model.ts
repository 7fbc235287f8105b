import type { ContainerId, EngineId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import type { AppError } from '#shared/errors';
import type { Consumed, StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../bridge/client';
import { FrameStore, isVisible, onVisibility } from './frame-store';
import { LineTexts } from './line-text';
import { LogRing } from './ring';
import { LogSearch, lowerBound } from './search';
import { Seam } from './seam';

/** What a log's reading is at. */
export type LogStatus =
  | { readonly kind: 'idle' }
  /** Asked for; `answered` once anything came. */
  | { readonly kind: 'reading'; readonly answered: boolean }
  /** The container ended; nothing follows until it is read again. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Why new lines do not move the view. */
export type PauseReason = 'scroll' | 'key' | 'find' | 'select';

export type TimesMode = 'off' | 'local' | 'utc';

/** How a log is shown; kept with its model. */
export interface LogOptions {
  readonly times: TimesMode;
  readonly wrap: boolean;
}

/** Lines asked for when a log is opened, and when a held one is joined again: more each time the join finds a gap. */
const tails = [5000, 100_000, 1_000_000] as const;

type LogChannel = StreamChannel<never, LogItem>;

interface Pending {
  readonly item: LogItem;
  readonly consumed: Consumed;
}

/**
 * One container's log as the page holds it: the ring, its reading, the search and where the view stands. It outlives
 * the view, so that leaving and returning loses neither lines nor place. The stream is open only while somebody holds
 * the model (`hold`); while the window is hidden what comes waits unconsumed (at most the stream's window), so that
 * main stops reading. Owner: LogModels, which bounds and disposes models.
 */
export class LogModel {
  readonly store = new FrameStore();
  readonly ring = new LogRing();
  readonly texts = new LineTexts();
  readonly search: LogSearch;
  readonly #client: Client;
  readonly #target: { readonly engineId: EngineId; readonly id: ContainerId };
  readonly #committed: (model: LogModel) => void;
  #channel: LogChannel | undefined;
  /** Counts streams, so that what a given-up one still says is not heard. */
  #generation = 0;
  #seam: Seam | undefined;
  #attempt = 0;
  #pending: Pending[] = [];
  #holders = 0;
  #stopWatching: (() => void) | undefined;
  #status: LogStatus = { kind: 'idle' };
  #options: LogOptions = { times: 'local', wrap: false };
  #paused: PauseReason | undefined;
  #pausedAt = 0;
  #top = 0;
  #viewRows = 20;
  #current: number | undefined;
  #seeking = false;

  /** `committed` is called after each change of the ring, for a budget of several models. */
  constructor(
    client: Client,
    engineId: EngineId,
    containerId: ContainerId,
    committed: (model: LogModel) => void,
  ) {
    this.#committed = committed;
    this.#client = client;
    this.#target = { engineId, id: containerId };
    this.search = new LogSearch(this.ring, () => this.#searched());
  }

  get status(): LogStatus {
    return this.#status;
  }

  get options(): LogOptions {
    return this.#options;
  }

  /** Undefined while following. */
  get paused(): PauseReason | undefined {
    return this.#paused;
  }

  /** Rows that came since the view was paused. */
  get newRows(): number {
    return this.#paused === undefined ? 0 : this.ring.endSequence - this.#pausedAt;
  }

  /** Sequence of the row at the top of the view, with the part of it that is scrolled away. Meaningless when following. */
  get top(): number {
    return Math.max(this.#top, this.ring.firstSequence);
  }

  /** Sequence of the hit that find stands on. */
  get current(): number | undefined {
    return this.#current;
  }

  /** True while a stream is open. */
  get reading(): boolean {
    return this.#channel !== undefined;
  }

  /** Keeps the log being read until the returned function is called. */
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

  /** True while a view shows it. */
  get held(): boolean {
    return this.#holders > 0;
  }

  /** Reads again after an end or a failure; joins what is held. Nothing while a stream is open or nobody looks. */
  readAgain(): void {
    if (this.#channel === undefined && this.#holders > 0) {
      this.#connect(0);
      this.store.flush();
    }
  }

  setOptions(options: Partial<LogOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.store.flush();
  }

  /** Stops moving with new lines; reading goes on. `top` is where the view stands now. */
  pause(reason: PauseReason, top: number): void {
    if (this.#paused === undefined) {
      this.#paused = reason;
      this.#pausedAt = this.ring.endSequence;
      this.#top = top;
    } else if (reason !== 'scroll') this.#paused = reason;
    this.store.flush();
  }

  /** Moves with new lines again. */
  follow(): void {
    this.#paused = undefined;
    this.store.flush();
  }

  /** The view was scrolled; it pauses first if it follows. */
  scrollTo(top: number): void {
    this.#top = Math.min(Math.max(top, this.ring.firstSequence), this.ring.endSequence);
    if (this.#paused === undefined) this.pause('scroll', this.#top);
    else this.store.flush();
  }

  /** How many rows fit into the view. */
  setViewRows(rows: number): void {
    this.#viewRows = Math.max(1, rows);
  }

  /** Where the view's top is, following or not. */
  get viewTop(): number {
    return this.#paused === undefined
      ? Math.max(this.ring.firstSequence, this.ring.endSequence - this.#viewRows)
      : this.top;
  }

  /** Looks for something else. A text that is not empty pauses the view and moves it to the nearest hit. */
  find(text: string, matchCase: boolean): void {
    this.#current = undefined;
    this.#seeking = text !== '';
    if (text !== '') this.pause('find', this.viewTop);
    this.search.start({ text, matchCase });
    this.store.flush();
  }

  /** Goes to the next hit, or the one before; around at the ends. */
  step(direction: 1 | -1): void {
    const hits = this.search.hits;
    if (hits.length === 0) return;
    const from = this.#current ?? this.viewTop;
    const at = lowerBound(hits, direction === 1 ? from + (this.#current === undefined ? 0 : 1) : from);
    const index = direction === 1 ? at % hits.length : (at - 1 + hits.length) % hits.length;
    this.#reveal(hits[index]);
  }

  /** Which of the hits find stands on, from 1; 0 for none. */
  get currentNumber(): number {
    if (this.#current === undefined) return 0;
    const hits = this.search.hits;
    const at = lowerBound(hits, this.#current);
    return hits[at] === this.#current ? at + 1 : 0;
  }

  /** Gives the stream, the search and the lines up. */
  dispose(): void {
    this.#stop();
    this.search.stop();
    this.ring.clear();
    this.texts.clear();
    this.store.dispose();
  }

  #start(): void {
    this.#stopWatching = onVisibility((visible) => {
      if (visible) this.#commitPending();
    });
    this.#connect(0);
    this.search.extend();
    this.store.touch();
  }

  #stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.search.stop();
    this.#disconnect();
    this.#status = { kind: 'idle' };
  }

  #disconnect(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    this.#generation += 1;
    // What waits was not consumed: it is read again by the next stream.
    this.#pending = [];
    channel?.close();
  }

  #connect(attempt: number): void {
    this.#disconnect();
    const tail = tails[attempt] ?? tails[0];
    this.#attempt = attempt;
    this.#seam = undefined;
    if (this.ring.lines > 0) {
      const seam = new Seam(this.ring, tail);
      if (seam.possible) this.#seam = seam;
      else this.#forget();
    }
    this.#status = { kind: 'reading', answered: false };
    const generation = this.#generation;
    const channel = this.#client.open(
      'containers.logs',
      { ...this.#target, tail, follow: true },
      {
        onItem: (item, consumed) => {
          if (this.#generation !== generation) return;
          this.#pending.push({ item, consumed });
          if (isVisible()) this.#commitPending();
        },
        onEnd: (error) => {
          if (this.#generation !== generation) return;
          this.#commitPending();
          this.#disconnect();
          this.#status = error === undefined ? { kind: 'ended' } : { kind: 'failed', error };
          this.store.touch();
        },
      },
    );
    if (this.#generation === generation) this.#channel = channel;
  }

  /** Lines without timestamps cannot be joined to a new reading: it starts over. */
  #forget(): void {
    this.ring.clear();
    this.texts.clear();
    this.search.start(this.search.query);
  }

  #commitPending(): void {
    const generation = this.#generation;
    const pending = this.#pending;
    this.#pending = [];
    for (const { item, consumed } of pending) {
      // A gap at the seam opens another stream: the rest of this one is read again there.
      if (this.#generation !== generation) return;
      this.#commit(item);
      consumed();
    }
    if (pending.length > 0) this.#changed();
  }

  #commit(item: LogItem): void {
    if (this.#status.kind === 'reading') this.#status = { kind: 'reading', answered: true };
    if (item.kind === 'notice') {
      const last = this.ring.row(this.ring.endSequence - 1);
      const again = last?.kind === 'notice' && last.notice.what === item.notice.what;
      if (!again || last.notice.text !== item.notice.text) this.ring.note(item.notice);
      return;
    }
    if (this.#seam === undefined) {
      this.ring.append(item.chunk);
      return;
    }
    const { chunk, gap } = this.#seam.join(item.chunk);
    if (gap && this.#attempt + 1 < tails.length) {
      this.#connect(this.#attempt + 1);
      return;
    }
    if (gap) {
      const text = 'The log went on for longer than is read again. Lines between are missing here.';
      this.ring.note({ what: 'dropped', at: item.chunk.times[0] ?? Date.now(), text });
    }
    if (chunk !== undefined) this.ring.append(chunk);
    if (this.#seam.done) this.#seam = undefined;
  }

  #changed(): void {
    this.#committed(this);
    this.search.extend();
    this.store.touch();
  }

  #searched(): void {
    if (this.#seeking && !this.search.running) {
      this.#seeking = false;
      const hits = this.search.hits;
      // The nearest at or above the lower edge of the view, so that what one looks at stays where it can.
      const below = lowerBound(hits, this.viewTop + this.#viewRows);
      this.#reveal(hits[Math.max(0, below - 1)]);
    }
    this.store.touch();
  }

  #reveal(sequence: number | undefined): void {
    if (sequence === undefined) return;
    this.#current = sequence;
    const top = this.viewTop;
    this.pause('find', top);
    const inView = sequence >= top && sequence + 1 <= top + this.#viewRows - 1;
    if (!inView) this.scrollTo(sequence - Math.floor(this.#viewRows / 2));
    else this.store.flush();
  }
}
