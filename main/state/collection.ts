import { isDeepStrictEqual } from 'node:util';

/** Called with the keys that changed, were added or went away. Must not throw. */
export type CollectionListener = (keys: ReadonlySet<string>) => void;

/** What readers see of a collection. */
export interface ReadonlyCollection<T> {
  readonly size: number;
  get(key: string): T | undefined;
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
  /** Until the returned function is called. */
  subscribe(listener: CollectionListener): () => void;
}

/**
 * A keyed set of immutable values that tells who asked what changed. A value that is equal to the known one changes
 * nothing, so that a relist of a thousand rows costs no patch. Bounded by what its owner puts in.
 */
export class Collection<T> implements ReadonlyCollection<T> {
  readonly #values = new Map<string, T>();
  readonly #listeners = new Set<CollectionListener>();

  get size(): number {
    return this.#values.size;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }

  /** Number of listeners, for leak checks. */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  subscribe(listener: CollectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds or replaces one value. */
  set(key: string, value: T): void {
    this.apply([[key, value]], []);
  }

  /** Removes one value, if it is there. */
  delete(key: string): void {
    this.apply([], [key]);
  }

  /** Several changes as one. */
  apply(upserts: Iterable<readonly [string, T]>, removes: Iterable<string>): void {
    const changed = new Set<string>();
    for (const [key, value] of upserts) {
      if (this.#values.has(key) && isDeepStrictEqual(this.#values.get(key), value)) continue;
      this.#values.set(key, value);
      changed.add(key);
    }
    for (const key of removes) {
      if (this.#values.delete(key)) changed.add(key);
    }
    if (changed.size === 0) return;
    for (const listener of [...this.#listeners]) listener(changed);
  }

  /** Makes the collection hold exactly these. */
  replaceAll(next: ReadonlyMap<string, T>): void {
    const gone = [...this.#values.keys()].filter((key) => !next.has(key));
    this.apply(next, gone);
  }
}
