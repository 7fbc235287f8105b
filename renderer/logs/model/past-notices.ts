import type { LogNotice } from '#shared/model/log';
import type { Client } from '../../bridge/client';
import type { LogBlock, SourcedNotice } from '../store/block';
import type { LogStore } from '../store/log-store';
import type { LogTarget } from './types';

/** The last lines of a log have come so long after it was opened; what happened behind them is placed then, in ms. */
const openedMs = 2_000;
/** An engine may tell of a start so long after it, in ms. */
const startToldAfterMs = 1_000;
/** Told by the engine's event and by what main saw itself, the same thing has two times. */
const sameWithinMs = 2_000;

/** Of more that wait the oldest are forgotten. */
const mostWaiting = 1_000;

/**
 * What happened to the containers of a log before it was opened, or while nobody looked: asked for once at each start,
 * put between the lines as soon as lines of that time are held, and again where those went and are loaded again. Owner:
 * the log's model, which calls `place` after changes and `removed` for each block that goes.
 */
export class PastNotices {
  readonly #client: Client;
  readonly #targets: ReadonlyMap<number, LogTarget>;
  readonly #store: LogStore;
  /** In order of time. */
  #waiting: readonly SourcedNotice[] = [];
  /** When runs ended, by source, in order. */
  readonly #ends = new Map<number, readonly number[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  /** Counts questions, so that a late answer to an old one is not heard. */
  #asked = 0;

  constructor(client: Client, targets: ReadonlyMap<number, LogTarget>, store: LogStore) {
    this.#client = client;
    this.#targets = targets;
    this.#store = store;
  }

  /** Asks for what happened; calls `came` when there is something to place. An engine that refuses has nothing to tell. */
  ask(came: () => void): void {
    this.stop();
    const asked = this.#asked;
    this.#timer = setTimeout(() => {
      this.#opened = true;
      if (this.#waiting.length > 0) came();
    }, openedMs);
    for (const [source, { engineId, id }] of this.#targets) {
      void this.#client.call('containers.past', { engineId, id }).then((answer) => {
        if (asked !== this.#asked || !answer.ok) return;
        const others = this.#waiting.filter((one) => one.source !== source);
        const { notices } = answer.value;
        const own = notices.map((notice) => ({ notice, source }));
        this.#ends.set(
          source,
          notices.filter(({ what }) => what === 'ended').map(({ at }) => at),
        );
        this.#waiting = [...others, ...own].sort(byTime);
        if (own.length > 0) came();
      });
    }
  }

  /** Hears no answer any more, and ends its timer. */
  stop(): void {
    this.#asked += 1;
    this.#opened = false;
    clearTimeout(this.#timer);
  }

  /** A notice that went with the lines around it comes back with them. */
  removed(block: LogBlock): void {
    if (block.notice === undefined) return;
    const { firstLine, endSequence } = this.#store;
    const first = firstLine?.times[0] ?? Number.NaN;
    // One that fell off beside the first line is not put in its place again: it would fall off again.
    if (block.notice.notice.at >= first && block.first < endSequence) return;
    this.#waiting = [...this.#waiting, block.notice].sort(byTime).slice(-mostWaiting);
  }

  /** Puts those between the lines that belong behind the first one held, and before the last one or behind the end. */
  place(): void {
    if (this.#waiting.length === 0) return;
    const { firstLine, blocks } = this.#store;
    const first = firstLine?.times[0] ?? Number.NaN;
    const block = blocks.at(-1);
    const end = block === undefined ? Number.NaN : block.time(block.count - 1);
    const last = this.#opened && this.#store.letGo === 0 ? Number.POSITIVE_INFINITY : end;
    const isDue = ({ notice: { at } }: SourcedNotice): boolean => at >= first && at <= last;
    const due = this.#waiting.filter(isDue);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !isDue(one));
    const told = this.#store.blocks.flatMap(({ notice }) => (notice === undefined ? [] : [notice]));
    for (const { notice, source } of due) {
      const known = told.findIndex((one) => one.source === source && isSame(one.notice, notice));
      // Each stands for one: a container that restarts in a loop ends often.
      if (known === -1) this.#store.insertNote(notice, source, this.#placeOf(notice, source));
      else told.splice(known, 1);
    }
  }

  /** An engine tells of a start when the first lines of it are written already: it belongs before them. */
  #placeOf(notice: LogNotice, source: number): number {
    if (notice.what !== 'started') return notice.at;
    const end = this.#ends.get(source)?.findLast((at) => at <= notice.at) ?? Number.NEGATIVE_INFINITY;
    return Math.max(end, notice.at - startToldAfterMs);
  }
}

const byTime = (one: SourcedNotice, two: SourcedNotice): number => one.notice.at - two.notice.at;
const isSame = (one: LogNotice, two: LogNotice): boolean =>
  one.what === two.what && Math.abs(one.at - two.at) < sameWithinMs;
