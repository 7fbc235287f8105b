import { createHash } from 'node:crypto';
import { cancelled } from '#shared/errors';
import type { ConnectionDraft } from '#shared/model/connection';
import type { DiscoveryAttempt, EngineConnection as Model, EngineSource } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { type Candidate, findCandidates } from '../discovery/candidates';
import { variable, type World } from '../discovery/world';
import { isAborted } from '../engine/abort';
import type { EngineClient } from '../engine/client';
import { EngineConnection } from '../engine/connection';
import { type Address, addressText, isUnprotected } from '../engine/transport/address';
import type { SavedConnection } from '../settings/settings';
import type { SettingsStore } from '../settings/settings-store';
import { Collection, type ReadonlyCollection } from '../state/collection';
import { EngineState } from '../state/engine-state';
import { addressKey, draftAddress, missingConsent } from './connection-draft';
import { draftOf, lookAround, type Looked } from './look';

/** An engine that the app knows: its connection and what is known of its objects. */
export interface KnownEngine {
  readonly id: EngineId;
  readonly connection: EngineConnection;
  readonly state: EngineState;
  /** Named by the environment, or the demo: kept only if a person says so. */
  readonly ofThisRun: boolean;
}

/** A demo engine that runs as a process of its own. */
export interface DemoProcess {
  readonly socketPath: string;
  /** Resolves when it has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** How the demo engine is started; absent where the build has none. */
export type LaunchDemo = () => Promise<Result<DemoProcess>>;

/** What opens a connection. */
export interface OpenSpec {
  readonly address: Address;
  readonly draft: ConnectionDraft;
  readonly source: EngineSource;
  readonly saved: boolean;
  readonly start: boolean;
  readonly ofThisRun?: boolean;
  readonly demo?: boolean;
  readonly lastConnected?: Model['lastConnected'];
}

/** While no engine is known, places are looked at again so often. */
const lookAgainMs = 3_000;

/**
 * Keeps the connections: those of the settings file, the one of DOCKER_HOST or DOCKER_CONTEXT, and, while nothing is
 * saved, the one that a look around finds. What the person chose is kept even while nothing answers there, lest an
 * action meant for it be done to another engine. Owner calls `close`.
 */
export class EngineService {
  readonly #world: World;
  readonly #launchDemo: LaunchDemo | undefined;
  readonly #settings: SettingsStore;
  readonly #connections = new Collection<Model>();
  readonly #attempts = new Collection<DiscoveryAttempt>();
  readonly #engines = new Map<EngineId, KnownEngine>();
  readonly #closed = new AbortController();
  /** What the person removed in this run is not found again by itself. */
  readonly #dismissed = new Set<EngineId>();
  #looked: readonly Looked[] = [];
  #demo: Promise<Result<DemoProcess>> | undefined;
  #looking: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;
  #lookedOnce = false;

  /** Resolves once the settings were read and what they keep is known. */
  readonly ready: Promise<void>;

  constructor(world: World, launchDemo: LaunchDemo | undefined, settings: SettingsStore) {
    this.#world = world;
    this.#launchDemo = launchDemo;
    this.#settings = settings;
    this.ready = this.#openSaved();
    void this.look();
  }

  get connections(): ReadonlyCollection<Model> {
    return this.#connections;
  }

  get attempts(): ReadonlyCollection<DiscoveryAttempt> {
    return this.#attempts;
  }

  /** `DOCKER_API_VERSION`; undefined where it is not set. */
  get pinnedVersion(): string | undefined {
    return variable(this.#world, 'DOCKER_API_VERSION');
  }

  get demoAvailable(): boolean {
    return this.#launchDemo !== undefined;
  }

  /** All that are known, in their order. */
  get known(): readonly KnownEngine[] {
    return [...this.#engines.values()].sort((a, b) => a.connection.model.order - b.connection.model.order);
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

  /** Tries one engine at once, or all that are wanted, and looks everywhere again. */
  retry(id: EngineId | undefined): void {
    if (id !== undefined) {
      this.#engines.get(id)?.connection.connect();
      return;
    }
    for (const { connection } of this.#engines.values()) {
      if (connection.wanted) connection.connect();
    }
    void this.look();
  }

  /** Looks at every place side by side; one look at a time. The first reads the settings before. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      // A folder that cannot be read in a way nobody thought of must not end the looking.
      .catch(() => this.#lookLater())
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** Starts the demo engine, once. */
  async startDemo(): Promise<Result<{ engineId: EngineId }>> {
    if (this.#launchDemo === undefined) {
      const message = 'This build has no demo engine beside it.';
      return fail({ kind: 'unsupported', capability: 'demo', message });
    }
    this.#demo ??= this.#launchDemo().catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : 'of an unknown error';
      const message = `The demo engine did not start: ${why}.`;
      return fail({ kind: 'engine-error', status: 0, message });
    });
    const launched = this.#demo;
    const started = await launched;
    if (!started.ok) {
      if (this.#demo === launched) this.#demo = undefined;
      return started;
    }
    if (this.#closed.signal.aborted) return fail(cancelled('Starting the demo engine'));
    const address: Address = { kind: 'unix', path: started.value.socketPath };
    const draft = plainDraft('Demo engine', addressText(address));
    const spec: OpenSpec = { address, draft, source: 'demo', saved: false, start: true, demo: true };
    const id = this.open({ ...spec, ofThisRun: true });
    // One that died is made anew when it is asked for.
    void started.value.ended.then(() => {
      if (this.#demo === launched) this.#demo = undefined;
      if (!this.#closed.signal.aborted) this.forget(id);
    });
    return ok({ engineId: id });
  }

  /** Makes a connection known, at the end of the order; the id of the one that leads there already, otherwise. */
  open(spec: OpenSpec): EngineId {
    const { address, draft } = spec;
    const id = idOf(address);
    if (this.#engines.has(id)) return id;
    this.#dismissed.delete(id);
    const state = new EngineState();
    const connection = new EngineConnection({
      address,
      start: spec.start,
      blocked: missingConsent(address, draft),
      model: {
        id,
        name: draft.name,
        address: addressText(address),
        transport: address.kind,
        source: spec.source,
        // `npm run demo` gives its engine by DOCKER_HOST; it must not pass for a real one.
        demo: spec.demo ?? (spec.source === 'DOCKER_HOST' && this.#world.env['PILOTHOUSE_DEMO'] === '1'),
        saved: spec.saved,
        order: this.#engines.size,
        settings: draft,
        unprotected: isUnprotected(address),
        phase: 'disconnected',
        lastConnected: spec.lastConnected,
      },
      pinnedVersion: this.pinnedVersion,
      observer: state,
      onChange: (model) => this.#changed(model),
    });
    this.#engines.set(id, { id, connection, state, ofThisRun: spec.ofThisRun === true });
    this.#publishAttempts();
    return id;
  }

  /** Ends a connection and forgets it; it is not found again by itself in this run. */
  forget(id: EngineId): void {
    const known = this.#engines.get(id);
    if (known === undefined) return;
    known.connection.close();
    known.state.close();
    this.#engines.delete(id);
    this.#dismissed.add(id);
    this.#connections.delete(id);
    this.#publishAttempts();
    if (this.#engines.size === 0) this.#lookLater();
  }

  /** The computer goes to sleep, or wakes. */
  suspend(): void {
    for (const { connection } of this.#engines.values()) connection.suspend();
  }

  resume(): void {
    for (const { connection } of this.#engines.values()) connection.resume();
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

  #changed(model: Model): void {
    const before = this.#connections.get(model.id);
    this.#connections.set(model.id, model);
    if (before?.facts?.identity !== model.facts?.identity) this.#publishAttempts();
    if (before?.phase !== 'live' && model.phase === 'live' && model.saved) void this.#remember(model);
  }

  /** Notes when a saved connection was last live. */
  async #remember({ id, facts }: Model): Promise<void> {
    const lastConnected = { at: Date.now(), release: facts?.release ?? '', api: facts?.api ?? '' };
    await this.#settings.update((settings) => ({
      ...settings,
      connections: settings.connections.map((each) =>
        savedId(each) === id ? { ...each, lastConnected } : each,
      ),
    }));
  }

  async #look(): Promise<void> {
    clearTimeout(this.#again);
    await this.ready;
    const candidates = await findCandidates(this.#world);
    if (this.#closed.signal.aborted) return;
    this.#openChosen(candidates);
    const looked = await lookAround(this.#world, candidates, this.#closed.signal);
    if (isAborted(this.#closed.signal)) return;
    this.#looked = looked;
    this.#publishAttempts();
    const found = looked.find(
      ({ candidate, attempt }) => attempt.outcome === 'found' && this.#mayOpen(candidate),
    );
    if (found !== undefined && this.#nothingKept()) this.#openCandidate(found.candidate, false);
    if (this.#engines.size === 0) this.#lookLater();
  }

  #lookLater(): void {
    clearTimeout(this.#again);
    if (!this.#closed.signal.aborted) this.#again = setTimeout(() => void this.look(), lookAgainMs);
  }

  async #openSaved(): Promise<void> {
    await this.#settings.ready;
    if (this.#closed.signal.aborted) return;
    for (const { draft, lastConnected } of this.#settings.settings.connections) {
      const address = draftAddress(draft);
      if (!address.ok) continue;
      const start = draft.connect === 'at-start';
      this.open({ address: address.value, draft, source: 'settings', saved: true, start, lastConnected });
    }
  }

  /** Opens what the environment names and, while nothing is kept, the docker command's own choice. */
  #openChosen(candidates: readonly Candidate[]): void {
    const usable = candidates.filter((each) => each.chosen && this.#mayOpen(each));
    const named = usable.find(({ source }) => source === 'DOCKER_HOST' || this.#contextIsNamed());
    const candidate = named ?? (this.#nothingKept() ? usable[0] : undefined);
    if (candidate === undefined) return;
    const id = this.#openCandidate(candidate, named !== undefined);
    // A saved one that waits to be asked for was asked for by the environment; a person's word afterwards counts more.
    if (named !== undefined && id !== undefined && !this.#lookedOnce)
      this.#engines.get(id)?.connection.connect();
    this.#lookedOnce = true;
  }

  #openCandidate(candidate: Candidate, ofThisRun: boolean): EngineId | undefined {
    if (!candidate.address.ok) return undefined;
    const address = candidate.address.value;
    const demo = candidate.source === 'DOCKER_HOST' && this.#world.env['PILOTHOUSE_DEMO'] === '1';
    const draft = { ...draftOf(candidate, address), ...(demo ? { name: 'Demo engine' } : {}) };
    return this.open({ address, draft, source: candidate.source, saved: false, start: true, ofThisRun });
  }

  #mayOpen({ address }: Candidate): boolean {
    return address.ok && !this.#dismissed.has(idOf(address.value));
  }

  #nothingKept(): boolean {
    return this.#engines.size === 0 && this.#settings.settings.connections.length === 0;
  }

  #contextIsNamed(): boolean {
    return variable(this.#world, 'DOCKER_CONTEXT') !== undefined;
  }

  #publishAttempts(): void {
    const attempts = this.#looked.map(({ attempt, candidate, same }, index) => {
      const known = this.known.find(
        ({ id, connection: { model } }) =>
          (candidate.address.ok && idOf(candidate.address.value) === id) ||
          (same !== undefined && model.facts?.identity === same),
      );
      const key = String(index).padStart(2, '0');
      return [key, known === undefined ? attempt : { ...attempt, knownAs: known.id }] as const;
    });
    this.#attempts.replaceAll(new Map(attempts));
  }
}

/** Id of the connection to an address: the same in each run, so that the page finds its view of it again. */
export function idOf(address: Address): EngineId {
  return createHash('sha256').update(addressKey(address)).digest('hex').slice(0, 12) as EngineId;
}

function savedId({ draft }: SavedConnection): EngineId | undefined {
  const address = draftAddress(draft);
  return address.ok ? idOf(address.value) : undefined;
}

function plainDraft(name: string, address: string): ConnectionDraft {
  return { name, address, colour: 'none', band: '', connect: 'at-start' };
}
