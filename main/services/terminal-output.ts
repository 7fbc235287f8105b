import type { StreamSink } from './stream-sink';
import { ByteRing } from './byte-ring';

/** Output that a view finds when it attaches again. */
const heldBytes = 256 * 1024;
const chunkBytes = 32 * 1024;
/** A view further behind than this makes the engine wait... */
const highWater = 192 * 1024;
/** ...but no longer than this: a process must never be stopped for good by a window that stands still. */
const patienceMs = 2_000;

const nothing = new Uint8Array(0);

/** A view's end of a session. */
export type TerminalSink = StreamSink<Uint8Array, Uint8Array>;

interface View {
  readonly sink: TerminalSink;
  place: number;
  sending: boolean;
}

/**
 * One session's output: kept for views that come later, sent to each view at its own pace. Slow views slow the
 * process down for two seconds at most, then the oldest output is skipped, with a mark.
 */
export class TerminalOutput {
  readonly #ring = new ByteRing(heldBytes);
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

  /** Adds a copy of the output. */
  push(bytes: Uint8Array): void {
    this.#ring.push(bytes);
    for (const view of this.#views) void this.#feed(view);
    this.#weigh();
  }

  /** Sends a view what is held and what follows; resolves when the view or the session is gone. */
  async attach(sink: TerminalSink): Promise<void> {
    const view: View = { sink, place: this.#ring.start, sending: false };
    this.#views.add(view);
    void this.#feed(view);
    await new Promise<void>((resolve) => {
      sink.signal.addEventListener('abort', () => resolve(), { once: true });
      if (sink.signal.aborted) resolve();
    });
    this.#views.delete(view);
    this.#weigh();
  }

  /** No more output follows; views keep what they have. */
  finish(): void {
    this.#over = true;
    clearTimeout(this.#patience);
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
        const mark = this.#skip(view);
        const bytes = this.#ring.read(view.place, chunkBytes);
        view.place += bytes.length;
        // Not Buffer.concat: a port copies all of a view's buffer, and a small Buffer's is shared.
        const item = new Uint8Array(mark.length + bytes.length);
        item.set(mark, 0);
        item.set(bytes, mark.length);
        view.sink.send(item, item.length);
        this.#weigh();
      }
    } finally {
      view.sending = false;
    }
  }

  /** Moves a view to what is still held. CAN ends a sequence that the gap may have cut in two; SGR 0 ends its colours. */
  #skip(view: View): Uint8Array {
    const skipped = this.#ring.start - view.place;
    if (skipped <= 0) return nothing;
    view.place = this.#ring.start;
    return new TextEncoder().encode(`\x18\x1b[0m\r\n[${skipped} bytes of output skipped]\r\n`);
  }

  /** Pauses the process while a view is far behind, within the patience; lets it go on once all caught up. */
  #weigh(): void {
    if (this.#over) return;
    const behind = Math.max(0, ...[...this.#views].map((view) => this.#ring.end - view.place));
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
