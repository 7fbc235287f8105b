import type { ContainerId } from '#shared/model/ids';

/** What is to be read anew. */
export interface Marks {
  readonly ids: readonly ContainerId[];
  readonly allContainers: boolean;
  readonly images: boolean;
}

/** Events come in bursts (a compose project starting); one read of the list answers them all. */
const gatherMs = 30;

/**
 * Gathers what is to be read and has it read, never two reads at a time: the answer of the older one could come later
 * and set the list back. Bounded by the containers of the engine. Ends with `signal`, and leaves no timer then.
 */
export class ReadQueue {
  readonly #signal: AbortSignal;
  readonly #read: (marks: Marks) => Promise<void>;
  readonly #later = new Set<NodeJS.Timeout>();
  #ids = new Set<ContainerId>();
  #allContainers = false;
  #images = false;
  #gather: NodeJS.Timeout | undefined;
  #busy = true;

  /** Nothing is read before `begin`. `read` must not throw. */
  constructor(signal: AbortSignal, read: (marks: Marks) => Promise<void>) {
    this.#signal = signal;
    this.#read = read;
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Marks and has it read soon, or after `afterMs`. */
  mark(marks: Partial<Marks>, afterMs = 0): void {
    if (this.#signal.aborted) return;
    if (afterMs > 0) {
      this.later(() => this.mark(marks), afterMs);
      return;
    }
    for (const id of marks.ids ?? []) this.#ids.add(id);
    this.#allContainers ||= marks.allContainers ?? false;
    this.#images ||= marks.images ?? false;
    this.#schedule();
  }

  /** Calls back after `ms`, unless the signal aborts before. */
  later(callBack: () => void, ms: number): void {
    if (this.#signal.aborted) return;
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      callBack();
    }, ms);
    this.#later.add(timer);
  }

  /** From now on what is marked is read, also what was marked before. */
  begin(): void {
    this.#busy = false;
    this.#schedule();
  }

  #schedule(): void {
    const marked = this.#ids.size > 0 || this.#allContainers || this.#images;
    if (!marked || this.#busy || this.#signal.aborted) return;
    this.#gather ??= setTimeout(() => void this.#readMarked(), gatherMs);
  }

  async #readMarked(): Promise<void> {
    const marks = { ids: [...this.#ids], allContainers: this.#allContainers, images: this.#images };
    this.#gather = undefined;
    this.#ids = new Set();
    this.#allContainers = false;
    this.#images = false;
    this.#busy = true;
    await this.#read(marks);
    this.begin();
  }

  #stop(): void {
    clearTimeout(this.#gather);
    for (const timer of this.#later) clearTimeout(timer);
    this.#later.clear();
  }
}
