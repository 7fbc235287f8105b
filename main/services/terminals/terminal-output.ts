import type { StreamSink } from '../stream-sink';
import { ByteRing } from './byte-ring';

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

  /** Adds output. The bytes become this object's and are not changed: a view that keeps up gets them as they are. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const before = this.#ring.end;
    this.#ring.push(bytes);
    for (const view of this.#views) {
      if (view.place === before && !view.sending && view.sink.writable && bytes.length <= chunkBytes) {
        view.place = this.#ring.end;
        view.sink.send(ownBuffer(bytes), bytes.length);
      } else void this.#feed(view);
    }
    this.#weigh();
  }

  /** The last output as text, at most so many bytes. */
  latest(max: number): string {
    const from = Math.max(this.#ring.start, this.#ring.end - max);
    return new TextDecoder().decode(this.#ring.read(from, max));
  }

  /** Sends a view what is held and what follows; resolves when the view or the session is gone. */
  async attach(sink: TerminalSink): Promise<void> {
    const view: View = { sink, place: this.#firstLine(), sending: false };
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
    if (start === 0) return 0;
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
        const mark = this.#skip(view);
        const bytes = this.#ring.read(view.place, chunkBytes);
        view.place += bytes.length;
        const item = mark.length === 0 ? bytes : joined(mark, bytes);
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
