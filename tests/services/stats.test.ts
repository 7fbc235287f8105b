import { afterEach, describe, expect, test } from 'vitest';
import type { StatsSample } from '#shared/model/stats';
import { startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A stream's end whose window opens when the test says so. */
function sink() {
  const controller = new AbortController();
  const items: (readonly StatsSample[])[] = [];
  let writable = false;
  let asked = 0;
  const waiting: (() => void)[] = [];
  open.push({
    close: () => {
      controller.abort();
      for (const wake of waiting.splice(0)) wake();
      return Promise.resolve();
    },
  });
  return {
    items,
    grant: () => {
      writable = true;
      for (const wake of waiting.splice(0)) wake();
    },
    signal: controller.signal,
    /** Grows each time main asks whether there is room; a wait that goes on counts for ever. */
    get asked() {
      return waiting.length > 0 ? Number.POSITIVE_INFINITY : asked;
    },
    get writable() {
      asked += 1;
      return writable;
    },
    ready: async () => {
      if (!writable && !controller.signal.aborted) await new Promise<void>((wake) => waiting.push(wake));
      return !controller.signal.aborted;
    },
    send: (item: readonly StatsSample[]) => void items.push(item),
    end: () => undefined,
    onUpward: () => undefined,
  };
}

describe('samples', () => {
  test('that a window had no room for come when it has, also after the last one was made', async () => {
    const containers = [container({ name: 'web' }), container({ name: 'db' })];
    const engine = await startSim({ pace: 0.02, world: world({ containers }) });
    open.push(engine);
    const page = openPage(engine.socketPath);
    open.push(page);
    const engineId = await liveEngine(page);
    const known = page.core.engines.engine(engineId);
    if (!known.ok) throw new Error(known.error.message);
    const ids = [...known.value.state.containers.values()].map((row) => row.id);
    const view = sink();
    void page.core.stats.serve({ engineId, ids }, view);
    const held = sink();
    held.grant();
    void page.core.stats.serve({ engineId, ids }, held);
    await until('some samples', () => held.items.flat().length > 10);
    await engine.faults.kill();
    await until('the loss', () => known.value.connection.model.phase === 'reconnecting');
    const { asked } = view;
    await until('the last to be offered', () => view.asked > asked || asked === Number.POSITIVE_INFINITY);
    view.grant();
    await until('what was missed', () => view.items.flat().length > 10);
  });

  test('of the past come in pieces that a window can take', async () => {
    const containers = [container({ name: 'web' }), container({ name: 'db' })];
    const engine = await startSim({ pace: 0.002, world: world({ containers }) });
    open.push(engine);
    const page = openPage(engine.socketPath);
    open.push(page);
    const engineId = await liveEngine(page);
    const known = page.core.engines.engine(engineId);
    if (!known.ok) throw new Error(known.error.message);
    const ids = [...known.value.state.containers.values()].map((row) => row.id);
    const first = sink();
    first.grant();
    void page.core.stats.serve({ engineId, ids }, first);
    await until('a past', () => first.items.flat().length > 700);
    const second = sink();
    void page.core.stats.serve({ engineId, ids }, second);
    second.grant();
    await until('the past again', () => second.items.flat().length > 700);
    expect(Math.max(...second.items.map((item) => item.length))).toBeLessThanOrEqual(400);
  });
});
