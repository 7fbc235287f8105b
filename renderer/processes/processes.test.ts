import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerProcess } from '#shared/model/processes';
import { cellText } from './column-words';
import { amountOf, columnsOf, compareCells } from './columns';
import { flatRows, hasTree, treeRows, withKeys } from './tree';

const process = (pid: number, parent: number, command = `p${pid}`): ContainerProcess => ({
  pid,
  parent,
  cells: [String(pid), String(parent), command],
});
const nothing: ReadonlySet<string> = new Set();
const shape = (processes: readonly ContainerProcess[], folded = nothing, word?: string) =>
  treeRows(
    withKeys(processes),
    folded,
    word === undefined ? undefined : ({ process: { cells } }) => cells.join(' ').includes(word),
  ).map(({ key, depth }) => `${' '.repeat(depth)}${key}`);

describe('treeRows', () => {
  const family = [process(10, 1), process(30, 20), process(20, 10), process(21, 10), process(40, 39)];

  it('puts each parent before its children, and those of unknown parents at the root', () => {
    expect(shape(family)).toEqual(['10', ' 20', '  30', ' 21', '40']);
  });

  it('folds, and counts what is below', () => {
    expect(shape(family, new Set(['20', '21']))).toEqual(['10', ' 20', ' 21', '40']);
    const rows = treeRows(withKeys(family), new Set(['20', '21']), undefined);
    expect(rows.map(({ children, folded }) => [children, folded])).toEqual([
      [2, false],
      [1, true],
      [0, false],
      [0, false],
    ]);
  });

  it('shows what is looked for under its parents, folded or not', () => {
    expect(shape(family, new Set(['10']), 'p30')).toEqual(['10', ' 20', '  30']);
  });

  it('shows every process once, each parent first, whatever the engine tells', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 40 }), (pairs) => {
        const listed = withKeys(pairs.map(([pid, parent]) => process(pid, parent)));
        const rows = treeRows(listed, nothing, undefined);
        expect(rows.map(({ key }) => key).sort()).toEqual(listed.map(({ key }) => key).sort());
        const seen = new Set<string>();
        for (const { key, parent, depth } of rows) {
          expect(parent === undefined ? depth === 0 : seen.has(parent)).toBe(true);
          seen.add(key);
        }
      }),
    );
  });

  it('takes a chain of thousands', () => {
    const chain = Array.from({ length: 20_000 }, (_unused, at) => process(at + 1, at));
    expect(treeRows(withKeys(chain), nothing, undefined).at(-1)?.depth).toBe(19_999);
  });

  it('knows when there is no tree', () => {
    const windows = [{ pid: 4, parent: Number.NaN, cells: ['a', '4'] }];
    expect(hasTree(windows)).toBe(false);
    expect(flatRows(withKeys(windows), undefined)).toHaveLength(1);
  });
});

describe('columns', () => {
  it('puts the program first and numbers to the right', () => {
    const columns = columnsOf({
      at: 0,
      titles: ['USER', 'PID', '%CPU', 'TIME', 'CMD'],
      processes: [
        { pid: 1, parent: 0, cells: ['root', '1', '0.3', '00:01:02', '7'] },
        { pid: 2, parent: 1, cells: ['nobody', '2', '12.0', '1-00:00:00', 'sleep 9'] },
      ],
    });
    expect(columns.map(({ title, numeric }) => [title, numeric])).toEqual([
      ['CMD', false],
      ['USER', false],
      ['PID', true],
      ['%CPU', true],
      ['TIME', true],
    ]);
  });

  it('takes the titles of Podman and of Windows', () => {
    const podman = columnsOf({ at: 0, titles: ['USER', 'PID', 'ELAPSED', 'COMMAND'], processes: [] });
    expect(podman[0]?.title).toBe('COMMAND');
    const windows = columnsOf({
      at: 0,
      titles: ['Name', 'PID', 'CPU', 'Private Working Set'],
      processes: [{ pid: 4, parent: Number.NaN, cells: ['smss.exe', '4', '00:00:00.031', '221.2kB'] }],
    });
    expect(windows.map(({ title, numeric }) => [title, numeric])).toEqual([
      ['Name', false],
      ['PID', true],
      ['CPU', true],
      ['Private Working Set', true],
    ]);
  });

  it('says what a column is and gives memory and shares their unit', () => {
    const columns = columnsOf({
      at: 0,
      titles: ['PID', 'PPID', '%CPU', 'RSS', 'ELAPSED', 'WCHAN', 'ARGS'],
      processes: [{ pid: 1, parent: 0, cells: ['1', '0', '0.3', '2048', '01:02', '-', 'sleep 9'] }],
    });
    expect(columns.map(({ label }) => label)).toEqual([
      'Command',
      'PID',
      'Parent',
      'CPU, lifetime',
      'Memory',
      'Running for',
      'WCHAN',
    ]);
    const shown = [
      ['RSS', '2048'],
      ['RSS', '-'],
      ['VSZ', '3145728'],
      ['%CPU', '0.3'],
      ['Private Working Set', '221.2kB'],
      ['WCHAN', '2048'],
    ] as const;
    expect(shown.map(([title, cell]) => cellText(title, cell))).toEqual([
      '2 MB',
      '-',
      '3 GB',
      '0.3 %',
      '221.2kB',
      '2048',
    ]);
  });

  it('knows what cells amount to', () => {
    const cells = ['12', '0.3%', '1.5kB', '2MiB', '00:01:02', '1-01:00:00', '2m3.5s', '250ms', '1h0m1s'];
    expect(cells.map(amountOf)).toEqual([12, 0.3, 1500, 2e6, 62, 90_000, 123.5, 0.25, 3601]);
    expect(['', '?', 'pts/0', '12:00PM', 'Nov 21'].map(amountOf)).toEqual(Array(5).fill(undefined));
  });

  it('orders any cells the same way round every time', () => {
    const cell = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('00:10:00', '3kB', '9m1s'));
    fc.assert(
      fc.property(cell, cell, cell, (a, b, d) => {
        expect(Math.sign(compareCells(a, b))).toBe(-Math.sign(compareCells(b, a)) + 0);
        if (compareCells(a, b) < 0 && compareCells(b, d) < 0) expect(compareCells(a, d)).toBeLessThan(0);
      }),
    );
  });
});
