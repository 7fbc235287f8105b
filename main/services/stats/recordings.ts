import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallInput } from '#shared/contract/index';
import type { StatsRecording } from '#shared/model/stats';
import { fail, ok, type Result } from '#shared/result';
import { Collection, type ReadonlyCollection } from '../../state/collection';
import type { EngineService, KnownEngine } from '../engines';
import type { HistoryStore } from './history';
import { RecordingDemand } from './recording-demand';
import {
  appendRecording,
  compactBytes,
  keptRows,
  readRecording,
  type Recorded,
  writeRecording,
} from './recording-file';
import {
  keptMs,
  maxRecordings,
  maxStopped,
  pruneSamples,
  readRecordingList,
  writeRecordingList,
} from './recording-list';
import type { Point } from './ring';
import type { EngineSampler } from './sampler';

/** What was sampled goes to the files so often. */
const writeMs = 30_000;
/** A recording that is on. */
interface Running {
  readonly recording: StatsRecording;
  readonly demand: RecordingDemand;
  /** What is not in its file yet. */
  unwritten: Recorded[];
}

/**
 * The containers that are recorded, by name: sampled while nobody looks, too, and kept in a file each, from which the
 * history begins again at the next start. One that was stopped keeps its file for a day. Owner calls `close`.
 */
export class Recordings {
  readonly list: ReadonlyCollection<StatsRecording>;
  /** Resolves once what was recorded in earlier runs is known. */
  readonly ready: Promise<void>;
  readonly #list = new Collection<StatsRecording>();
  readonly #engines: EngineService;
  readonly #folder: string | undefined;
  readonly #history: HistoryStore;
  readonly #sampler: (engine: KnownEngine) => EngineSampler;
  readonly #running = new Map<string, Running>();
  /** Stopped ones, whose samples are still there; the oldest first. */
  readonly #stopped = new Map<string, StatsRecording>();
  #work: Promise<unknown>;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    engines: EngineService,
    folder: string | undefined,
    history: HistoryStore,
    sampler: (engine: KnownEngine) => EngineSampler,
  ) {
    this.#engines = engines;
    this.#folder = folder === undefined ? undefined : join(folder, 'stats');
    this.#history = history;
    this.#sampler = sampler;
    this.list = this.#list;
    this.ready = this.#read();
    this.#work = this.ready;
  }

  /** A sample was made, and perhaps a minute is complete. */
  add(key: string, point: Point, minute: Point | undefined): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.unwritten.push({ kind: 'second', point });
    if (minute !== undefined) running.unwritten.push({ kind: 'minute', point: minute });
    if (this.#folder === undefined) running.unwritten = [];
    else this.#timer ??= setTimeout(() => void this.#inTurn(() => this.#write()), writeMs);
  }

  /** Switches a recording on or off; `denied` where it cannot be kept. */
  change(input: CallInput<'stats.record'>): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const key = `${input.engineId}/${input.containerName}`;
      const running = this.#running.get(key);
      if (input.on && running === undefined) {
        if (this.#running.size >= maxRecordings) {
          const message = `At most ${maxRecordings} containers can be recorded. Stop another recording first; the settings list all of them.`;
          return fail({ kind: 'denied', message });
        }
        const { engineId, containerName } = input;
        this.#stopped.delete(key);
        this.#start({ engineId, containerName, since: Date.now() });
      }
      if (!input.on && running !== undefined) {
        await this.#write();
        this.#stop(key, running);
      }
      if (input.forget === true) await this.#forget(key);
      await this.#forgetOld();
      return this.#keepList();
    });
  }

  /** Writes what is not written yet, and ends. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { demand } of this.#running.values()) demand.close();
    await this.#inTurn(() => this.#write());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    // A file that cannot be written is told of where it is noticed, and ends nothing.
    this.#work = done.catch(() => undefined);
    return done;
  }

  #start(recording: StatsRecording): void {
    if (this.#closed) return;
    const key = `${recording.engineId}/${recording.containerName}`;
    const demand = new RecordingDemand(this.#engines, this.#sampler, recording, (problem) =>
      this.#list.set(key, { ...recording, ...(problem === undefined ? {} : { problem }) }),
    );
    this.#running.set(key, { recording, demand, unwritten: [] });
    demand.begin();
  }

  #stop(key: string, { demand, recording }: Running): void {
    demand.close();
    this.#running.delete(key);
    this.#keepStopped(key, { ...recording, stoppedAt: Date.now() });
  }

  #keepStopped(key: string, recording: StatsRecording): void {
    this.#stopped.set(key, recording);
    this.#list.set(key, recording);
  }

  /** Forgets what was recorded; a recording that is on goes on with nothing before. */
  async #forget(key: string): Promise<void> {
    this.#history.forget(key);
    const running = this.#running.get(key);
    if (running !== undefined) running.unwritten = [];
    else this.#list.delete(key);
    this.#stopped.delete(key);
    const path = this.#path(key);
    if (path !== undefined) await rm(path, { force: true });
  }

  /** Stopped recordings of which nothing is younger than a day, and those that are too many. */
  async #forgetOld(): Promise<void> {
    let tooMany = this.#stopped.size - maxStopped;
    for (const [key, { stoppedAt = 0 }] of [...this.#stopped]) {
      if (tooMany > 0 || Date.now() - stoppedAt > keptMs) await this.#forget(key);
      tooMany -= 1;
    }
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, running] of this.#running) {
      const path = this.#path(key);
      const rows = running.unwritten;
      if (path === undefined || rows.length === 0) continue;
      running.unwritten = [];
      let written = false;
      try {
        const size = await appendRecording(path, rows);
        written = true;
        if (size > compactBytes) await writeRecording(path, this.#rowsOf(key));
        running.demand.tellUnwritten(undefined);
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
        // For the next time; what is older than a file keeps is not missed.
        if (!written) running.unwritten = [...rows, ...running.unwritten].slice(-keptRows);
        running.demand.tellUnwritten(
          `What is recorded could not be written to ${path} (${code}). That is tried again while Pilothouse runs.`,
        );
      }
    }
  }

  #rowsOf(key: string): readonly Recorded[] {
    const kept = this.#history.get(key);
    if (kept === undefined) return [];
    const rows: Recorded[] = [];
    const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
    kept.seconds.each(...all, (point) => rows.push({ kind: 'second', point }));
    kept.minutes.each(...all, (point) => rows.push({ kind: 'minute', point }));
    return rows;
  }

  async #read(): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    const used = new Set<string>();
    for (const recording of await readRecordingList(folder)) {
      const key = `${recording.engineId}/${recording.containerName}`;
      const path = this.#path(key);
      const old = recording.stoppedAt !== undefined && Date.now() - recording.stoppedAt > keptMs;
      if (path === undefined || old) continue;
      used.add(path);
      const rows = await readRecording(path).catch(() => []);
      for (const { kind, point } of rows) {
        if (kind === 'second') this.#history.addSecond(key, point);
        else this.#history.addMinute(key, point);
      }
      if (recording.stoppedAt === undefined) this.#start(recording);
      else this.#keepStopped(key, recording);
    }
    await pruneSamples(folder, used);
  }

  async #keepList(): Promise<Result<Record<string, never>>> {
    if (this.#folder === undefined) return ok({});
    const running = [...this.#running.values()].map(({ recording }) => recording);
    const message = await writeRecordingList(this.#folder, [...running, ...this.#stopped.values()]);
    return message === undefined ? ok({}) : fail({ kind: 'denied', message });
  }

  #path(key: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}.samples`);
  }
}
