import { randomUUID } from 'node:crypto';
import type { CallInput, CallOutput, StreamInput } from '#shared/contract/index';
import { cancelled } from '#shared/errors';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { RunAnswer, TerminalSession as Model } from '#shared/model/terminal';
import { fail, ok, type Result } from '#shared/result';
import { Collection, type ReadonlyCollection } from '../../state/collection';
import type { EngineService, KnownEngine } from '../engines';
import type { StreamSink } from '../stream-sink';
import { containerNow, imageKey, readChoices } from './container-facts';
import { endTogether } from './end-together';
import { sweepHelpers } from './helpers';
import { Instance } from './instance';
import { type SavedSession, savedOf } from './memory-file';
import { openProgram, type ProgramSource } from './open-program';
import { runOverContainers } from './run-command';
import { TerminalMemoryStore } from './terminal-memory';
import type { TerminalSink } from './terminal-output';
import { newModel, TerminalSession } from './terminal-session';

const maxSessions = 64;
/** Between a hangup and a kill, in ms; less where Pilothouse itself ends. */
const graceMs = 1_500;
const quitGraceMs = 700;
/** Then all together get so long, in ms. */
const quitMs = 3_000;

/** All terminals of the app, those of earlier runs among them. Owner calls `close`. */
export class TerminalService {
  readonly #engines: EngineService;
  readonly #models = new Collection<Model>();
  readonly #sessions = new Map<SessionId, TerminalSession>();
  /** Sessions that are forgotten and being ended. */
  readonly #closing = new Set<Promise<unknown>>();
  readonly #memory: TerminalMemoryStore;
  readonly #instance: Instance;
  readonly #source: ProgramSource;
  readonly #stopSweeping: () => void;
  readonly #hurry = new AbortController();
  /** Sessions stay kept when the program ends. */
  #quitting = false;

  constructor(engines: EngineService, dataFolder: string | undefined) {
    this.#engines = engines;
    this.#memory = new TerminalMemoryStore(dataFolder);
    this.#instance = new Instance(dataFolder);
    this.#source = { shells: this.#memory, instance: () => this.#instance.note() };
    this.#stopSweeping = sweepHelpers(engines, this.#instance);
    void this.#memory.ready.then((saved) => this.#restore(saved));
  }

  get sessions(): ReadonlyCollection<Model> {
    return this.#models;
  }

  /** Starts a terminal; the answer comes before it is running, and a failure shows as an ended session. */
  start(input: CallInput<'terminals.start'>): Result<{ sessionId: SessionId }> {
    const { engineId, containerId, containerName } = input;
    const engine = this.#engines.engine(engineId);
    if (!engine.ok) return engine;
    this.#makeRoom();
    if (this.#sessions.size >= maxSessions) {
      return fail({
        kind: 'denied',
        message: `${maxSessions} terminals are open. Close one to open another.`,
      });
    }
    const row = engine.value.state.containers.get(containerId);
    // A command is only offered: whoever asks for no program gets a shell.
    const {
      shell,
      command: _command,
      ...kept
    } = input.program === undefined && row !== undefined ? this.#memory.defaults(imageKey(row)) : {};
    const environment = input.environment ?? [];
    const id = randomUUID() as SessionId;
    const model = newModel({
      id,
      engineId,
      containerId,
      containerName,
      program: input.program ?? { kind: 'shell', ...(shell === undefined ? {} : { path: shell }) },
      settings: input.settings ?? kept,
      ownEnvironment: environment.length > 0,
    });
    this.#add(model, environment, input).start();
    return ok({ sessionId: id });
  }

  /** Starts what ended, or was saved, anew under its id. */
  restart({ sessionId, columns, rows }: CallInput<'terminals.restart'>): Result<Record<string, never>> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return closed();
    const { status, engineId, containerId, containerName } = session.model;
    if (status === 'starting' || status === 'running')
      return fail({ kind: 'conflict', message: 'This terminal runs already.' });
    const engine = this.#engines.engine(engineId);
    if (!engine.ok) {
      const message = `The connection that ${containerName} was on is not there any more.`;
      return fail({ kind: 'not-found', message });
    }
    const now = containerNow(engine.value.state.containers, containerId, containerName);
    session.restart(now, { columns, rows });
    return ok({});
  }

  /** What a container offers to a terminal. */
  async choices(
    { engineId, containerId }: CallInput<'terminals.choices'>,
    signal: AbortSignal,
  ): Promise<Result<CallOutput<'terminals.choices'>>> {
    const engine = this.#engines.engine(engineId);
    return engine.ok ? readChoices(engine.value, containerId, this.#memory, signal) : engine;
  }

  /** Keeps what shells of the container's image start with. */
  setDefaults({
    engineId,
    containerId,
    defaults,
  }: CallInput<'terminals.setDefaults'>): Result<Record<string, never>> {
    const row = this.#row(engineId, containerId);
    if (!row.ok) return row;
    this.#memory.setDefaults(imageKey(row.value), defaults);
    return ok({});
  }

  /** Serves one view of a session. */
  async attach(input: StreamInput<'terminals.attach'>, sink: TerminalSink): Promise<void> {
    const session = this.#sessions.get(input.sessionId);
    if (session === undefined) sink.end({ kind: 'not-found', message: 'This terminal was closed.' });
    else await session.attach(sink);
  }

  /** Forgets what a session's program wrote so far, but for its last line. */
  clear({ sessionId }: CallInput<'terminals.clear'>): Result<Record<string, never>> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return closed();
    session.clear();
    return ok({});
  }

  /** Tells a session its new size. */
  async resize(input: CallInput<'terminals.resize'>): Promise<Result<Record<string, never>>> {
    const session = this.#sessions.get(input.sessionId);
    if (session === undefined) return closed();
    const done = await session.resize({ columns: input.columns, rows: input.rows });
    return done.ok ? ok({}) : done;
  }

  /** Forgets a session at once and ends what it runs; answers when that is done, with what goes on. */
  async closeSession(id: SessionId): Promise<{ readonly left?: string }> {
    const session = this.#sessions.get(id);
    if (session === undefined) return {};
    this.#sessions.delete(id);
    this.#models.delete(id);
    this.#keepSessions();
    const closing = session
      .close(this.#quitting ? quitGraceMs : graceMs, this.#hurry.signal)
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    const left = await closing;
    return left === undefined ? {} : { left };
  }

  /** Runs one command over several containers. */
  async run(input: StreamInput<'terminals.run'>, sink: StreamSink<RunAnswer, never>): Promise<void> {
    const client = this.#engines.client(input.engineId);
    if (!client.ok) {
      sink.end(client.error);
      return;
    }
    const running = runOverContainers(client.value, input, sink).finally(() => this.#closing.delete(running));
    this.#closing.add(running);
    await running;
  }

  /** Ends every program, in three seconds at most; resolves when that was tried. They are kept for the next run. */
  async close(): Promise<void> {
    this.#quitting = true;
    this.#stopSweeping();
    const late = setTimeout(() => this.#hurry.abort(cancelled('Closing')), quitMs);
    const running = [...this.#sessions.values()].flatMap((session) => session.running ?? []);
    await endTogether(running, quitGraceMs, this.#hurry.signal);
    for (const id of [...this.#sessions.keys()]) void this.closeSession(id);
    await Promise.all(this.#closing);
    clearTimeout(late);
    if (!this.#hurry.signal.aborted) await this.#instance.clear();
    await this.#memory.idle();
  }

  #add(
    model: Model,
    environment: readonly string[],
    size: { readonly columns: number; readonly rows: number },
  ): TerminalSession {
    const session = new TerminalSession({
      model,
      environment,
      size: { columns: size.columns, rows: size.rows },
      engine: (): Result<KnownEngine> => this.#engines.engine(model.engineId),
      open: (context, program) => openProgram(this.#source, context, program),
      onChange: (changed) => {
        this.#models.set(changed.id, changed);
        this.#keepSessions();
      },
    });
    this.#sessions.set(model.id, session);
    return session;
  }

  #restore(saved: readonly SavedSession[]): void {
    if (this.#quitting) return;
    for (const each of saved) {
      if (this.#sessions.size >= maxSessions) break;
      if (!this.#sessions.has(each.id))
        this.#add({ ...each, takesInput: true, status: 'saved' }, [], { columns: 80, rows: 24 });
    }
  }

  /** Saved sessions that nobody started again make room for new ones, the oldest first. */
  #makeRoom(): void {
    if (this.#sessions.size < maxSessions) return;
    const saved = [...this.#sessions.values()].map(({ model }) => model).filter((m) => m.status === 'saved');
    const oldest = saved.sort((a, b) => a.startedAt - b.startedAt)[0];
    if (oldest !== undefined) void this.closeSession(oldest.id);
  }

  #keepSessions(): void {
    if (!this.#quitting) this.#memory.setSessions([...this.#models.values()].map(savedOf));
  }

  #row(engineId: EngineId, containerId: ContainerId) {
    const engine = this.#engines.engine(engineId);
    if (!engine.ok) return engine;
    const row = engine.value.state.containers.get(containerId);
    if (row !== undefined) return ok(row);
    return fail({ kind: 'not-found', message: 'The container was removed.' } as const);
  }
}

function closed(): Result<never> {
  return fail({ kind: 'not-found', message: 'This terminal was closed.' });
}
