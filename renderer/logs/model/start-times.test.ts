import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerDetails } from '#shared/model/container';
import { fail, ok, type Result } from '#shared/result';
import { fakeClient } from '#tests/support/fake-client';
import { target } from '#tests/support/log-models';
import { until } from '#tests/support/wait';
import { StartTimes } from './start-times';

const targets = new Map([target('web'), target('db')].map((each, index) => [index, each]));
const started = (at: number) => ({ what: 'started', at, text: 'The container started.' }) as const;

let now = 0;
let told = 0;
let answer: (id: string) => Result<ContainerDetails>;
const details = (startedAt: number | undefined) => ok({ startedAt } as ContainerDetails);

function given() {
  const { client, calls } = fakeClient({ 'containers.inspect': ({ id }) => answer(id) });
  return { calls, starts: new StartTimes(client, targets, () => (told += 1)) };
}

beforeEach(() => {
  now = 1000;
  told = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

describe('the starts of containers', () => {
  it('are asked for once, and kept true by what the log tells', async () => {
    answer = () => details(500);
    const { starts, calls } = given();
    expect(starts.of(0)).toBeUndefined();
    await until('the answer', () => told === 1);
    expect(starts.of(0)).toBe(500);
    starts.told(0, started(900));
    starts.told(0, { what: 'ended', at: 950, text: 'The container exited (0).' });
    expect(starts.of(0)).toBe(900);
    expect(calls).toHaveLength(1);
  });

  it('are not put back by an answer that was late', async () => {
    answer = () => details(500);
    const { starts } = given();
    starts.of(0);
    starts.told(0, started(900));
    await until('the answer', () => told === 1);
    expect(starts.of(0)).toBe(900);
  });

  it('are asked for again after a failure, but not at once', async () => {
    answer = () => fail({ kind: 'internal', ref: 'r1', message: 'Broken.' });
    const { starts, calls } = given();
    starts.of(0);
    await until('the failure', () => told === 1);
    answer = () => details(500);
    now += 4000;
    expect([starts.of(0), calls.length]).toEqual([undefined, 1]);
    now += 2000;
    starts.of(0);
    await until('the answer', () => told === 2);
    expect([starts.of(0), calls.length]).toEqual([500, 2]);
  });

  it('together have a latest one, whichever container it is of', async () => {
    answer = (id) => details(id === 'web' ? 500 : 700);
    const { starts } = given();
    expect(starts.latest).toBeUndefined();
    await until('both answers', () => told === 2);
    expect(starts.latest).toBe(700);
    starts.told(0, started(900));
    expect(starts.latest).toBe(900);
  });

  it('are unknown for a container that never ran', async () => {
    answer = () => details(undefined);
    const { starts, calls } = given();
    starts.of(0);
    await until('the answer', () => told === 1);
    expect([starts.of(0), calls.length]).toEqual([undefined, 1]);
    starts.told(0, started(900));
    expect(starts.of(0)).toBe(900);
  });
});
