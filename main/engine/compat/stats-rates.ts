import type { ContainerId } from '#shared/model/ids';
import type { StatsDetail, StatsPart, StatsSample } from '#shared/model/stats';
import type { PartCounters, StatsCounters } from './stats';

/** What a sample is made with, beside its counters. */
export interface SampleOptions {
  /** Longest time between two samples that rates are made over, in ms; a longer one is a gap. */
  readonly maxGapMs?: number | undefined;
  /** What the container may use by its limit, times 100. */
  readonly cpuLimit?: number | undefined;
  /** With the parts of the sums. */
  readonly detail?: boolean | undefined;
}

const defaultGapMs = 10_000;
/** Bytes per second that nothing moves: such a rate comes of a clock that was set, or of a counter that was. */
const mostBytesPerSecond = 2e12;
/** Engines read the container's time and the machine's one after the other, so a full machine may come out a little over. */
const tolerance = 1.2;

/**
 * One sample from two counters in a row. Without a usable `previous` (the first, after a gap, after a restart of the
 * container or a clock that was set back) there are no rates and no CPU %, rather than wrong ones.
 */
export function toSample(
  containerId: ContainerId,
  now: StatsCounters,
  previous: StatsCounters | undefined,
  { maxGapMs = defaultGapMs, cpuLimit, detail = false }: SampleOptions = {},
): StatsSample {
  const before = previous !== undefined && usable(previous, now, maxGapMs) ? previous : undefined;
  const seconds = before === undefined ? 0 : (now.at - before.at) / 1000;
  const machine = now.cores * 100;
  return {
    containerId,
    at: now.at,
    cpuPercent: before === undefined ? undefined : cpuPercent(now, before),
    cpuCores: machine,
    cpuLimit: cpuLimit === undefined || cpuLimit <= 0 ? undefined : Math.min(cpuLimit, machine),
    throttledPercent: before === undefined ? undefined : throttledPercent(now, before),
    memoryBytes: now.memoryBytes,
    memoryCache: now.memoryCache,
    memoryLimit: now.memoryLimit,
    netRxRate: rate(now.netRx, before?.netRx, seconds),
    netTxRate: rate(now.netTx, before?.netTx, seconds),
    blkReadRate: rate(now.blkRead, before?.blkRead, seconds),
    blkWriteRate: rate(now.blkWrite, before?.blkWrite, seconds),
    netRxTotal: now.netRx,
    netTxTotal: now.netTx,
    blkReadTotal: now.blkRead,
    blkWriteTotal: now.blkWrite,
    pids: now.pids,
    pidsLimit: now.pidsLimit,
    ...(detail ? { detail: toDetail(now, before, seconds) } : {}),
  };
}

function usable(previous: StatsCounters, now: StatsCounters, maxGapMs: number): boolean {
  return now.at > previous.at && now.at - previous.at <= maxGapMs && now.cpuTotal >= previous.cpuTotal;
}

function rate(now: number | undefined, before: number | undefined, seconds: number): number | undefined {
  if (now === undefined || before === undefined || seconds <= 0 || now < before) return undefined;
  const value = (now - before) / seconds;
  return value <= mostBytesPerSecond ? value : undefined;
}

/** Percent of one core, by the docker CLI: share of the machine's CPU time, times its cores. */
function cpuPercent(now: StatsCounters, previous: StatsCounters): number | undefined {
  return share(now.cpuTotal - previous.cpuTotal, now, previous, now.cores);
}

/** Percent of one core that `used` ns are; undefined where the machine's time stood still or less went by than was used. */
function share(
  used: number,
  now: StatsCounters,
  previous: StatsCounters,
  mostCores: number,
): number | undefined {
  // Podman and Windows give no time of the machine: the clock serves instead.
  const told = now.cpuSystem !== undefined && previous.cpuSystem !== undefined;
  const system = told ? (now.cpuSystem - previous.cpuSystem) / now.cores : (now.at - previous.at) * 1e6;
  if (used < 0 || system <= 0) return undefined;
  const percent = (used / system) * 100;
  return percent <= mostCores * 100 * tolerance ? percent : undefined;
}

function throttledPercent(now: StatsCounters, previous: StatsCounters): number | undefined {
  // No limit, no periods.
  if (now.periods <= 0) return undefined;
  const periods = now.periods - previous.periods;
  const throttled = now.throttled - previous.throttled;
  if (periods < 0 || throttled < 0) return undefined;
  return periods === 0 ? 0 : Math.min(100, (throttled / periods) * 100);
}

function toDetail(now: StatsCounters, before: StatsCounters | undefined, seconds: number): StatsDetail {
  return {
    cores: before === undefined ? undefined : cores(now, before),
    interfaces: parts(now.interfaces, before?.interfaces, seconds),
    devices: parts(now.devices, before?.devices, seconds),
  };
}

/** Percent of each core; undefined where one of them cannot be made out. */
function cores(now: StatsCounters, before: StatsCounters): readonly number[] | undefined {
  if (now.perCore === undefined || now.perCore.length !== before.perCore?.length) return undefined;
  const made: number[] = [];
  for (const [index, total] of now.perCore.entries()) {
    // Kernels list places for cores that could be plugged in.
    if (index >= now.cores && total === 0) continue;
    const percent = share(total - (before.perCore[index] ?? 0), now, before, 1);
    if (percent === undefined) return undefined;
    made.push(percent);
  }
  return made;
}

function parts(
  now: readonly PartCounters[] | undefined,
  before: readonly PartCounters[] | undefined,
  seconds: number,
): readonly StatsPart[] {
  return (now ?? []).map((part) => {
    const was = before?.find(({ name }) => name === part.name);
    // One that was not there a moment ago has counted from 0 since.
    const known = before === undefined ? undefined : (was ?? { in: 0, out: 0 });
    return {
      name: part.name,
      inRate: rate(part.in, known?.in, seconds),
      outRate: rate(part.out, known?.out, seconds),
      inTotal: part.in,
      outTotal: part.out,
    };
  });
}
