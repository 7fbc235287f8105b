import { LogFlag, type LogNotice } from '#shared/model/log';
import type { LogBlock } from '../store/block';
import { lineStart } from '#shared/logs/lines/columns';
import { type CopyLine, copyText } from '#shared/logs/copy-format';
import { fullText } from '../line-text';
import type { LogModelParts } from './held-log';
import { LineMemory } from './line-memory';
import { type SavedView, saveBlocked, saveRequest } from './save-request';
import { StartTimes } from './start-times';
import { TimedLog } from './timed-log';
import type { CopyFormat, LogTarget, SaveFormat, SaveScope } from './types';
import type { LogViewModel } from './view-model';

/** The model of a log view: what is shown of its rows, and what a person does to single ones. Owner: LogModels. */
export class LogModel extends TimedLog implements LogViewModel {
  readonly #lines: LineMemory;
  readonly #starts: StartTimes;
  #onTargets: ((targets: readonly LogTarget[]) => void) | undefined;

  constructor(targets: ReadonlyMap<number, LogTarget>, parts: LogModelParts) {
    super(targets, parts);
    this.#starts = new StartTimes(parts.client, this.targets, () => this.store.touch());
    this.#lines = new LineMemory(this.#starts);
  }

  get expanded(): ReadonlySet<number> {
    return this.#lines.expanded;
  }

  get marked(): { readonly sequence: number; readonly time: number } | undefined {
    return this.#lines.marked;
  }

  get selection(): { readonly from: number; readonly to: number } | undefined {
    return this.#lines.selection;
  }

  get byPattern(): boolean {
    return this.patterns.test !== undefined;
  }

  showAllPatterns(): void {
    this.patterns.showAll();
    this.store.flush();
  }

  /** `show` is told which containers a person wants to see instead, until the returned function is called. */
  whenTargets(show: ((targets: readonly LogTarget[]) => void) | undefined): () => void {
    this.#onTargets = show;
    return () => {
      this.#onTargets = undefined;
    };
  }

  addSource(target: LogTarget): void {
    const targets = [...this.targets.values()];
    if (!targets.some(({ engineId, id }) => engineId === target.engineId && id === target.id))
      this.#onTargets?.([...targets, target]);
  }

  removeSource(index: number): void {
    const targets = [...this.targets].filter(([at]) => at !== index).map(([, target]) => target);
    if (targets.length > 0) this.#onTargets?.(targets);
  }

  mark(sequence: number | undefined): void {
    const row = sequence === undefined ? undefined : this.rows.at(this.rows.indexOf(sequence));
    const time = row?.kind === 'line' ? row.time : Number.NaN;
    this.#lines.mark(Number.isNaN(time) ? undefined : sequence, time);
    this.store.flush();
  }

  startOf(sequence: number): number | undefined {
    return this.#lines.startOf(this.rows, sequence);
  }

  /** The latest start of all containers (epoch ms), as far as they are known. */
  get lastStart(): number | undefined {
    return this.#starts.latest;
  }

  toggleExpanded(sequence: number): void {
    this.#lines.toggleExpanded(sequence);
    this.store.flush();
  }

  select(anchor: number, focus: number): void {
    this.#lines.select(anchor, focus);
    this.store.flush();
  }

  clearSelection(): void {
    this.#lines.clearSelection();
    this.store.flush();
  }

  copySelection(format: CopyFormat): string {
    return copyText(this.#selected(), format);
  }

  /** One by one: a selection may be all of a million lines, of which the most are only counted. */
  *#selected(): Iterable<CopyLine> {
    const { selection, rows } = this;
    if (selection === undefined) return;
    for (let index = rows.indexOf(selection.from); index < rows.count; index += 1) {
      const sequence = rows.sequenceAt(index);
      if (sequence === undefined || sequence > selection.to) break;
      const line = this.#copyLine(this.feed.store.blockAt(sequence), sequence);
      if (line !== undefined) yield line;
    }
  }

  save(scope: SaveScope, format: SaveFormat): void {
    const view = this.#saved;
    if (saveBlocked(view, scope) === undefined) this.parts.save(saveRequest(view, scope, format, Date.now()));
  }

  saveBlocked(scope: SaveScope): string | undefined {
    return saveBlocked(this.#saved, scope);
  }

  get #saved(): SavedView {
    const { options, filter, zoom, selection, rows } = this;
    return {
      targets: [...this.targets.values()],
      audible: this.sources.filter(({ audible }) => audible).map(({ target }) => target),
      options,
      filter,
      zoom,
      byPattern: this.byPattern,
      untimed: this.older.unavailable !== undefined,
      selection,
      rows,
      store: this.feed.store,
    };
  }

  protected override noted(notice: LogNotice, source: number): void {
    this.#starts.told(source, notice);
  }

  protected override shifted(at: number, by: number): void {
    super.shifted(at, by);
    this.#lines.shift(at, by);
  }

  #copyLine(block: LogBlock | undefined, sequence: number): CopyLine | undefined {
    const chunk = block?.chunk;
    if (block === undefined || chunk === undefined) return undefined;
    const line = sequence - block.first;
    const bytes = chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]);
    const flags = chunk.flags[line] ?? 0;
    return {
      time: block.time(line),
      nanos: chunk.nanos[line] ?? 0,
      source: this.targets.get(block.source(line))?.name ?? '',
      stderr: (flags & LogFlag.stderr) !== 0,
      truncated: (flags & LogFlag.truncated) !== 0,
      get text() {
        return fullText(bytes);
      },
    };
  }
}
