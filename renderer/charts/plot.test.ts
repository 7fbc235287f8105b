import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { plot, pointAt, scaleTop, summarise } from './plot';

const options = { basis: 'core', machineBytes: 0 } as const;
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
  it('takes CPU of one core, of the machine or of the limit', () => {
    const samples = [sampleOf(1000)];
    const window = { from: 0, to: 2000 };
    expect(plot(samples, window, options, 100).points[0]?.cpu).toBe(50);
    expect(plot(samples, window, { ...options, basis: 'machine' }, 100).points[0]?.cpu).toBe(12.5);
    const limited = [sampleOf(1000, { cpuLimit: 200 })];
    expect(plot(limited, window, { ...options, basis: 'limit' }, 100).points[0]?.cpu).toBe(25);
    expect(plot(samples, window, { ...options, basis: 'limit' }, 100).points[0]?.cpu).toBeNull();
  });

  it('breaks lines at gaps and lists them to the end of the window', () => {
    const samples = [10_000, 11_000, 30_000, 31_000].map((at) => sampleOf(at));
    const { points, gaps } = plot(samples, { from: 0, to: 60_000 }, options, 1000);
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
    expect(plot(samples, { from: 10_000, to: 22_000 }, options, 100).gaps).toEqual([
      { from: 10_000, to: 20_000 },
    ]);
    expect(plot(samples, { from: 30_000, to: 60_000 }, options, 100).gaps).toEqual([
      { from: 30_000, to: 60_000 },
    ]);
    expect(plot([], { from: 0, to: 60_000 }, options, 100)).toEqual({
      points: [],
      gaps: [],
      all: [],
      spans: [],
    });
  });

  it('draws one interface and one device where they are asked for', () => {
    const detail = {
      interfaces: [{ name: 'eth1', inRate: 7, outRate: 8, inTotal: 0, outTotal: 0 }],
      devices: [{ name: '8:0', inRate: 5, inTotal: 0, outTotal: 0 }],
    };
    const samples = [sampleOf(1000, { netRxRate: 70, blkReadRate: 50, detail }), sampleOf(2000)];
    const { points } = plot(
      samples,
      { from: 0, to: 3000 },
      { ...options, network: 'eth1', device: '8:0' },
      100,
    );
    expect(points[0]).toMatchObject({ received: 7, sent: 8, read: 5, written: null });
    expect(points[1]).toMatchObject({ received: null, read: null });
  });

  it('takes the memory of the machine for no limit, and knows history by the minute from a gap', () => {
    const samples = [60_000, 120_000, 400_000].map((at) => ({
      ...sampleOf(at, { memoryLimit: 1000 }),
      span: 60_000,
    }));
    const window = { from: 0, to: 400_000 };
    const machine = plot(samples, window, { ...options, machineBytes: 1000 }, 1000);
    expect(machine.points[0]?.limit).toBeNull();
    expect(machine.gaps).toEqual([{ from: 120_000, to: 400_000 }]);
    expect(plot(samples, window, { ...options, machineBytes: 5000 }, 1000).points[0]?.limit).toBe(1000);
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
        const { points, gaps } = plot(samples, { from: 0, to: at + 1 }, options, most);
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
      options,
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
    const values = [undefined, 1, 3, 2];
    const samples = values.map((cpuPercent, at) => sampleOf((at + 1) * 1000, { cpuPercent }));
    const window = { from: 0, to: 5000 };
    expect(summarise(plot(samples, window, options, 100), 'cpu')).toEqual({ mean: 2, p95: 3, max: 3 });
    expect(summarise(plot(samples.slice(0, 1), window, options, 100), 'cpu')).toBeUndefined();
  });

  it('says the same of a window however few pixels it is drawn on', () => {
    const samples = Array.from({ length: 100 }, (_unused, at) =>
      sampleOf((at + 1) * 1000, { cpuPercent: at % 10 === 0 ? 100 : 0 }),
    );
    const few = plot(samples, { from: 0, to: 100_000 }, options, 10);
    expect(few.points.length).toBeLessThan(12);
    expect(summarise(few, 'cpu')).toEqual({ mean: 10, p95: 100, max: 100 });
    expect(few.all.at(-1)).toMatchObject({ at: 100_000, cpu: 0 });
  });

  it('counts a sample for as long as it stands for', () => {
    const minute = { ...sampleOf(60_000, { cpuPercent: 10 }), span: 60_000 };
    const seconds = Array.from({ length: 20 }, (_unused, at) =>
      sampleOf(61_000 + at * 1000, { cpuPercent: 90 }),
    );
    expect(summarise(plot([minute, ...seconds], { from: 0, to: 90_000 }, options, 100), 'cpu')).toEqual({
      mean: 30,
      p95: 90,
      max: 90,
    });
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
