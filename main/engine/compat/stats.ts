import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { entries, field, list, num, str, time } from './read';

/** The counters of one stats object, before rates are made of them. All in the engine's units: ns and bytes. */
export interface StatsCounters {
  /** Epoch ms by the engine's clock. */
  readonly at: number;
  readonly cpuTotal: number;
  readonly cpuSystem: number | undefined;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly memoryLimit: number;
  readonly netRx: number | undefined;
  readonly netTx: number | undefined;
  readonly blkRead: number | undefined;
  readonly blkWrite: number | undefined;
  readonly pids: number | undefined;
  readonly pidsLimit: number | undefined;
}

/** Reads one stats object; undefined for the empty ones that a stopped container gives. */
export function toCounters(raw: unknown): StatsCounters | undefined {
  const at = time(field(raw, 'read'));
  const cpu = field(raw, 'cpu_stats');
  const usage = field(cpu, 'cpu_usage');
  const cpuTotal = num(field(usage, 'total_usage'));
  if (at === undefined || cpuTotal === undefined) return undefined;
  const memory = field(raw, 'memory_stats');
  const pids = field(raw, 'pids_stats');
  const pidsLimit = num(field(pids, 'limit'));
  return {
    at,
    cpuTotal,
    cpuSystem: num(field(cpu, 'system_cpu_usage')),
    cores: num(field(cpu, 'online_cpus')) || list(field(usage, 'percpu_usage')).length || 1,
    memoryBytes: usedMemory(memory),
    memoryLimit: num(field(memory, 'limit')) ?? 0,
    ...network(raw),
    ...blockIo(field(raw, 'blkio_stats')),
    pids: num(field(pids, 'current')),
    // No limit is the largest uint64, which a double can only come near to.
    pidsLimit: pidsLimit === undefined || pidsLimit <= 0 || pidsLimit > 2 ** 53 ? undefined : pidsLimit,
  };
}

/** Used memory by the rule of the docker CLI from 20.10 on: without file pages that are not in use. */
function usedMemory(memory: unknown): number {
  const usage = num(field(memory, 'usage')) ?? 0;
  const detail = field(memory, 'stats');
  const inactive = num(field(detail, 'total_inactive_file')) ?? num(field(detail, 'inactive_file')) ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

function network(raw: unknown): Pick<StatsCounters, 'netRx' | 'netTx'> {
  // `network` up to API 1.20 and on Podman 4, `networks` by interface since; neither with the host's network.
  const one = field(raw, 'network');
  const all = one === undefined ? entries(field(raw, 'networks')).map(([, value]) => value) : [one];
  if (all.length === 0) return { netRx: undefined, netTx: undefined };
  const sum = (key: string): number =>
    all.reduce<number>((total, each) => total + (num(field(each, key)) ?? 0), 0);
  return { netRx: sum('rx_bytes'), netTx: sum('tx_bytes') };
}

function blockIo(raw: unknown): Pick<StatsCounters, 'blkRead' | 'blkWrite'> {
  const rows = list(field(raw, 'io_service_bytes_recursive'));
  if (rows.length === 0) return { blkRead: undefined, blkWrite: undefined };
  let blkRead = 0;
  let blkWrite = 0;
  for (const row of rows) {
    const bytes = num(field(row, 'value')) ?? 0;
    const op = str(field(row, 'op')).charAt(0).toLowerCase();
    if (op === 'r') blkRead += bytes;
    else if (op === 'w') blkWrite += bytes;
  }
  return { blkRead, blkWrite };
}

/** Longest time between two samples that rates are made over; a longer one is a gap. */
const maxGapMs = 10_000;

/**
 * One sample from two counters in a row. Without a usable `previous` (the first, after a gap, after a restart of the
 * container) there are no rates and no CPU %, rather than wrong ones.
 */
export function toSample(
  containerId: ContainerId,
  now: StatsCounters,
  previous: StatsCounters | undefined,
): StatsSample {
  const before = previous !== undefined && usable(previous, now) ? previous : undefined;
  const seconds = before === undefined ? 0 : (now.at - before.at) / 1000;
  const rate = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined || seconds <= 0 || a < b ? undefined : (a - b) / seconds;
  return {
    containerId,
    at: now.at,
    cpuPercent: before === undefined ? undefined : cpuPercent(now, before),
    cpuCores: now.cores * 100,
    memoryBytes: now.memoryBytes,
    memoryLimit: now.memoryLimit,
    netRxRate: rate(now.netRx, before?.netRx),
    netTxRate: rate(now.netTx, before?.netTx),
    blkReadRate: rate(now.blkRead, before?.blkRead),
    blkWriteRate: rate(now.blkWrite, before?.blkWrite),
    netRxTotal: now.netRx,
    netTxTotal: now.netTx,
    blkReadTotal: now.blkRead,
    blkWriteTotal: now.blkWrite,
    pids: now.pids,
    pidsLimit: now.pidsLimit,
  };
}

function usable(previous: StatsCounters, now: StatsCounters): boolean {
  return now.at > previous.at && now.at - previous.at <= maxGapMs && now.cpuTotal >= previous.cpuTotal;
}

/** Percent of one core, by the docker CLI: share of the machine's CPU time, times its cores. */
function cpuPercent(now: StatsCounters, previous: StatsCounters): number | undefined {
  const used = now.cpuTotal - previous.cpuTotal;
  if (now.cpuSystem === undefined || previous.cpuSystem === undefined) {
    // Podman on some kernels gives no system time: the clock serves instead.
    return (used / ((now.at - previous.at) * 1e6)) * 100;
  }
  const system = now.cpuSystem - previous.cpuSystem;
  return system > 0 ? (used / system) * now.cores * 100 : undefined;
}
