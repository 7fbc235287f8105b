import { createHash } from 'node:crypto';
import { type AppError, cancelled } from '#shared/errors';
import type { DiscoveryAttempt, EngineConnection as Model } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { type Candidate, findCandidates, type World } from '../discovery/candidates';
import type { EngineClient } from '../engine/client';
import { EngineConnection } from '../engine/connection';
import { negotiate } from '../engine/negotiate';
import { type Address, addressText } from '../engine/transport/address';
import { HttpTransport } from '../engine/transport/http';
import { Collection, type ReadonlyCollection } from '../state/collection';
import { EngineState } from '../state/engine-state';

/** An engine that the app knows: its connection and what is known of its objects. */
export interface KnownEngine {
  readonly id: EngineId;
  readonly connection: EngineConnection;
  readonly state: EngineState;
}

/** A demo engine that runs as a process of its own. */
export interface DemoProcess {
  readonly socketPath: string;
  stop(): void;
}

/** How the demo engine is started; absent where the build has none. */
export type LaunchDemo = () => Promise<Result<DemoProcess>>;

const probeMs = 4_000;
/** While no engine is known, places are looked at again so often. */
const lookAgainMs = 3_000;

/**
 * Finds engines and keeps their connections. With DOCKER_HOST or a docker context the choice is the person's and is
 * kept even while nothing answers there, lest an action meant for it be done to another engine; otherwise, or where the
 * chosen address is of a kind that cannot be reached, the first well-known socket that answers is taken. Owner calls
 * `close`.
 */
export class EngineService {
  readonly #world: World;
  readonly #launchDemo: LaunchDemo | undefined;
  readonly #connections = new Collection<Model>();
  readonly #attempts = new Collection<DiscoveryAttempt>();
  readonly #engines = new Map<EngineId, KnownEngine>();
  readonly #closed = new AbortController();
  #demo: Promise<Result<DemoProcess>> | undefined;
  #looking: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(world: World, launchDemo: LaunchDemo | undefined) {
    this.#world = world;
    this.#launchDemo = launchDemo;
    void this.look();
  }

  get connections(): ReadonlyCollection<Model> {
    return this.#connections;
  }

  get attempts(): ReadonlyCollection<DiscoveryAttempt> {
    return this.#attempts;
  }

  get demoAvailable(): boolean {
    return this.#launchDemo !== undefined;
  }

  /** The engine of an id; `not-found` where there is none. */
  engine(id: EngineId): Result<KnownEngine> {
    const known = this.#engines.get(id);
    if (known !== undefined) return ok(known);
    return fail({ kind: 'not-found', message: 'There is no engine of this id.' });
  }

  /** The client of an engine that is connected now, or why it cannot be had. */
  client(id: EngineId): Result<EngineClient> {
    const known = this.engine(id);
    return known.ok ? known.value.connection.client : known;
  }

  /** Tries one engine at once, or looks everywhere again. */
  retry(id: EngineId | undefined): void {
    if (id !== undefined) this.#engines.get(id)?.connection.retry();
    else {
      for (const known of this.#engines.values()) known.connection.retry();
      void this.look();
    }
  }

  /** Looks at every place side by side; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Starts the demo engine, once. */
  async startDemo(): Promise<Result<{ engineId: EngineId }>> {
    if (this.#launchDemo === undefined) {
      return fail({
        kind: 'unsupported',
        capability: 'demo',
        message: 'This build has no demo engine beside it.',
      });
    }
    this.#demo ??= this.#launchDemo();
    const started = await this.#demo;
    if (!started.ok) {
      this.#demo = undefined;
      return started;
    }
    if (this.#closed.signal.aborted) return fail(cancelled('Starting the demo engine'));
    return ok({
      engineId: this.#connect({ kind: 'unix', path: started.value.socketPath }, 'Demo engine', 'demo'),
    });
  }

  /** Closes every connection and ends the demo engine. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#again);
    for (const known of this.#engines.values()) {
      known.connection.close();
      known.state.close();
    }
    void this.#demo?.then((started) => {
      if (started.ok) started.value.stop();
    });
  }

  async #look(): Promise<void> {
    clearTimeout(this.#again);
    const candidates = await findCandidates(this.#world);
    const probed = await Promise.all(candidates.map((each) => this.#probe(each)));
    if (this.#closed.signal.aborted) return;
    this.#attempts.replaceAll(
      new Map(probed.map(({ attempt }, index) => [String(index).padStart(2, '0'), attempt] as const)),
    );
    const first =
      probed.find(({ candidate }) => isChosen(candidate) && candidate.address.ok) ??
      probed.find(({ attempt }) => attempt.outcome === 'found');
    if (first?.candidate.address.ok === true) {
      this.#connect(first.candidate.address.value, first.candidate.name, first.candidate.source);
    } else if (this.#engines.size === 0) {
      this.#again = setTimeout(() => void this.look(), lookAgainMs);
    }
  }

  async #probe(candidate: Candidate): Promise<{ candidate: Candidate; attempt: DiscoveryAttempt }> {
    const base = { address: candidate.text, source: candidate.source };
    const failed = (error: AppError): { candidate: Candidate; attempt: DiscoveryAttempt } => {
      const { absent } = candidate;
      return absent !== undefined && isMissing(error)
        ? { candidate, attempt: { ...base, outcome: 'not-there', ...absent } }
        : { candidate, attempt: { ...base, outcome: 'failed', message: error.message, ...remedyOf(error) } };
    };
    if (!candidate.address.ok) return failed(candidate.address.error);
    const transport = new HttpTransport(candidate.address.value);
    const limit = AbortSignal.any([AbortSignal.timeout(probeMs), this.#closed.signal]);
    const answer = await negotiate(transport, this.#world.env['DOCKER_API_VERSION'], limit);
    transport.close();
    if (!answer.ok) {
      if (answer.error.kind !== 'cancelled') return failed(answer.error);
      return failed({
        kind: 'timeout',
        afterMs: probeMs,
        message: `${candidate.text} did not answer within 4 s.`,
      });
    }
    const { facts } = answer.value;
    const message = `${facts.flavour === 'podman' ? 'Podman' : 'Docker'} ${facts.release}, API ${facts.maxApi}.`;
    return { candidate, attempt: { ...base, outcome: 'found', message } };
  }

  #connect(address: Address, name: string, source: Model['source']): EngineId {
    const id = createHash('sha256').update(addressText(address)).digest('hex').slice(0, 12) as EngineId;
    if (this.#engines.has(id)) return id;
    // `npm run demo` gives its engine by DOCKER_HOST; it must not pass for a real one.
    const demo = source === 'demo' || this.#world.env['PILOTHOUSE_DEMO'] === '1';
    const state = new EngineState();
    const connection = new EngineConnection({
      id,
      name: demo ? 'Demo engine' : name,
      address,
      source,
      demo,
      pinnedVersion: this.#world.env['DOCKER_API_VERSION'],
      observer: state,
      onChange: (model) => this.#connections.set(id, model),
    });
    this.#engines.set(id, { id, connection, state });
    return id;
  }
}

/** Chosen by the person, so that its failure is the thing to show and to wait for. */
function isChosen(candidate: Candidate): boolean {
  return candidate.source === 'DOCKER_HOST' || candidate.source === 'docker context';
}

function isMissing(error: AppError): boolean {
  return error.kind === 'engine-unreachable' && error.reason === 'no-such-socket';
}

function remedyOf(error: AppError): { remedy?: string; command?: string } {
  if (error.kind !== 'engine-unreachable' || error.remedy === undefined) return {};
  const group =
    error.reason === 'no-permission' ? /“([a-z_][a-z0-9_-]*)”/.exec(error.message)?.[1] : undefined;
  return {
    remedy: error.remedy,
    ...(group === undefined ? {} : { command: `sudo usermod -aG ${group} "$USER"` }),
  };
}
