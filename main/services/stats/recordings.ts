import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallInput } from '#shared/contract/index';
import type { EngineId } from '#shared/model/ids';
import type { StatsRecording } from '#shared/model/stats';
import { fail, ok, type Result } from '#shared/result';
import { writeWhole } from '../../settings/write-whole';
import { Collection, type ReadonlyCollection } from '../../state/collection';
import type { EngineService, KnownEngine } from '../engines';
import type { HistoryStore } from './history';
import { RecordingDemand } from './recording-demand';
import {
  appendRecording,
  compactBytes,
  readRecording,
  type Recorded,
  writeRecording,
} from './recording-file';
import type { Point } from './ring';
import type { EngineSampler } from './sampler';

/** What was sampled goes to the files so often. */
const writeMs = 30_000;
/** Each costs a stream day and night. */
const maxRecordings = 100;

const listSchema = z.object({
  version: z.literal(1),
  recordings: z
    .array(
      z.object({
        engineId: z.string().min(1).max(64),
        containerName: z.string().min(1).max(1024),
        since: z.number(),
      }),
    )
    .max(maxRecordings),
});

/** A recording that is on. */
interface Running {
  readonly recording: StatsRecording;
  readonly demand: RecordingDemand;
  /** What is not in its file yet. */
  unwritten: Recorded[];
}

/**
 * The containers that are recorded, by name: sampled while nobody looks, too, and kept in a file each, from which the
 * history begins again at the next start. Owner calls `close`.
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
          const message = `At most ${maxRecordings} containers can be recorded. Switch another recording off first.`;
          return fail({ kind: 'denied', message });
        }
        const { engineId, containerName } = input;
        this.#start({ engineId, containerName, since: Date.now() });
      }
      if (!input.on && running !== undefined) {
        await this.#write();
        this.#stop(key, running);
      }
      if (input.forget === true) {
        this.#history.forget(key);
        const kept = this.#running.get(key);
        if (kept !== undefined) kept.unwritten = [];
        const path = this.#path(key);
        if (path !== undefined) await rm(path, { force: true });
      }
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

  #stop(key: string, { demand }: Running): void {
    demand.close();
    this.#running.delete(key);
    this.#list.delete(key);
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, running] of this.#running) {
      const path = this.#path(key);
      const rows = running.unwritten;
      if (path === undefined || rows.length === 0) continue;
      running.unwritten = [];
      try {
        const size = await appendRecording(path, rows);
        if (size > compactBytes) await writeRecording(path, this.#rowsOf(key));
        running.demand.tellUnwritten(undefined);
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
        running.demand.tellUnwritten(
          `What is recorded could not be written to ${path} (${code}). It is kept until Pilothouse ends.`,
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
    if (this.#folder === undefined) return;
    for (const recording of await this.#readList(this.#folder)) {
      const key = `${recording.engineId}/${recording.containerName}`;
      const path = this.#path(key);
      const rows = path === undefined ? [] : await readRecording(path).catch(() => []);
      for (const { kind, point } of rows) {
        if (kind === 'second') this.#history.addSecond(key, point);
        else this.#history.addMinute(key, point);
      }
      this.#start(recording);
    }
  }

  async #readList(folder: string): Promise<readonly StatsRecording[]> {
    const path = join(folder, 'recordings.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch {
      return [];
    }
    try {
      const parsed = listSchema.parse(JSON.parse(text));
      return parsed.recordings.map((each) => ({ ...each, engineId: each.engineId as EngineId }));
    } catch {
      await rename(path, `${path}.broken`).catch(() => undefined);
      return [];
    }
  }

  async #keepList(): Promise<Result<Record<string, never>>> {
    if (this.#folder === undefined) return ok({});
    const recordings = [...this.#running.values()].map(({ recording }) => recording);
    const path = join(this.#folder, 'recordings.json');
    try {
      await writeWhole(path, `${JSON.stringify({ version: 1, recordings }, undefined, 2)}\n`);
      return ok({});
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
      const message = `The list of recordings ${path} could not be written (${code}). What is recorded holds until Pilothouse ends.`;
      return fail({ kind: 'denied', message });
    }
  }

  #path(key: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}.samples`);
  }
}
