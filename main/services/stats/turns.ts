import { openSampleReads, type SampleReads } from '../../engine/api/container-stats';
import type { EngineSession } from '../../engine/connection';
import type { Source } from './source';

/** Reads a second where the engine answers at once, and where each takes it a second sample. */
const quickPerSecond = 30;
const slowPerSecond = 8;
/** Reads under way at once: few where the engine answers at once, more where it lets each wait. */
const leastAtOnce = 6;
/** Who is due is looked at so often. */
const tickMs = 500;
/** So much more than its even share a tick may begin: others had less to do. */
const slack = 1.5;
/** A first sample has no rates, so the second one comes soon. */
const secondMs = 1_000;
/** A read that takes longer counts as lost. */
const limitMs = 15_000;

/**
 * Reads containers one after the other, round and round, at a pace that does not grow with their number. Runs while it
 * has some; its owner sets them.
 */
export class Turns {
  readonly #give: (source: Source, session: EngineSession, raw: unknown) => void;
  #sources: readonly Source[] = [];
  #session: EngineSession | undefined;
  #reads: SampleReads | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading = 0;
  /** How long a read takes, in ms: the mean of the last few. Answers are taken in once each tick. */
  #tookMs = tickMs;

  /** `give` gets what the engine answered. */
  constructor(give: (source: Source, session: EngineSession, raw: unknown) => void) {
    this.#give = give;
  }

  /** Timers that run, for leak checks. */
  get timers(): number {
    return this.#timer === undefined ? 0 : 1;
  }

  /** Longest time between two samples that is no gap, in ms: three rounds. */
  get maxGapMs(): number {
    return Math.max(10_000, 3 * this.#roundMs());
  }

  /** Reads these from now on, until others are set. */
  set(sources: readonly Source[], session: EngineSession | undefined): void {
    this.#sources = session === undefined ? [] : sources;
    if (session !== this.#session || this.#sources.length === 0) {
      this.#reads?.close();
      this.#reads = undefined;
      this.#session = session;
    }
    if (this.#sources.length > 0) {
      this.#timer ??= setTimeout(() => this.#tick(), 0);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #perSecond(): number {
    return this.#session?.client.supports('stats-one-shot').ok === true ? quickPerSecond : slowPerSecond;
  }

  /** So long it takes until each has been read once, which what the engine can bear may make longer. */
  #roundMs(): number {
    const pace = ((this.#reads?.most ?? leastAtOnce) / this.#tookMs) * 1000;
    return Math.max(1_000, (this.#sources.length / Math.min(pace, this.#perSecond())) * 1000);
  }

  #tick(): void {
    this.#timer = setTimeout(() => this.#tick(), tickMs);
    const session = this.#session;
    if (session === undefined) return;
    this.#reads ??= openSampleReads(session.client);
    this.#reads.collect(limitMs);
    const now = performance.now();
    const round = this.#roundMs();
    const due = this.#sources
      .filter(({ reading, dueAt, notBefore }) => !reading && dueAt <= now + tickMs / 2 && notBefore <= now)
      .sort((a, b) => a.dueAt - b.dueAt);
    // Those that begin come all at once, the others evenly.
    const begin = due.filter(({ previous }) => previous === undefined);
    const share = Math.ceil((slack * this.#sources.length * tickMs) / round);
    const turn = [...begin, ...due.filter(({ previous }) => previous !== undefined).slice(0, share)];
    const needed = Math.ceil((this.#perSecond() * this.#tookMs) / 1000) + 1;
    const atOnce =
      begin.length > 0 ? this.#reads.most : Math.min(this.#reads.most, Math.max(leastAtOnce, needed));
    void this.#readAll(turn, session, this.#reads, { atOnce, round });
  }

  async #readAll(
    turn: readonly Source[],
    session: EngineSession,
    reads: SampleReads,
    { atOnce, round }: { readonly atOnce: number; readonly round: number },
  ): Promise<void> {
    const waiting = turn[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: Math.max(0, atOnce - this.#reading) }, async () => {
        for (const source of waiting) await this.#read(source, session, reads, round);
      }),
    );
  }

  async #read(source: Source, session: EngineSession, reads: SampleReads, round: number): Promise<void> {
    if (source.mode !== 'turn' || source.reading || reads !== this.#reads) return;
    const first = source.previous === undefined;
    const begun = performance.now();
    const controller = new AbortController();
    source.controller = controller;
    source.reading = true;
    this.#reading += 1;
    const raw = await reads.read(source.id, controller.signal);
    this.#reading -= 1;
    source.reading = false;
    if (source.controller === controller) source.controller = undefined;
    const now = performance.now();
    if (raw !== undefined) this.#tookMs += (now - begun - this.#tookMs) / 8;
    // A round is from question to question; one that gave nothing is not asked again at once.
    if (raw === undefined) source.dueAt = now + Math.max(secondMs, round);
    else source.dueAt = first ? now + Math.min(secondMs, round) : begun + Math.max(secondMs, round);
    // Whoever takes it out of its turn aborts what is read.
    if (raw !== undefined && !controller.signal.aborted) this.#give(source, session, raw);
  }
}
