/**
 * What React reads of data that lives outside it: a version number for `useSyncExternalStore`. However often `touch`
 * is called, listeners hear of it at most once per animation frame, and not at all while the window is hidden (frames
 * stop then). Owner: the model that makes it; `dispose` drops a pending frame and every listener.
 */
export class FrameStore {
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #frame: number | undefined;

  /** Subscribes; for `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Changes whenever listeners were told; for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  /** Number of listeners, for leak tests. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Tells the listeners in the next frame. */
  touch(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.flush();
    });
  }

  /** Tells the listeners now: for what a person did and must see at once. */
  flush(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Drops the pending frame and all listeners. */
  dispose(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#listeners.clear();
  }
}

/** Calls back when the window is hidden or shown again; the returned function ends it. */
export function onVisibility(changed: (visible: boolean) => void): () => void {
  const listener = (): void => changed(document.visibilityState !== 'hidden');
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** True while the window can be seen. */
export function isVisible(): boolean {
  return document.visibilityState !== 'hidden';
}
