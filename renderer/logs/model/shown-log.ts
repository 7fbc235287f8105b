import type { FindBlock } from '../work/log-finder';
import { HeldLog, type LogModelParts } from './held-log';
import type { RememberedLog } from './log-memory';
import { marksOf, SlowMarks } from './marks';
import { placeOf, timeAt } from './moments';
import { PatternChoice } from './pattern-choice';
import { ReturnPlace } from './return-place';
import type { RowFilter } from './row-filter';
import { AllRows, FilteredRows, rowsOf } from './rows';
import { findBlocks, SearchSide } from './search-side';
import { sourceNames } from './source-list';
import type {
  LevelCounts,
  LevelNumber,
  LogOptions,
  LogTarget,
  PauseReason,
  SearchInput,
  SearchMode,
  SearchState,
  TimeRange,
} from './types';
import { ViewPlace } from './view-place';

const nearOldEnd = 200;

/**
 * A log view's state: what is shown of the rows that it holds, what is looked for in them, and where the view stands. It
 * outlives the view, so that leaving and returning loses neither lines nor place. See LogModel.
 */
export abstract class ShownLog extends HeldLog {
  readonly patterns: PatternChoice;
  readonly #find: SearchSide;
  readonly #filter: SearchSide;
  readonly #place = new ViewPlace(() => this.rows);
  #rows: AllRows | FilteredRows;
  #stale = true;
  #options: LogOptions;
  #zoom: TimeRange | undefined;
  #current: number | undefined;
  #seeking = false;
  readonly #return: ReturnPlace;
  readonly #marks = new SlowMarks(() => this.store.touch());

  constructor(targets: ReadonlyMap<number, LogTarget>, parts: LogModelParts) {
    super(targets, parts);
    const remembered = parts.memory.get(parts.memoryKey);
    this.#options = remembered.options;
    this.#return = new ReturnPlace(remembered.place, () => this.#goBack());
    this.patterns = new PatternChoice(
      remembered.patterns,
      () => parts.work.patterns(),
      () => this.#refilter(),
    );
    const list = (): readonly FindBlock[] => findBlocks(this.feed.store, sourceNames(this.targets));
    const side = (found: () => void): SearchSide =>
      new SearchSide(
        this.feed.store,
        parts.work.finder(list, found),
        (query, texts) => parts.work.highlight(query, texts),
        () => this.store.touch(),
      );
    this.#find = side(() => this.#found());
    this.#filter = side(() => this.#filtered());
    this.#rows = new AllRows(this.feed.store);
    if (remembered.filter.text !== '') this.#filter.set(remembered.filter, 0);
    if (remembered.find.text !== '') this.#find.set(remembered.find, 0);
    this.#refilter();
  }

  get options(): LogOptions {
    return this.#options;
  }

  get rows(): AllRows | FilteredRows {
    if (this.#stale && this.#rows instanceof FilteredRows) this.#rows.update();
    this.#stale = false;
    return this.#rows;
  }

  get paused(): PauseReason | undefined {
    return this.#place.paused;
  }

  get newRows(): number {
    return this.#place.newRows;
  }

  get viewTop(): number {
    return this.#place.top;
  }

  get levels(): LevelCounts {
    return this.levelsIn(this.#zoom);
  }

  get find(): SearchState {
    return this.#find.state(this.#current, this.#zoom);
  }

  get filter(): SearchState {
    return this.#filter.state(undefined, this.#zoom);
  }

  get currentHit(): number | undefined {
    return this.#current;
  }

  get zoom(): TimeRange | undefined {
    return this.#zoom;
  }

  /** The times of the first and the last row in view; undefined where they have none. */
  get volumeRange(): TimeRange | undefined {
    const { rows } = this;
    const first = rows.indexOf(this.viewTop);
    const from = timeAt(rows, first, 1);
    const to = timeAt(rows, Math.min(rows.count - 1, first + Math.ceil(this.#place.viewRows)), -1);
    return from === undefined || to === undefined ? undefined : { from, to: Math.max(from, to) };
  }

  mute(index: number, muted: boolean): void {
    this.heard.mute(index, muted);
    this.#refilter();
  }

  solo(index: number, solo: boolean): void {
    this.heard.setSolo(index, solo);
    this.#refilter();
  }

  override join(target: LogTarget): void {
    super.join(target);
    this.#refilter();
  }

  setOptions(options: Partial<LogOptions>): void {
    const before = this.#options;
    this.#options = { ...before, ...options };
    if (options.hiddenLevels !== undefined || options.context !== undefined) this.#refilter();
    this.remember();
    this.store.flush();
  }

  toggleLevel(level: LevelNumber): void {
    const { hiddenLevels } = this.#options;
    const hides = !hiddenLevels.includes(level);
    this.setOptions({
      hiddenLevels: hides ? [...hiddenLevels, level] : hiddenLevels.filter((hidden) => hidden !== level),
    });
  }

  setViewRows(rows: number): void {
    this.#place.viewRows = rows;
  }

  pause(reason: PauseReason, top: number): void {
    this.#return.drop();
    this.#place.pause(reason, top);
    this.store.flush();
  }

  follow(): void {
    this.#return.drop();
    this.#place.follow();
    if (this.older.letGo > 0) this.feed.readEnd();
    this.store.flush();
  }

  /** Who follows needs the end; who does not, what is in view. */
  protected override lastNeeded(): number | undefined {
    return this.paused === undefined ? undefined : this.#lowerEdge;
  }

  scrollTo(top: number): void {
    this.#return.drop();
    this.#place.scrollTo(top);
    if (this.rows.indexOf(top) < nearOldEnd) this.wantOlder();
    this.store.flush();
  }

  /** Shows the line of a moment once it is held, loading back to it. */
  protected returnTo(at: number): void {
    this.#return.want({ at, part: 0 });
  }

  /** Shows a row, pausing. */
  protected jumpTo(sequence: number): void {
    this.#return.drop();
    this.#place.pause('key', this.viewTop);
    this.#place.scrollTo(sequence);
    this.store.flush();
  }

  /** What is held begins at a moment or before it, or nothing older can be had. */
  protected isBackTo(time: number): boolean {
    const { atStart, unavailable } = this.older;
    const first = this.feed.store.blocks[0]?.time(0) ?? Number.NaN;
    return first <= time || atStart || unavailable !== undefined;
  }

  setSearch(mode: SearchMode, input: SearchInput): void {
    const side = mode === 'find' ? this.#find : this.#filter;
    const isTaken = side.set(input, this.#lowerEdge);
    if (mode === 'find' && isTaken) {
      this.#current = undefined;
      this.#seeking = side.active;
      if (side.active) this.#place.pause('find', this.viewTop);
    } else if (mode === 'filter') this.#refilter();
    this.remember();
    this.store.flush();
  }

  step(direction: 1 | -1): void {
    const from = this.#current ?? this.viewTop - (direction === 1 ? 1 : 0);
    const around = direction === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.#reveal(this.#nextShown(from, direction) ?? this.#nextShown(around, direction));
  }

  /** The nearest hit in a direction; those that the filter hides are passed over. */
  #nextShown(from: number, direction: 1 | -1): number | undefined {
    const { rows } = this;
    let hit = this.#find.next(from, direction);
    while (hit !== undefined) {
      const at = rows.indexOf(hit);
      if (rows.sequenceAt(at) === hit) return hit;
      const shown = rows.sequenceAt(direction === 1 ? at : at - 1);
      hit = shown === undefined ? undefined : this.#find.next(shown - direction, direction);
    }
    return undefined;
  }

  /** Sequence of the first row below the view. */
  get #lowerEdge(): number {
    const { rows } = this;
    const below = rows.indexOf(Math.floor(this.viewTop)) + Math.ceil(this.#place.viewRows);
    return rows.sequenceAt(below) ?? this.feed.store.endSequence;
  }

  /** Goes on with find, or with filter where that is what one looks at, in what is not loaded yet, until there is a hit. */
  searchOlder(): void {
    const isFind = this.#options.mode === 'find';
    const side = isFind ? this.#find : this.#filter;
    if (!side.active || this.older.unavailable !== undefined) return;
    const before = this.feed.store.firstSequence;
    const older = (): number | undefined => side.next(before, -1);
    void this.feed.older
      .until(
        'search',
        async () => {
          side.extend();
          await this.#searched(side);
          return older() !== undefined;
        },
        // Find goes to what it finds.
        () => (isFind && this.paused !== undefined ? this.feed.store.firstSequence : this.lastNeeded()),
      )
      .then(() => {
        if (isFind) this.#reveal(older());
      });
  }

  highlights(sequence: number, text: string): readonly { readonly from: number; readonly to: number }[] {
    const found = this.#find.active ? this.#find.highlights(sequence, text) : [];
    const kept = this.#filter.active ? this.#filter.highlights(sequence, text) : [];
    return found.length === 0 ? kept : found;
  }

  marks(count: number): Uint8Array {
    const hits = this.#find.active ? this.#find : undefined;
    return this.#marks.of(count, () =>
      marksOf(this.rows, count, hits && ((block) => hits.hitsOf(block)), this.#current),
    );
  }

  setZoom(range: TimeRange | undefined): void {
    this.#zoom = range;
    this.#refilter();
    this.store.flush();
  }

  override dispose(): void {
    super.dispose();
    this.#return.drop();
    this.#marks.rest();
    this.patterns.rest();
    this.#find.dispose();
    this.#filter.dispose();
  }

  protected override looked(at: boolean): void {
    if (!at) this.remember();
    this.patterns.run(at);
  }

  protected override changed(): void {
    this.#stale = true;
    this.#find.extend();
    this.#filter.extend();
    this.#goBack();
    this.store.touch();
  }

  /** After a restart the view goes back to where it was paused, once that is held. */
  #goBack(): void {
    const { kept } = this.#return;
    if (kept === undefined || this.#filter.running || this.feed.store.lines === 0) return;
    if (!this.isBackTo(kept.at)) {
      this.#return.load(
        this.feed,
        () => this.isHeld,
        () => this.isBackTo(kept.at),
      );
      return;
    }
    const top = this.#return.next(this.feed.store, this.rows, this.#place.viewRows);
    if (top === undefined) return;
    this.#place.scrollTo(top);
    this.store.flush();
  }

  protected override shifted(at: number, by: number): void {
    this.#stale = true;
    this.#place.shift(at, by);
    this.#find.shifted();
    this.#filter.shifted();
    if (this.#current !== undefined && this.#current >= at) this.#current += by;
  }

  #filtered(): void {
    this.#stale = true;
    this.#goBack();
    this.#wake();
    this.store.touch();
  }

  #found(): void {
    if (this.#seeking) {
      // The nearest at or above the lower edge of the view, so that what one looks at stays where it can.
      const edge = this.#lowerEdge;
      const hit =
        this.#nextShown(edge, -1) ?? (this.#find.running ? undefined : this.#nextShown(edge - 1, 1));
      if (hit !== undefined || !this.#find.running) this.#seeking = false;
      this.#reveal(hit);
    }
    this.#wake();
    this.store.touch();
  }

  readonly #waiting: (() => void)[] = [];

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #searched(side: SearchSide): Promise<void> {
    while (side.running && this.isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #reveal(sequence: number | undefined): void {
    if (sequence === undefined) return;
    this.#current = sequence;
    this.#place.pause('find', this.viewTop);
    this.#place.reveal(sequence);
    this.store.flush();
  }

  #refilter(): void {
    const { hiddenLevels, context } = this.#options;
    const filter: RowFilter = {
      text: this.#filter.active ? (block) => this.#filter.hitsOf(block) : undefined,
      hiddenLevels: hiddenLevels.reduce<number>((bits, level) => bits | (1 << level), 0),
      audible: this.heard.audible,
      zoom: this.#zoom,
      pattern: this.patterns.test,
      context: this.#filter.active ? context : 0,
    };
    this.#rows = rowsOf(this.feed.store, filter);
    this.#stale = true;
    this.#marks.forget();
    this.store.touch();
    this.remember();
  }

  /** Keeps options, searches and place for the next time. */
  remember(): void {
    const { top, paused } = this.#place;
    const kept: RememberedLog = {
      options: this.#options,
      find: this.#find.input,
      filter: this.#filter.input,
      muted: this.heard.muted,
      solo: this.heard.solo,
      patterns: this.patterns.kept,
      place: paused === undefined ? this.#return.kept : placeOf(this.feed.store, this.rows, top),
    };
    this.parts.memory.set(this.parts.memoryKey, kept);
  }
}
