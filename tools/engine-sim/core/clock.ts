/** The clock of one engine: the machine's, moved by as much as a test wants. */
export class Clock {
  #shift = 0;

  /** Milliseconds since the epoch, as this engine believes. */
  now(): number {
    return Date.now() + this.#shift;
  }

  /** Moves the clock to `ms` ahead of the machine's; negative is behind. It replaces an earlier shift. */
  shift(ms: number): void {
    this.#shift = ms;
  }
}
