import { describe, expect, test, vi } from 'vitest';
import type { Task } from '#shared/model/task';
import { task } from '#tests/support/models';
import { outcomeOf, OutcomeWatch } from './outcomes';

const refused = {
  status: 'failed',
  error: { kind: 'engine-error', status: 500, message: 'port is already allocated' },
} as const;
const table = (...tasks: readonly Task[]) => new Map(tasks.map((each) => [each.id as string, each]));

describe('what is said about an outcome', () => {
  test('one success and many', () => {
    expect(outcomeOf([task()])).toMatchObject({ outcome: 'done', title: 'Stopped web' });
    expect(outcomeOf([task(), task()])).toMatchObject({ title: 'Stopped 2 containers' });
  });

  test('one failure keeps the engine’s words and can be done again', () => {
    const failed = task(refused);
    expect(outcomeOf([failed])).toEqual({
      outcome: 'failed',
      title: 'Could not stop web',
      text: 'port is already allocated',
      retry: [failed.id],
      details: failed.id,
    });
  });

  test('a partly failed selection says how many, and retries those only', () => {
    const failed = task({ ...refused, subject: 'db' });
    expect(outcomeOf([task(), failed])).toMatchObject({
      title: 'Could not stop 1 of 2 containers',
      text: 'db: port is already allocated',
      retry: [failed.id],
    });
  });

  test('what the person cancelled is not news', () => {
    expect(outcomeOf([task({ status: 'cancelled' })])).toBeUndefined();
  });
});

describe('waiting for outcomes', () => {
  test('speaks once, after the last one', () => {
    const say = vi.fn();
    const watch = new OutcomeWatch(say);
    const [a, b] = [task({ status: 'running' }), task({ status: 'running' })];
    watch.add([a.id, b.id], table(a, b));
    watch.check(table({ ...a, status: 'done' }, b));
    expect(say).not.toHaveBeenCalled();
    watch.check(table({ ...a, status: 'done' }, { ...b, status: 'done' }));
    watch.check(table({ ...a, status: 'done' }, { ...b, status: 'done' }));
    expect(say).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ title: 'Stopped 2 containers' }));
  });

  test('waits for tasks that are not on the list yet', () => {
    const say = vi.fn();
    const watch = new OutcomeWatch(say);
    const ended = task();
    watch.add([ended.id], new Map());
    expect(say).not.toHaveBeenCalled();
    watch.check(table(ended));
    expect(say).toHaveBeenCalledOnce();
  });
});
