import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { type StatsCounters, toCounters } from './stats';
import { toSample } from './stats-rates';

const id = 'c'.repeat(64) as ContainerId;

/** A number as engines may send it: sound, absent, broken, at the ends of uint64. */
const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.nat(2 ** 40) },
  { weight: 1, arbitrary: fc.double() },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      0,
      -1,
      1e300,
      2 ** 53,
      2 ** 63,
      18446744073709551615,
      18446744073709550000,
      Number.NaN,
      null,
      undefined,
      '7',
      'x',
      true,
      [],
      {},
    ),
  },
);

const anyTime = fc.oneof(
  fc.nat(2 ** 36).map((ms) => new Date(1_700_000_000_000 + ms).toISOString()),
  // Clocks that jump a little, both ways.
  fc.integer({ min: -20_000, max: 20_000 }).map((ms) => new Date(1_800_000_000_000 + ms).toISOString()),
  fc.constantFrom<unknown>('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '', null, 5),
);

const parts = fc.record({ rx_bytes: anyNumber, tx_bytes: anyNumber }, { requiredKeys: [] });
const row = fc.record(
  {
    major: anyNumber,
    minor: anyNumber,
    op: fc.constantFrom<unknown>('Read', 'write', 'Total', 'Sync', '', null),
    value: anyNumber,
  },
  { requiredKeys: [] },
);

/** Anything that looks like a stats object of some engine. */
const anyStats = fc.record(
  {
    read: anyTime,
    os_type: fc.constantFrom<unknown>('linux', 'windows', undefined),
    num_procs: anyNumber,
    cpu_stats: fc.record(
      {
        cpu_usage: fc.record(
          {
            total_usage: anyNumber,
            percpu_usage: fc.oneof(fc.array(anyNumber, { maxLength: 8 }), anyNumber),
          },
          { requiredKeys: [] },
        ),
        system_cpu_usage: anyNumber,
        online_cpus: anyNumber,
        throttling_data: fc.record(
          { periods: anyNumber, throttled_periods: anyNumber },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    memory_stats: fc.record(
      {
        usage: anyNumber,
        limit: anyNumber,
        privateworkingset: anyNumber,
        stats: fc.record(
          {
            total_inactive_file: anyNumber,
            inactive_file: anyNumber,
            total_cache: anyNumber,
            file: anyNumber,
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    networks: fc.oneof(fc.dictionary(fc.constantFrom('eth0', 'eth1', '__proto__'), parts), anyNumber),
    network: fc.option(parts, { nil: undefined }),
    blkio_stats: fc.record(
      { io_service_bytes_recursive: fc.oneof(fc.array(row, { maxLength: 6 }), anyNumber) },
      { requiredKeys: [] },
    ),
    storage_stats: fc.record(
      { read_size_bytes: anyNumber, write_size_bytes: anyNumber },
      { requiredKeys: [] },
    ),
    pids_stats: fc.record({ current: anyNumber, limit: anyNumber }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** Every number of a sample, also of its parts. */
function numbersOf(value: unknown, path = ''): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbersOf(each, `${path}/${key}`));
}

function expectPlausible(sample: StatsSample): void {
  for (const [path, value] of numbersOf(sample)) {
    expect(Number.isFinite(value), `${path} ${value}`).toBe(true);
    expect(value, path).toBeGreaterThanOrEqual(0);
    if (path.endsWith('Rate')) expect(value, path).toBeLessThanOrEqual(2e12);
  }
  expect(sample.cpuCores).toBeGreaterThanOrEqual(100);
  expect(sample.cpuPercent ?? 0).toBeLessThanOrEqual(sample.cpuCores * 1.2);
  for (const core of sample.detail?.cores ?? []) expect(core).toBeLessThanOrEqual(120);
  expect(sample.throttledPercent ?? 0).toBeLessThanOrEqual(100);
  expect(sample.cpuLimit ?? 0).toBeLessThanOrEqual(sample.cpuCores);
  expect(sample.memoryBytes).toBeLessThanOrEqual(2 ** 53);
}

describe('no sequence of samples', () => {
  test('of whatever engines send yields NaN, a negative or an absurd value', () => {
    fc.assert(
      fc.property(fc.array(anyStats, { maxLength: 8 }), fc.boolean(), anyNumber, (raws, detail, limit) => {
        let previous: StatsCounters | undefined;
        for (const raw of raws) {
          const counters = toCounters(raw);
          if (counters === undefined) continue;
          const cpuLimit =
            typeof limit === 'number' && limit > 0 && Number.isFinite(limit) ? limit : undefined;
          expectPlausible(toSample(id, counters, previous, { detail, cpuLimit }));
          previous = counters;
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('of a container that works, restarts and is missed at times does either', () => {
    const step = fc.record({
      ms: fc.oneof(fc.integer({ min: 900, max: 3_000 }), fc.integer({ min: -100_000, max: 100_000 })),
      cpuShare: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.nat(10 ** 9),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 64 }), (steps, cores) => {
        let at = 1_800_000_000_000;
        let [total, system, bytes] = [1e9, 1e15, 0];
        let previous: StatsCounters | undefined;
        for (const { ms, cpuShare, restart, ...step } of steps) {
          at += ms;
          const went = Math.abs(ms) * 1e6 * cores;
          system += went;
          total = restart ? cpuShare * 1e9 : total + went * cpuShare;
          bytes = restart ? 0 : bytes + step.bytes;
          const counters = toCounters({
            read: new Date(at).toISOString(),
            cpu_stats: { cpu_usage: { total_usage: total }, system_cpu_usage: system, online_cpus: cores },
            memory_stats: { usage: step.bytes, limit: 18446744073709551615 },
            networks: { eth0: { rx_bytes: bytes, tx_bytes: bytes } },
          })!;
          const sample = toSample(id, counters, previous);
          expectPlausible(sample);
          const whole = ms > 0 && ms <= 10_000 && !restart && previous !== undefined;
          if (whole) expect(sample.cpuPercent).toBeCloseTo(cpuShare * cores * 100, 3);
          if (ms <= 0 || ms > 10_000)
            expect([sample.cpuPercent, sample.netRxRate]).toEqual([undefined, undefined]);
          previous = counters;
        }
      }),
    );
  });
});

describe('the parts of a sample', () => {
  const at = (second: number, more: object) =>
    toCounters({
      read: new Date(1_800_000_000_000 + second * 1000).toISOString(),
      ...more,
    })!;

  test('are cores, interfaces and devices, with what was held back by the limit', () => {
    const stats = (second: number) =>
      at(second, {
        cpu_stats: {
          cpu_usage: { total_usage: second * 6e8, percpu_usage: [second * 5e8, second * 1e8, 0, 0] },
          system_cpu_usage: second * 2e9,
          online_cpus: 2,
          throttling_data: { periods: 10 * second, throttled_periods: 4 * second },
        },
        memory_stats: { usage: 100, limit: 1000, stats: { total_inactive_file: 30, total_cache: 50 } },
        networks: { eth0: { rx_bytes: 10 * second, tx_bytes: second }, eth1: { rx_bytes: 5, tx_bytes: 0 } },
        blkio_stats: {
          io_service_bytes_recursive: [
            { major: 8, minor: 0, op: 'Read', value: 100 * second },
            { major: 8, minor: 0, op: 'Write', value: 50 * second },
            { major: 8, minor: 0, op: 'Total', value: 150 * second },
            { major: 259, minor: 1, op: 'write', value: 7 * second },
          ],
        },
      });
    const sample = toSample(id, stats(2), stats(1), { detail: true, cpuLimit: 50 });
    expect(sample).toMatchObject({
      cpuPercent: 60,
      cpuLimit: 50,
      throttledPercent: 40,
      memoryBytes: 70,
      memoryCache: 50,
      netRxRate: 10,
      blkReadRate: 100,
      blkWriteRate: 57,
      detail: {
        cores: [50, 10],
        interfaces: [
          { name: 'eth0', inRate: 10, outRate: 1, inTotal: 20, outTotal: 2 },
          { name: 'eth1', inRate: 0, outRate: 0, inTotal: 5, outTotal: 0 },
        ],
        devices: [
          { name: '8:0', inRate: 100, outRate: 50, inTotal: 200, outTotal: 100 },
          { name: '259:1', inRate: 0, outRate: 7, inTotal: 0, outTotal: 14 },
        ],
      },
    });
  });

  test('of block I/O are 0 on cgroup v2 before the first I/O, and the first burst has a rate', () => {
    const v2 = (second: number, rows: unknown) =>
      at(second, {
        cpu_stats: { cpu_usage: { total_usage: second }, system_cpu_usage: second * 1e9 },
        memory_stats: { usage: 100, limit: 1000, stats: { inactive_file: 30, file: 50 } },
        blkio_stats: { io_service_bytes_recursive: rows },
      });
    const burst = [
      { major: 8, minor: 0, op: 'read', value: 4096 },
      { major: 8, minor: 0, op: 'write', value: 100 },
    ];
    const idle = toSample(id, v2(2, null), v2(1, null), { detail: true });
    expect(idle).toMatchObject({ blkReadTotal: 0, blkReadRate: 0, blkWriteRate: 0, detail: { devices: [] } });
    const first = toSample(id, v2(3, burst), v2(2, null), { detail: true });
    expect(first).toMatchObject({
      blkReadRate: 4096,
      blkWriteRate: 100,
      detail: { devices: [{ name: '8:0', inRate: 4096, outRate: 100 }] },
    });
  });

  test.each([
    ['cgroup v1 without a row', { inactive_file: 1, total_inactive_file: 1 }, []],
    ['an engine without detail, such as Podman', undefined, []],
  ])('of block I/O are not counted with %s', (_with, stats, rows) => {
    const bare = (second: number) =>
      at(second, {
        cpu_stats: { cpu_usage: { total_usage: second }, system_cpu_usage: second * 1e9 },
        memory_stats: { usage: 100, stats },
        blkio_stats: { io_service_bytes_recursive: rows },
      });
    expect(toSample(id, bare(2), bare(1))).toMatchObject({ blkReadRate: undefined, blkReadTotal: undefined });
  });

  test('that are not told are absent, not 0', () => {
    const bare = (second: number) =>
      at(second, { cpu_stats: { cpu_usage: { total_usage: second }, system_cpu_usage: second * 1e9 } });
    const sample = toSample(id, bare(2), bare(1), { detail: true });
    for (const key of [
      'cpuLimit',
      'throttledPercent',
      'memoryCache',
      'netRxRate',
      'netRxTotal',
      'blkReadRate',
      'blkWriteTotal',
      'pids',
      'pidsLimit',
    ] as const)
      expect(sample[key], key).toBeUndefined();
    expect(sample.detail).toEqual({ cores: undefined, interfaces: [], devices: [] });
    expect(toSample(id, bare(2), bare(1))).not.toHaveProperty('detail');
  });

  test('over a longer time between reads in turn are means over just that time', () => {
    const stats = (second: number) =>
      at(second, {
        cpu_stats: {
          cpu_usage: { total_usage: second * 5e8 },
          system_cpu_usage: second * 2e9,
          online_cpus: 2,
        },
      });
    expect(toSample(id, stats(26), stats(1)).cpuPercent).toBeUndefined();
    expect(toSample(id, stats(26), stats(1), { maxGapMs: 60_000 }).cpuPercent).toBeCloseTo(50);
  });
});
