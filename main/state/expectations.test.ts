import { describe, expect, test } from 'vitest';
import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import { Expectations } from './expectations';

const id = 'a' as ContainerId;
const row = (state: Container['state']): Container => ({ id, state }) as Container;

describe('a list that lags behind its events', () => {
  test('is read again, less and less often, until it agrees', () => {
    const expectations = new Expectations();
    expectations.note(id, 'die');
    const delays: number[] = [];
    for (let i = 0; i < 3; i += 1) delays.push(expectations.check([id], () => row('running')).afterMs);
    expect(delays).toEqual([60, 120, 240]);
    expect(expectations.check([id], () => row('exited')).again).toEqual([]);
    expect(expectations.check([id], () => row('running')).again).toEqual([]);
  });

  test('is believed when it disagrees for long', () => {
    const expectations = new Expectations();
    expectations.note(id, 'destroy');
    let reads = 0;
    while (expectations.check([id], () => row('dead')).again.length > 0) reads += 1;
    expect(reads).toBe(8);
  });

  test('is measured by the latest event only: a restart is no contradiction', () => {
    const expectations = new Expectations();
    expectations.note(id, 'die');
    expectations.note(id, 'start');
    expect(expectations.check([id], () => row('running')).again).toEqual([]);
  });
});
