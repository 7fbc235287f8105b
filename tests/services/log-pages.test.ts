import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { cutsOf, type LogPlace, readBack, readLog } from '../support/log-view';
import { liveEngine, openPage } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Desk extends LogPlace {
  readonly sim: Sim;
}

/** An engine with one container whose log is numbered lines, some of stderr and many at the same moment. */
async function desk(
  lines: number,
  { tty = false, ...options }: Parameters<typeof startSim>[0] & { tty?: boolean } = {},
): Promise<Desk> {
  const spec = container({ name: 'web', tty });
  const sim = await startSim({ pace: 0.02, ...options, world: world({ containers: [spec] }) });
  open.push(sim);
  const { log } = sim.engine.container('web');
  for (let i = 0; i < lines; i += 1) log.append(!tty && i % 3 === 0 ? 2 : 1, `${i}\n`);
  const page = openPage(sim.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const id = sim.engine.container('web').id as ContainerId;
  return { sim, page, engineId, id };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));

const engines = [
  ['1.12', 'docker', false],
  ['1.13', 'docker', false],
  ['1.18', 'docker', true],
  ['1.24', 'docker', false],
  ['1.35', 'docker', false],
  ['1.48', 'docker', false],
  ['1.48', 'docker', true],
  ['1.41', 'podman', false],
] as const;

describe.each(engines)('a log of API %s of %s, with a terminal: %s', (apiVersion, flavour, tty) => {
  test('is read back page by page to its very first line', async () => {
    const total = 3000;
    const place = await desk(total, { apiVersion, flavour, tty });
    expect(await readBack(place, 100, 700)).toEqual(numbers(0, total));
  });

  test('gives all that is older, from the beginning on, and what came since', async () => {
    const place = await desk(500, { apiVersion, flavour, tty });
    const first = await readLog(place, 'containers.logs', { tail: 20, follow: false });
    const before = cutsOf(first.chunks, 'oldest');
    place.sim.engine.container('web').log.append(1, 'new\n');
    const older = await readLog(place, 'containers.olderLogs', { before, newer: 0 });
    expect(older.kinds[0]).toBe('start');
    expect(older.lines).toEqual(numbers(0, 480));
    const after = cutsOf(first.chunks, 'newest');
    const since = await readLog(place, 'containers.logs', { after, follow: false });
    expect(since.lines).toEqual(['new']);
    expect(since.kinds).not.toContain('start');
  });

  test('says where it begins, if all of it came', async () => {
    const place = await desk(10, { apiVersion, flavour, tty });
    for (const input of [{ tail: 1000 }, {}, { tail: 10 }]) {
      const { kinds, lines } = await readLog(place, 'containers.logs', { ...input, follow: false });
      expect(kinds[0]).toBe('start');
      expect(lines).toEqual(numbers(0, 10));
    }
    const last = await readLog(place, 'containers.logs', { tail: 9, follow: false });
    expect(last.lines).toEqual(numbers(1, 10));
    expect(last.kinds).not.toContain('start');
  });

  test('is bounded by times, both inclusive', async () => {
    const place = await desk(0, { apiVersion, flavour, tty });
    const { log } = place.sim.engine.container('web');
    const begin = Math.floor(place.sim.engine.clock.now() / 1000) * 1000;
    for (let i = 0; i < 10; i += 1) {
      place.sim.faults.shiftClock(begin + i * 2000 - Date.now());
      log.append(1, `${i}\n`);
    }
    place.sim.faults.shiftClock(0);
    const all = await readLog(place, 'containers.logs', { follow: false });
    const times = all.chunks.flatMap(({ times: each }) => [...each]);
    const bounds = { since: times[3]!, until: times[6]! };
    const some = await readLog(place, 'containers.logs', { ...bounds, follow: true });
    expect(some.lines).toEqual(numbers(3, 7));
    expect(some.kinds).not.toContain('start');
    expect(some.error).toBeUndefined();
  });
});

describe('the older lines of a log', () => {
  test('are found although more came than the view knows of, and although long lines are many records', async () => {
    const place = await desk(4000);
    const { log } = place.sim.engine.container('web');
    const first = await readLog(place, 'containers.logs', { tail: 1, follow: false });
    expect(first.lines).toEqual(['3999']);
    for (let i = 0; i < 40; i += 1) log.append(1, `${'x'.repeat(100_000)}\n`);
    const older = await readLog(place, 'containers.olderLogs', {
      before: cutsOf(first.chunks, 'oldest'),
      lines: 50,
      newer: 1,
    });
    expect(older.lines).toEqual(numbers(3949, 3999));
    expect(older.kinds).not.toContain('start');
  });

  test('that are one long line come whole', async () => {
    const place = await desk(0);
    const { log } = place.sim.engine.container('web');
    log.append(1, `${'y'.repeat(50_000)}\n`);
    log.append(1, 'last\n');
    const whole = await readLog(place, 'containers.logs', { tail: 1, follow: false });
    expect(whole.lines).toEqual(['last']);
    const older = await readLog(place, 'containers.olderLogs', {
      before: cutsOf(whole.chunks, 'oldest'),
      lines: 50,
      newer: 1,
    });
    expect(older.kinds).toEqual(['start', 'lines']);
    expect(older.lines).toEqual(['y'.repeat(50_000)]);
  });

  test('cannot be found where lines have no times, and that is said', async () => {
    const place = await desk(5, { apiVersion: '1.10' });
    const before = { stdout: { ms: 1, nanos: 0, count: 1 } };
    const { error, kinds } = await readLog(place, 'containers.olderLogs', { before, lines: 5, newer: 1 });
    expect(kinds).toEqual([]);
    expect(error?.message).toBe('Times of log lines need Docker 0.11 or newer; this engine is 0.10.0.');
    const bounded = await readLog(place, 'containers.logs', { since: 1, follow: false });
    expect(bounded.error).toEqual(error);
  });

  test('are sent no faster than the window takes them, and are not read for one that is gone', async () => {
    const place = await desk(0);
    const { log } = place.sim.engine.container('web');
    for (let i = 0; i < 4000; i += 1) log.append(1, `${'z'.repeat(1000)}\n`);
    let bytes = 0;
    const input = { engineId: place.engineId, id: place.id, before: {}, newer: 0 };
    const channel = place.page.client.open('containers.olderLogs', input, {
      onItem: (item) => {
        if (item.kind === 'lines') bytes += item.chunk.bytes.length;
      },
      onEnd: () => undefined,
    });
    let before = -1;
    await until('the stream to stand still', () => {
      const still = bytes > 0 && bytes === before;
      before = bytes;
      return still;
    });
    expect(bytes).toBeLessThan(1_500_000);
    expect(place.page.server.open.streams).toBe(1);
    channel.close();
    await until('main to let go', () => place.page.server.open.streams === 0);
  });
});
