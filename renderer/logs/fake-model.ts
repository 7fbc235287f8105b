import { LogFlag, type LogNotice } from '#shared/model/log';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { FrameStore } from './frame-store';
import {
  type CopyFormat,
  type LevelNumber,
  type LogOptions,
  type LogRowData,
  type LogSource,
  type LogTarget,
  type OlderState,
  type PauseReason,
  type ReadingStatus,
  type RowSpace,
  noSearch,
  type SaveFormat,
  type SaveScope,
  type SearchInput,
  type SearchState,
  type TimeRange,
} from './model/types';
import type { LogViewModel } from './model/view-model';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A line of a made-up log. */
export interface FakeLine {
  readonly text: string;
  readonly time?: number;
  readonly source?: number;
  readonly level?: LevelNumber;
  readonly flags?: number;
}

const nothingFound: SearchState = {
  input: noSearch,
  problem: undefined,
  running: false,
  progress: 1,
  count: 0,
  current: 0,
};

/** A source of a made-up log. */
export function fakeSource(index: number, name: string, change: Partial<LogSource> = {}): LogSource {
  const target = { engineId: 'e1' as EngineId, id: String(index).repeat(64) as ContainerId, name };
  return {
    index,
    target,
    initials: name.slice(0, 2).toUpperCase(),
    colour: index % 10,
    outlined: index >= 10,
    muted: false,
    solo: false,
    audible: true,
    status: { kind: 'reading', answered: true },
    perMinute: 0,
    ...change,
  };
}

/** A log view's model over rows in memory, for tests only. What it is asked for is kept in `calls`. */
export class FakeModel implements LogViewModel {
  readonly store = new FrameStore();
  readonly calls: string[] = [];
  readonly expanded = new Set<number>();
  sources: readonly LogSource[] = [fakeSource(0, 'api')];
  status: ReadingStatus = { kind: 'reading', answered: true };
  settleMs = 0;
  options: LogOptions = {
    times: 'local',
    wrap: false,
    compact: true,
    mode: 'find',
    context: 0,
    hiddenLevels: [],
  };
  held = { lines: 0, bytes: 0, maxBytes: 256 * 1024 * 1024 };
  byPattern = false;
  paused: PauseReason | undefined;
  older: OlderState = {
    atStart: false,
    dropped: 0,
    letGo: 0,
    atLimit: false,
    loading: undefined,
    problem: undefined,
    unavailable: undefined,
  };
  find: SearchState = nothingFound;
  filter: SearchState = nothingFound;
  currentHit: number | undefined;
  zoom: TimeRange | undefined;
  volumeRange: TimeRange | undefined;
  marked: { readonly sequence: number; readonly time: number } | undefined;
  selection: { readonly from: number; readonly to: number } | undefined;
  #rows: LogRowData[] = [];
  #first = 0;
  #top = 0;
  #pausedAt = 0;
  #viewRows = 1;

  get rows(): RowSpace {
    const rows = this.#rows;
    const first = this.#first;
    return {
      count: rows.length,
      at: (index) => rows[index],
      sequenceAt: (index) => rows[index]?.sequence,
      indexOf: (sequence) => Math.min(rows.length, Math.max(0, Math.ceil(sequence - first))),
    };
  }

  get levels() {
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (const row of this.#rows) if (row.kind === 'line') counts[row.level] = (counts[row.level] ?? 0) + 1;
    return { counts, behind: 0 };
  }

  get oldest(): number | undefined {
    return this.#rows.find((row) => row.kind === 'line')?.time;
  }

  get newRows(): number {
    return this.paused === undefined ? 0 : this.#first + this.#rows.length - this.#pausedAt;
  }

  get viewTop(): number {
    const end = this.#first + this.#rows.length;
    return this.paused === undefined ? Math.max(this.#first, end - this.#viewRows) : this.#top;
  }

  /** Adds lines at the new end, and tells. */
  add(...lines: readonly (FakeLine | string)[]): void {
    for (const given of lines) {
      const line = typeof given === 'string' ? { text: given } : given;
      this.#rows.push(this.#made(line, this.#first + this.#rows.length));
    }
    this.#count();
  }

  /** Adds lines in front of all others, and tells. */
  addOlder(...texts: readonly string[]): void {
    this.#first -= texts.length;
    const older = texts.map((text, index) => this.#made({ text }, this.#first + index));
    this.#rows = [...older, ...this.#rows];
    this.#count();
  }

  addNotice(notice: LogNotice): void {
    this.#rows.push({ kind: 'notice', sequence: this.#first + this.#rows.length, source: 0, notice });
    this.store.flush();
  }

  /** Changes what is public, and tells. */
  set(
    change: Partial<
      Omit<FakeModel, 'store' | 'calls' | 'expanded' | 'rows' | 'levels' | 'newRows' | 'viewTop'>
    >,
  ): void {
    Object.assign(this, change);
    this.store.flush();
  }

  mute(index: number, muted: boolean): void {
    this.calls.push(`mute ${index} ${muted}`);
    this.set({ sources: this.sources.map((each) => (each.index === index ? { ...each, muted } : each)) });
  }

  solo(index: number, solo: boolean): void {
    this.calls.push(`solo ${index} ${solo}`);
    this.set({ sources: this.sources.map((each) => (each.index === index ? { ...each, solo } : each)) });
  }

  addSource(target: LogTarget): void {
    this.calls.push(`add ${target.name}`);
    this.set({ sources: [...this.sources, fakeSource(this.sources.length, target.name)] });
  }

  removeSource(index: number): void {
    this.calls.push(`remove ${index}`);
    this.set({ sources: this.sources.filter((each) => each.index !== index) });
  }

  readAgain(): void {
    this.calls.push('read again');
  }

  hold(): () => void {
    this.calls.push('hold');
    return () => this.calls.push('release');
  }

  setOptions(options: Partial<LogOptions>): void {
    this.set({ options: { ...this.options, ...options } });
  }

  toggleLevel(level: LevelNumber): void {
    const { hiddenLevels: hidden } = this.options;
    this.setOptions({
      hiddenLevels: hidden.includes(level) ? hidden.filter((each) => each !== level) : [...hidden, level],
    });
  }

  setViewRows(rows: number): void {
    this.#viewRows = rows;
  }

  pause(reason: PauseReason, top: number): void {
    if (this.paused === undefined) {
      this.#pausedAt = this.#first + this.#rows.length;
      this.#top = top;
      this.paused = reason;
    } else if (reason !== 'scroll') this.paused = reason;
    this.store.flush();
  }

  follow(): void {
    this.paused = undefined;
    this.store.flush();
  }

  scrollTo(top: number): void {
    this.#top = Math.min(Math.max(top, this.#first), this.#first + this.#rows.length);
    if (this.paused === undefined) this.pause('scroll', this.#top);
    else this.store.flush();
  }

  goToTime(time: number): boolean {
    this.calls.push(`go ${time}`);
    const row = this.#rows.find((each) => each.kind === 'line' && each.time >= time);
    if (row === undefined) return false;
    this.pause('key', row.sequence);
    this.scrollTo(row.sequence);
    return true;
  }

  seekTime(time: number): void {
    this.calls.push(`seek ${time}`);
  }

  wantOlder(): void {
    this.calls.push('older');
  }

  loadOlder(): void {
    this.calls.push('older');
  }

  showAllPatterns(): void {
    this.set({ byPattern: false });
  }

  loadAll(): void {
    this.calls.push('all');
  }

  loadRange({ from, to }: TimeRange): void {
    this.calls.push(`range ${from} ${to}`);
  }

  cancelLoading(): void {
    this.calls.push('cancel');
  }

  setSearch(mode: 'find' | 'filter', input: SearchInput): void {
    this.calls.push(`${mode} ${input.text}`);
    this.set({ [mode]: { ...this[mode], input } });
  }

  step(direction: 1 | -1): void {
    this.calls.push(`step ${direction}`);
  }

  searchOlder(): void {
    this.calls.push('search older');
  }

  highlights(): readonly { readonly from: number; readonly to: number }[] {
    return [];
  }

  marks(count: number): Uint8Array {
    return new Uint8Array(count);
  }

  setZoom(zoom: TimeRange | undefined): void {
    this.set({ zoom });
  }

  mark(sequence: number | undefined): void {
    const row = sequence === undefined ? undefined : this.#rows[sequence - this.#first];
    this.set({
      marked: row?.kind === 'line' ? { sequence: row.sequence, time: row.time } : undefined,
    });
  }

  startOf(): number | undefined {
    return undefined;
  }

  toggleExpanded(sequence: number): void {
    if (!this.expanded.delete(sequence)) this.expanded.add(sequence);
    this.store.flush();
  }

  select(anchor: number, focus: number): void {
    this.set({ selection: { from: Math.min(anchor, focus), to: Math.max(anchor, focus) } });
  }

  clearSelection(): void {
    this.set({ selection: undefined });
  }

  copySelection(format: CopyFormat): string {
    const { selection } = this;
    if (selection === undefined) return '';
    const rows = this.#rows.slice(selection.from - this.#first, selection.to + 1 - this.#first);
    const texts = rows.flatMap((row) => (row.kind === 'line' ? [decoder.decode(row.bytes)] : []));
    return `${format}: ${texts.join('|')}`;
  }

  save(scope: SaveScope, format: SaveFormat): void {
    this.calls.push(`save ${scope} ${format}`);
  }

  saveBlocked(scope: SaveScope): string | undefined {
    return scope === 'selection' && this.selection === undefined ? 'Nothing is selected' : undefined;
  }

  #made(line: FakeLine, sequence: number): LogRowData {
    const flags = line.flags ?? 0;
    return {
      kind: 'line',
      sequence,
      time: line.time ?? 1_800_000_000_000 + sequence * 1000,
      source: line.source ?? 0,
      stderr: (flags & LogFlag.stderr) !== 0,
      truncated: (flags & LogFlag.truncated) !== 0,
      unfinished: (flags & LogFlag.unfinished) !== 0,
      level: line.level ?? 0,
      isContext: false,
      bytes: encoder.encode(line.text),
    };
  }

  #count(): void {
    const bytes = this.#rows.reduce((sum, row) => sum + (row.kind === 'line' ? row.bytes.byteLength : 0), 0);
    this.held = { ...this.held, lines: this.#rows.filter(({ kind }) => kind === 'line').length, bytes };
    this.store.flush();
  }
}
