import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { plot, pointAt, scaleTop, summarise } from './plot';

const sampleOf = (at: number, extra: Partial<StatsSample> = {}): StatsSample => ({
  containerId: 'a' as ContainerId,
  at,
  cpuPercent: 50,
  cpuCores: 400,
  memoryBytes: 1000,
  memoryLimit: 0,
  ...extra,
});

describe('plot', () => {
  it('takes CPU of one core or of the machine', () => {
    const samples = [sampleOf(1000)];
    const window = { from: 0, to: 2000 };
    expect(plot(samples, window, 'core', 100).points[0]?.cpu).toBe(50);
    expect(plot(samples, window, 'machine', 100).points[0]?.cpu).toBe(12.5);
  });

  it('breaks lines at gaps and lists them to the end of the window', () => {
    const samples = [10_000, 11_000, 30_000, 31_000].map((at) => sampleOf(at));
    const { points, gaps } = plot(samples, { from: 0, to: 60_000 }, 'core', 1000);
    expect(gaps).toEqual([
      { from: 11_000, to: 30_000 },
      { from: 31_000, to: 60_000 },
    ]);
    expect(points.map(({ at, memory }) => [at, memory])).toEqual([
      [10_000, 1000],
      [11_000, 1000],
      [11_001, null],
      [30_000, 1000],
      [31_000, 1000],
    ]);
  });

  it('shows a gap that began before the window', () => {
    const samples = [1000, 20_000, 21_000].map((at) => sampleOf(at));
    expect(plot(samples, { from: 10_000, to: 22_000 }, 'core', 100).gaps).toEqual([
      { from: 10_000, to: 20_000 },
    ]);
    expect(plot(samples, { from: 30_000, to: 60_000 }, 'core', 100).gaps).toEqual([
      { from: 30_000, to: 60_000 },
    ]);
    expect(plot([], { from: 0, to: 60_000 }, 'core', 100)).toEqual({ points: [], gaps: [] });
  });

  it('never draws what is not known, negative or endless, whatever the samples', () => {
    const strange = fc.constantFrom(undefined, Number.NaN, -1, Number.POSITIVE_INFINITY, 0, 5);
    const step = fc.record({ gap: fc.integer({ min: 1, max: 20_000 }), cpu: strange, rate: strange });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (steps, most) => {
        let at = 0;
        const samples = steps.map(({ gap, cpu, rate }) => {
          at += gap;
          return sampleOf(at, { cpuPercent: cpu, netRxRate: rate, memoryBytes: at });
        });
        const { points, gaps } = plot(samples, { from: 0, to: at + 1 }, 'core', most);
        for (const point of points) {
          for (const value of [point.cpu, point.received, point.pids]) {
            expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
          }
        }
        for (let index = 1; index < points.length; index++) {
          expect(points[index]!.at).toBeGreaterThan(points[index - 1]!.at);
        }
        for (const gap of gaps) expect(gap.to).toBeGreaterThan(gap.from);
        expect(Math.max(0, ...points.map((point) => point.memory ?? 0))).toBe(samples.length === 0 ? 0 : at);
        expect(points.length).toBeLessThanOrEqual(most + 1 + 2 * gaps.length);
      }),
    );
  });
});

describe('pointAt', () => {
  it('finds the nearest within reach', () => {
    const { points } = plot(
      [sampleOf(1000), sampleOf(2000), sampleOf(30_000)],
      { from: 0, to: 40_000 },
      'core',
      100,
    );
    expect(pointAt(points, 1400)?.at).toBe(1000);
    expect(pointAt(points, 1600)?.at).toBe(2000);
    expect(pointAt(points, 15_000)).toBeUndefined();
    expect(pointAt([], 0)).toBeUndefined();
  });
});

describe('summarise', () => {
  it('sums up what is known', () => {
    expect(summarise([null, 1, 3, 2])).toEqual({ mean: 2, p95: 3, max: 3 });
    expect(summarise([null])).toBeUndefined();
  });
});

describe('scaleTop', () => {
  it('is round and never below the largest', () => {
    expect(scaleTop(96, 10, false)).toBe(100);
    expect(scaleTop(34, 10, false)).toBe(40);
    expect(scaleTop(0, 10, false)).toBe(10);
    expect(scaleTop(637 * 2 ** 20, 1, true)).toBe(2 ** 30);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.boolean(), (value, binary) => {
        expect(scaleTop(value, 10, binary)).toBeGreaterThanOrEqual(value * 0.999);
      }),
    );
  });
});
