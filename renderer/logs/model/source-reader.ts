import type { AppError } from '#shared/errors';
import type { LogChunk, LogItem, LogNotice } from '#shared/model/log';
import type { StreamChannel } from '#shared/protocol/stream-channel';
import type { Client } from '../../bridge/client';
import { NewestCuts } from '../store/cuts';
import type { LogTarget, ReadingStatus } from './types';

/** What a reader does with what it reads, in order. */
export interface ReaderTaker {
  /** Call `consumed` once the lines are where they belong: until then main sends a bounded amount more. */
  readonly lines: (chunk: LogChunk, consumed: () => void) => void;
  readonly notice: (notice: LogNotice) => void;
  /** What comes first is the very beginning of the log. */
  readonly start: () => void;
  /** The first part, which does not follow, was read to its end. */
  readonly primed: () => void;
  /** Lines that are held cannot be joined to what comes: they have no times. */
  readonly startOver: () => void;
  /** The status changed. */
  readonly changed: () => void;
}

interface Pending {
  readonly item: LogItem;
  readonly consumed: () => void;
}

type LogChannel = StreamChannel<never, LogItem>;

/**
 * Reads the log of one container: its last lines, then what follows, and after a pause exactly what came since. While
 * `paused` (the window is hidden) what comes waits unconsumed, so that main stops reading. Owner: LogFeed.
 */
export class SourceReader {
  readonly target: LogTarget;
  readonly #client: Client;
  readonly #taker: ReaderTaker;
  readonly #newest = new NewestCuts();
  readonly #tail: number;
  #twoSteps = false;
  #channel: LogChannel | undefined;
  /** Counts streams, so that what a given-up one still says is not heard. */
  #generation = 0;
  #pending: Pending[] = [];
  #paused = false;
  #primed = false;
  #status: ReadingStatus = { kind: 'idle' };

  /** A log that was not read yet begins with its last `tail` lines. */
  constructor(client: Client, target: LogTarget, tail: number, taker: ReaderTaker) {
    this.#client = client;
    this.target = target;
    this.#tail = tail;
    this.#taker = taker;
  }

  get status(): ReadingStatus {
    return this.#status;
  }

  get reading(): boolean {
    return this.#channel !== undefined;
  }

  /** The first part was read: from now on it follows. */
  get primed(): boolean {
    return this.#primed;
  }

  /** Lines without a time came: nothing older can be asked for. */
  get untimed(): boolean {
    return this.#newest.untimed;
  }

  /** Something waits that was held back. */
  get holdsBack(): boolean {
    return this.#pending.length > 0;
  }

  /**
   * Reads, or reads on where it was left. Nothing while it is reading. `twoSteps`: what there is now is read to its end
   * first, because several sources have to be put in order then.
   */
  start(twoSteps: boolean): void {
    if (this.#channel !== undefined) return;
    this.#twoSteps = twoSteps;
    this.#primed = !twoSteps;
    this.#open();
  }

  #open(): void {
    if (this.#newest.untimed) {
      this.#newest.clear();
      this.#taker.startOver();
    }
    const { engineId, id } = this.target;
    const following = this.#primed;
    const from = this.#newest.any
      ? { after: this.#newest.cuts }
      : following && this.#twoSteps
        ? {}
        : { tail: this.#tail };
    const generation = ++this.#generation;
    this.#status = { kind: 'reading', answered: this.#newest.any };
    const channel = this.#client.open(
      'containers.logs',
      { engineId, id, ...from, follow: following },
      {
        onItem: (item, consumed) => {
          if (this.#generation !== generation) return;
          if (this.#paused || this.#pending.length > 0) this.#pending.push({ item, consumed });
          else this.#take(item, consumed);
        },
        onEnd: (error) => {
          if (this.#generation !== generation) return;
          // What came before the end is little; the next stream waits again.
          const paused = this.#paused;
          this.resume();
          this.#paused = paused;
          this.#ended(error);
        },
      },
    );
    if (this.#generation === generation) this.#channel = channel;
    this.#taker.changed();
  }

  /** Gives the stream up; what waits was not consumed and is read again by the next one. */
  stop(): void {
    this.#close();
    this.#status = { kind: 'idle' };
  }

  /** What was read is not held any more: the next reading begins at the end of the log. Not while it reads. */
  forget(): void {
    this.#newest.clear();
  }

  /** Holds back what comes. */
  pause(): void {
    this.#paused = true;
  }

  /** Takes what was held back, and goes on. */
  resume(): void {
    this.#paused = false;
    const generation = this.#generation;
    const pending = this.#pending;
    this.#pending = [];
    for (const { item, consumed } of pending) {
      if (this.#generation !== generation) return;
      this.#take(item, consumed);
    }
  }

  #close(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    this.#generation += 1;
    this.#pending = [];
    channel?.close();
  }

  #take(item: LogItem, consumed: () => void): void {
    // Of a log whose engine is waited for nothing is known yet, neither lines nor that there are none.
    const waits = item.kind === 'notice' && item.notice.what === 'lost';
    if (this.#status.kind === 'reading' && !this.#status.answered && !waits) {
      this.#status = { kind: 'reading', answered: true };
      this.#taker.changed();
    }
    switch (item.kind) {
      case 'lines':
        this.#newest.see(item.chunk);
        this.#taker.lines(item.chunk, consumed);
        return;
      case 'notice':
        this.#taker.notice(item.notice);
        break;
      case 'start':
        this.#taker.start();
        break;
    }
    consumed();
  }

  #ended(error: AppError | undefined): void {
    this.#close();
    if (error !== undefined) this.#status = { kind: 'failed', error };
    else if (this.#primed) this.#status = { kind: 'ended' };
    else {
      this.#primed = true;
      this.#taker.primed();
      // Whoever hears that may have given it up.
      if (this.#status.kind === 'reading') this.#open();
      return;
    }
    this.#taker.changed();
  }
}
