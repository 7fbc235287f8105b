const firstMs = 250;
const longestMs = 30_000;
/** Not at once, even by chance: what fails at once would be tried in a loop. */
const shortestMs = 50;
/** A connection that held for so long starts from the beginning. */
const heldMs = 10_000;

/**
 * How long to wait before the next try: a random time between nothing and a limit that doubles from 250 ms to 30 s
 * (“full jitter”), so that many clients of a restarted engine do not come back all at once.
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Ms until the next try. */
  next(): number {
    const limit = Math.min(longestMs, firstMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    return Math.max(shortestMs, Math.round(this.#random() * limit));
  }

  /** Starts anew. */
  reset(): void {
    this.#failures = 0;
  }

  /** A connection ended that was live for `ms`: one that never holds must not be made again and again at once. */
  held(ms: number): void {
    if (ms >= heldMs) this.reset();
  }
}
