import type { Clock } from '../core/clock';

/** One event as the engine keeps it; the wire form depends on the API version. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume' | 'builder';
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since the epoch. */
  readonly timeNano: bigint;
}

const ringSize = 256;

/** The events of one engine: a ring of the last 256, as dockerd keeps, and whoever listens now. */
export class EventHub {
  readonly #ring: EngineEvent[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #clock: Clock;
  #last = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records an event and tells every listener. */
  emit(event: Omit<EngineEvent, 'timeNano'>): void {
    // Two events of one millisecond still have an order, as they have in dockerd; a clock set back goes back.
    const now = BigInt(Math.floor(this.#clock.now())) * 1_000_000n;
    this.#last = now > this.#last || this.#last - now > 1_000_000_000n ? now : this.#last + 1n;
    const stamped: EngineEvent = { ...event, timeNano: this.#last };
    this.#ring.push(stamped);
    if (this.#ring.length > ringSize) this.#ring.shift();
    for (const listener of [...this.#listeners]) listener(stamped);
  }

  /** Listens from now on. Returns the end of listening. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the ring still holds, oldest first. */
  past(): readonly EngineEvent[] {
    return [...this.#ring];
  }

  /** Forgets the past, as a restart of the engine does. */
  forget(): void {
    this.#ring.length = 0;
  }
}
