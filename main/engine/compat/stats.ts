import { entries, field, list, num, str, time } from './read';

/** Counters of one interface or device, in bytes since the container started. */
export interface PartCounters {
  readonly name: string;
  readonly in: number;
  readonly out: number;
}

/** The counters of one stats object, before rates are made of them. All in the engine's units: ns and bytes. */
export interface StatsCounters {
  /** Epoch ms by the engine's clock. */
  readonly at: number;
  readonly cpuTotal: number;
  readonly cpuSystem: number | undefined;
  readonly cores: number;
  /** Of each core; undefined where they are not told (cgroup v2, Windows). */
  readonly perCore: readonly number[] | undefined;
  /** Periods of the scheduler that the limit counted, and those in which it held back; 0 without a limit. */
  readonly periods: number;
  readonly throttled: number;
  readonly memoryBytes: number;
  readonly memoryCache: number | undefined;
  readonly memoryLimit: number;
  /** Undefined where they are not counted. */
  readonly interfaces: readonly PartCounters[] | undefined;
  readonly netRx: number | undefined;
  readonly netTx: number | undefined;
  readonly devices: readonly PartCounters[] | undefined;
  readonly blkRead: number | undefined;
  readonly blkWrite: number | undefined;
  readonly pids: number | undefined;
  readonly pidsLimit: number | undefined;
}

/** No machine has more; a larger figure is a mistake and counts as unknown. */
const mostCores = 65_536;
/** An engine that names more is not believed. */
const mostParts = 256;

/** Reads one stats object; undefined for the empty ones that a stopped container gives. */
export function toCounters(raw: unknown): StatsCounters | undefined {
  const at = time(field(raw, 'read'));
  const cpu = field(raw, 'cpu_stats');
  const usage = field(cpu, 'cpu_usage');
  const cpuTotal = count(field(usage, 'total_usage'));
  if (at === undefined || cpuTotal === undefined) return undefined;
  const windows = isWindows(raw, cpu);
  const memory = field(raw, 'memory_stats');
  const pids = field(raw, 'pids_stats');
  const throttling = field(cpu, 'throttling_data');
  const perCore = list(field(usage, 'percpu_usage'))
    .slice(0, mostCores)
    .map((each) => count(each) ?? 0);
  const told = count(field(windows ? raw : cpu, windows ? 'num_procs' : 'online_cpus')) ?? 0;
  const processors = Number.isInteger(told) && told <= mostCores ? told : 0;
  const interfaces = network(raw);
  const devices = windows ? storage(field(raw, 'storage_stats')) : blockIo(raw);
  return {
    at,
    // Windows counts in units of 100 ns.
    cpuTotal: windows ? cpuTotal * 100 : cpuTotal,
    // Podman, which tells a percentage of its own, gives the time that the machine worked, not the time that went by.
    cpuSystem: windows || field(cpu, 'cpu') !== undefined ? undefined : count(field(cpu, 'system_cpu_usage')),
    cores: processors || perCore.length || 1,
    perCore: windows || perCore.length === 0 ? undefined : perCore,
    periods: count(field(throttling, 'periods')) ?? 0,
    throttled: count(field(throttling, 'throttled_periods')) ?? 0,
    memoryBytes: usedMemory(memory),
    memoryCache: cachedMemory(field(memory, 'stats')),
    memoryLimit: limit(field(memory, 'limit')) ?? 0,
    interfaces,
    netRx: sum(interfaces, 'in'),
    netTx: sum(interfaces, 'out'),
    devices,
    blkRead: sum(devices, 'in'),
    blkWrite: sum(devices, 'out'),
    pids: count(field(pids, 'current')),
    pidsLimit: limit(field(pids, 'limit')),
  };
}

/** A counter is never negative; what underflowed in an engine's uint64 comes as one near its end. */
function count(raw: unknown): number | undefined {
  const value = num(raw);
  return value === undefined || value < 0 || value >= 2 ** 63 ? undefined : value;
}

/** Told from API 1.52 on; before, only Windows counted processors and left Linux's figures out. */
function isWindows(raw: unknown, cpu: unknown): boolean {
  const os = str(field(raw, 'os_type'));
  if (os !== '') return os === 'windows';
  const linux = field(cpu, 'system_cpu_usage') ?? field(cpu, 'online_cpus');
  return linux === undefined && (num(field(raw, 'num_procs')) ?? 0) > 0;
}

/** No limit is 0 or the largest uint64, which a double can only come near to. */
function limit(raw: unknown): number | undefined {
  const value = num(raw);
  return value === undefined || value <= 0 || value > 2 ** 53 ? undefined : value;
}

/** Bytes of memory; more than 2^53 is an engine's mistake. */
function bytes(raw: unknown): number | undefined {
  const value = count(raw);
  return value !== undefined && value <= 2 ** 53 ? value : undefined;
}

/** Used memory by the rule of the docker CLI from 20.10 on: without file pages that are not in use. */
function usedMemory(memory: unknown): number {
  // Windows has a figure of its own.
  const usage = bytes(field(memory, 'usage')) || bytes(field(memory, 'privateworkingset')) || 0;
  const detail = field(memory, 'stats');
  // cgroup v1 counts with its children; v2 has one figure alone.
  for (const key of ['total_inactive_file', 'inactive_file']) {
    const inactive = bytes(field(detail, key));
    if (inactive !== undefined && inactive < usage) return usage - inactive;
  }
  return usage;
}

/** File pages: `total_cache` on cgroup v1, `file` on v2. */
function cachedMemory(detail: unknown): number | undefined {
  return bytes(field(detail, 'total_cache')) ?? bytes(field(detail, 'file')) ?? bytes(field(detail, 'cache'));
}

function network(raw: unknown): readonly PartCounters[] | undefined {
  // `network` up to API 1.20 and on Podman 4, `networks` by interface since; neither with the host's network.
  const one = field(raw, 'network');
  const all =
    one === undefined || one === null ? entries(field(raw, 'networks')) : [['network', one] as const];
  if (all.length === 0) return undefined;
  return all.slice(0, mostParts).map(([name, each]) => ({
    name,
    in: count(field(each, 'rx_bytes')) ?? 0,
    out: count(field(each, 'tx_bytes')) ?? 0,
  }));
}

/** cgroup v2 has no sums over children, so it lacks the names of v1; Podman tells no detail of either. */
function isUnified(raw: unknown): boolean {
  const detail = field(field(raw, 'memory_stats'), 'stats');
  return field(detail, 'inactive_file') !== undefined && field(detail, 'total_inactive_file') === undefined;
}

function blockIo(raw: unknown): readonly PartCounters[] | undefined {
  const told = field(raw, 'blkio_stats');
  const rows = list(field(told, 'io_service_bytes_recursive'));
  if (rows.length === 0) {
    // On v2 no device has a row before the first I/O. On v1 the kernel has none at all with some schedulers.
    return told !== undefined && isUnified(raw) ? [] : undefined;
  }
  const devices = new Map<string, { name: string; in: number; out: number }>();
  for (const row of rows) {
    const name = `${num(field(row, 'major')) ?? 0}:${num(field(row, 'minor')) ?? 0}`;
    const value = count(field(row, 'value')) ?? 0;
    const op = str(field(row, 'op')).charAt(0).toLowerCase();
    if (op !== 'r' && op !== 'w') continue;
    const device = devices.get(name) ?? { name, in: 0, out: 0 };
    if (op === 'r') device.in += value;
    else device.out += value;
    if (devices.size < mostParts) devices.set(name, device);
  }
  return [...devices.values()];
}

/** Windows: totals of the container's storage. */
function storage(raw: unknown): readonly PartCounters[] | undefined {
  const read = count(field(raw, 'read_size_bytes'));
  const written = count(field(raw, 'write_size_bytes'));
  if (read === undefined && written === undefined) return undefined;
  return [{ name: 'storage', in: read ?? 0, out: written ?? 0 }];
}

function sum(parts: readonly PartCounters[] | undefined, side: 'in' | 'out'): number | undefined {
  return parts?.reduce((total, each) => total + each[side], 0);
}
