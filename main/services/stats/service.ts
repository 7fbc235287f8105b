import type { CallInput, StreamInput, WatchInput } from '#shared/contract/index';
import type { EngineId } from '#shared/model/ids';
import type { StatsHistory, StatsMark, StatsRecording } from '#shared/model/stats';
import { ok, type Result } from '#shared/result';
import type { ReadonlyCollection } from '../../state/collection';
import type { EngineService, KnownEngine } from '../engines';
import { historyBytes, HistoryStore, toPoint } from './history';
import { StatsMarks } from './marks';
import { Recordings } from './recordings';
import { toHistory } from './ring';
import { EngineSampler } from './sampler';
import { type StatsSink, serveView } from './views';

/**
 * What containers use: samples while somebody looks or a recording is on, what is kept of them, and what happened to
 * them. Owner calls `close`.
 */
export class StatsService {
  readonly #engines: EngineService;
  readonly #samplers = new Map<EngineId, EngineSampler>();
  readonly #history = new HistoryStore(historyBytes, (key) => this.#recordings.list.get(key) !== undefined);
  readonly #recordings: Recordings;

  /** `folder` is where recordings are kept; without one they end with the program. */
  constructor(engines: EngineService, folder: string | undefined) {
    this.#engines = engines;
    this.#recordings = new Recordings(engines, folder, this.#history, (engine) => this.#sampler(engine));
  }

  /** Streams and reads that are under way, for leak checks. */
  get openStreams(): number {
    return [...this.#samplers.values()].reduce((sum, sampler) => sum + sampler.openStreams, 0);
  }

  /** Timers of the sampling that run, for leak checks. */
  get timers(): number {
    return [...this.#samplers.values()].reduce((sum, sampler) => sum + sampler.timers, 0);
  }

  /** Bytes that kept samples take. */
  get historyBytes(): number {
    return this.#history.bytes;
  }

  /** Which containers are recorded. */
  get recordings(): ReadonlyCollection<StatsRecording> {
    return this.#recordings.list;
  }

  /** Serves one view until it goes away: first what is held, then samples as they are made. */
  async serve(input: StreamInput<'stats.samples'>, sink: StatsSink): Promise<void> {
    const engine = this.#engines.engine(input.engineId);
    if (engine.ok) await serveView(this.#sampler(engine.value), input, sink);
    else sink.end(engine.error);
  }

  /** What happened to a container; read while somebody listens to it. */
  marks({ engineId, containerId }: WatchInput<'stats.marks'>): Result<ReadonlyCollection<StatsMark>> {
    const engine = this.#engines.engine(engineId);
    return engine.ok ? ok(new StatsMarks(engine.value, containerId)) : engine;
  }

  /** What is kept of a container by its name; columns without rows where nothing is. */
  async history(input: CallInput<'stats.history'>): Promise<Result<StatsHistory>> {
    await this.#recordings.ready;
    const kept = this.#history.get(historyKey(input.engineId, input.containerName));
    return ok(toHistory(kept?.read(input.by, input.from, input.to) ?? []));
  }

  /** Switches the recording of a container on or off. */
  record(input: CallInput<'stats.record'>): Promise<Result<Record<string, never>>> {
    return this.#recordings.change(input);
  }

  /** Ends every stream, and writes what is recorded. */
  async close(): Promise<void> {
    const written = this.#recordings.close();
    for (const sampler of this.#samplers.values()) sampler.close();
    this.#samplers.clear();
    await written;
  }

  #sampler(engine: KnownEngine): EngineSampler {
    const known = this.#samplers.get(engine.id);
    // An engine that was forgotten and found again is another object with nothing of the old one left.
    if (known?.engine === engine) return known;
    known?.close();
    const made = new EngineSampler(engine, (name, sample) => {
      if (name === '') return;
      const key = historyKey(engine.id, name);
      const point = toPoint(sample);
      const minute = this.#history.add(key, point);
      this.#recordings.add(key, point, minute);
    });
    this.#samplers.set(engine.id, made);
    return made;
  }
}

/** What a container's samples are kept under. */
export function historyKey(engineId: EngineId, name: string): string {
  return `${engineId}/${name}`;
}
