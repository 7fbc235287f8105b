import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, linesOf, openPage } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** Writes numbered lines to both streams, several at the same moment, until it is closed; the next number. */
function writer(sim: Sim): { readonly next: () => number; close(): Promise<void> } {
  const { log } = sim.engine.container('web');
  let next = 0;
  const timer = setInterval(() => {
    for (const end = next + 3; next < end; next += 1) log.append(next % 3 === 0 ? 2 : 1, `${next}\n`);
  }, 4);
  return {
    next: () => next,
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}

/** Breaks it off in one of the ways in which a connection to an engine ends. */
async function breakOff(sim: Sim, turn: number): Promise<void> {
  if (turn % 10 === 9) {
    await sim.faults.kill();
    await sim.faults.restart();
    return;
  }
  sim.faults.dropConnections();
}

describe.each([
  ['1.48', 'docker'],
  ['1.18', 'docker'],
  ['1.41', 'podman'],
] as const)('a running log of API %s of %s', (apiVersion, flavour) => {
  test('that is cut off again and again, at any moment, loses no line and gives none twice', async () => {
    const sim = await startSim({
      apiVersion,
      flavour,
      world: world({ containers: [container({ name: 'web' })] }),
    });
    open.push(sim);
    const page = openPage(sim.socketPath);
    open.push(page);
    const engineId = await liveEngine(page);
    const written = writer(sim);
    open.push(written);
    const items: LogItem[] = [];
    let count = 0;
    let ended = '';
    const id = sim.engine.container('web').id as ContainerId;
    page.client.open(
      'containers.logs',
      { engineId, id, tail: 100, follow: true },
      {
        onItem: (item, consumed) => {
          items.push(item);
          count += linesOf(item).length;
          consumed();
        },
        onEnd: (error) => {
          ended = error?.message ?? 'without a word';
        },
      },
    );
    // A person who asks to connect does not wait as long as the connection would by itself.
    const goesOn = (): boolean => {
      const { phase } = page.core.engines.connections.get(engineId) ?? {};
      if (phase === 'reconnecting') page.core.engines.retry(engineId);
      return phase === 'live';
    };
    // A prime step, so that the cuts fall at ever other places of batches, records and requests.
    const cuts = 67;
    for (let turn = 0; turn < cuts; turn += 1) {
      const from = count;
      await until('the log to go on', () => goesOn() && count > from + ((turn * 7) % 40));
      await breakOff(sim, turn);
    }
    const last = written.next();
    await until(
      'the last line',
      () => items.flatMap(linesOf).some((line) => line.endsWith(String(last))),
      20_000,
    );
    expect(ended).toBe('');
    const numbers = items.flatMap(linesOf).map((line) => Number(line.replace('err: ', '')));
    const first = Math.min(...numbers);
    expect([...numbers].sort((a, b) => a - b)).toEqual(numbers.map((_, i) => first + i));
    // Each stream by itself is in order.
    for (const own of [0, 1]) {
      const stream = numbers.filter((number) => (number % 3 === 0 ? 1 : 0) === own);
      expect(stream).toEqual([...stream].sort((a, b) => a - b));
    }
    const notices = items.flatMap((item) => (item.kind === 'notice' ? [item.notice.what] : []));
    expect(notices.filter((what) => what === 'lost').length).toBeGreaterThan(cuts / 2);
  }, 120_000);
});
