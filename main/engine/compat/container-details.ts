import type {
  ContainerDetails,
  NetworkEndpoint,
  ResourceLimits,
  RestartPolicy,
} from '#shared/model/container';
import type { ContainerId, ImageId, NetworkId } from '#shared/model/ids';
import { toMounts } from './container-mounts';
import { inspectedPorts } from './container-ports';
import { inspectedHealth, inspectedState } from './container-state';
import { bool, entries, field, firstField, list, num, str, stringMap, time } from './read';

/** `GET /containers/{id}/json`, API 1.2 to 1.52. */
export function toContainerDetails(raw: unknown): ContainerDetails {
  const state = field(raw, 'State');
  const config = field(raw, 'Config');
  const host = field(raw, 'HostConfig');
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  const startedAt = time(field(state, 'StartedAt'));
  const finishedAt = time(field(state, 'FinishedAt'));
  const mounts = toMounts(raw);
  return {
    id: id as ContainerId,
    name: str(field(raw, 'Name')).replace(/^\//, '') || id.slice(0, 12),
    image: str(field(config, 'Image')),
    imageId: str(field(raw, 'Image')) as ImageId,
    command: [str(field(raw, 'Path')), ...list(field(raw, 'Args')).map(str)].join(' ').trim(),
    createdAt: time(field(raw, 'Created')) ?? 0,
    state: inspectedState(state, str(field(state, 'StartedAt')) !== '' && !isZeroTime(state)),
    ...inspectedHealth(state),
    ports: inspectedPorts(raw),
    mounts,
    endpoints: toEndpoints(raw, id),
    networkMode: str(field(host, 'NetworkMode')),
    restartPolicy: toRestartPolicy(field(host, 'RestartPolicy')),
    limits: toLimits(host, config),
    logDriver: str(field(field(host, 'LogConfig'), 'Type')),
    labels: stringMap(field(config, 'Labels')),
    tty: bool(field(config, 'Tty')),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    restartCount: num(field(raw, 'RestartCount')) ?? 0,
    exitCode: num(field(state, 'ExitCode')) ?? 0,
    oomKilled: bool(field(state, 'OOMKilled')),
    error: str(field(state, 'Error')),
    anonymousVolumes: mounts.filter(({ anonymous }) => anonymous).map(({ name }) => name),
    autoRemove: bool(field(host, 'AutoRemove')),
    raw,
  };
}

function isZeroTime(state: unknown): boolean {
  return str(field(state, 'StartedAt')).startsWith('0001-');
}

/**
 * `Networks` by name from API 1.21 on. Before, and on newer engines only for the default bridge, one address stands
 * at the top; from API 1.52 on it is gone, so `Networks` counts wherever it is.
 */
function toEndpoints(raw: unknown, id: string): readonly NetworkEndpoint[] {
  const settings = field(raw, 'NetworkSettings');
  const networks = field(settings, 'Networks');
  if (typeof networks === 'object' && networks !== null) {
    return entries(networks).map(([network, endpoint]) => toEndpoint(network, endpoint, id));
  }
  const top = toEndpoint(str(field(field(raw, 'HostConfig'), 'NetworkMode')) || 'bridge', settings, id);
  return top.ipv4 === '' && top.ipv6 === '' ? [] : [top];
}

function toEndpoint(network: string, raw: unknown, id: string): NetworkEndpoint {
  const networkId = str(field(raw, 'NetworkID'));
  const names = [...list(field(raw, 'Aliases')), ...list(field(raw, 'DNSNames'))].map(str);
  return {
    network,
    ...(networkId === '' ? {} : { networkId: networkId as NetworkId }),
    ipv4: str(firstField(raw, 'IPAddress', 'IpAddress')),
    ipv6: str(field(raw, 'GlobalIPv6Address')),
    gateway: str(field(raw, 'Gateway')),
    mac: str(field(raw, 'MacAddress')),
    // Before API 1.45 the short id is among the aliases, from 1.44 on among the DNS names.
    aliases: [...new Set(names)].filter((name) => name !== '' && name !== id.slice(0, 12)),
  };
}

function toRestartPolicy(raw: unknown): RestartPolicy {
  const name = str(field(raw, 'Name'));
  const known = name === 'always' || name === 'unless-stopped' || name === 'on-failure';
  const retries = num(field(raw, 'MaximumRetryCount')) ?? 0;
  return { name: known ? name : 'no', maxRetries: name === 'on-failure' ? Math.max(0, retries) : 0 };
}

/** Limits stand in `HostConfig` from API 1.18 on, in `Config` before. 0, -1 and null are no limit. */
function toLimits(host: unknown, config: unknown): ResourceLimits {
  const positive = (key: string): number | undefined => {
    const value = num(field(host, key)) ?? 0;
    const found = value > 0 ? value : (num(field(config, key)) ?? 0);
    return found > 0 ? found : undefined;
  };
  const nano = positive('NanoCpus');
  const quota = positive('CpuQuota');
  const cpuset = str(field(host, 'CpusetCpus')) || str(field(config, 'Cpuset'));
  return {
    ...optional('memoryBytes', positive('Memory')),
    ...optional('memorySwapBytes', positive('MemorySwap')),
    ...optional(
      'cpus',
      nano === undefined ? quota && quota / (positive('CpuPeriod') ?? 100_000) : nano / 1e9,
    ),
    ...optional('cpuShares', positive('CpuShares')),
    ...(cpuset === '' ? {} : { cpuset }),
    ...optional('pids', positive('PidsLimit')),
  };
}

function optional<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, number>>);
}
