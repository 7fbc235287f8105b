import type { PacedSink } from '../stream-sink';
import { ByteRing } from './byte-ring';
import { Pace } from './pace';
import { ScreenModes } from './screen-modes';

/** Output that a view finds when it attaches again. */
const heldBytes = 256 * 1024;
const chunkBytes = 64 * 1024;
/** A view further behind than this makes the engine wait, until it is no further behind than that. */
const highWater = 192 * 1024;
const lowWater = 48 * 1024;
/** But no longer than this: a process must never be stopped for good by a window that stands still. */
const patienceMs = 2_000;
/** A view with less than this on its way gets what comes at once; a busier one gets pieces that are worth a message. */
const idleFlight = 16 * 1024;
const worthBytes = 32 * 1024;
/** After an interrupt what is on its way is skipped for so long at most, or until nothing comes for so long. */
const catchUpMs = 400;
const quietMs = 25;
/** What a view gets of what was skipped: its end. */
const lastBytes = 16 * 1024;

/** A line that was cut is left out when a view comes, unless it is longer. */
const longestLine = 8 * 1024;
const newline = 0x0a;

const nothing = new Uint8Array(0);

/** A view's end of a session. */
export type TerminalSink = PacedSink<Uint8Array, Uint8Array>;

interface View {
  readonly sink: TerminalSink;
  readonly pace: Pace;
  place: number;
  /** What comes before the next output: the modes that the output which it never saw had set. */
  preface: Uint8Array;
}

/**
 * One session's output: kept for views that come later, sent to each view at its own pace. Slow views slow the
 * process down for two seconds at most, then the oldest output is skipped, with a mark. An interrupt in a flood skips
 * what is on its way, as a terminal does with what it has not shown yet, so that its effect is seen at once.
 */
export class TerminalOutput {
  /** Modes that what is no longer held had set. */
  readonly #gone = new ScreenModes();
  readonly #ring = new ByteRing(heldBytes, (leaving) => this.#gone.take(leaving));
  readonly #views = new Set<View>();
  readonly #pause: (paused: boolean) => void;
  #paused = false;
  #patience: NodeJS.Timeout | undefined;
  #drainFreely = false;
  #over = false;
  #catchingUp: { readonly until: number; timer: NodeJS.Timeout } | undefined;

  /** `pause` stops and starts the reading of the process's output. */
  constructor(pause: (paused: boolean) => void) {
    this.#pause = pause;
  }

  /** Adds output. The bytes become this object's and are not changed: a view that keeps up gets them as they are. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const before = this.#ring.end;
    this.#ring.push(bytes);
    if (this.#catchingUp !== undefined) {
      this.#catchUpLater(this.#catchingUp.until);
      return;
    }
    for (const view of this.#views) {
      if (keepsUp(view, before) && bytes.length <= chunkBytes) {
        view.place = this.#ring.end;
        send(view, ownBuffer(bytes));
      } else this.#feed(view);
    }
    this.#weigh();
  }

  /** The program was interrupted by a key: what it wrote before and no view has is no longer worth waiting for. */
  interrupt(): void {
    if (this.#over || this.#catchingUp !== undefined || !this.#floods()) return;
    this.#catchUpLater(performance.now() + catchUpMs);
    this.#setPaused(false);
  }

  /** The last output as text, at most so many bytes. */
  latest(max: number): string {
    const from = Math.max(this.#ring.start, this.#ring.end - max);
    return new TextDecoder().decode(this.#ring.read(from, max));
  }

  /**
   * Whether a program has the whole screen of which the beginning is no longer held: a view that comes now sees it in
   * pieces until the program draws it anew.
   */
  get inPieces(): boolean {
    return this.#gone.fullScreen;
  }

  /** Forgets what a view that comes would find, but for the line that is being written, such as a prompt. */
  clear(): void {
    const { start } = this.#ring;
    const place = start + this.#ring.read(start, heldBytes).lastIndexOf(newline) + 1;
    this.#ring.clear(place);
    // One that is behind has been cleared, too: no gap is to be told of.
    for (const view of this.#views) view.place = Math.max(view.place, place);
    this.#weigh();
  }

  /** Sends a view what is held and what follows; resolves when the view or the session is gone. */
  async attach(sink: TerminalSink): Promise<void> {
    const place = this.#firstLine(this.#ring.start);
    const preface = Buffer.from(this.#modesAt(place).sequence, 'latin1');
    const view: View = { sink, pace: new Pace(), place, preface };
    this.#views.add(view);
    sink.onCredit(() => {
      view.pace.consumed(sink.inFlight, performance.now());
      if (this.#catchingUp !== undefined) return;
      this.#feed(view);
      this.#weigh();
    });
    this.#feed(view);
    await new Promise<void>((resolve) => {
      sink.signal.addEventListener('abort', () => resolve(), { once: true });
      if (sink.signal.aborted) resolve();
    });
    this.#views.delete(view);
    this.#weigh();
  }

  /** No more output follows; views get what is held. */
  finish(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#paused = false;
    this.#caughtUp();
  }

  /** Output follows again, of another program. */
  begin(): void {
    this.#over = false;
    this.#drainFreely = false;
    this.#weigh();
  }

  /** Ends every view's stream, for a session that is forgotten. */
  close(): void {
    this.finish();
    for (const view of this.#views) view.sink.end();
    this.#views.clear();
  }

  /** The beginning of the first whole line at or after a place that was cut. */
  #firstLine(place: number): number {
    // A whole screen has no lines to begin with.
    if (this.#modesAt(place).fullScreen || (place === this.#ring.start && !this.#ring.isCut)) return place;
    const end = this.#ring.read(place, longestLine).indexOf(newline);
    return end === -1 ? place : place + end + 1;
  }

  /** The modes that all output before a place set. */
  #modesAt(place: number): ScreenModes {
    const { start } = this.#ring;
    if (place === start) return this.#gone;
    const modes = this.#gone.copy();
    modes.take(this.#ring.read(start, place - start));
    return modes;
  }

  /** Sends what a view has room for. While it is busy, small pieces wait for more: each costs a message both ways. */
  #feed(view: View): void {
    const { sink, pace } = view;
    while (view.place < this.#ring.end && sink.writable && !sink.signal.aborted) {
      const behind = this.#ring.end - view.place;
      const { inFlight } = sink;
      if (inFlight >= pace.flight || (inFlight > idleFlight && behind < worthBytes)) return;
      if (view.place < this.#ring.start) this.#skipTo(view, this.#ring.start);
      const bytes = this.#ring.read(view.place, chunkBytes);
      view.place += bytes.length;
      const item = view.preface.length === 0 ? bytes : joined(view.preface, bytes);
      view.preface = nothing;
      send(view, item);
    }
  }

  /**
   * Moves a view on. CAN ends a sequence that the gap may have cut in two; SGR 0 ends its colours; the modes are those
   * that the skipped output left.
   */
  #skipTo(view: View, place: number): void {
    const modes = this.#modesAt(place).sequence;
    const mark = `\x18\x1b[0m${modes}\r\n[${place - view.place} bytes of output skipped]\r\n`;
    view.place = place;
    view.preface = Buffer.from(mark, 'latin1');
  }

  /** Waits for a quiet moment, but not beyond `until`. */
  #catchUpLater(until: number): void {
    clearTimeout(this.#catchingUp?.timer);
    const wait = Math.max(0, Math.min(quietMs, until - performance.now()));
    this.#catchingUp = { until, timer: setTimeout(() => this.#caughtUp(), wait) };
  }

  #caughtUp(): void {
    if (this.#catchingUp === undefined) return;
    clearTimeout(this.#catchingUp.timer);
    this.#catchingUp = undefined;
    for (const view of this.#views) {
      const last = Math.max(this.#ring.start, this.#ring.end - lastBytes);
      if (view.place < last) this.#skipTo(view, this.#firstLine(last));
      this.#feed(view);
    }
    this.#weigh();
  }

  /** A view has not taken in what comes: then the engine holds much more of it. */
  #floods(): boolean {
    for (const { sink, place } of this.#views)
      if (sink.inFlight + this.#ring.end - place > worthBytes) return true;
    return this.#paused;
  }

  #behind(): number {
    let behind = 0;
    for (const view of this.#views) behind = Math.max(behind, this.#ring.end - view.place);
    return behind;
  }

  /** Pauses the process while a view is far behind, within the patience; lets it go on once all have nearly caught up. */
  #weigh(): void {
    if (this.#over || this.#catchingUp !== undefined) return;
    const behind = this.#behind();
    if (behind <= lowWater) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#drainFreely = false;
      this.#setPaused(false);
    } else if (behind >= highWater && !this.#paused && !this.#drainFreely) {
      this.#setPaused(true);
      this.#patience = setTimeout(() => {
        this.#drainFreely = true;
        this.#setPaused(false);
      }, patienceMs);
    }
  }

  #setPaused(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#pause(paused);
  }
}

function send({ sink, pace }: View, item: Uint8Array): void {
  sink.send(item, item.length);
  pace.sent(sink.inFlight, performance.now());
}

/** Whether what comes can go to a view as it is, without a copy: it had all that came before. */
function keepsUp({ sink, place, preface }: View, before: number): boolean {
  return place === before && preface.length === 0 && sink.writable && sink.inFlight <= idleFlight;
}

/** The bytes in a buffer of their own: a port copies all of a view's buffer, and a small Buffer's is shared. */
function ownBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first, 0);
  all.set(second, first.length);
  return all;
}
