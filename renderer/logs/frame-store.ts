/** Drawing takes at most one part in so many of the time while data keeps coming. */
const restFactor = 3;
/** However long a frame took (the machine may have slept), the next one is at most so late, in ms. */
const longestRest = 250;

/**
 * What React reads of data that lives outside it: a version number for `useSyncExternalStore`. However often `touch`
 * is called, listeners hear of it at most once per animation frame, and not at all while the window is hidden (frames
 * stop then). While data keeps coming, frames that took long to draw are followed by a rest three times as long, so that
 * typing and scrolling have the thread for most of the time; what comes after a rest is drawn in the next frame. Owner:
 * the model that makes it; `dispose` drops a pending frame and every listener.
 */
export class FrameStore {
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #frame: number | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** Not drawn again before, on the clock of `performance.now`. */
  #restUntil = 0;

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

  /** Tells the listeners in the next frame, or the first one after the rest that the last one left. */
  touch(): void {
    if (this.#frame !== undefined || this.#restTimer !== undefined) return;
    const wait = this.#restUntil - performance.now();
    if (wait <= 0) this.#draw();
    else
      this.#restTimer = setTimeout(() => {
        this.#restTimer = undefined;
        this.#draw();
      }, wait);
  }

  #draw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const begun = performance.now();
      this.flush();
      // A message comes after the frame was laid out and painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        const now = performance.now();
        this.#restUntil = now + Math.min(longestRest, (now - begun) * restFactor);
      };
      port2.postMessage(undefined);
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
    clearTimeout(this.#restTimer);
    this.#frame = undefined;
    this.#restTimer = undefined;
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
