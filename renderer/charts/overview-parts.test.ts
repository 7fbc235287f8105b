import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { cpuShare, rowFigures } from './figures';
import { ringSize, SampleRing } from './sample-ring';
import { bandPath, GridCollector, largestOf, restKey, stack } from './stack';

const sample = (at: number, extra: Partial<StatsSample> = {}): StatsSample => ({
  containerId: 'a' as ContainerId,
  at,
  cpuPercent: 50,
  cpuCores: 400,
  memoryBytes: 512 * 2 ** 20,
  memoryLimit: 2 ** 30,
  ...extra,
});

describe('SampleRing', () => {
  it('keeps the newest, takes none twice and means five seconds', () => {
    const ring = new SampleRing();
    for (let at = 1; at <= ringSize + 50; at += 1) ring.push(sample(at * 1000, { cpuPercent: at }), at);
    expect(ring.push(sample(1000), 0)).toBe(false);
    expect(ring.count).toBe(ringSize);
    const newest = ringSize + 50;
    expect(ring.last('cpu', 2)).toEqual([newest - 1, newest]);
    expect(ring.steady('cpu')).toBe(newest - 2);
    const seen: number[] = [];
    ring.forEach((at) => seen.push(at));
    expect(seen[0]).toBe(51_000);
    expect(seen).toHaveLength(ringSize);
  });

  it('leaves out what is not known', () => {
    const ring = new SampleRing();
    ring.push(sample(1000, { cpuPercent: undefined }), 1);
    expect(ring.last('cpu', 48)).toEqual([]);
    expect(ring.steady('cpu')).toBeUndefined();
    expect(ring.last('memory', 48)).toHaveLength(1);
  });
});

describe('rowFigures', () => {
  it('says what is a share of what', () => {
    expect(cpuShare(sample(0), 50, 'machine')).toBe(12.5);
    expect(cpuShare(sample(0, { cpuLimit: 200 }), 50, 'limit')).toBe(25);
    expect(rowFigures(sample(0), 'limit', 0).cpu.text).toBe('no limit');
    const limited = rowFigures(sample(0, { cpuLimit: 100 }), 'core', 16 * 2 ** 30);
    expect(limited.cpu).toEqual({ text: '50.0 %', share: 0.5 });
    expect(limited.memory).toEqual({ text: '512 MB', share: 0.5 });
    expect(limited.memoryOf).toBe(' / 1 GB');
    expect(limited.received.text).toBe('–');
    expect(rowFigures(sample(0), 'core', 2 ** 30).memoryOf).toBe('');
  });

  it('never says NaN or more than all, whatever the sample', () => {
    const strange = fc.constantFrom(undefined, 0, 1e18, 5);
    fc.assert(
      fc.property(strange, strange, strange, (cpuPercent, cpuLimit, pidsLimit) => {
        for (const basis of ['core', 'machine', 'limit'] as const) {
          const shown = rowFigures(sample(0, { cpuPercent, cpuLimit, pidsLimit, pids: 7 }), basis, 0);
          for (const figure of [shown.cpu, shown.memory, shown.pids]) {
            expect(figure.text).not.toMatch(/NaN|Infinity/);
            const { share = 0 } = figure;
            expect(share >= 0 && share <= 1).toBe(true);
          }
        }
      }),
    );
  });
});

describe('stack', () => {
  const grid = { from: 0, stepMs: 1000, steps: 30 };

  it('means each step and carries a value on, but not for ever', () => {
    const collector = new GridCollector(grid);
    for (const [at, value] of [
      [-500, 9],
      [2000, 1],
      [2500, 3],
    ] as const)
      collector.add(at, value);
    const values = [...collector.values()];
    expect(values.slice(0, 4)).toEqual([9, 9, 2, 2]);
    expect(values[18]).toBe(2);
    expect(values[19]).toBeNaN();
  });

  it('piles up to the sum of all that is known, without a band below another one', () => {
    const value = fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(Number.NaN));
    const series = fc.array(fc.array(value, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(series, (all) => {
        const named = all.map((values, at) => ({ key: `c${at}`, values: Float64Array.from(values) }));
        const largest = largestOf(named, 3, []);
        const bands = stack(named, largest, 6);
        expect(bands.map(({ key }) => key)).toEqual([...largest, restKey]);
        for (let step = 0; step < 6; step += 1) {
          const known = all.map((values) => values[step]!).filter((each) => !Number.isNaN(each));
          const top = bands.at(-1)!.upper[step]!;
          if (known.length === 0) expect(top).toBeNaN();
          else
            expect(top).toBeCloseTo(
              known.reduce((sum, each) => sum + each, 0),
              3,
            );
          for (const { lower, upper } of bands) {
            if (known.length > 0) expect(upper[step]!).toBeGreaterThanOrEqual(lower[step]!);
          }
        }
        for (const band of bands) expect(bandPath(band, 100, 50, 10)).not.toMatch(/NaN|Infinity/);
      }),
    );
  });

  it('begins where all are known that ran, so that looking at more of them is no growth', () => {
    const nan = Number.NaN;
    const known = { key: 'a', values: Float64Array.from([5, 5, 5, 5]), throughout: true };
    const late = { key: 'b', values: Float64Array.from([nan, nan, 7, 7]) };
    const sum = (...series: Parameters<typeof stack>[0]): number[] => [...stack(series, [], 4)[0]!.upper];
    expect(sum(known, { ...late, throughout: true })).toEqual([nan, nan, 12, 12]);
    // It was started then.
    expect(sum(known, late)).toEqual([5, 5, 12, 12]);
    const never = { key: 'c', values: new Float64Array(4).fill(nan), throughout: true };
    expect(sum(known, never)).toEqual([5, 5, 5, 5]);
  });

  it('keeps its members against near equals', () => {
    const of = (key: string, value: number) => ({ key, values: Float64Array.from([value]) });
    expect(largestOf([of('a', 10), of('b', 10.5)], 1, ['a'])).toEqual(['a']);
    expect(largestOf([of('a', 10), of('b', 12)], 1, ['a'])).toEqual(['b']);
  });
});
