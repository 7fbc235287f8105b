/**
 * The sender's half of a credit window, in bytes. It may go below zero by the last item only: an item is sent whole
 * once any credit is left, so that no item is too big for a window. Bound: in flight <= window + one item.
 */
export class CreditWindow {
  #available: number;
  #inFlight = 0;
  #wake: (() => void)[] = [];
  #closed = false;

  constructor(initialBytes: number) {
    this.#available = initialBytes;
  }

  /** True while an item may be sent. */
  get open(): boolean {
    return !this.#closed && this.#available > 0;
  }

  /** Bytes that were sent and are not known to be consumed yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes the cost of an item that is being sent. */
  spend(bytes: number): void {
    this.#available -= bytes;
    this.#inFlight += bytes;
  }

  /** Adds what the receiver consumed and wakes the sender. Ignores what is not a positive number. */
  grant(bytes: number): void {
    if (!(bytes > 0) || this.#closed) return;
    this.#available += bytes;
    this.#inFlight = Math.max(0, this.#inFlight - bytes);
    if (this.#available > 0) this.#wakeAll();
  }

  /** Resolves to true once an item may be sent, to false once the window was closed. */
  ready(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    if (this.#available > 0) return Promise.resolve(true);
    return new Promise((resolve) => this.#wake.push(() => resolve(!this.#closed)));
  }

  /** Wakes every waiting sender with false; nothing may be sent any more. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
