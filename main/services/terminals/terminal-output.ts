import type { StreamSink } from '../stream-sink';
import { ByteRing } from './byte-ring';
import { ScreenModes } from './screen-modes';

/** Output that a view finds when it attaches again. */
const heldBytes = 256 * 1024;
const chunkBytes = 64 * 1024;
/** A view further behind than this makes the engine wait... */
const highWater = 48 * 1024;
/** ...but no longer than this: a process must never be stopped for good by a window that stands still. */
const patienceMs = 2_000;

/** A line that was cut is left out when a view comes, unless it is longer. */
const longestLine = 8 * 1024;
const newline = 0x0a;

const nothing = new Uint8Array(0);

/** A view's end of a session. */
export type TerminalSink = StreamSink<Uint8Array, Uint8Array>;

interface View {
  readonly sink: TerminalSink;
  place: number;
  sending: boolean;
  /** What comes before the next output: the modes that the output which it never saw had set. */
  preface: Uint8Array;
}

/**
 * One session's output: kept for views that come later, sent to each view at its own pace. Slow views slow the
 * process down for two seconds at most, then the oldest output is skipped, with a mark.
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

  /** `pause` stops and starts the reading of the process's output. */
  constructor(pause: (paused: boolean) => void) {
    this.#pause = pause;
  }

  /** Adds output. The bytes become this object's and are not changed: a view that keeps up gets them as they are. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const before = this.#ring.end;
    this.#ring.push(bytes);
    for (const view of this.#views) {
      if (this.#keepsUp(view, before, bytes.length)) {
        view.place = this.#ring.end;
        view.sink.send(ownBuffer(bytes), bytes.length);
      } else void this.#feed(view);
    }
    this.#weigh();
  }

  /** Whether what comes can go to a view as it is, without a copy. */
  #keepsUp({ place, preface, sending, sink }: View, before: number, bytes: number): boolean {
    return place === before && preface.length === 0 && !sending && sink.writable && bytes <= chunkBytes;
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

  /** Forgets what is held, for views that come later. */
  clear(): void {
    this.#ring.clear();
    for (const view of this.#views) view.place = this.#ring.end;
  }

  /** Sends a view what is held and what follows; resolves when the view or the session is gone. */
  async attach(sink: TerminalSink): Promise<void> {
    const place = this.#firstLine();
    const modes = this.#gone.copy();
    modes.take(this.#ring.read(this.#ring.start, place - this.#ring.start));
    const view: View = { sink, place, sending: false, preface: Buffer.from(modes.sequence, 'latin1') };
    this.#views.add(view);
    void this.#feed(view);
    await new Promise<void>((resolve) => {
      sink.signal.addEventListener('abort', () => resolve(), { once: true });
      if (sink.signal.aborted) resolve();
    });
    this.#views.delete(view);
    this.#weigh();
  }

  /** Where a view begins: with a whole line, where the oldest one was cut. */
  #firstLine(): number {
    const { start } = this.#ring;
    // A whole screen has no lines to begin with.
    if (start === 0 || this.#gone.fullScreen) return start;
    const end = this.#ring.read(start, longestLine).indexOf(newline);
    return end === -1 ? start : start + end + 1;
  }

  /** No more output follows; views keep what they have. */
  finish(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#paused = false;
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

  async #feed(view: View): Promise<void> {
    if (view.sending) return;
    view.sending = true;
    try {
      while (view.place < this.#ring.end) {
        if (!view.sink.writable && !(await view.sink.ready())) return;
        this.#skip(view);
        const bytes = this.#ring.read(view.place, chunkBytes);
        view.place += bytes.length;
        const item = view.preface.length === 0 ? bytes : joined(view.preface, bytes);
        view.preface = nothing;
        view.sink.send(item, item.length);
        this.#weigh();
      }
    } finally {
      view.sending = false;
    }
  }

  /**
   * Moves a view to what is still held. CAN ends a sequence that the gap may have cut in two; SGR 0 ends its colours; the
   * modes are those that the skipped output left.
   */
  #skip(view: View): void {
    const skipped = this.#ring.start - view.place;
    if (skipped <= 0) return;
    view.place = this.#ring.start;
    const mark = `\x18\x1b[0m${this.#gone.sequence}\r\n[${skipped} bytes of output skipped]\r\n`;
    view.preface = Buffer.from(mark, 'latin1');
  }

  /** Pauses the process while a view is far behind, within the patience; lets it go on once all caught up. */
  #weigh(): void {
    if (this.#over) return;
    let behind = 0;
    for (const view of this.#views) behind = Math.max(behind, this.#ring.end - view.place);
    if (behind < highWater) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#drainFreely = false;
      this.#setPaused(false);
    } else if (!this.#paused && !this.#drainFreely) {
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
