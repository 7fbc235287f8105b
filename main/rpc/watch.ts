import type { Entry, ServerMessage } from '#shared/protocol/messages';
import type { ReadonlyCollection } from '../state/collection';

/** Patches of one watch are at least so many ms apart; in between only the latest value of each key is kept. */
const patchIntervalMs = 50;

/** Serves one collection to one window: a snapshot at once, then patches. Owner calls `stop`. */
export class ServedWatch {
  readonly #id: number;
  readonly #collection: ReadonlyCollection<unknown>;
  readonly #send: (message: ServerMessage) => void;
  readonly #unsubscribe: () => void;
  #dirty = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #lastSent = 0;
  #revision = 0;

  constructor(id: number, collection: ReadonlyCollection<unknown>, send: (message: ServerMessage) => void) {
    this.#id = id;
    this.#collection = collection;
    this.#send = send;
    this.#unsubscribe = collection.subscribe((keys) => this.#changed(keys));
    this.snapshot();
  }

  /** Sends everything; patches count on from here. */
  snapshot(): void {
    this.#dirty.clear();
    this.#revision += 1;
    const entries: Entry[] = [...this.#collection.entries()];
    this.#send({ t: 'snapshot', id: this.#id, revision: this.#revision, entries });
  }

  /** Sends nothing more. */
  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#dirty.clear();
  }

  #changed(keys: ReadonlySet<string>): void {
    for (const key of keys) this.#dirty.add(key);
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastSent + patchIntervalMs - performance.now());
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#dirty.size === 0) return;
    const upserts: Entry[] = [];
    const removes: string[] = [];
    for (const key of this.#dirty) {
      const value = this.#collection.get(key);
      if (value === undefined) removes.push(key);
      else upserts.push([key, value]);
    }
    this.#dirty = new Set();
    this.#lastSent = performance.now();
    this.#revision += 1;
    this.#send({ t: 'patch', id: this.#id, revision: this.#revision, upserts, removes });
  }
}
