import type { ContainerId } from '#shared/model/ids';
import type { StatsRecording } from '#shared/model/stats';
import type { EngineService, KnownEngine } from '../engines';
import type { EngineSampler } from './sampler';

/**
 * Wants the samples of the container of a name, whichever that is now, while there is one; says why it gets none. Owner
 * calls `begin` once, and `close`.
 */
export class RecordingDemand {
  readonly #engines: EngineService;
  readonly #sampler: (engine: KnownEngine) => EngineSampler;
  readonly #recording: StatsRecording;
  readonly #tell: (problem: string | undefined) => void;
  #engine: KnownEngine | undefined;
  #stopEngine: (() => void) | undefined;
  #stopEngines: (() => void) | undefined;
  #joined: { readonly id: ContainerId; readonly leave: () => void } | undefined;
  #unwritten: string | undefined;
  #closed = false;

  constructor(
    engines: EngineService,
    sampler: (engine: KnownEngine) => EngineSampler,
    recording: StatsRecording,
    tell: (problem: string | undefined) => void,
  ) {
    this.#engines = engines;
    this.#sampler = sampler;
    this.#recording = recording;
    this.#tell = tell;
  }

  /** Looks for the container, now and whenever something changes. */
  begin(): void {
    this.#stopEngines = this.#engines.connections.subscribe(() => this.#look());
    this.#look();
  }

  /** Why its samples are not in its file; undefined where they are. */
  tellUnwritten(problem: string | undefined): void {
    if (problem === this.#unwritten) return;
    this.#unwritten = problem;
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#stopEngines?.();
    this.#leave();
    this.#stopEngine?.();
    this.#stopEngine = undefined;
    this.#engine = undefined;
  }

  #look(): void {
    if (this.#closed) return;
    const known = this.#engines.engine(this.#recording.engineId);
    if (!known.ok) {
      this.#leave();
      this.#tell('Its engine is not among the connections.');
      return;
    }
    if (this.#engine !== known.value) {
      this.#stopEngine?.();
      this.#leave();
      this.#engine = known.value;
      this.#stopEngine = known.value.state.containers.subscribe(() => this.#look());
    }
    const { state, connection } = known.value;
    const container = [...state.containers.values()].find(
      ({ name }) => name === this.#recording.containerName,
    );
    if (this.#joined !== undefined && this.#joined.id !== container?.id) this.#leave();
    if (container !== undefined && this.#joined === undefined) {
      const taker = { detail: false, pinned: true, take: () => undefined };
      this.#joined = {
        id: container.id,
        leave: this.#sampler(known.value).join(container.id, taker),
      };
    }
    this.#tell(problemOf(connection, container?.state) ?? this.#unwritten);
  }

  #leave(): void {
    this.#joined?.leave();
    this.#joined = undefined;
  }
}

function problemOf(
  { session, model, client }: KnownEngine['connection'],
  state: string | undefined,
): string | undefined {
  if (session === undefined) return `${model.name} is not connected.`;
  const has = client.ok ? client.value.missing.stats : undefined;
  if (has !== undefined) return has;
  if (state === undefined) return 'There is no container of this name on the engine.';
  return state === 'running' || state === 'paused' ? undefined : 'The container does not run.';
}
