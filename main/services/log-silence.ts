import { pause } from '../engine/pause';

/** How long a followed log may be silent; all in ms. */
export interface Patience {
  /** After so long a silence the engine is asked for the first time. */
  readonly silentMs: number;
  /** The time between two questions doubles up to this. */
  readonly longestMs: number;
  /** What the engine has must come by the stream within this. */
  readonly graceMs: number;
}

/** What people wait for without wondering. */
export const usualPatience: Patience = { silentMs: 10_000, longestMs: 60_000, graceMs: 1_000 };

/** What the watch of one reading looks at. */
export interface SilenceParts {
  readonly patience: Patience;
  /** Nothing but the engine is waited for. */
  readonly waits: () => boolean;
  /** True where the engine has something that the reading did not give, or undefined where it cannot be asked. */
  readonly hasMore: (signal: AbortSignal) => Promise<boolean | undefined>;
  /** The engine has stopped sending. Called once at most. */
  readonly onStalled: () => void;
}

/**
 * Finds out that an engine has stopped serving a followed log without ending it, as dockerd does after some rotations
 * and truncations: after a silence it is asked for the last line. One question at a time; owner calls `close`.
 */
export class SilenceWatch {
  readonly #parts: SilenceParts;
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #wait: number;

  constructor(parts: SilenceParts) {
    this.#parts = parts;
    this.#wait = parts.patience.silentMs;
    this.#arm(this.#wait);
  }

  /** Bytes came. */
  heard(): void {
    this.#heardAt = performance.now();
    if (this.#wait === this.#parts.patience.silentMs) return;
    this.#wait = this.#parts.patience.silentMs;
    this.#arm(this.#wait);
  }

  /** Ends the watch and a question that is open. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed.signal.aborted) this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const { patience, waits, hasMore, onStalled } = this.#parts;
    const left = this.#heardAt + this.#wait - performance.now();
    if (left > 0) {
      this.#arm(left);
      return;
    }
    const heardAt = this.#heardAt;
    const isSilent = (): boolean => !this.#closed.signal.aborted && this.#heardAt === heardAt;
    if (waits() && (await hasMore(this.#closed.signal)) === true && isSilent()) {
      await pause(patience.graceMs, this.#closed.signal);
      if (isSilent() && waits()) {
        onStalled();
        return;
      }
    }
    if (isSilent()) this.#wait = Math.min(this.#wait * 2, patience.longestMs);
    this.#arm(this.#wait);
  }
}
