import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../engine/compat/events';
import { noticesOf } from './log-past';

const event = (at: number, action: string, more: Partial<EngineEvent> = {}): EngineEvent => ({
  type: 'container',
  id: 'a',
  action,
  at,
  ...more,
});

describe('what happened to a container before its log was opened', () => {
  it('is told in order of time, without its first start', () => {
    const notices = noticesOf([
      event(30, 'start'),
      event(1, 'start'),
      event(20, 'die', { exitCode: 3 }),
      event(10, 'exec_start'),
    ]);
    expect(notices.map(({ at, text }) => [at, text])).toEqual([
      [20, 'The container exited (3).'],
      [30, 'The container started.'],
    ]);
  });

  it('gives the lack of memory to the run that it ended', () => {
    const texts = noticesOf([
      event(1, 'oom'),
      event(2, 'die', { exitCode: 137 }),
      event(3, 'start'),
      event(4, 'die', { exitCode: 0 }),
    ]).map(({ text }) => text);
    expect(texts).toEqual([
      'The container ran out of memory.',
      'The container exited (137), out of memory.',
      'The container started.',
      'The container exited (0).',
    ]);
  });

  it('tells health where it changed, and nothing without a time', () => {
    const health = (at: number, detail: string): EngineEvent => event(at, 'health_status', { detail });
    const { at: _at, ...timeless } = event(5, 'die');
    const notices = noticesOf([health(1, 'healthy'), health(2, 'healthy'), health(3, 'unhealthy'), timeless]);
    expect(notices.map(({ what }) => what)).toEqual(['healthy', 'unhealthy']);
  });
});
