import type { StartTimes } from './start-times';
import type { RowSpace } from './types';

/** What a person did to single rows: marked, opened, selected. Rows are named by sequence. Bounded. */
export class LineMemory {
  readonly #starts: StartTimes;
  #expanded: ReadonlySet<number> = new Set();
  #marked: { readonly sequence: number; readonly time: number } | undefined;
  #selection: { readonly anchor: number; readonly focus: number } | undefined;

  constructor(starts: StartTimes) {
    this.#starts = starts;
  }

  get expanded(): ReadonlySet<number> {
    return this.#expanded;
  }

  get marked(): { readonly sequence: number; readonly time: number } | undefined {
    return this.#marked;
  }

  /** Sequences, both inclusive. */
  get selection(): { readonly from: number; readonly to: number } | undefined {
    if (this.#selection === undefined) return undefined;
    const { anchor, focus } = this.#selection;
    return { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
  }

  toggleExpanded(sequence: number): void {
    const next = new Set(this.#expanded);
    if (!next.delete(sequence)) next.add(sequence);
    this.#expanded = next;
  }

  mark(sequence: number | undefined, time: number): void {
    this.#marked = sequence === undefined ? undefined : { sequence, time };
  }

  select(anchor: number, focus: number): void {
    this.#selection = { anchor, focus };
  }

  clearSelection(): void {
    this.#selection = undefined;
  }

  /**
   * When the run that a row belongs to was started: by the nearest notice of a start before it, among the rows that are
   * near; else the container's last start, if the row is not older.
   */
  startOf(rows: RowSpace, sequence: number): number | undefined {
    const at = rows.indexOf(sequence);
    const row = rows.at(at);
    if (row === undefined) return undefined;
    for (let index = at; index > at - 500; index -= 1) {
      const before = rows.at(index);
      if (before === undefined) break;
      if (before.kind === 'notice' && before.source === row.source && before.notice.what === 'started')
        return before.notice.at;
    }
    const started = this.#starts.of(row.source);
    return started !== undefined && row.kind === 'line' && row.time < started ? undefined : started;
  }

  /** Rows came between others. */
  shift(at: number, by: number): void {
    const moved = (sequence: number): number => (sequence >= at ? sequence + by : sequence);
    if (this.#expanded.size > 0) this.#expanded = new Set([...this.#expanded].map(moved));
    if (this.#marked !== undefined) this.mark(moved(this.#marked.sequence), this.#marked.time);
    if (this.#selection !== undefined)
      this.select(moved(this.#selection.anchor), moved(this.#selection.focus));
  }
}
