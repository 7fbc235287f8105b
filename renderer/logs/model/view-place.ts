import type { PauseReason, RowSpace } from './types';

/** Where a view of rows stands: following their end, or paused at a row. Positions are sequences, so they stay while rows come and go. */
export class ViewPlace {
  readonly #rows: () => RowSpace;
  #paused: PauseReason | undefined;
  /** The newest sequence when the view was paused. */
  #pausedAt = 0;
  #top = 0;
  #viewRows = 20;

  constructor(rows: () => RowSpace) {
    this.#rows = rows;
  }

  /** Undefined while following. */
  get paused(): PauseReason | undefined {
    return this.#paused;
  }

  get viewRows(): number {
    return this.#viewRows;
  }

  set viewRows(rows: number) {
    this.#viewRows = Math.max(1, rows);
  }

  /** Rows that came since the view was paused. */
  get newRows(): number {
    const rows = this.#rows();
    return this.#paused === undefined ? 0 : Math.max(0, rows.count - rows.indexOf(this.#pausedAt + 1));
  }

  /** Sequence of the row at the top, with the part of it that is scrolled away. */
  get top(): number {
    const rows = this.#rows();
    if (this.#paused !== undefined) {
      const index = rows.indexOf(Math.floor(this.#top));
      const sequence = rows.sequenceAt(Math.min(index, Math.max(0, rows.count - 1)));
      if (sequence === undefined) return 0;
      return sequence === Math.floor(this.#top) ? this.#top : sequence;
    }
    const from = Math.max(0, rows.count - this.#viewRows);
    return (rows.sequenceAt(Math.floor(from)) ?? 0) + (from % 1);
  }

  pause(reason: PauseReason, top: number): void {
    if (this.#paused === undefined) {
      const rows = this.#rows();
      this.#paused = reason;
      this.#pausedAt = rows.sequenceAt(rows.count - 1) ?? -1;
      this.#top = top;
    } else if (reason !== 'scroll') this.#paused = reason;
  }

  follow(): void {
    this.#paused = undefined;
  }

  scrollTo(top: number): void {
    if (this.#paused === undefined) this.pause('scroll', top);
    this.#top = top;
  }

  /** Scrolls, where it is not in view, so that a row comes to the middle. */
  reveal(sequence: number): void {
    const rows = this.#rows();
    const at = rows.indexOf(sequence);
    const first = rows.indexOf(this.top);
    if (at >= first && at + 1 <= first + this.#viewRows - 1) return;
    const index = Math.max(0, at - Math.floor(this.#viewRows / 2));
    this.scrollTo(rows.sequenceAt(index) ?? sequence);
  }

  /** Rows came between others: positions from `at` on are higher by `by`. */
  shift(at: number, by: number): void {
    if (this.#top >= at) this.#top += by;
    if (this.#pausedAt >= at) this.#pausedAt += by;
  }
}
