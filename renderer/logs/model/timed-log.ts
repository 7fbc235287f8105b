import { findRow } from './moments';
import { ShownLog } from './shown-log';
import type { TimeRange } from './types';

/** A log view that can be moved to a moment or to a time range, as far as its containers' logs reach. See LogModel. */
export abstract class TimedLog extends ShownLog {
  /** What waits for the end of the log to be read again. */
  #onOpened: (() => void) | undefined;

  goToTime(time: number): boolean {
    const sequence = findRow(this.feed.store, time);
    if (sequence === undefined || !this.isBackTo(time)) return false;
    this.jumpTo(sequence);
    return true;
  }

  seekTime(time: number): void {
    const { zoom } = this;
    if (zoom !== undefined && !(time >= zoom.from && time <= zoom.to)) this.setZoom(undefined);
    if (this.goToTime(time)) return;
    const { store, older } = this.feed;
    if (findRow(store, time) === undefined) {
      const isLetGo = store.letGo > 0;
      this.follow();
      if (isLetGo) this.returnTo(time);
      return;
    }
    const keep = (): number => {
      this.pause('key', this.viewTop);
      return store.firstSequence;
    };
    void older.until('range', () => this.isBackTo(time), keep).then(() => void this.goToTime(time));
  }

  /** Reads back as far as a range begins. Where that is in the past, and has no room otherwise, what is newer goes. */
  loadRange(range: TimeRange): void {
    const { store, older } = this.feed;
    if (store.letGo > 0 && findRow(store, range.to) === undefined) {
      this.#onOpened = () => this.loadRange(range);
      this.follow();
      return;
    }
    const reached = (): boolean => this.isBackTo(range.from);
    this.setZoom(range);
    const keep = (): number | undefined => {
      const behind = findRow(store, range.to);
      if (behind !== undefined) this.pause('key', this.viewTop);
      return behind;
    };
    if (!reached()) void older.until('range', reached, keep);
  }

  protected override changed(): void {
    super.changed();
    const then = this.feed.opened ? this.#onOpened : undefined;
    if (then === undefined) return;
    this.#onOpened = undefined;
    then();
  }
}
