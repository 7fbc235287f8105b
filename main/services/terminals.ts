import { randomUUID } from 'node:crypto';
import type { CallInput, StreamInput } from '#shared/contract/index';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession as Model } from '#shared/model/terminal';
import { fail, ok, type Result } from '#shared/result';
import { Collection, type ReadonlyCollection } from '../state/collection';
import type { EngineService } from './engines';
import type { TerminalSink } from './terminal-output';
import { TerminalSession } from './terminal-session';

const maxSessions = 64;
const maxKnownShells = 500;

/** All shells of the app. Owner calls `close`. */
export class TerminalService {
  readonly #engines: EngineService;
  readonly #models = new Collection<Model>();
  readonly #sessions = new Map<SessionId, TerminalSession>();
  /** Sessions that are forgotten and being hung up. */
  readonly #closing = new Set<Promise<void>>();
  /** Path of the shell by image, so that it is looked for once. */
  readonly #shells = new Map<string, string>();

  constructor(engines: EngineService) {
    this.#engines = engines;
  }

  get sessions(): ReadonlyCollection<Model> {
    return this.#models;
  }

  /** Starts a shell; the answer comes before it is running, and a failure shows as an ended session. */
  start(input: CallInput<'terminals.start'>): Result<{ sessionId: SessionId }> {
    const engine = this.#engines.engine(input.engineId);
    if (!engine.ok) return engine;
    if (this.#sessions.size >= maxSessions) {
      return fail({ kind: 'denied', message: `${maxSessions} shells are open. Close one to open another.` });
    }
    const id = randomUUID() as SessionId;
    const imageId = engine.value.state.containers.get(input.containerId)?.imageId ?? '';
    const session = new TerminalSession({
      id,
      engine: engine.value,
      containerId: input.containerId,
      containerName: input.containerName,
      size: { columns: input.columns, rows: input.rows },
      shell: imageId === '' ? undefined : this.#shells.get(imageId),
      onChange: (model) => this.#models.set(id, model),
    });
    this.#sessions.set(id, session);
    void session.start().then((started) => {
      if (!started.ok || session.shellPath === undefined || imageId === '') return;
      if (this.#shells.size >= maxKnownShells) this.#shells.clear();
      this.#shells.set(imageId, session.shellPath);
    });
    return ok({ sessionId: id });
  }

  /** Serves one view of a session. */
  async attach(input: StreamInput<'terminals.attach'>, sink: TerminalSink): Promise<void> {
    const session = this.#sessions.get(input.sessionId);
    if (session === undefined) sink.end({ kind: 'not-found', message: 'This shell was closed.' });
    else await session.attach(sink);
  }

  /** Tells a session its new size. */
  async resize(input: CallInput<'terminals.resize'>): Promise<Result<Record<string, never>>> {
    const session = this.#sessions.get(input.sessionId);
    if (session === undefined) return fail({ kind: 'not-found', message: 'This shell was closed.' });
    const done = await session.resize({ columns: input.columns, rows: input.rows });
    return done.ok ? ok({}) : done;
  }

  /** Forgets a session at once and has it hung up; a slow engine is not waited for. */
  closeSession(id: SessionId): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#models.delete(id);
    const closing = session.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Hangs every shell up; resolves when that was tried. */
  async close(): Promise<void> {
    for (const id of [...this.#sessions.keys()]) this.closeSession(id);
    await Promise.all(this.#closing);
  }
}
