import type { Dialect } from '../core/dialect';
import type { Container } from './container';
import type { Engine } from './engine';
import type { Usage } from './load-meter';
import { isoTime } from './times';

type Json = Record<string, unknown>;

/** A sample of a container's counters, kept to become the `precpu` of the next one. */
export interface Sample {
  readonly at: number;
  readonly usage: Usage;
}

/** Reads the counters now; undefined when the container does not run. A paused one stands still. */
export function takeSample(engine: Engine, container: Container): Sample | undefined {
  if (!container.meter) return undefined;
  const now = engine.clock.now();
  if (container.state === 'paused') container.meter.skip();
  const usage = container.meter.read(now);
  return { at: now, usage };
}

function cpuStats(engine: Engine, sample: Sample | undefined): Json {
  const none = { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 } };
  const throttling = { throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 } };
  if (!sample) return { ...none, ...throttling };
  const { cpus, bootedAgo } = engine.world.host;
  const uptimeNanos = (sample.at - engine.startedAt + bootedAgo) * 1e6;
  const total = sample.usage.cpuNanos;
  const kernel = Math.round(total * 0.18);
  const each = Math.floor(total / cpus);
  return {
    cpu_usage: {
      total_usage: total,
      ...(engine.cgroup === 1 ? { percpu_usage: Array.from({ length: cpus }, () => each) } : {}),
      usage_in_kernelmode: kernel,
      usage_in_usermode: total - kernel,
    },
    system_cpu_usage: uptimeNanos * cpus,
    ...(engine.speaks(27) ? { online_cpus: cpus } : {}),
    ...throttling,
  };
}

function memoryStats(engine: Engine, container: Container, usage: Usage): Json {
  const inactive = Math.round(usage.memory * 0.11);
  const limit = container.spec.memoryLimit > 0 ? container.spec.memoryLimit : engine.world.host.memory;
  const total = usage.memory + inactive;
  // Podman says these two alone, whatever the kernel has.
  if (engine.podman) return { usage: total, limit };
  return engine.cgroup === 1
    ? {
        usage: total,
        max_usage: Math.round(total * 1.05),
        stats: {
          active_anon: Math.round(usage.memory * 0.82),
          cache: inactive + Math.round(usage.memory * 0.1),
          inactive_file: inactive,
          rss: Math.round(usage.memory * 0.82),
          total_cache: inactive + Math.round(usage.memory * 0.1),
          total_inactive_file: inactive,
          total_rss: Math.round(usage.memory * 0.82),
        },
        ...(engine.speaks(25) ? {} : { failcnt: 0 }),
        limit,
      }
    : {
        usage: total,
        stats: {
          active_anon: Math.round(usage.memory * 0.82),
          active_file: Math.round(usage.memory * 0.1),
          anon: Math.round(usage.memory * 0.82),
          file: inactive + Math.round(usage.memory * 0.1),
          inactive_anon: 0,
          inactive_file: inactive,
          pgfault: Math.round(usage.cpuNanos / 1e6),
          pgmajfault: 12,
        },
        limit,
      };
}

function blockStats(engine: Engine, usage: Usage): Json {
  const op = (name: string, value: number): Json => ({ major: 259, minor: 0, op: name, value });
  if (engine.cgroup === 2) {
    return {
      io_service_bytes_recursive: [op('read', usage.read), op('write', usage.write)],
      io_serviced_recursive: null,
      io_queue_recursive: null,
      io_service_time_recursive: null,
      io_wait_time_recursive: null,
      io_merged_recursive: null,
      io_time_recursive: null,
      sectors_recursive: null,
    };
  }
  const total = usage.read + usage.write;
  return {
    io_service_bytes_recursive: [
      op('Read', usage.read),
      op('Write', usage.write),
      op('Sync', total),
      op('Async', 0),
      op('Discard', 0),
      op('Total', total),
    ],
    io_serviced_recursive: [],
    io_queue_recursive: [],
    io_service_time_recursive: [],
    io_wait_time_recursive: [],
    io_merged_recursive: [],
    io_time_recursive: [],
    sectors_recursive: [],
  };
}

type Counters = Readonly<Record<string, number>>;

function interfaceStats(share: (value: number) => number, usage: Usage): Counters {
  return {
    rx_bytes: share(usage.rx),
    rx_packets: Math.floor(share(usage.rx) / 640),
    rx_errors: 0,
    rx_dropped: 0,
    tx_bytes: share(usage.tx),
    tx_packets: Math.floor(share(usage.tx) / 820),
    tx_errors: 0,
    tx_dropped: 0,
  };
}

/** One sum as `network` below 1.21; a map by interface since. Podman 4 calls its one interface "network". */
function networkStats(container: Container, usage: Usage, dialect: Dialect): Json {
  const sum = { network: interfaceStats((value) => value, usage) };
  if (!dialect.asks(21)) return sum;
  if (dialect.podman && !dialect.speaks(44)) return { networks: sum };
  const attached = Math.max(1, container.spec.networks.length);
  const one = interfaceStats((value) => Math.floor(value / attached), usage);
  return {
    networks: Object.fromEntries(Array.from({ length: attached }, (_, index) => [`eth${index}`, one])),
  };
}

function identity(container: Container, dialect: Dialect): Json {
  if (!dialect.speaks(25)) return {};
  if (dialect.podman) return { name: container.name, Id: container.id };
  return {
    name: `/${container.name}`,
    id: container.id,
    ...(dialect.asks(52) ? { os_type: 'linux' } : {}),
  };
}

function emptyBlocks(): Json {
  return {
    io_service_bytes_recursive: null,
    io_serviced_recursive: null,
    io_queue_recursive: null,
    io_service_time_recursive: null,
    io_wait_time_recursive: null,
    io_merged_recursive: null,
    io_time_recursive: null,
    sectors_recursive: null,
  };
}

function pidsStats(container: Container, usage: Usage, dialect: Dialect): Json {
  if (dialect.podman) return { current: usage.pids };
  const { pidsLimit } = container.spec;
  return { current: usage.pids, limit: pidsLimit > 0 ? pidsLimit : '#18446744073709551615#' };
}

/** One object of GET /containers/{id}/stats. A container that does not run gives zeros and the zero time. */
export function statsView(
  engine: Engine,
  container: Container,
  dialect: Dialect,
  sample: Sample | undefined,
  before: Sample | undefined,
): Json {
  const pids = dialect.speaks(23) ? (sample ? pidsStats(container, sample.usage, dialect) : {}) : undefined;
  return {
    ...identity(container, dialect),
    read: isoTime(sample?.at ?? 0),
    ...(dialect.speaks(25) ? { preread: isoTime(before?.at ?? 0) } : {}),
    ...(pids ? { pids_stats: pids } : {}),
    blkio_stats: sample ? blockStats(engine, sample.usage) : emptyBlocks(),
    ...(dialect.speaks(25) ? { num_procs: 0, storage_stats: {} } : {}),
    cpu_stats: cpuStats(engine, sample),
    ...(dialect.speaks(19) ? { precpu_stats: cpuStats(engine, before) } : {}),
    memory_stats: sample ? memoryStats(engine, container, sample.usage) : {},
    ...(sample ? networkStats(container, sample.usage, dialect) : {}),
  };
}
