import type { LogStore } from '../store/log-store';
import type { LogFeed } from './log-feed';
import { findRow } from './moments';
import type { KeptPlace, RowSpace } from './types';

/** So long after the first lines the place is taken although less than a view of rows follows it. */
const patienceMs = 2_000;

/**
 * Where a view was paused before the last restart, or where it is to go once the end of its log was read again, until it
 * can be gone to: the end of a log comes in several pieces, and a row that is gone to before those behind it came would be
 * pushed to the lower edge. Owner calls `drop`.
 */
export class ReturnPlace {
  readonly #late: () => void;
  #kept: KeptPlace | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLoading = false;
  #isLate = false;

  /** `late` is told once when waiting is over; `next` gives the place then. */
  constructor(kept: KeptPlace | undefined, late: () => void) {
    this.#kept = kept;
    this.#late = late;
  }

  /** Waits for another place. */
  want(place: KeptPlace): void {
    this.drop();
    this.#kept = place;
    this.#timer = undefined;
    this.#isLate = false;
  }

  /** Undefined once it was gone to or dropped. */
  get kept(): KeptPlace | undefined {
    return this.#kept;
  }

  /** Sequence and part to go to now, once; undefined while it has to be waited for. Call after each change of the rows. */
  next(store: LogStore, rows: RowSpace, viewRows: number): number | undefined {
    const kept = this.#kept;
    const first = store.blocks[0]?.time(0);
    if (kept === undefined || first === undefined) return undefined;
    if (first > kept.at) {
      this.drop();
      return undefined;
    }
    const sequence = findRow(store, kept.at);
    const isFollowed = sequence !== undefined && rows.count - rows.indexOf(sequence) > viewRows;
    if (sequence === undefined || !(isFollowed || this.#isLate)) {
      this.#timer ??= setTimeout(() => {
        this.#isLate = true;
        this.#late();
      }, patienceMs);
      return undefined;
    }
    this.drop();
    return sequence + kept.part;
  }

  /**
   * Loads back to a place that is older than what is held, as far as the bounds allow; forgets it where that ends before:
   * somebody gave it up, or there is no room. Where nobody looks any more it is tried again with the next look.
   */
  load(feed: LogFeed, isHeld: () => boolean, isBack: () => boolean): void {
    if (this.#isLoading || !feed.opened || !isHeld()) return;
    this.#isLoading = true;
    void feed.older
      .until('place', () => this.#kept === undefined || isBack())
      .then(() => {
        this.#isLoading = false;
        if (!isHeld()) return;
        if (isBack()) this.#late();
        else this.drop();
      });
  }

  /** Forgets the place: somebody went elsewhere, or the view is gone. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#kept = undefined;
  }
}
