import { afterEach, describe, expect, test } from 'vitest';
import { serveLogs } from '#main/services/logs';
import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, linesOf, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const stamp = (second: number): string => `2026-11-20T14:32:${String(second).padStart(2, '0')}.123456789Z `;

function frame(payload: string): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

interface Bench {
  readonly engine: Sim;
  readonly page: Page;
  readonly engineId: EngineId;
  row(name: string): Promise<Container>;
}

async function bench(): Promise<Bench> {
  const engine = await startSim({
    pace: 0.02,
    world: world({
      containers: [container({ name: 'web' }), container({ name: 'old', state: 'exited', exitCode: 1 })],
    }),
  });
  open.push(engine);
  const page = openPage(engine.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const row = (name: string): Promise<Container> =>
    until('the row', () => [...rows.values()].find((each) => each.name === name));
  return { engine, page, engineId, row };
}

/** Follows a container's log. */
function follow({ page, engineId }: Bench, row: Container) {
  const items: LogItem[] = [];
  page.client.open(
    'containers.logs',
    { engineId, id: row.id, tail: 1000, follow: true },
    {
      onItem: (item, consumed) => {
        items.push(item);
        consumed();
      },
      onEnd: () => undefined,
    },
  );
  return {
    lines: () => items.flatMap(linesOf),
    notices: () => items.flatMap((item) => (item.kind === 'notice' ? [item.notice.text] : [])),
  };
}

describe('a followed log', () => {
  test('that the engine ends although the container runs goes on without a word of a start', async () => {
    const desk = await bench();
    desk.engine.faults.scriptLog('web', { chunks: [frame(`${stamp(1)}one\n`)] });
    const log = follow(desk, await desk.row('web'));
    await until('the first line', () => log.lines().length === 1);
    const chunks = [frame(`${stamp(1)}one\n${stamp(2)}two\n`)];
    desk.engine.faults.scriptLog('web', { chunks, keepOpen: true });
    await until('the second line', () => log.lines().includes('two'));
    expect(log.lines()).toEqual(['one', 'two']);
    expect(log.notices()).toEqual([]);
  });

  test('whose connection breaks in the middle of a line shows that line once and whole', async () => {
    const desk = await bench();
    const chunks = [frame(`${stamp(1)}one\n`), frame(`${stamp(2)}half`)];
    desk.engine.faults.scriptLog('web', { chunks, keepOpen: true });
    const log = follow(desk, await desk.row('web'));
    await until('the first line', () => log.lines().length === 1);
    const whole = [frame(`${stamp(1)}one\n${stamp(2)}half a line\n`)];
    desk.engine.faults.scriptLog('web', { chunks: whole, keepOpen: true });
    desk.engine.faults.dropConnections();
    await until('the whole line', () => log.lines().some((line) => line.startsWith('half a')));
    expect(log.lines()).toEqual(['one', 'half a line']);
  });

  test('of a container that is removed while the engine is away is not said to start', async () => {
    const desk = await bench();
    const old = await desk.row('old');
    const log = follow(desk, old);
    await until('the end of its run', () => log.notices().length === 1);
    await desk.engine.faults.kill();
    desk.engine.engine.containers.delete(old.id);
    await desk.engine.faults.restart();
    await until('the last word', () => log.notices().includes('The container was removed.'));
    expect(log.notices()).toEqual(['The container exited (1).', 'The container was removed.']);
  });

  test('of a container that was started again says so once', async () => {
    const desk = await bench();
    const web = await desk.row('web');
    const log = follow(desk, web);
    const act = (action: 'stop' | 'start') =>
      desk.page.client.call('containers.act', {
        engineId: desk.engineId,
        action,
        targets: [{ id: web.id, name: 'web' }],
      });
    await act('stop');
    await until('the end', () => log.notices().length === 1);
    await act('start');
    await until('the start', () => log.notices().length === 2);
    expect(log.notices()[1]).toBe('The container started.');
  });

  test('that is opened while the engine is away is read once that is back', async () => {
    const desk = await bench();
    desk.engine.faults.scriptLog('web', { chunks: [frame(`${stamp(1)}one\n`)], keepOpen: true });
    const web = await desk.row('web');
    const known = desk.page.core.engines.engine(desk.engineId);
    if (!known.ok) throw new Error(known.error.message);
    const { connection } = known.value;
    await desk.engine.faults.kill();
    await until('the loss', () => connection.session === undefined);
    const log = follow(desk, web);
    const { name } = connection.model;
    const away = `${name} is not connected. The log is read as soon as it is.`;
    await until('the word', () => log.notices().length === 1);
    await desk.engine.faults.restart();
    await until('the line', () => log.lines().length === 1);
    expect(log.notices()).toEqual([away, `Connected to ${name} again.`]);
    expect(log.lines()).toEqual(['one']);
  });

  test('that is opened as the engine dies is read once that is back', async () => {
    const desk = await bench();
    desk.engine.faults.scriptLog('web', { chunks: [frame(`${stamp(1)}one\n`)], keepOpen: true });
    const web = await desk.row('web');
    const killed = desk.engine.faults.kill();
    const log = follow(desk, web);
    await killed;
    await until('the word', () => log.notices().length === 1);
    await desk.engine.faults.restart();
    await until('the line', () => log.lines().length === 1);
  });

  test('that waits for its engine is let go of with its view', async () => {
    const desk = await bench();
    const { id } = await desk.row('web');
    const { engines } = desk.page.core;
    const known = engines.engine(desk.engineId);
    await desk.engine.faults.kill();
    await until('the loss', () => known.ok && known.value.connection.session === undefined);
    const controller = new AbortController();
    const ends: unknown[] = [];
    const served = serveLogs(
      engines,
      { engineId: desk.engineId, id, follow: true },
      {
        signal: controller.signal,
        writable: true,
        ready: () => Promise.resolve(!controller.signal.aborted),
        send: () => undefined,
        end: (error) => ends.push(error),
        onUpward: () => undefined,
      },
    );
    controller.abort();
    await served;
    expect(ends).toEqual([]);
  });

  test('of an engine that a person disconnected says so at once', async () => {
    const desk = await bench();
    const web = await desk.row('web');
    await desk.page.client.call('engines.disconnect', { engineId: desk.engineId });
    const known = desk.page.core.engines.engine(desk.engineId);
    await until('the end', () => known.ok && known.value.connection.session === undefined);
    const ended = await new Promise<{ readonly message: string } | undefined>((resolve) => {
      desk.page.client.open(
        'containers.logs',
        { engineId: desk.engineId, id: web.id, follow: true },
        { onItem: (_item, consumed) => consumed(), onEnd: resolve },
      );
    });
    expect(ended?.message).toMatch(/ is not connected\.$/);
  });

  test('leaves a window that stands still alone', async () => {
    const { engine, page, engineId, row } = await bench();
    engine.faults.scriptLog('web', { chunks: [frame(`${stamp(1)}one\n`)], keepOpen: true });
    const { id } = await row('web');
    const controller = new AbortController();
    let looked = 0;
    let waits = 0;
    const served = serveLogs(
      page.core.engines,
      { engineId, id, follow: true },
      {
        signal: controller.signal,
        get writable() {
          looked += 1;
          return false;
        },
        ready: () => {
          waits += 1;
          return new Promise((resolve) => {
            if (controller.signal.aborted) resolve(false);
            controller.signal.addEventListener('abort', () => resolve(false));
          });
        },
        send: () => undefined,
        end: () => undefined,
        onUpward: () => undefined,
      },
    );
    await until('the reader to wait or to look again and again', () => waits > 0 || looked > 10);
    expect(looked).toBeLessThan(3);
    controller.abort();
    await served;
  });
});
