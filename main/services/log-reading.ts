import type { StreamInput } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { ContainerId } from '#shared/model/ids';
import { type LogChunk, LogFlag } from '#shared/model/log';
import { isAborted, withDeadline } from '../engine/abort';
import { canTail, type ContainerLogQuery, openLog } from '../engine/api/container-logs';
import type { EngineClient } from '../engine/client';
import { recordPartBytes } from '../engine/codec/log-lines';
import { type LogTaker, readLogBody } from './log-body';
import { type LogMoment, momentOf, secondsText, skewMs, streamOf } from './log-moment';
import type { LogOutput, LogSink } from './log-output';
import { LogResume } from './log-resume';
import { selectLines } from './log-select';
import { type Patience, SilenceWatch } from './log-silence';
import { LogTail } from './log-tail';

export type LogInput = StreamInput<'containers.logs'>;

/** Up to so many last lines are gathered first, so that it is exactly as many, and known whether they are all. */
const gatheredLines = 20_000;
/** Parts of long lines count as lines to an engine, so a few more are asked for. */
const spareRecords = 64;
/** No more than so many are asked for to tell lines of one moment apart. */
const mostRecords = 10_000_000;
/** Last records that are asked for to go on from a known line, one after the other. */
const recentRecords = [2_000, 64_000] as const;
/** A question after a silence takes no longer than this. */
const askMs = 10_000;

/** One stretch of reading, over one session with the engine. */
export interface Stretch {
  readonly client: EngineClient;
  readonly container: { readonly id: ContainerId; readonly tty: boolean };
  readonly signal: AbortSignal;
  readonly isRunning: () => boolean;
  /** Called when the engine has begun to answer, before anything is given. */
  readonly onOpened: () => Promise<void>;
}

/** Reads a log in stretches, each of which goes on exactly where the one before ended. */
export class LogReading {
  readonly #input: LogInput;
  readonly #sink: LogSink;
  readonly #output: LogOutput;
  readonly #patience: Patience;
  #resume: LogResume;
  /** When the engine was found to have stopped sending; said as soon as something comes again. */
  #stalledAt: number | undefined;
  /** What the engine has, but does not serve even to a new reading. */
  #excused: LogMoment | undefined;

  constructor(input: LogInput, sink: LogSink, output: LogOutput, patience: Patience) {
    this.#input = input;
    this.#sink = sink;
    this.#output = output;
    this.#patience = patience;
    this.#resume = new LogResume(input.after);
  }

  /** True where the log is followed beyond what there is of it now. */
  get follows(): boolean {
    return this.#input.follow && this.#input.until === undefined;
  }

  /** True once something was read. */
  get any(): boolean {
    return this.#resume.any;
  }

  /** Reads up to the end of what the engine gives; says why it ended, undefined for a clean end. */
  async read(stretch: Stretch): Promise<AppError | undefined | 'stalled'> {
    const { tail, since, until } = this.#input;
    const { client } = stretch;
    const timed = client.supports('log-times');
    if (!timed.ok && (since ?? until) !== undefined) return timed.error;
    if (!this.#resume.any && tail !== undefined && (tail > 0 || !canTail(client))) {
      const outcome = await this.#readTail(stretch, tail);
      return outcome !== undefined || !this.follows ? outcome : this.#readOn(stretch);
    }
    const isWhole = !this.#resume.any && tail === undefined && since === undefined;
    return this.#readOn(stretch, async () => {
      await stretch.onOpened();
      if (isWhole) await this.#output.start();
    });
  }

  /**
   * The last lines that there are now. Where they are gathered, a few more are asked for, and more again where the
   * engine's times are so coarse that lines of the last moment may stand before those that came: they are counted.
   */
  async #readTail(stretch: Stretch, tail: number): Promise<AppError | undefined> {
    const { client, signal } = stretch;
    const cuts = canTail(client);
    const gathers = tail <= gatheredLines || !cuts;
    let asked = gathers ? tail + spareRecords : tail;
    for (let first = true; ; first = false) {
      const kept = new LogTail(tail);
      let records = 0;
      let begin: LogMoment | undefined;
      const reader = this.#taker(signal, (chunk) => {
        begin ??= momentOf(chunk, 0);
        records += recordsOf(chunk);
        if (gathers) kept.push(chunk);
        else this.#output.lines(chunk);
      });
      const query = { follow: false, tail: cuts ? asked : undefined };
      const log = await this.#open(stretch, query, reader.signal);
      if (!log.ok) return log.error;
      if (first) await stretch.onOpened();
      this.#resume.begin(log.value.timestamps);
      const options = { goesOn: this.follows };
      const outcome = await readLogBody(client, log.value, reader.taker, reader.signal, options);
      const whole = outcome === undefined && !reader.passed() && (!cuts || records < asked);
      const unclear = gathers && begin !== undefined && this.follows && this.#resume.endsAt(begin);
      if (outcome === undefined && !whole && unclear && asked < mostRecords) {
        asked *= 8;
        this.#resume = new LogResume();
        continue;
      }
      const { since, until } = this.#input;
      if (whole && since === undefined && until === undefined && (!gathers || kept.whole))
        await this.#output.start();
      for (const chunk of kept.take()) if (await this.#sink.ready()) this.#output.lines(chunk);
      return reader.passed() ? undefined : outcome;
    }
  }

  /**
   * From the last known line on, or else all that was asked for. An engine looks for `since` from the log's first line on,
   * which takes seconds of its processor in a long log; so the last records are asked for first, and more only where
   * those begin behind what is known.
   */
  async #readOn(stretch: Stretch, onOpened?: () => Promise<void>): Promise<AppError | undefined | 'stalled'> {
    const { since, until } = this.#input;
    const known = this.#resume.any && this.#resume.since !== undefined && canTail(stretch.client);
    const opened = new AbortController();
    const openedOnce = async (): Promise<void> => {
      if (isAborted(opened.signal)) return;
      opened.abort();
      await onOpened?.();
    };
    if (known && since === undefined && until === undefined)
      for (const recent of recentRecords) {
        const outcome = await this.#readStretch(stretch, openedOnce, recent);
        if (outcome !== 'too-late') return outcome;
      }
    const outcome = await this.#readStretch(stretch, openedOnce);
    return outcome === 'too-late' ? undefined : outcome;
  }

  /** `recent`: the last so many records alone; `too-late` where they begin behind what is known, and none was given. */
  async #readStretch(
    stretch: Stretch,
    onOpened: () => Promise<void>,
    recent?: number,
  ): Promise<AppError | undefined | 'stalled' | 'too-late'> {
    const { client, signal } = stretch;
    const { follows } = this;
    // Lines without a time cannot be found again where the engine should have given one; what follows can be had.
    const lostPlace = this.#resume.any && this.#resume.since === undefined && client.supports('log-times').ok;
    const tail = lostPlace || (!this.#resume.any && this.#input.tail === 0) ? 0 : recent;
    const stalled = new AbortController();
    const tooLate = new AbortController();
    const hasStalled = (): boolean => isAborted(stalled.signal) && !isAborted(signal);
    const watch = this.#watch(stretch, () => {
      this.#stalledAt = Date.now();
      stalled.abort();
    });
    const give = (chunk: LogChunk): void => this.#output.lines(chunk);
    const limit = AbortSignal.any([signal, stalled.signal, tooLate.signal]);
    const reader = this.#taker(limit, give, () => watch?.heard());
    let begun = recent === undefined;
    const taker: LogTaker = {
      ...reader.taker,
      get writable() {
        return reader.taker.writable;
      },
      take: (columns) => {
        if (!begun && !this.#resume.covers(momentOf(columns, 0))) tooLate.abort();
        begun = true;
        if (!isAborted(tooLate.signal)) reader.taker.take(columns);
      },
    };
    try {
      const log = await this.#open(stretch, { follow: follows, tail }, reader.signal);
      if (!log.ok) return hasStalled() ? 'stalled' : log.error;
      await onOpened();
      this.#resume.begin(log.value.timestamps);
      const outcome = await readLogBody(client, log.value, taker, reader.signal);
      if (isAborted(tooLate.signal) && !isAborted(signal)) return 'too-late';
      if (hasStalled()) return 'stalled';
      return reader.passed() ? undefined : outcome;
    } finally {
      watch?.close();
    }
  }

  #open(stretch: Stretch, query: Pick<ContainerLogQuery, 'follow' | 'tail'>, signal: AbortSignal) {
    const { since, until } = this.#input;
    const whole: ContainerLogQuery = {
      ...query,
      since: this.#resume.since ?? (since === undefined ? undefined : secondsText({ ms: since, nanos: 0 })),
      until: until === undefined ? undefined : secondsText({ ms: until + skewMs, nanos: 999_999 }),
    };
    return openLog(stretch.client, stretch.container, whole, signal);
  }

  /** Takes lines: drops what is known and what is out of bounds. `passed` once a line came far behind `until`. */
  #taker(limit: AbortSignal, give: (chunk: LogChunk) => void, heard: () => void = () => undefined) {
    const sink = this.#sink;
    const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = this.#input;
    const bounded = since !== Number.NEGATIVE_INFINITY || until !== Number.POSITIVE_INFINITY;
    const passed = new AbortController();
    let leftOut = 0;
    const fresh = (columns: LogChunk): LogChunk | undefined => {
      if (!bounded) return this.#resume.fresh(columns);
      const inside = selectLines(columns, (i) => {
        const time = Math.floor(columns.times[i] ?? Number.NaN);
        if (time > until + skewMs) passed.abort();
        return time >= Math.floor(since) && time <= until;
      });
      return inside === undefined ? undefined : this.#resume.fresh(inside);
    };
    const taker: LogTaker = {
      heard,
      get writable() {
        return sink.writable;
      },
      ready: () => sink.ready(),
      take: (columns) => {
        if (isAborted(passed.signal)) return;
        if (leftOut > 0) {
          const count = `${leftOut} ${leftOut === 1 ? 'line was' : 'lines were'}`;
          leftOut = 0;
          const text = `${count} left out: waiting for this view would have held the container up.`;
          this.#output.notice({ what: 'dropped', at: Date.now(), text });
        }
        const chunk = fresh(columns);
        if (chunk === undefined) return;
        this.#tellReopened();
        give(chunk);
      },
      leaveOut: (columns) => {
        leftOut += fresh(columns)?.ends.length ?? 0;
      },
    };
    const signal = AbortSignal.any([limit, passed.signal]);
    return { taker, signal, passed: () => isAborted(passed.signal) };
  }

  #tellReopened(): void {
    const at = this.#stalledAt;
    if (at === undefined) return;
    this.#stalledAt = undefined;
    this.#excused = undefined;
    const text = 'The engine had stopped sending this log, so it was opened again; it goes on from here.';
    this.#output.notice({ what: 'reopened', at, text });
  }

  /** Watches a followed log for a silence that is not the container's; undefined where the engine cannot be asked. */
  #watch(stretch: Stretch, onStalled: () => void): SilenceWatch | undefined {
    if (!this.follows || !canTail(stretch.client)) return undefined;
    return new SilenceWatch({
      patience: this.#patience,
      waits: () => stretch.isRunning() && this.#sink.writable,
      hasMore: (signal) => this.#hasMore(stretch, signal),
      onStalled,
    });
  }

  /** Asks for the log's last record: true where it is none that was given. */
  async #hasMore(stretch: Stretch, closed: AbortSignal): Promise<boolean | undefined> {
    const { client, container } = stretch;
    const signal = withDeadline(askMs, stretch.signal, closed);
    const log = await openLog(client, container, { follow: false, tail: 1 }, signal);
    if (!log.ok) return undefined;
    let more = false;
    const taker: LogTaker = {
      writable: true,
      ready: () => Promise.resolve(true),
      take: (lines) => {
        const last = lines.ends.length - 1;
        const moment = momentOf(lines, last);
        if (Number.isNaN(moment.ms) || this.#resume.has(streamOf(lines, last), moment)) return;
        const known = this.#excused;
        if (known?.ms === moment.ms && known.nanos === moment.nanos) return;
        this.#excused = moment;
        more = true;
      },
      leaveOut: () => undefined,
    };
    const error = await readLogBody(client, log.value, taker, signal);
    return error === undefined ? more : undefined;
  }
}

/** As many records as the engine can have made of these lines at most. */
function recordsOf(chunk: LogChunk): number {
  let records = 0;
  for (let i = 0; i < chunk.ends.length; i += 1) {
    if (((chunk.flags[i] ?? 0) & LogFlag.truncated) !== 0) return Number.POSITIVE_INFINITY;
    const length = (chunk.ends[i] ?? 0) - (chunk.ends[i - 1] ?? 0);
    records += 1 + Math.floor(length / recordPartBytes);
  }
  return records;
}
