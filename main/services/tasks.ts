import { randomUUID } from 'node:crypto';
import { cancelled } from '#shared/errors';
import type { EngineId, TaskId } from '#shared/model/ids';
import type { Task, TaskKind } from '#shared/model/task';
import { fail, ok, type Result } from '#shared/result';
import { internalError, type Logger } from '../logger';
import { Collection, type ReadonlyCollection } from '../state/collection';

/** What a running task may tell of itself. */
export interface TaskReport {
  (change: Pick<Task, 'layers' | 'note' | 'written'>): void;
}

/** The work of one task. It ends when `signal` aborts. */
export type TaskWork = (signal: AbortSignal, report: TaskReport) => Promise<Result<void>>;

/** Everything about a task but its outcome. */
export interface TaskPlan {
  readonly engineId: EngineId;
  readonly engineName: string;
  readonly kind: TaskKind;
  readonly subject: string;
  readonly command: string;
  readonly request: string;
  readonly cancellable: boolean;
  readonly work: TaskWork;
}

const maxKept = 200;
/** Tasks that have not ended; more cannot be meant by a person. */
const maxUnended = 4000;
/** So many tasks of one engine work at the same time; the others wait in order. */
const maxAtOnce = 8;

interface Running {
  readonly plan: TaskPlan;
  readonly controller: AbortController;
}

/**
 * The Activity list: starts tasks, keeps their outcome, does them again. Keeps what has not ended, and of the rest what
 * makes it the newest 200. Owner calls `close`.
 */
export class TaskService {
  readonly #logger: Logger;
  readonly #tasks = new Collection<Task>();
  /** In order of start; the oldest finished ones are forgotten first. */
  readonly #plans = new Map<TaskId, TaskPlan>();
  readonly #running = new Map<TaskId, Running>();
  readonly #active = new Map<EngineId, number>();
  readonly #waiting: (() => boolean)[] = [];
  /** What is being worked on, until it has put its things in order, too. */
  readonly #works = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get list(): ReadonlyCollection<Task> {
    return this.#tasks;
  }

  /** Whether so many more tasks may be started; `denied` where they may not. */
  room(count: number): Result<void> {
    if (this.#running.size + count <= maxUnended) return ok(undefined);
    return fail({
      kind: 'denied',
      message: `${this.#running.size} activities have not ended yet. Wait for them.`,
    });
  }

  /** Puts a task on the list and begins it as soon as the engine has a place. */
  start(plan: TaskPlan): TaskId {
    const id = randomUUID() as TaskId;
    const controller = new AbortController();
    this.#plans.set(id, plan);
    this.#running.set(id, { plan, controller });
    const { work, ...shown } = plan;
    this.#tasks.set(id, { id, ...shown, status: 'running', startedAt: Date.now() });
    this.#forgetOld();
    this.#whenFree(plan.engineId, async () => {
      if (!controller.signal.aborted) this.#end(id, await this.#work(id, work, controller));
    });
    return id;
  }

  /** Does a finished task again, as a new one. */
  retry(id: TaskId): Result<{ taskId: TaskId }> {
    const plan = this.#plans.get(id);
    if (plan === undefined) return fail({ kind: 'not-found', message: 'This activity is no longer kept.' });
    if (this.#running.has(id))
      return fail({ kind: 'conflict', message: `${plan.subject} is still being worked on.` });
    const room = this.room(1);
    return room.ok ? ok({ taskId: this.start(plan) }) : room;
  }

  /** Gives a running task up, where it can be. */
  cancel(id: TaskId): Result<Record<string, never>> {
    const running = this.#running.get(id);
    if (running === undefined)
      return fail({ kind: 'not-found', message: 'This activity has ended already.' });
    if (!running.plan.cancellable) {
      return fail({
        kind: 'conflict',
        message: 'The engine cannot be asked to stop this once it has begun.',
      });
    }
    running.controller.abort();
    this.#end(id, fail(cancelled(running.plan.subject)));
    return ok({});
  }

  /** Aborts what runs; resolves when it has put its things in order. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.allSettled(this.#works);
  }

  async #work(id: TaskId, work: TaskWork, controller: AbortController): Promise<Result<void>> {
    try {
      return await work(controller.signal, (change) => {
        const known = this.#tasks.get(id);
        if (known?.status === 'running') this.#tasks.set(id, { ...known, ...change });
      });
    } catch (cause) {
      return fail(internalError(this.#logger, `a task (${this.#tasks.get(id)?.kind.type ?? ''})`, cause));
    }
  }

  #end(id: TaskId, outcome: Result<void>): void {
    if (!this.#running.delete(id)) return;
    const known = this.#tasks.get(id);
    if (known === undefined) return;
    const ended = { ...known, endedAt: Date.now(), cancellable: false };
    if (outcome.ok) this.#tasks.set(id, { ...ended, status: 'done' });
    else {
      const status = outcome.error.kind === 'cancelled' ? 'cancelled' : 'failed';
      this.#tasks.set(id, { ...ended, status, error: outcome.error });
    }
    this.#forgetOld();
  }

  /** Runs `work` when fewer than the limit run on the engine. */
  #whenFree(engineId: EngineId, work: () => Promise<void>): void {
    const tryRun = (): boolean => {
      const active = this.#active.get(engineId) ?? 0;
      if (active >= maxAtOnce) return false;
      this.#active.set(engineId, active + 1);
      const working = work().finally(() => {
        this.#works.delete(working);
        this.#active.set(engineId, (this.#active.get(engineId) ?? 1) - 1);
        this.#runWaiting();
      });
      this.#works.add(working);
      return true;
    };
    if (!tryRun()) this.#waiting.push(tryRun);
  }

  #runWaiting(): void {
    const index = this.#waiting.findIndex((tryRun) => tryRun());
    if (index !== -1) this.#waiting.splice(index, 1);
  }

  #forgetOld(): void {
    for (const [id, task] of this.#tasks.entries()) {
      if (this.#tasks.size <= maxKept) return;
      if (task.status === 'running') continue;
      this.#tasks.delete(id);
      this.#plans.delete(id as TaskId);
    }
  }
}
