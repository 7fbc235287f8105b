/** Cancels a timer. Calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

/** Asks a signal afresh: the compiler keeps an earlier answer, though waiting in between may have changed it. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Owns every timer of one engine, so that closing the engine leaves none behind. */
export class Scheduler {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #pace: number;
  #closed = false;

  /** `pace` scales every wait: 1 is the demo, 0.01 makes tests a hundred times faster. Timestamps stay real. */
  constructor(pace: number) {
    this.#pace = pace;
  }

  /** How many timers are pending. Tests use it to show that nothing leaks. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Scales a wait by the pace, for callers that compare it with the real clock. */
  scale(ms: number): number {
    return ms * this.#pace;
  }

  /** Runs `task` once after `ms`. After `close` nothing is scheduled. */
  after(ms: number, task: () => void): Cancel {
    if (this.#closed) return () => undefined;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        task();
      },
      Math.max(0, ms * this.#pace),
    );
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Runs `task` every `ms` until cancelled. */
  every(ms: number, task: () => void): Cancel {
    let cancel: Cancel = () => undefined;
    let stopped = false;
    const arm = (): void => {
      cancel = this.after(ms, () => {
        task();
        if (!stopped) arm();
      });
    };
    arm();
    return () => {
      stopped = true;
      cancel();
    };
  }

  /** Waits `ms`. Resolves early with `false` when `signal` aborts, and never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve(false);
        return;
      }
      const onAbort = (): void => {
        cancel();
        resolve(false);
      };
      const cancel = this.after(ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Cancels every timer. Sleeps whose signal is still open stay pending: abort the signals first. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
