import { beforeAll, describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { EngineAccess } from '../setup/engine-access';
import { cutsOf, type LogPlace, readBack, readLog } from '../support/log-view';
import { linesOf, liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const total = 6000;
/** Numbers on both streams in turn, some of a long line. */
const numbers = `i=0; while [ $i -lt ${total} ]; do if [ $((i % 3)) = 0 ]; then echo $i >&2; else echo $i; fi; i=$((i+1)); done`;
const long = 'head -c 50000 /dev/zero | tr "\\0" x; echo; echo last';

const inOrder = (lines: readonly string[]): readonly number[] => lines.map(Number).sort((a, b) => a - b);
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** What is to be known of an engine's logs. */
export interface LogHabits {
  /** Those of its log drivers that can be read. */
  readonly drivers: readonly string[];
  /** What it says of a log that is kept nowhere. */
  readonly noLog: RegExp;
  /** Drivers with which it joins the last part of a long line with the next line, or breaks lines at its parts. */
  readonly spoilsLong?: readonly string[];
  /** It breaks lines of a terminal wherever it happened to read them, each time elsewhere. */
  readonly spoilsTerminal?: boolean;
}

/** What reading logs must do on a real engine of any kind. */
export function driveLogs(
  engine: () => EngineAccess,
  { drivers, noLog, spoilsLong = [], spoilsTerminal = false }: LogHabits,
): void {
  let page: Page;
  let engineId: EngineId;

  beforeAll(async () => {
    await engine().importBusybox();
    page = openPage(engine().socket);
    engineId = await liveEngine(page);
    return () => page.close();
  });

  /** Runs a command to its end; gives the place of its log. */
  async function ran(command: string, ...options: readonly string[]): Promise<LogPlace> {
    const args = ['create', ...options, 'busybox', 'sh', '-c', command];
    const created = await engine().docker(args);
    const id = created.stdout.trim().split('\n').at(-1) as ContainerId;
    expect(created.status, created.stderr).toBe(0);
    await engine().docker(['start', id]);
    await until(
      'the end of the run',
      async () => {
        const { text } = await engine().api('GET', `/containers/${id}/json`);
        return (JSON.parse(text) as { State: { Status: string } }).State.Status === 'exited';
      },
      60_000,
    );
    return { page, engineId, id };
  }

  describe.each(drivers)('with the log driver %s', (driver) => {
    const kinds: readonly (readonly [string, readonly string[]])[] = [
      ['without a terminal', []],
      ...(spoilsTerminal ? [] : [['with a terminal', ['-t']] as const]),
    ];
    test.each(kinds)(
      'a log %s is read back to its very first line, and from its beginning',
      async (_what, options) => {
        const place = await ran(numbers, '--log-driver', driver, ...options);
        const back = await readBack(place, 300, 1700);
        expect(inOrder(back)).toEqual(range(0, total));
        const { lines: all, kinds } = await readLog(place, 'containers.logs', { follow: false });
        expect(kinds[0]).toBe('start');
        // The engine's own order is kept, whichever way it is read.
        expect(back).toEqual(all);

        const tail = await readLog(place, 'containers.logs', { tail: 1000, follow: false });
        expect(tail.lines).toEqual(all.slice(-1000));
        const before = cutsOf(tail.chunks, 'oldest');
        const older = await readLog(place, 'containers.olderLogs', { before, newer: 1000 });
        expect(older.kinds[0]).toBe('start');
        expect(older.lines).toEqual(all.slice(0, -1000));
        const after = cutsOf(older.chunks, 'newest');
        const again = await readLog(place, 'containers.logs', { after, follow: false });
        expect(again.lines).toEqual(tail.lines);

        const times = tail.chunks.flatMap((chunk) => [...chunk.times]);
        const bounds = { since: times[200]!, until: times[800]! };
        const some = await readLog(place, 'containers.logs', { ...bounds, follow: false });
        const ms = some.chunks.flatMap((chunk) => [...chunk.times]);
        expect(Math.min(...ms)).toBe(bounds.since);
        expect(Math.max(...ms)).toBe(bounds.until);
      },
    );

    test('a log that was written in a moment is followed from its last lines on, and none comes twice', async () => {
      const place = await ran(numbers, '--log-driver', driver);
      const shown: string[] = [];
      const input = { engineId, id: place.id, tail: 50, follow: true };
      const channel = page.client.open('containers.logs', input, {
        onItem: (item, consumed) => {
          shown.push(...linesOf(item).map((line) => line.replace('err: ', '')));
          if (item.kind === 'notice') shown.push(item.notice.what);
          consumed();
        },
        onEnd: () => undefined,
      });
      await until('the end of the run', () => shown.includes('ended'));
      expect(shown).toHaveLength(51);
      channel.close();
    });

    test.skipIf(spoilsLong.includes(driver))(
      'a line of many records comes whole, alone and as an older one',
      async () => {
        const place = await ran(long, '--log-driver', driver);
        const tail = await readLog(place, 'containers.logs', { tail: 2, follow: false });
        expect(tail.kinds[0]).toBe('start');
        expect(tail.lines.map(({ length }) => length)).toEqual([50_000, 4]);
        const last = await readLog(place, 'containers.logs', { tail: 1, follow: false });
        expect(last.lines).toEqual(['last']);
        const before = cutsOf(last.chunks, 'oldest');
        const older = await readLog(place, 'containers.olderLogs', { before, lines: 10, newer: 1 });
        expect(older.kinds).toEqual(['start', 'lines']);
        expect(older.lines.map(({ length }) => length)).toEqual([50_000]);
      },
    );
  });

  test('a log that is kept nowhere is refused in the engine’s words', async () => {
    const place = await ran('echo gone', '--log-driver', 'none');
    const read = await readLog(place, 'containers.logs', { tail: 10, follow: false });
    expect(read.error?.message).toMatch(noLog);
    const older = await readLog(place, 'containers.olderLogs', { before: {}, lines: 10, newer: 0 });
    expect(older.error?.message).toMatch(noLog);
  });
}
