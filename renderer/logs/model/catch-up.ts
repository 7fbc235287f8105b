import { streamWindows } from '#shared/contract/windows';
import type { LogMerge } from '#shared/logs/lines/merge';
import type { LogNotice } from '#shared/model/log';

/** A source of which nothing was heard for so long is not waited for any more, in ms. */
const patienceMs = 4000;
/** One that sends what waited for it has sent all of that once it is silent for so long, or has come so near to now. */
const silenceMs = 250;
const nearMs = 1000;
/** So much that waits of a source may be all that main sends before it is consumed. */
const blockedBytes = streamWindows['containers.logs'] / 2;

interface Behind {
  /** Nothing else tells that it caught up. */
  readonly bySilence: boolean;
  /** When something of it came last, on the clock of `performance.now`. */
  readonly heard: number;
}

/**
 * Which sources of a merged view have to catch up: nobody looked for a while, or the engine was away. Until all of them
 * did, their lines are merged without a limit of time, or a quiet source's one new line would let go everything up to
 * now, and a noisy one's backlog would come late. Owner: LogFeed, which calls `stop`.
 */
export class CatchUp {
  readonly #merge: LogMerge;
  readonly #done: () => void;
  readonly #behind = new Map<number, Behind>();
  readonly #lost = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `done` is called after sources were given up that were waited for. */
  constructor(merge: LogMerge, done: () => void) {
    this.#merge = merge;
    this.#done = done;
  }

  /**
   * A source begins to catch up: until `over`, or, with `bySilence`, until it has nothing more to send. `graceMs`: it
   * begins to send so much later.
   */
  begin(source: number, bySilence: boolean, graceMs = 0): void {
    this.#behind.set(source, { bySilence, heard: performance.now() + graceMs });
    this.#merge.setBehind(source, true);
    this.#wait();
  }

  /** Lines of a source came, the last one of epoch ms `newest`. */
  came(source: number, newest: number): void {
    const behind = this.#behind.get(source);
    if (behind === undefined) return;
    if (behind.bySilence && newest >= Date.now() - nearMs) this.over(source);
    else this.#behind.set(source, { ...behind, heard: performance.now() });
  }

  /** An engine that is back lets all its sources catch up; each says so for itself, one after the other. */
  told(source: number, what: LogNotice['what']): void {
    if (what === 'lost') this.#lost.add(source);
    if (what !== 'resumed') return;
    for (const lost of this.#lost) if (!this.#behind.has(lost)) this.begin(lost, true, patienceMs);
    this.#lost.delete(source);
    // One that is read to its end first tells of that end itself.
    if (this.#behind.get(source)?.bySilence !== false) this.begin(source, true);
  }

  /** A source caught up, or nothing more comes of it. */
  over(source: number): void {
    if (this.#behind.delete(source)) this.#merge.setBehind(source, false);
  }

  /** Nobody reads any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const source of [...this.#behind.keys()]) this.over(source);
    this.#lost.clear();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#behind.size === 0) return;
    const due = [...this.#behind.values()].map(({ bySilence, heard }) => heard + limitOf(bySilence));
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#giveUp(performance.now());
        this.#wait();
      },
      Math.max(0, Math.min(...due) - performance.now()),
    );
  }

  #giveUp(now: number): void {
    const before = this.#behind.size;
    for (const [source, behind] of [...this.#behind]) {
      // One that is far ahead of the others is not read, and cannot send.
      if (this.#merge.waitingBytes(source) >= blockedBytes)
        this.#behind.set(source, { ...behind, heard: now });
      else if (now - behind.heard >= limitOf(behind.bySilence)) this.over(source);
    }
    if (this.#behind.size < before) this.#done();
  }
}

const limitOf = (bySilence: boolean): number => (bySilence ? silenceMs : patienceMs);
