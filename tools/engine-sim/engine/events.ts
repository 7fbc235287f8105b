/** One event as the engine keeps it; the wire form depends on the API version. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume';
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
  #last = 0n;

  /** Records an event and tells every listener. */
  emit(event: Omit<EngineEvent, 'timeNano'>): void {
    // Two events of one millisecond still have an order, as they have in dockerd.
    const now = BigInt(Date.now()) * 1_000_000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
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

/** The wire form of an event: with the legacy keys until 1.51. */
export function eventJson(event: EngineEvent, legacy: boolean): Record<string, unknown> {
  const time = Number(event.timeNano / 1_000_000_000n);
  const json: Record<string, unknown> = {};
  if (legacy && event.type === 'container') {
    json['status'] = event.action;
    json['id'] = event.id;
    json['from'] = event.attributes['image'] ?? '';
  } else if (legacy && event.type === 'image') {
    json['status'] = event.action;
    json['id'] = event.id;
  }
  return {
    ...json,
    Type: event.type,
    Action: event.action,
    Actor: { ID: event.id, Attributes: event.attributes },
    scope: 'local',
    time,
    // Written as text and unquoted on the wire: a double cannot hold nanoseconds.
    timeNano: `#${event.timeNano}#`,
  };
}

/** JSON with the 64-bit integers that `eventJson` marks. */
export function withBigIntegers(value: unknown): string {
  return JSON.stringify(value).replace(/"#(\d+)#"/g, '$1');
}
