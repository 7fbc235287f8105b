import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, processesOf, readProcessTable, tableEnd } from './process-table';

/** A line of `/proc/PID/stat` with what matters, and plausible numbers elsewhere. */
function stat(
  pid: number,
  name: string,
  { parent = 0, session = pid, state = 'S', start = 1000 + pid } = {},
): string {
  const between = Array.from({ length: 15 }, (_, i) => String(i)).join(' ');
  return `${pid} (${name}) ${state} ${parent} ${pid} ${session} ${between} ${start} 4096 12`;
}

const table = (lines: readonly string[], marked: readonly number[] = []) =>
  readProcessTable([...marked.map((pid) => `/proc/${pid}/environ`), ...lines, tableEnd, ''].join('\n'));
const pids = (rows: readonly { readonly pid: number }[]): number[] => rows.map(({ pid }) => pid);

describe('the table of processes', () => {
  it('reads names with spaces and brackets', () => {
    const { rows, whole } = table([stat(7, 'a) S 1 (b'), stat(8, 'x y', { parent: 7, session: 7 })]);
    expect(whole).toBe(true);
    expect(rows).toMatchObject([
      { pid: 7, name: 'a) S 1 (b', parent: 0, session: 7, startedAt: '1007' },
      { pid: 8, name: 'x y', parent: 7, session: 7, startedAt: '1008' },
    ]);
  });

  it('is not whole where the look broke off', () => {
    expect(readProcessTable(`${stat(7, 'sh')}\n`).whole).toBe(false);
    expect(readProcessTable(`${stat(7, 'sh')}\n${tableEnd}`).whole).toBe(false);
  });

  it('takes any bytes, and reads any process as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => processesOf(readProcessTable(text))).not.toThrow();
      }),
    );
    const name = fc.string({ unit: 'binary', maxLength: 15 }).filter((text) => !/[\n\r]/.test(text));
    const pid = fc.integer({ min: 1, max: 4_194_304 });
    fc.assert(
      fc.property(name, pid, pid, pid, (text, own, parent, session) => {
        const [row] = table([stat(own, text, { parent, session })]).rows;
        expect(row).toMatchObject({ pid: own, name: text, parent, session });
      }),
    );
  });
});

describe('what came from a terminal', () => {
  const lines = [
    stat(1, 'init', { session: 1 }),
    stat(20, 'bash'),
    stat(21, 'su', { parent: 20, session: 20 }),
    stat(22, 'sh', { parent: 21 }),
    // Its parent died, and its environment was cleared.
    stat(23, 'sleep', { parent: 1, session: 20 }),
    stat(30, 'other'),
    stat(31, 'child', { parent: 30, session: 30 }),
    stat(40, 'gone', { parent: 20, state: 'Z', session: 20 }),
  ];

  it('is the marked one with its descendants and its session', () => {
    expect(pids(processesOf(table(lines, [20])))).toEqual([20, 21, 22, 23]);
  });

  it('is never the main process, nor what merely descends from it', () => {
    expect(pids(processesOf(table(lines, [1])))).toEqual([]);
    expect(
      pids(processesOf(table([...lines, stat(50, 'a', { parent: 1, session: 1 })], [20]))),
    ).not.toContain(50);
  });

  it('is known again by pid and start, and not by a pid that was given anew', () => {
    const known = new Set([nameOf(table([stat(30, 'other')]).rows[0]!)]);
    expect(pids(processesOf(table(lines), known))).toEqual([30, 31]);
    expect(pids(processesOf(table([stat(30, 'new', { start: 9999 })]), known))).toEqual([]);
  });

  it('never holds what has no tie to it', () => {
    const row = fc.record({
      pid: fc.integer({ min: 2, max: 40 }),
      parent: fc.integer({ min: 0, max: 40 }),
      session: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ pid }) => pid }),
        fc.integer({ min: 2, max: 40 }),
        (rows, root) => {
          const found = processesOf(
            table(
              rows.map(({ pid, ...rest }) => stat(pid, 'p', rest)),
              [root],
            ),
          );
          for (const each of found)
            expect(
              each.pid === root ||
                found.some(
                  (o) =>
                    o !== each && (o.pid === each.parent || (o.session === each.session && o.session > 1)),
                ),
            ).toBe(true);
        },
      ),
    );
  });
});
