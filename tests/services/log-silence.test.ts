import { afterEach, describe, expect, test } from 'vitest';
import type { Patience } from '#main/services/log-silence';
import { serveLogs } from '#main/services/logs';
import type { ContainerId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import { startContainer, stopContainer } from '#tools/engine-sim/engine/lifecycle';
import { setHealth } from '#tools/engine-sim/engine/health';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, second, world } from '#tools/engine-sim/world/builders';
import type { ContainerSpec } from '#tools/engine-sim/world/model';
import { liveEngine, linesOf, openPage } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const impatient: Patience = { silentMs: 60, longestMs: 200, graceMs: 30 };

interface Follower {
  readonly sim: Sim;
  /** Lines, and notices in brackets. */
  readonly seen: () => readonly string[];
  readonly write: (text: string) => void;
}

/** Follows the log of a container, as a view that takes everything. */
async function follow(patience: Patience, spec: Partial<ContainerSpec> = {}): Promise<Follower> {
  const sim = await startSim({
    pace: 0.02,
    world: world({ containers: [container({ name: 'web', ...spec })] }),
  });
  open.push(sim);
  const page = openPage(sim.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const id = sim.engine.container('web').id as ContainerId;
  const items: LogItem[] = [];
  const controller = new AbortController();
  const sink = {
    signal: controller.signal,
    writable: true,
    ready: () => Promise.resolve(!controller.signal.aborted),
    send: (item: LogItem) => {
      items.push(item);
    },
    end: () => undefined,
    onUpward: () => undefined,
  };
  const served = serveLogs(page.core.engines, { engineId, id, tail: 100, follow: true }, sink, patience);
  open.push({
    close: () => {
      controller.abort();
      return served;
    },
  });
  await until('the row', () => {
    const known = page.core.engines.engine(engineId);
    return known.ok && known.value.state.containers.get(id) !== undefined;
  });
  return {
    sim,
    seen: () => items.flatMap((item) => (item.kind === 'notice' ? [`[${item.notice.what}]`] : linesOf(item))),
    write: (text) => sim.engine.container('web').log.append(1, `${text}\n`),
  };
}

describe('a log that the engine has stopped sending without a word', () => {
  test('is opened again, says so, and gives every line once', async () => {
    const { sim, seen, write } = await follow(impatient);
    write('one');
    await until('the first line', () => seen().includes('one'));
    // What there was may come of an answer of its own; the next line proves that the log is followed.
    write('followed');
    await until('the followed line', () => seen().includes('followed'));
    sim.faults.forgetFollowers('web');
    write('two');
    write('three');
    await until('what was withheld', () => seen().includes('three'));
    write('four');
    await until('what follows', () => seen().includes('four'));
    expect(seen()).toEqual(['one', 'followed', '[reopened]', 'two', 'three', 'four']);
  });

  test('is not asked about while nothing is wanted, and a quiet log is left as it is', async () => {
    const { sim, seen, write } = await follow(impatient);
    write('one');
    await until('the first line', () => seen().includes('one'));
    let asked = 0;
    sim.faults.add({
      path: /\/logs$/,
      action: {
        kind: 'delay',
        get ms() {
          asked += 1;
          return 0;
        },
      },
    });
    await until('some questions', () => asked >= 3);
    expect(seen()).toEqual(['one']);
  });

  test('that hangs when it is asked goes on as soon as the stream does', async () => {
    const { sim, seen, write } = await follow(impatient);
    write('one');
    await until('the first line', () => seen().includes('one'));
    const free = sim.faults.add({ path: /\/logs$/, action: { kind: 'hang' } });
    write('two');
    await until('the second line', () => seen().includes('two'));
    free();
    expect(seen()).toEqual(['one', 'two']);
  });
});

describe('what happens to a container', () => {
  const health = { test: ['CMD', 'true'], intervalMs: 3600 * second } as const;

  test('is marked in its log: health, pauses, memory', async () => {
    const { sim, seen } = await follow(impatient, {
      health: { ...health, status: 'healthy', failingStreak: 0 },
    });
    const web = sim.engine.container('web');
    setHealth(sim.engine, web, 'unhealthy');
    await until('the first mark', () => seen().includes('[unhealthy]'));
    setHealth(sim.engine, web, 'healthy');
    sim.engine.emitContainer(web, 'pause');
    sim.engine.emitContainer(web, 'unpause');
    sim.engine.emitContainer(web, 'oom');
    await until('the last mark', () => seen().includes('[oom]'));
    expect(seen()).toEqual(['[unhealthy]', '[healthy]', '[paused]', '[unpaused]', '[oom]']);
  });

  test('stands in order, also where it starts again at once', async () => {
    const { sim, seen, write } = await follow(impatient);
    const web = sim.engine.container('web');
    for (let run = 1; run <= 3; run += 1) {
      write(`run ${run}`);
      await until('the line', () => seen().includes(`run ${run}`));
      await stopContainer(sim.engine, web, 10);
      startContainer(sim.engine, web);
      await until('the next run', () => seen().filter((each) => each === '[started]').length === run);
    }
    expect(seen()).toEqual([1, 2, 3].flatMap((run) => [`run ${run}`, '[ended]', '[started]']));
  });
});
