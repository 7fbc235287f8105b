import type { AppError } from '#shared/errors';
import type { SessionId } from '#shared/model/ids';
import type { Consumed, StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../bridge/client';
import { InputPump } from './input-pump';
import type { ShellTerminal } from './shell-terminal';

/** Replayed output comes at once and first; what comes later than this, or after so much, is new. */
const replayMs = 200;
const replayBytes = 256 * 1024;
const resizeAfterMs = 80;
/** A session that is younger than this when it is first attached has nothing old to replay. */
const freshMs = 3000;

/** Sessions that this window attached before: their output is replayed when they are attached again. Main keeps 64. */
const attachedBefore = new Set<SessionId>();
const mostRemembered = 256;

function remember(id: SessionId): boolean {
  const known = attachedBefore.has(id);
  attachedBefore.add(id);
  if (attachedBefore.size > mostRemembered) {
    const oldest = attachedBefore.values().next();
    if (oldest.done !== true) attachedBefore.delete(oldest.value);
  }
  return known;
}

/**
 * Ties one session of main to one terminal: output with credit after parsing, input in order, the size when it
 * changed. While held, output waits unconsumed (at most the stream's window; main drops its oldest beyond its own
 * bound and says so), so a view that another one replaces is to be closed instead. Owner: one pane; `close` leaves the
 * session running.
 */
export class SessionLink {
  readonly #client: Client;
  readonly #id: SessionId;
  readonly #terminal: ShellTerminal;
  readonly #onEnd: (error: AppError | undefined) => void;
  readonly #channel: StreamChannel<Uint8Array, Uint8Array>;
  readonly #pump: InputPump;
  #waiting: { readonly bytes: Uint8Array; readonly consumed: Consumed }[] = [];
  #held: boolean;
  /** What comes first may be old, and nobody looked at the time yet. */
  #replayAhead: boolean;
  #received = 0;
  #replayTimer: ReturnType<typeof setTimeout> | undefined;
  #resizeTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #over = false;

  constructor(
    client: Client,
    session: { readonly id: SessionId; readonly startedAt: number },
    terminal: ShellTerminal,
    onEnd: (error: AppError | undefined) => void,
    held: boolean,
  ) {
    this.#client = client;
    this.#id = session.id;
    this.#terminal = terminal;
    this.#onEnd = onEnd;
    this.#held = held;
    this.#replayAhead = remember(session.id) || Date.now() - session.startedAt > freshMs;
    terminal.setReplaying(this.#replayAhead);
    this.#startReplay();
    this.#channel = client.open(
      'terminals.attach',
      { sessionId: session.id },
      {
        onItem: (bytes, consumed) => {
          this.#waiting.push({ bytes, consumed });
          this.#flush();
        },
        onEnd: (error) => {
          if (this.#closed) return;
          this.#over = true;
          this.setHeld(false);
          this.#onEnd(error);
        },
      },
    );
    this.#pump = new InputPump(this.#channel);
  }

  /** Sends input; false where the shell is over or does not read. */
  send(bytes: Uint8Array): boolean {
    return this.#pump.send(bytes);
  }

  /** True once main has ended the stream. */
  get over(): boolean {
    return this.#over;
  }

  /** Stops or goes on taking output. */
  setHeld(held: boolean): void {
    this.#held = held;
    this.#startReplay();
    this.#flush();
  }

  /** What waits while held is replayed only then, however late that is. */
  #startReplay(): void {
    if (this.#held || !this.#replayAhead) return;
    this.#replayAhead = false;
    this.#replayTimer = setTimeout(() => this.#replayed(), replayMs);
  }

  /** Tells main the size soon, the last one only. */
  resize(columns: number, rows: number): void {
    if (this.#resizeTimer !== undefined) clearTimeout(this.#resizeTimer);
    this.#resizeTimer = setTimeout(() => {
      this.#resizeTimer = undefined;
      if (this.#closed || this.#channel.closed) return;
      // A session that ended meanwhile has no size: nobody needs to hear of that.
      void this.#client.call('terminals.resize', { sessionId: this.#id, columns, rows });
    }, resizeAfterMs);
  }

  /** Lets go of the session, which runs on. */
  close(): void {
    this.#closed = true;
    if (this.#replayTimer !== undefined) clearTimeout(this.#replayTimer);
    if (this.#resizeTimer !== undefined) clearTimeout(this.#resizeTimer);
    this.#waiting = [];
    this.#pump.close();
    this.#channel.close();
  }

  #flush(): void {
    if (this.#held || this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { bytes, consumed } of waiting) {
      this.#received += bytes.byteLength;
      const last = this.#replayTimer !== undefined && this.#received >= replayBytes;
      this.#terminal.write(bytes, () => {
        consumed();
        if (last) this.#replayed();
      });
    }
  }

  #replayed(): void {
    if (this.#replayTimer !== undefined) clearTimeout(this.#replayTimer);
    this.#replayTimer = undefined;
    // Behind what is still being parsed.
    if (!this.#closed) this.#terminal.write(new Uint8Array(), () => this.#terminal.setReplaying(false));
  }
}
