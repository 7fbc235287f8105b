import type { LogViewModel } from '../model/view-model';
import {
  type HeightOf,
  type Laid,
  lay,
  movePlace,
  padding,
  type Place,
  rowHeight,
  type Window,
  windowOf,
} from './viewport';

/** Height of the line above the very first row, in px. */
export const headHeight = 28;
/** So near to the oldest row that is held older ones are asked for. */
const nearOld = 200;
const mostHeights = 4000;

/** What a frame of the list draws. */
export interface ListFrame {
  readonly count: number;
  readonly following: boolean;
  readonly top: Place;
  readonly window: Window;
}

/**
 * Where the rows of a log view stand, and how they move. No scroll position of the browser is involved: a place is a
 * row and a part of it, kept in the model, so that neither the number of rows nor rows that come or go at either end
 * move what one looks at. Owner: the list's component, which calls `lay` after each drawing.
 */
export class ListController {
  readonly #model: LogViewModel;
  #block: HTMLElement | undefined;
  #height = 0;
  /** Heights that are not `rowHeight`, by sequence. */
  readonly #heights = new Map<number, number>();
  #head = 0;
  #frame: ListFrame | undefined;
  #laid: Laid | undefined;

  constructor(model: LogViewModel) {
    this.#model = model;
  }

  /** The element that holds the drawn rows, each a child with `data-sequence`. */
  attach(block: HTMLElement | null): void {
    this.#block = block ?? undefined;
  }

  /** The view's size in px changed; rows that wrap have other heights then. */
  resize(height: number, widthChanged: boolean): void {
    this.#height = height;
    if (widthChanged) this.#heights.clear();
    this.#model.setViewRows((height - 2 * padding) / rowHeight);
  }

  /** Forgets heights that were measured: something about all rows changed. */
  forgetHeights(): void {
    this.#heights.clear();
  }

  /** What is to be drawn now, for a view of `height` px. */
  frame(height: number): ListFrame {
    const { rows, viewTop } = this.#model;
    const { count } = rows;
    const following = this.#model.paused === undefined;
    const sequence = Math.floor(viewTop);
    const index = Math.max(0, Math.min(count - 1, rows.indexOf(sequence)));
    const part = rows.sequenceAt(index) === sequence ? viewTop - sequence : 0;
    const top = { index, part };
    return { count, following, top, window: windowOf(top, following, count, height) };
  }

  /** Measures where heights vary and puts the drawn rows where they belong. After each drawing, before the paint. */
  lay(frame: ListFrame): void {
    const block = this.#block;
    if (block === undefined || this.#height === 0) return;
    this.#frame = frame;
    this.#measure(block, frame.window);
    if (frame.following) this.#head = 0;
    else if (frame.top.index > 0 && this.#head > 0) this.#absorbHead();
    const laid = lay({
      ...frame,
      follow: frame.following,
      height: this.#height,
      head: headHeight,
      headShown: this.#head,
      heightOf: this.#heightOf,
    });
    this.#laid = laid;
    block.style.transform = `translateY(${Math.round(laid.shift)}px)`;
    // What is pinned to the end must not move with what comes there: the place that is seen becomes the place.
    if (laid.pinned) {
      const seen = this.#sequence(laid.top);
      if (Math.abs(seen - this.#model.viewTop) > 0.05) this.#model.scrollTo(seen);
    }
  }

  /** Sequence and part of what stands at the upper edge. */
  get drawnTop(): number {
    return this.#laid === undefined ? this.#model.viewTop : this.#sequence(this.#laid.top);
  }

  /** True where all rows fit into the view. */
  get short(): boolean {
    return this.#laid?.short ?? true;
  }

  /** Scrolls by pixels, as a wheel does. Up pauses; down to the end goes on following where scrolling had paused. */
  scrollBy(by: number): void {
    const [frame, laid] = [this.#frame, this.#laid];
    if (frame === undefined || laid === undefined || by === 0) return;
    if (laid.short) {
      if (by < 0) this.#model.wantOlder();
      return;
    }
    if (by < 0) this.#up(by, laid);
    else this.#down(by, frame, laid);
  }

  /** A page up or down. */
  page(direction: 1 | -1): void {
    this.scrollBy(direction * Math.max(rowHeight, this.#height - 2 * rowHeight));
  }

  /** To the oldest row held, with what stands above it. */
  home(): void {
    const first = this.#model.rows.sequenceAt(0);
    if (first === undefined) return;
    this.#head = headHeight;
    this.#model.pause('scroll', this.drawnTop);
    this.#model.scrollTo(first);
    this.#model.wantOlder();
  }

  /** Moves so far that the row is wholly in view, pausing. Nothing where it is not held. */
  reveal(sequence: number): void {
    const { rows } = this.#model;
    const index = rows.indexOf(sequence);
    if (rows.sequenceAt(index) !== sequence || this.#laid === undefined) return;
    this.#model.pause('key', this.drawnTop);
    if (this.#laid.short) return;
    const { top, bottom } = this.#edges(index);
    if (top < padding || bottom === undefined) {
      this.#model.scrollTo(sequence);
    } else if (bottom > this.#height - padding) {
      const room = this.#height - 2 * padding - this.#heightOf(index);
      const moved = movePlace({ index, part: 0 }, -Math.max(0, room), rows.count, this.#heightOf);
      this.#model.scrollTo(this.#sequence(moved.place));
    }
  }

  /** To a part of the whole, 0 to 1, as a scrollbar's thumb says. */
  scrollToPart(part: number): void {
    const { rows } = this.#model;
    const most = Math.max(0, rows.count - (this.#height - 2 * padding) / rowHeight);
    if (part >= 1) {
      const reason = this.#model.paused;
      if (this.#followsEnd && (reason === 'scroll' || reason === undefined)) this.#model.follow();
      else this.#model.scrollTo((rows.sequenceAt(rows.count - 1) ?? 0) + 0.999);
      return;
    }
    const at = Math.max(0, part) * most;
    const index = Math.min(rows.count - 1, Math.floor(at));
    this.#head = at === 0 ? headHeight : 0;
    this.#model.scrollTo((rows.sequenceAt(index) ?? 0) + Math.min(0.999, at - index));
    if (index < nearOld) this.#model.wantOlder();
  }

  /** The line above the first row got the focus: shows it. */
  showHead(): void {
    this.#head = headHeight;
    if (this.#frame !== undefined) this.lay(this.#frame);
  }

  /** Sequence of the drawn row at `y` px of the view, the nearest one outside of them. */
  sequenceAtY(y: number): number | undefined {
    const [frame, laid] = [this.#frame, this.#laid];
    if (frame === undefined || laid === undefined || frame.count === 0) return undefined;
    let at = laid.shift;
    for (let index = frame.window.from; index < frame.window.to; index++) {
      at += this.#heightOf(index);
      if (y < at) return this.#model.rows.sequenceAt(index);
    }
    return this.#model.rows.sequenceAt(frame.window.to - 1);
  }

  /** True where the row is at least partly in view. */
  inView(sequence: number): boolean {
    const { rows } = this.#model;
    const index = rows.indexOf(sequence);
    if (rows.sequenceAt(index) !== sequence) return false;
    const { top, bottom } = this.#edges(index);
    return bottom !== undefined && bottom > padding && top < this.#height - padding;
  }

  /** The last row that is wholly in view. */
  get lastInView(): number | undefined {
    return this.sequenceAtY(this.#height - padding - rowHeight / 2);
  }

  /** Whether the last row is the log's newest, so that who scrolls there follows it. */
  get #followsEnd(): boolean {
    return this.#model.older.letGo === 0;
  }

  #up(by: number, laid: Laid): void {
    const { rows } = this.#model;
    this.#model.pause('scroll', this.#sequence(laid.top));
    const { place, left } = movePlace(laid.top, by, rows.count, this.#heightOf);
    if (left < 0) this.#head = Math.min(headHeight, this.#head - left);
    this.#model.scrollTo(this.#sequence(place));
    if (place.index < nearOld) this.#model.wantOlder();
  }

  #down(by: number, frame: ListFrame, laid: Laid): void {
    if (frame.following) return;
    const { rows } = this.#model;
    const used = laid.top.index === 0 ? Math.min(this.#head, by) : 0;
    this.#head -= used;
    const { place } = movePlace(laid.top, by - used, rows.count, this.#heightOf);
    const below = this.#below(frame, laid);
    const isEnd = below !== undefined && by >= below - 0.5;
    if (isEnd && this.#followsEnd && this.#model.paused === 'scroll') this.#model.follow();
    else this.#model.scrollTo(this.#sequence(place));
  }

  /** Pixels of rows below the view; undefined where not all of them are drawn. */
  #below(frame: ListFrame, laid: Laid): number | undefined {
    if (frame.window.to < frame.count) return undefined;
    let bottom = laid.shift;
    for (let index = frame.window.from; index < frame.window.to; index++) bottom += this.#heightOf(index);
    return bottom - (this.#height - padding);
  }

  /** Edges of a row in px of the view; `bottom` is undefined above the drawn ones. */
  #edges(index: number): { readonly top: number; readonly bottom: number | undefined } {
    const [frame, laid] = [this.#frame, this.#laid];
    if (frame === undefined || laid === undefined || index < frame.window.from)
      return { top: Number.NEGATIVE_INFINITY, bottom: undefined };
    let top = laid.shift;
    for (let at = frame.window.from; at < Math.min(index, frame.window.to); at++) top += this.#heightOf(at);
    if (index >= frame.window.to) return { top, bottom: Number.POSITIVE_INFINITY };
    return { top, bottom: top + this.#heightOf(index) };
  }

  /** Older rows came above what was the first: what was seen above that is now a part of them. */
  #absorbHead(): void {
    const head = this.#head;
    this.#head = 0;
    const { rows, viewTop } = this.#model;
    const sequence = Math.floor(viewTop);
    const index = rows.indexOf(sequence);
    const { place } = movePlace({ index, part: viewTop - sequence }, -head, rows.count, this.#heightOf);
    this.#model.scrollTo(this.#sequence(place));
  }

  readonly #heightOf: HeightOf = (index) => {
    if (this.#heights.size === 0) return rowHeight;
    const sequence = this.#model.rows.sequenceAt(index);
    return (sequence === undefined ? undefined : this.#heights.get(sequence)) ?? rowHeight;
  };

  #sequence({ index, part }: Place): number {
    return (this.#model.rows.sequenceAt(index) ?? 0) + part;
  }

  #measure(block: HTMLElement, window: Window): void {
    const { options, expanded } = this.#model;
    if (!options.wrap && expanded.size === 0 && this.#heights.size === 0) return;
    if (this.#heights.size > mostHeights) this.#heights.clear();
    let index = window.from;
    for (const child of block.children) {
      if (!(child instanceof HTMLElement) || child.dataset['sequence'] === undefined) continue;
      const sequence = this.#model.rows.sequenceAt(index);
      index += 1;
      if (sequence === undefined) continue;
      const height = Math.max(rowHeight, child.offsetHeight);
      if (height === rowHeight) this.#heights.delete(sequence);
      else this.#heights.set(sequence, height);
    }
  }
}
