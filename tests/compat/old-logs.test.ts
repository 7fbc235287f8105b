import { afterEach, describe, expect, test } from 'vitest';
import type { LogItem } from '#shared/model/log';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { linesOf, liveEngine, openPage } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** Lines come about each 20 ms. */
const limitMs = 6_000;

/** An engine of that version whose container has written 50 numbered lines and goes on, every third to stderr. */
async function following(apiVersion: string, tail: number, tty = false) {
  let count = 0;
  const logWriter = {
    next: () => {
      count += 1;
      return [{ stream: count % 3 === 0 ? (2 as const) : (1 as const), text: `line ${count}` }];
    },
  };
  const engine: Sim = await startSim({
    apiVersion,
    pace: 0.02,
    world: world({
      containers: [
        container({
          name: 'web',
          tty,
          logWriter,
          logPace: { backlogLines: 50, backlogMs: 60_000, liveGapMs: 1_000 },
        }),
      ],
    }),
  });
  open.push(engine);
  const page = openPage(engine.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const row = await until('the row', () => [...rows.values()][0]);
  const items: LogItem[] = [];
  page.client.open(
    'containers.logs',
    { engineId, id: row.id, tail, follow: true },
    {
      onItem: (item, consumed) => {
        items.push(item);
        consumed();
      },
      onEnd: () => undefined,
    },
  );
  const lines = (): readonly string[] => items.flatMap(linesOf);
  const times = (): readonly number[] =>
    items.flatMap((item) => (item.kind === 'lines' ? [...item.chunk.times] : []));
  return { engine, lines, times };
}

/** Numbers of lines, and whether each came over the stream that it was written to. */
function numbers(lines: readonly string[]): number[] {
  return lines.map((line) => Number(/(\d+)$/.exec(line)?.[1]));
}

describe.each(['1.2', '1.5', '1.6', '1.10', '1.11', '1.12', '1.13', '1.18', '1.19', '1.24', '1.48'])(
  'a log of an engine that speaks API %s',
  (version) => {
    const minor = Number(version.split('.')[1]);

    test('begins with the lines that were asked for, and goes on without a gap and without a repeat', async () => {
      const { engine, lines, times } = await following(version, 5);
      await until('live lines', () => lines().length > 10, limitMs);
      engine.faults.dropConnections();
      const before = lines().length;
      await until('lines after the loss', () => lines().length > before + 5, limitMs);
      const shown = numbers(lines());
      const first = shown[0] ?? 0;
      expect(first).toBeGreaterThanOrEqual(46);
      expect(shown).toEqual(Array.from(shown, (_, i) => first + i));
      expect(times().every(Number.isNaN)).toBe(minor < 11);
      const errors = lines().filter((line) => line.startsWith('err: '));
      expect(numbers(errors)).toEqual(minor < 6 ? [] : shown.filter((n) => n % 3 === 0));
    });

    test('with a terminal is one stream without frames', async () => {
      const { lines } = await following(version, 5, true);
      await until('live lines', () => lines().length > 8, limitMs);
      expect(lines().every((line) => /^line \d+$/.test(line))).toBe(true);
    });
  },
);
