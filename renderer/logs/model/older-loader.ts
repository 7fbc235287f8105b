import { errorText } from '#shared/errors';
import type { LogChunk, LogCuts } from '#shared/model/log';
import type { Client } from '../../bridge/client';
import { type LogStore } from '../store/log-store';
import { BeforeCuts } from '../store/cuts';
import { linesCost, type SourcedLines } from '#shared/logs/lines/columns';
import { completeLines, countLines, hasRoom, insertEach, lastTime, mergeRested } from './older-lines';
import { nothingRead, type OlderRead, readOlder } from './older-reading';
import { splitAt } from './split-lines';
import type { LogTarget, OlderState } from './types';

/** What the loader needs to know of the feed that it belongs to. */
export interface OlderFeed {
  readonly store: LogStore;
  readonly client: Client;
  /** Sources by their number. */
  readonly targets: ReadonlyMap<number, LogTarget>;
  /** Where what is read of a source begins; undefined where its lines have no times. */
  cuts(source: number): LogCuts | undefined;
  /** The end of its log was read, or found to be empty. */
  answered(source: number): boolean;
  /** Whether the log of one container is read from both of its ends at once. */
  readonly bothEnds: boolean;
  /** Lines of a source that are held, or newer than those that are. */
  lines(source: number): number;
  /**
   * There is no room for so many lines and bytes more: lets the newest lines go, but none up to the sequence `keep`.
   * Reading stops then: what comes has no place behind what is held.
   */
  letNewestGo(lines: number, bytes: number, keep: number): void;
  /** Lines that are older than those in the store, oldest first, because another source's lines before them are not read. */
  readonly waiting: Map<number, readonly LogChunk[]>;
  /** Sources of which the very first line was read. */
  readonly atStart: Set<number>;
  /** Something of this state changed. */
  readonly changed: () => void;
}

type What = NonNullable<OlderState['loading']>['what'];

/**
 * Lines of a page that is loaded because somebody scrolled there, and of one on the way to the beginning. Several logs
 * share them; of each at least so many are read.
 */
const pageLines = 20_000;
const bigPageLines = 100_000;
const leastLines = 1000;
/** How far out of order lines of one log may be. */
const skewMs = 250;
const full =
  'The limit of held lines is reached: older ones have no room. Raise it in Settings, or show a time range and save it to a file, which needs no room here.';
const fullOfAll =
  'The limit of held lines is reached. From here on older ones take the place of the newest. Raise the limit in Settings to hold more, or save everything to a file.';

/** The sequence of the last row that must stay where older lines take the place of the newest; undefined lets none go. */
export type Keep = () => number | undefined;
const keepAll: Keep = () => undefined;

/**
 * Loads what is older than what is held. The engine gives a log's end or its beginning, and no part by number, so a page
 * backwards is the last `held + page` lines up to the oldest time held: the engine looks for that many line ends from the
 * file's end (cheap), and decodes and sends the page alone. To load everything of one container its log is read forward
 * from its first line; where the machine has processors to spare also pages backwards at the same time, until they meet:
 * an engine keeps about two processors busy with one reading. Several sources are read side by side, and only what is
 * complete for all of them is shown.
 */
export class OlderLoader {
  readonly #feed: OlderFeed;
  #run: AbortController | undefined;
  #ended = Promise.resolve();
  #loading: OlderState['loading'];
  #problem: string | undefined;
  #epoch = 0;

  constructor(feed: OlderFeed) {
    this.#feed = feed;
  }

  get loading(): OlderState['loading'] {
    return this.#loading;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** The last loading ended because of the bounds. */
  get atLimit(): boolean {
    return this.#problem === full || this.#problem === fullOfAll;
  }

  /** Nothing older is left to load. */
  get atStart(): boolean {
    const { atStart, targets, waiting, store } = this.#feed;
    return (
      store.dropped === 0 && [...targets.keys()].every((source) => atStart.has(source)) && waiting.size === 0
    );
  }

  /** What is held is given up: nothing that is being loaded may join what comes. */
  forget(): void {
    this.#epoch += 1;
    this.#problem = undefined;
    this.cancel();
  }

  /** Gives up what is being loaded; pages that are complete stay. */
  cancel(): void {
    this.#run?.abort();
  }

  /** One page. Nothing while something is being loaded. */
  page(keep: Keep = keepAll): Promise<void> {
    return this.#start('page', () => this.#pages(pageLines, () => true, keep));
  }

  /** Everything that the engine has and the bounds allow. */
  all(): Promise<void> {
    const sources = [...this.#feed.targets.keys()];
    const [only] = sources;
    return this.#start('all', async (signal) => {
      if (sources.every((source) => !this.#askable(source))) return;
      if (only !== undefined && sources.length === 1) await this.#fromBothEnds(only, signal);
      else await this.#wholeLogs(signal);
    });
  }

  /** Pages until `enough` says so, or the beginning is reached; it is asked after each. */
  until(
    what: 'range' | 'search' | 'place',
    enough: () => boolean | Promise<boolean>,
    keep: Keep = keepAll,
  ): Promise<void> {
    return this.#start(what, () => this.#pages(pageLines * 2, enough, keep));
  }

  /** What a person asks for does not wait for a page that scrolling asked for. */
  #start(what: What, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#run === undefined) return (this.#ended = this.#do(what, work));
    if (what === 'page' || this.#loading?.what !== 'page') return Promise.resolve();
    this.cancel();
    return this.#ended.then(() => this.#start(what, work));
  }

  async #do(what: What, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const run = new AbortController();
    this.#run = run;
    this.#problem = undefined;
    this.#loading = { what, lines: 0, back: undefined };
    this.#feed.changed();
    try {
      await work(run.signal);
    } finally {
      this.#run = undefined;
      this.#loading = undefined;
      this.#feed.changed();
    }
  }

  get #full(): string {
    return this.#loading?.what === 'all' ? fullOfAll : full;
  }

  #count(lines: number, back: number | undefined): void {
    if (this.#loading === undefined) return;
    const { what, lines: before, back: backBefore } = this.#loading;
    this.#loading = { what, lines: before + lines, back: back ?? backBefore };
    this.#feed.changed();
  }

  /** Of a log that could not be read yet nothing is known: neither what is older, nor where it begins. */
  #askable(source: number): boolean {
    const cuts = this.#cuts(source);
    return cuts?.stdout !== undefined || cuts?.stderr !== undefined || this.#feed.answered(source);
  }

  /** Where what is held of a source begins. Where all of it went, that is where what is held of the others does. */
  #cuts(source: number): LogCuts | undefined {
    const { store, waiting } = this.#feed;
    const cuts = this.#feed.cuts(source);
    const isAny = cuts === undefined || cuts.stdout !== undefined || cuts.stderr !== undefined;
    const [ms = Number.NaN] = store.firstLine?.times ?? [];
    const isCut = store.dropped > 0 || store.letGo > 0;
    if (isAny || !isCut || waiting.has(source) || Number.isNaN(ms)) return cuts;
    const first = { ms, nanos: store.firstLine?.nanos[0] ?? 0, count: 0 };
    return { stdout: first, stderr: first };
  }

  get #signal(): AbortSignal {
    return this.#run?.signal ?? AbortSignal.abort();
  }

  /** Lets the newest go for so many older lines, of the mean size of those that are held. */
  #makeRoom(lines: number, keep: Keep): void {
    const { store } = this.#feed;
    const { maxLines, maxBytes } = store.bounds;
    const bytes = (store.bytes / store.lines) * lines;
    const isFull = store.lines + lines > maxLines || store.bytes + bytes > maxBytes;
    const last = isFull ? keep() : undefined;
    if (last !== undefined) this.#feed.letNewestGo(lines, bytes, last);
  }

  /** Pages of all sources that have older lines, until it is enough. */
  async #pages(size: number, enough: () => boolean | Promise<boolean>, keep: Keep = keepAll): Promise<void> {
    const { targets, atStart, waiting, store } = this.#feed;
    const most = Math.min(size, Math.ceil(store.bounds.maxLines / 4));
    const each = Math.max(Math.min(leastLines, most), Math.ceil(most / targets.size));
    for (;;) {
      this.#makeRoom(each * targets.size, keep);
      const open = [...targets.keys()].filter((source) => !atStart.has(source));
      // What waits of a source is enough of it: only those that hold the others back are read.
      const held = open.filter((source) => countLines(waiting.get(source)) < each && this.#askable(source));
      const results = await Promise.all(
        held.map(async (source) => ({ source, page: await this.#read(source, each, this.#signal) })),
      );
      for (const { source, page } of results) {
        if (page.error !== undefined) {
          this.#problem = errorText(page.error);
          return;
        }
        if (this.#signal.aborted) return;
        if (page.start) atStart.add(source);
        // A source that gives nothing and does not say that it began would be asked for ever.
        else if (page.chunks.length === 0) atStart.add(source);
        const before = waiting.get(source) ?? [];
        if (page.chunks.length > 0) waiting.set(source, [...page.chunks, ...before]);
      }
      if (!(await this.#showComplete(keep)) || held.length === 0) return;
      if (this.atStart || (await enough()) || this.#signal.aborted) return;
    }
  }

  /** All logs from their beginnings, side by side; pages where there is no room for all of that. */
  async #wholeLogs(signal: AbortSignal): Promise<void> {
    const { targets, atStart, waiting, store } = this.#feed;
    const stop = new AbortController();
    const limit = AbortSignal.any([signal, stop.signal]);
    let lines = store.bounds.maxLines - store.lines;
    let bytes = store.bounds.maxBytes - store.bytes;
    const sources = [...targets.keys()].filter((source) => !atStart.has(source) && this.#askable(source));
    const read = await Promise.all(
      sources.map(async (source) => {
        const chunks: LogChunk[] = [];
        const { error } = await this.#read(source, undefined, limit, (chunk) => {
          chunks.push(chunk);
          lines -= chunk.ends.length;
          bytes -= linesCost(chunk);
          if (lines < 0 || bytes < 0) stop.abort();
        });
        return { source, chunks, error };
      }),
    );
    if (signal.aborted) return;
    if (stop.signal.aborted) {
      await this.#pages(bigPageLines, () => false);
      return;
    }
    for (const { source, chunks, error } of read) {
      if (error !== undefined) this.#problem ??= errorText(error);
      else {
        if (chunks.length > 0) waiting.set(source, [...chunks, ...(waiting.get(source) ?? [])]);
        atStart.add(source);
      }
    }
    await this.#showComplete(keepAll);
  }

  /** Moves what is complete for all sources from what waits into the store. False where no more has room. */
  async #showComplete(keep: Keep): Promise<boolean> {
    const { waiting, atStart, store, targets } = this.#feed;
    const epoch = this.#epoch;
    const ready = completeLines(
      waiting,
      [...targets.keys()].filter((source) => !atStart.has(source)),
    );
    const [only] = ready.keys();
    const { dropped } = store;
    const lines: readonly SourcedLines[] =
      ready.size === 1 && only !== undefined
        ? (ready.get(only) ?? []).map((chunk) => ({ chunk, source: only }))
        : await mergeRested(ready);
    if (epoch !== this.#epoch) return false;
    // What fell off meanwhile stood between these lines and those that are held.
    if (store.dropped > dropped) this.#problem = this.#full;
    if (store.dropped > dropped) return false;
    const [older, between] = splitAt(lines, store.firstLine);
    const isRoom = hasRoom(store, between);
    // A source that was too late to be waited for has older lines than it showed among those of the others.
    if (isRoom) for (const part of between) insertEach(store, part);
    const before = store.lines;
    const isAll = isRoom && store.prepend(older) === 0;
    // Where the newest may go the next page has room for the rest.
    const goesOn = isAll || (store.lines > before && keep() !== undefined);
    if (!goesOn) this.#problem = this.#full;
    if (!isAll) {
      waiting.clear();
      atStart.clear();
    }
    this.#feed.changed();
    return goesOn;
  }

  /** The last `lines` lines before what is held of a source; without `lines` all from the beginning, given to `take`. */
  #read(
    source: number,
    lines: number | undefined,
    signal: AbortSignal,
    take?: (chunk: LogChunk) => void,
  ): Promise<OlderRead> {
    const target = this.#feed.targets.get(source);
    const before = this.#cuts(source);
    if (target === undefined || signal.aborted) return Promise.resolve(nothingRead(false));
    if (before === undefined || (before.stdout === undefined && before.stderr === undefined))
      return Promise.resolve(nothingRead(true));
    const { engineId, id } = target;
    const input = { engineId, id, before, lines, newer: this.#feed.lines(source) };
    return readOlder(this.#feed.client, input, signal, (chunk) => {
      take?.(chunk);
      this.#count(chunk.ends.length, take === undefined ? chunk.times[0] : undefined);
      return take === undefined;
    });
  }

  async #fromBothEnds(source: number, signal: AbortSignal): Promise<void> {
    const { store, atStart } = this.#feed;
    const front: SourcedLines[] = [];
    const forward = new AbortController();
    const backward = new AbortController();
    const stop = (): void => {
      forward.abort();
      backward.abort();
    };
    signal.addEventListener('abort', stop, { once: true });
    let room = store.bounds.maxLines - store.lines;
    let bytes = store.bounds.maxBytes - store.bytes;
    let meeting: BeforeCuts | undefined;
    const asked = this.#cuts(source) ?? {};
    let far = this.#before(source, asked);
    const reading = this.#read(source, undefined, forward.signal, (chunk) => {
      const lines: SourcedLines = { chunk, source };
      const isFar = meeting === undefined && far?.isFarBefore(chunk) === true;
      if (!isFar && meeting === undefined) {
        backward.abort();
        meeting = this.#before(source, asked);
      }
      const older = isFar ? lines : meeting?.take(lines);
      if (older !== undefined) {
        front.push(older);
        room -= older.chunk.ends.length;
        bytes -= linesCost(older.chunk);
      }
      // Without room for all of it, what is nearest to what is held counts.
      if (meeting?.done === true || room < 0 || bytes < 0) forward.abort();
    });
    void reading.then(({ error }) => {
      // It came as far as what was held at first: nothing is left to read backwards.
      if (error === undefined && room >= 0 && bytes >= 0) backward.abort();
    });
    while (this.#feed.bothEnds && !isAborted(backward.signal)) {
      const before = store.lines;
      const page = await this.#read(source, bigPageLines, backward.signal);
      if (isAborted(backward.signal)) break;
      // What is read forward came further meanwhile than this page begins: it goes on alone, up to what is held.
      if (lastTime(front) >= (page.chunks[0]?.times[0] ?? Number.NaN) - skewMs) break;
      if (page.error !== undefined) this.#problem = errorText(page.error);
      const bytesBefore = store.bytes;
      const leftOut = store.prepend(page.chunks.map((chunk) => ({ chunk, source })));
      room -= store.lines - before;
      bytes -= store.bytes - bytesBefore;
      if (leftOut > 0) this.#problem = this.#full;
      far = this.#before(source, asked);
      this.#feed.changed();
      if (page.start && leftOut === 0) atStart.add(source);
      if (page.error !== undefined || leftOut > 0 || page.start || page.chunks.length === 0) {
        stop();
        break;
      }
    }
    const whole = await reading;
    signal.removeEventListener('abort', stop);
    if (signal.aborted || atStart.has(source) || this.#problem !== undefined) return;
    if (whole.error !== undefined || room < 0 || bytes < 0) {
      await this.#pages(bigPageLines, () => false);
      return;
    }
    const rest = meeting?.rest() ?? far?.rest() ?? [];
    if (store.prepend([...front, ...rest]) > 0) this.#problem = this.#full;
    else atStart.add(source);
  }

  #before(source: number, asked: LogCuts): BeforeCuts | undefined {
    const cuts = this.#cuts(source);
    return cuts === undefined ? undefined : new BeforeCuts(cuts, asked);
  }
}

/** A function, because the compiler takes a signal that was not aborted once for one that never is. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
