import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsMark, StatsSample } from '#shared/model/stats';
import { coreStrip } from './cores';
import { csvField, samplesCsv } from './csv';
import { labelWidth, layoutMarks } from './marks';
import { safeFileName } from '../ui/save-file';

const sample = (at: number, extra: Partial<StatsSample> = {}): StatsSample => ({
  containerId: 'a' as ContainerId,
  at,
  cpuPercent: 12.345,
  cpuCores: 400,
  memoryBytes: 1000,
  memoryLimit: 0,
  ...extra,
});

/** Reads RFC 4180, to tell what a spreadsheet would. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('samplesCsv', () => {
  it('has a line for each sample of the window, with empty fields where there is no figure', () => {
    const samples = [sample(0), sample(1000, { netRxRate: 5.4, pids: 3 }), sample(9000)];
    const text = samplesCsv(samples, { from: 500, to: 5000 }, { basis: 'machine', machineBytes: 0 });
    const [head, ...lines] = readCsv(text);
    expect(head?.slice(0, 4)).toEqual([
      'time',
      'cpu_percent_of_machine',
      'throttled_percent',
      'memory_bytes',
    ]);
    expect(lines).toEqual([['1970-01-01T00:00:01.000Z', '3.09', '', '1000', '', '', '5', '', '', '', '3']]);
  });

  it('quotes whatever stands in a field, and lets no text be a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const line = `${texts.map(csvField).join(',')}\r\n`;
        const back = readCsv(line)[0];
        const expected = texts.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
        expect(back).toEqual(expected);
        for (const text of back ?? []) expect(/^[=+\-@\t\r]/.test(text)).toBe(false);
      }),
    );
    expect(csvField(Number.NaN)).toBe('');
  });
});

describe('layoutMarks', () => {
  const mark = (at: number, words = 'Started'): StatsMark => ({ at, kind: 'start', words });

  it('puts a label on the other side rather than over another one or out of the lane', () => {
    const placed = layoutMarks([mark(10), mark(500), mark(520), mark(990)], { from: 0, to: 1000 }, 1000);
    expect(placed.map(({ side }) => side)).toEqual(['right', 'left', 'right', 'left']);
  });

  it('never lets two labels touch, whatever happened', () => {
    const events = fc.array(fc.record({ at: fc.integer({ min: -50, max: 1100 }), words: fc.string() }));
    fc.assert(
      fc.property(events, fc.integer({ min: 0, max: 1500 }), (happened, width) => {
        const marks = happened.map(({ at, words }) => mark(at, words));
        const placed = layoutMarks(marks, { from: 0, to: 1000 }, width);
        const boxes = placed
          .filter(({ side }) => side !== 'none')
          .map(({ x, side, words }) =>
            side === 'right' ? [x, x + labelWidth(words)] : [x - labelWidth(words), x],
          )
          .sort((a, b) => a[0]! - b[0]!);
        boxes.forEach(([from = 0, to = 0], at) => {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(width);
          if (at > 0) expect(from).toBeGreaterThanOrEqual(boxes[at - 1]![1]!);
        });
      }),
    );
  });
});

describe('coreStrip', () => {
  it('shades the largest of each core and column, and says nothing where cores are not told', () => {
    expect(coreStrip([sample(1)], { from: 0, to: 10 }, 10)).toBeUndefined();
    const cores = (values: readonly number[]) => ({ detail: { cores: values, interfaces: [], devices: [] } });
    const strip = coreStrip(
      [sample(0, cores([0, 100])), sample(1, cores([99, 0])), sample(9, cores([Number.NaN, -1]))],
      { from: 0, to: 10 },
      2,
    );
    expect(strip?.cores).toBe(2);
    expect(strip?.paths[4]).toBe('M0 0h1v1h-1zM0 1h1v1h-1z');
    expect(strip?.paths.slice(0, 4).join('')).toBe('');
  });
});

describe('safeFileName', () => {
  it('is a name on every system', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeFileName(name, 'stats');
        expect(safe).not.toBe('');
        expect(/[/\\:*?"<>|\s]/.test(safe)).toBe(false);
        expect(safe.startsWith('.')).toBe(false);
      }),
    );
  });
});
