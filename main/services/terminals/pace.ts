/** So much time is worth of output may be on its way: enough that a view never waits, too little to be felt after a key. */
const horizonMs = 30;
const leastFlight = 64 * 1024;
const mostFlight = 768 * 1024;
/** Before anything is known of a view. */
const firstFlight = 128 * 1024;
/** Over less time a rate says little. */
const measureMs = 8;

/** How much output may be on its way to one view, by how fast it takes it in. */
export class Pace {
  #flight = firstFlight;
  /** Bytes on their way as they were last known, and since when what was taken in is counted. */
  #inFlight = 0;
  #taken = 0;
  #since = 0;

  /** Bytes that may be on their way. */
  get flight(): number {
    return this.#flight;
  }

  /** Something was sent; `inFlight` counts it, `now` is in ms. */
  sent(inFlight: number, now: number): void {
    if (this.#inFlight === 0) {
      this.#since = now;
      this.#taken = 0;
    }
    this.#inFlight = inFlight;
  }

  /** Something was taken in; `inFlight` is what is left. */
  consumed(inFlight: number, now: number): void {
    this.#taken += Math.max(0, this.#inFlight - inFlight);
    this.#inFlight = inFlight;
    const took = now - this.#since;
    if (took < measureMs) return;
    const wanted = (this.#taken / took) * horizonMs;
    this.#flight = Math.min(mostFlight, Math.max(leastFlight, (this.#flight + wanted) / 2));
    this.#since = now;
    this.#taken = 0;
  }
}
