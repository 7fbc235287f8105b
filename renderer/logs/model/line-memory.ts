import type { Client } from '../../bridge/client';
import type { RowSpace, LogTarget } from './types';

/** What a person did to single rows: marked, opened, selected. Rows are named by sequence. Bounded. */
export class LineMemory {
  readonly #client: Client;
  readonly #targets: ReadonlyMap<number, LogTarget>;
  readonly #changed: () => void;
  #expanded: ReadonlySet<number> = new Set();
  #marked: { readonly sequence: number; readonly time: number } | undefined;
  #selection: { readonly anchor: number; readonly focus: number } | undefined;
  /** Epoch ms of the start of each source's last run, once it was asked for. */
  readonly #started = new Map<number, number | undefined>();

  constructor(client: Client, targets: ReadonlyMap<number, LogTarget>, changed: () => void) {
    this.#client = client;
    this.#targets = targets;
    this.#changed = changed;
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
   * near; else the container's last start, if the row is not older. Asks main once for each container.
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
    if (!this.#started.has(row.source)) this.#ask(row.source);
    const started = this.#started.get(row.source);
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

  #ask(source: number): void {
    const target = this.#targets.get(source);
    this.#started.set(source, undefined);
    if (target === undefined) return;
    void this.#client
      .call('containers.inspect', { engineId: target.engineId, id: target.id })
      .then((details) => {
        if (details.ok) this.#started.set(source, details.value.startedAt);
        this.#changed();
      });
  }
}
