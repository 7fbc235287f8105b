import { describe, expect, test } from 'vitest';
import { needsAttention, statusOf } from './status';

const base = { health: 'none', oomKilled: false } as const;

describe('status words', () => {
  test.each([
    [{ ...base, state: 'running' }, 'running', 'Running'],
    [{ ...base, state: 'running', health: 'healthy' }, 'healthy', 'Running, healthy'],
    [{ ...base, state: 'running', health: 'starting' }, 'starting', 'Starting, health unknown'],
    [
      { ...base, state: 'running', health: 'unhealthy', failedChecks: 3 },
      'unhealthy',
      'Unhealthy, 3 failed checks',
    ],
    [
      { ...base, state: 'running', health: 'unhealthy', failedChecks: 1 },
      'unhealthy',
      'Unhealthy, 1 failed check',
    ],
    [{ ...base, state: 'running', health: 'unhealthy' }, 'unhealthy', 'Unhealthy'],
    [{ ...base, state: 'exited', exitCode: 0 }, 'exited', 'Exited (0)'],
    [{ ...base, state: 'exited', exitCode: 2 }, 'failed', 'Exited (2)'],
    [{ ...base, state: 'exited', exitCode: 137, oomKilled: true }, 'failed', 'Exited (137), out of memory'],
    [{ ...base, state: 'paused' }, 'paused', 'Paused'],
    [{ ...base, state: 'restarting', exitCode: 1 }, 'restarting', 'Restarting'],
    [{ ...base, state: 'dead' }, 'dead', 'Dead'],
    [{ ...base, state: 'created' }, 'created', 'Created'],
  ] as const)('%j', (facts, shape, words) => {
    expect(statusOf(facts)).toMatchObject({ shape, words });
  });

  test('attention is for what went wrong, not for what was switched off', () => {
    expect(needsAttention({ ...base, state: 'exited', exitCode: 0 })).toBe(false);
    expect(needsAttention({ ...base, state: 'paused' })).toBe(false);
    expect(needsAttention({ ...base, state: 'exited', exitCode: 1 })).toBe(true);
    expect(needsAttention({ ...base, state: 'running', health: 'unhealthy' })).toBe(true);
  });
});
