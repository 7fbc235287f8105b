import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { EngineId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import { type TaskPlan, TaskService } from './tasks';

const quiet = { info: () => undefined, error: () => undefined };

function plan(work: TaskPlan['work'], cancellable = false): TaskPlan {
  return {
    engineId: 'e' as EngineId,
    engineName: 'engine',
    kind: { type: 'pull', reference: 'x:1' },
    subject: 'x:1',
    command: '',
    request: '',
    cancellable,
    work,
  };
}

/** Work that ends when the test says so. */
function held(): { work: TaskPlan['work']; end: () => void } {
  let end = (): void => undefined;
  const done = new Promise<Result<void>>((resolve) => {
    end = () => resolve(ok(undefined));
  });
  return { work: () => done, end };
}

describe('activity', () => {
  test('ends a cancelled task at once, also one that waits for its turn', async () => {
    const tasks = new TaskService(quiet);
    const { work, end } = held();
    for (let i = 0; i < 8; i += 1) tasks.start(plan(work));
    let ran = false;
    const waiting = tasks.start(
      plan(() => {
        ran = true;
        return Promise.resolve(ok(undefined));
      }, true),
    );
    expect(tasks.cancel(waiting).ok).toBe(true);
    await turn();
    expect(tasks.list.get(waiting)?.status).toBe('cancelled');
    expect(tasks.cancel(waiting).ok).toBe(false);
    end();
    await turn();
    await turn();
    expect(ran).toBe(false);
    expect([...tasks.list.values()].filter((task) => task.status === 'done')).toHaveLength(8);
  });

  test('keeps 200 once they have ended, however many were begun at once', async () => {
    const tasks = new TaskService(quiet);
    for (let i = 0; i < 500; i += 1) tasks.start(plan(() => Promise.resolve(ok(undefined))));
    expect(tasks.list.size).toBe(500);
    while ([...tasks.list.values()].some((task) => task.status === 'running')) await turn();
    expect(tasks.list.size).toBe(200);
  });

  test('refuses more than can be meant', () => {
    const tasks = new TaskService(quiet);
    const { work } = held();
    for (let i = 0; i < 3000; i += 1) tasks.start(plan(work));
    expect(tasks.room(2000)).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(tasks.room(1000).ok).toBe(true);
  });

  test('writes down what a reference to a bug of ours leads to, without the words of it', async () => {
    const lines: string[] = [];
    const tasks = new TaskService({ ...quiet, error: (line) => lines.push(line) });
    const id = tasks.start(plan(() => Promise.reject(new TypeError('a\nsecret'))));
    await turn();
    const error = tasks.list.get(id)?.error;
    expect(error?.kind).toBe('internal');
    const ref = error?.kind === 'internal' ? error.ref : '';
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(ref);
    expect(lines[0]).toContain('TypeError');
    expect(lines[0]).not.toContain('secret');
  });
});
