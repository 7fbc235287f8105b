import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsHistory, StatsSample } from '#shared/model/stats';
import { historySamples, mergeSamples } from './history';

const id = 'a' as ContainerId;
const live = (at: number): StatsSample => ({
  containerId: id,
  at,
  cpuPercent: 1,
  cpuCores: 400,
  memoryBytes: 1,
  memoryLimit: 0,
});

function columns(times: readonly number[], values: readonly number[]): StatsHistory {
  return {
    at: Float64Array.from(times),
    cpu: Float32Array.from(values),
    memory: Float64Array.from(values),
    memoryLimit: Float64Array.from(values),
    netRx: Float32Array.from(values),
    netTx: Float32Array.from(values),
    blkRead: Float32Array.from(values),
    blkWrite: Float32Array.from(values),
    pids: Float32Array.from(values),
  };
}

describe('historySamples', () => {
  it('knows no figure from NaN, and takes what is not kept from the newest sample', () => {
    const history = {
      ...columns([1000, 2000], [5, 6]),
      netRx: Float32Array.from([Number.NaN, 9]),
    };
    const [first, second] = historySamples(history, id, 1000, { cpuCores: 800, cpuLimit: 200 });
    expect(first).toMatchObject({ at: 1000, cpuPercent: 5, cpuCores: 800, cpuLimit: 200 });
    expect(first?.netRxRate).toBeUndefined();
    expect(second?.netRxRate).toBe(9);
  });

  it('gives no strange value and rises in time, whatever the columns hold', () => {
    const strange = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY, 3));
    fc.assert(
      fc.property(fc.array(strange), fc.array(strange), (times, values) => {
        const samples = historySamples(columns(times, values), id, 1000, undefined);
        samples.forEach((sample, at) => {
          if (at > 0) expect(sample.at).toBeGreaterThan(samples[at - 1]!.at);
          for (const value of [sample.cpuPercent, sample.netRxRate, sample.memoryBytes, sample.pids]) {
            expect(value === undefined || (Number.isFinite(value) && value >= 0)).toBe(true);
          }
        });
      }),
    );
  });
});

describe('mergeSamples', () => {
  const kept = (times: readonly number[], span = 1000) =>
    historySamples(columns(times, times), id, span, undefined);

  it('puts what was kept before and between what is live', () => {
    const merged = mergeSamples(
      kept([1000, 2000, 10_000, 11_000, 20_000, 40_000, 61_000]),
      [10_200, 11_200, 50_000].map(live),
    );
    expect(merged.map(({ at }) => at)).toEqual([1000, 2000, 10_200, 11_200, 20_000, 40_000, 50_000, 61_000]);
  });

  it('keeps every live sample once, rises in time and adds nothing that was not there', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 500_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, times, fc.constantFrom(1000, 60_000), (past, now, span) => {
        const old = kept(
          past.toSorted((a, b) => a - b),
          span,
        );
        const fresh = now.toSorted((a, b) => a - b).map(live);
        const merged = mergeSamples(old, fresh);
        for (const sample of fresh) expect(merged.filter((each) => each === sample)).toHaveLength(1);
        for (const sample of merged) expect(old.includes(sample) || fresh.includes(sample)).toBe(true);
        for (let at = 1; at < merged.length; at += 1)
          expect(merged[at]!.at).toBeGreaterThan(merged[at - 1]!.at);
      }),
    );
  });
});
