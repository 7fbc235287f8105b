import { afterEach, describe, expect, it } from 'vitest';
import { type Sim, startSim } from './start-sim';
import { call } from './test-client';
import { smallWorld } from './world/small-world';

let sim: Sim;
afterEach(() => sim.close());

const start = async (control: boolean): Promise<void> => {
  sim = await startSim({ pace: 0.01, world: smallWorld(), control });
};
const post = async (path: string, body?: unknown): Promise<number> =>
  (await call(sim, 'POST', path, body)).status;

describe('the fault verbs as requests', () => {
  it('are not there unless they are asked for', async () => {
    await start(false);
    expect(await post('/_sim/drop')).toBe(404);
  });

  it('add rules and clear them', async () => {
    await start(true);
    const rule = { path: '/info', times: 1, action: { kind: 'answer', status: 409, body: 'no' } };
    expect(await post('/_sim/faults', rule)).toBe(204);
    expect((await call(sim, 'GET', '/info')).status).toBe(409);
    expect((await call(sim, 'GET', '/info')).status).toBe(200);
    expect(await post('/_sim/faults', { pattern: '^/inf', action: { kind: 'close' } })).toBe(204);
    await expect(call(sim, 'GET', '/info')).rejects.toThrow();
    expect((await call(sim, 'DELETE', '/_sim/faults')).status).toBe(204);
    expect((await call(sim, 'GET', '/info')).status).toBe(200);
  });

  it.each([
    [{}],
    [{ action: { kind: 'nothing' } }],
    [{ action: { kind: 'delay' } }],
    [{ action: { kind: 'chunk', how: 'odd' } }],
    [{ action: { kind: 'answer', status: -1 } }],
  ])('refuse %j', async (rule) => {
    await start(true);
    expect(await post('/_sim/faults', rule)).toBe(400);
  });

  it.each([
    { kind: 'delay', ms: 1 },
    { kind: 'drip', chunk: 50 },
    { kind: 'slow', bytesPerSecond: 1_000_000 },
    { kind: 'chunk', how: 'cut', at: 3 },
    { kind: 'stall', bytes: 1_000_000 },
  ])('take %j', async (action) => {
    await start(true);
    expect(await post('/_sim/faults', { path: '/info', action })).toBe(204);
    expect((await call(sim, 'GET', '/info')).status).toBe(200);
  });

  it('tamper with events, connections and the clock, and restart', async () => {
    await start(true);
    expect(await post('/_sim/events?drop=die&duplicate=start')).toBe(204);
    expect([sim.faults.fateOf('die'), sim.faults.fateOf('start'), sim.faults.fateOf('stop')]).toEqual([
      'drop',
      'duplicate',
      'pass',
    ]);
    expect(await post('/_sim/events?silent=1')).toBe(204);
    expect(sim.faults.fateOf('stop')).toBe('drop');
    expect(await post('/_sim/clock?shift=60000')).toBe(204);
    expect(sim.engine.clock.now() - Date.now()).toBeGreaterThan(50_000);
    expect(await post('/_sim/connections?fate=odd')).toBe(400);
    const before = sim.engine.container('web').id;
    expect(await post('/_sim/restart?down=1&newIds=1')).toBe(204);
    await expect
      .poll(() =>
        call(sim, 'GET', '/_ping').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    expect(sim.engine.container('web').id).not.toBe(before);
    expect(await post('/_sim/drop')).toBe(204);
    await call(sim, 'DELETE', '/_sim/faults');
    expect(sim.faults.fateOf('die')).toBe('pass');
  });
});
