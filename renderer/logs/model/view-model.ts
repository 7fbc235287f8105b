import type { FrameStore } from '../frame-store';
import type {
  CopyFormat,
  LevelCounts,
  LevelNumber,
  LogOptions,
  LogSource,
  LogTarget,
  OlderState,
  PauseReason,
  ReadingStatus,
  RowSpace,
  SaveFormat,
  SaveScope,
  SearchInput,
  SearchState,
  TimeRange,
} from './types';

/** What the log view shows and does; the model of `log-model.ts` is one. Getters are cheap, and new after `store` told. */
export interface LogViewModel {
  readonly store: FrameStore;

  readonly sources: readonly LogSource[];
  /** The worst of all sources: failed only where every source failed. */
  readonly status: ReadingStatus;
  mute(index: number, muted: boolean): void;
  solo(index: number, solo: boolean): void;
  addSource(target: LogTarget): void;
  removeSource(index: number): void;
  /** Merged lines wait so long for slower sources, in ms; 0 with one source. */
  readonly settleMs: number;
  /** Reads again after an end or a failure; joins what is held. */
  readAgain(): void;
  /** Keeps the log being read until the returned function is called. */
  hold(): () => void;

  readonly options: LogOptions;
  setOptions(options: Partial<LogOptions>): void;
  toggleLevel(level: LevelNumber): void;
  readonly levels: LevelCounts;

  /** Lines of some patterns are hidden. */
  readonly byPattern: boolean;
  showAllPatterns(): void;

  readonly rows: RowSpace;
  /** Lines held, their bytes, and how many bytes may be held in all views together. */
  readonly held: { readonly lines: number; readonly bytes: number; readonly maxBytes: number };
  /** Epoch ms of the oldest line held; undefined where it has no time. */
  readonly oldest: number | undefined;
  /** Undefined while following. */
  readonly paused: PauseReason | undefined;
  /** Rows that came since the view was paused. */
  readonly newRows: number;
  /** Sequence of the row at the top of the view, with the part of it that is scrolled away. */
  readonly viewTop: number;
  setViewRows(rows: number): void;
  pause(reason: PauseReason, top: number): void;
  follow(): void;
  scrollTo(top: number): void;
  /** To the first row at or after a moment (epoch ms), pausing. False where it is not held. */
  goToTime(time: number): boolean;
  /** To the first row at or after a moment, loading back to it; to the end where no row is so late. */
  seekTime(time: number): void;

  readonly older: OlderState;
  /** The view came near the old end: loads the next page, unless something is being loaded or the last time failed. */
  wantOlder(): void;
  /** Loads the next page, also after the last time failed. */
  loadOlder(): void;
  loadAll(): void;
  /** Loads back to `from`, or as far as is needed for it. */
  loadRange(range: TimeRange): void;
  cancelLoading(): void;

  readonly find: SearchState;
  readonly filter: SearchState;
  setSearch(mode: 'find' | 'filter', input: SearchInput): void;
  step(direction: 1 | -1): void;
  /** Goes on with find in lines that are not loaded yet, through the engine. */
  searchOlder(): void;
  /** Sequence of the hit that find stands on. */
  readonly currentHit: number | undefined;
  /** Ranges to highlight in a shown line's text, from find and filter; may come a frame later (empty until then). */
  highlights(sequence: number, text: string): readonly { readonly from: number; readonly to: number }[];
  /** `MarkBit`s of `count` equal parts of the row space. */
  marks(count: number): Uint8Array;

  /** Zoomed to a time range: nothing else is shown. */
  readonly zoom: TimeRange | undefined;
  setZoom(range: TimeRange | undefined): void;
  /** Stacked volume over time in `columns` parts: see volume/histogram.ts. */
  readonly volumeRange: TimeRange | undefined;

  /** The line that deltas are counted from. */
  readonly marked: { readonly sequence: number; readonly time: number } | undefined;
  mark(sequence: number | undefined): void;
  /** When the run that a line belongs to was started (epoch ms), for times since the start; undefined if unknown. */
  startOf(sequence: number): number | undefined;

  readonly expanded: ReadonlySet<number>;
  toggleExpanded(sequence: number): void;

  /** Selected rows: sequences, both inclusive. */
  readonly selection: { readonly from: number; readonly to: number } | undefined;
  select(anchor: number, focus: number): void;
  clearSelection(): void;
  /** The selected lines (those shown), at most 16 MiB of text. */
  copySelection(format: CopyFormat): string;
  /** Asks for a file and writes it in main; shows up in Activity with progress and cancel. */
  save(scope: SaveScope, format: SaveFormat): void;
  /** Why a part cannot be saved, in words for a menu entry; undefined where it can. */
  saveBlocked(scope: SaveScope): string | undefined;
}
