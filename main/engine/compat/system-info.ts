import type { SystemInfo } from '#shared/model/system-info';
import { bool, entries, field, firstField, list, num, str, time } from './read';

/** `GET /info`, API 1.2 to 1.52; undefined where it is no object. */
export function toSystemInfo(raw: unknown): SystemInfo | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const text = (...keys: readonly string[]): string => str(firstField(raw, ...keys));
  const count = (key: string): number => Math.max(0, num(field(raw, key)) ?? 0);
  const securityOptions = texts(field(raw, 'SecurityOptions'));
  const plugins = field(raw, 'Plugins');
  const systemTime = time(field(raw, 'SystemTime'));
  return {
    id: isPodman(raw) ? '' : text('ID', 'Id'),
    name: text('Name'),
    release: text('ServerVersion'),
    os: text('OSType') || (text('OperatingSystem') === '' ? '' : 'linux'),
    system: text('OperatingSystem'),
    arch: text('Architecture'),
    kernel: text('KernelVersion'),
    cpus: count('NCPU'),
    memoryBytes: count('MemTotal'),
    storageDriver: text('Driver'),
    loggingDriver: text('LoggingDriver'),
    cgroupDriver: text('CgroupDriver'),
    cgroupVersion: text('CgroupVersion') || (text('CgroupDriver') === '' ? '' : '1'),
    dataRoot: text('DockerRootDir'),
    defaultRuntime: text('DefaultRuntime'),
    runtimes: entries(field(raw, 'Runtimes')).map(([name]) => name),
    containers: containerCounts(raw),
    images: count('Images'),
    ...swarmOf(field(raw, 'Swarm')),
    securityOptions,
    rootless:
      bool(field(raw, 'Rootless')) ||
      securityOptions.some((option) => option === 'rootless' || option.startsWith('name=rootless')),
    warnings: texts(field(raw, 'Warnings')),
    ...registriesOf(field(raw, 'RegistryConfig')),
    plugins: {
      volume: texts(field(plugins, 'Volume')),
      network: texts(field(plugins, 'Network')),
      log: texts(field(plugins, 'Log')),
    },
    labels: texts(field(raw, 'Labels')),
    debug: bool(field(raw, 'Debug')),
    experimental: bool(field(raw, 'ExperimentalBuild')),
    liveRestore: bool(field(raw, 'LiveRestoreEnabled')),
    missingLimits: missingLimits(raw),
    ...(systemTime === undefined ? {} : { systemTime }),
    raw,
  };
}

/** Podman's answer has a few keys of its own. */
function isPodman(raw: unknown): boolean {
  return str(field(raw, 'ProductLicense')) === 'Apache-2.0' && field(raw, 'BuildahVersion') !== undefined;
}

function containerCounts(raw: unknown): SystemInfo['containers'] {
  const total = Math.max(0, num(field(raw, 'Containers')) ?? 0);
  const running = num(field(raw, 'ContainersRunning'));
  if (running === undefined) return { total };
  return {
    total,
    running,
    paused: num(field(raw, 'ContainersPaused')) ?? 0,
    stopped: num(field(raw, 'ContainersStopped')) ?? 0,
  };
}

function swarmOf(raw: unknown): Pick<SystemInfo, 'swarm'> {
  const state = str(field(raw, 'LocalNodeState'));
  if (state === '') return {};
  return {
    swarm: {
      state,
      manager: bool(field(raw, 'ControlAvailable')),
      nodeId: str(field(raw, 'NodeID')),
      nodes: num(field(raw, 'Nodes')) ?? 0,
      managers: num(field(raw, 'Managers')) ?? 0,
      error: str(field(raw, 'Error')),
    },
  };
}

function registriesOf(raw: unknown): Pick<SystemInfo, 'insecureRegistries' | 'registryMirrors'> {
  const indexes = entries(field(raw, 'IndexConfigs'));
  const insecure = indexes
    // Absent is not insecure.
    .filter(([, index]) => field(index, 'Secure') !== undefined && !bool(field(index, 'Secure')))
    .map(([name]) => name);
  const mirrors = [
    ...texts(field(raw, 'Mirrors')),
    ...indexes.flatMap(([, index]) => texts(field(index, 'Mirrors'))),
  ];
  return {
    insecureRegistries: unique([...texts(field(raw, 'InsecureRegistryCIDRs')), ...insecure]),
    registryMirrors: unique(mirrors),
  };
}

const limits = [
  ['memory', 'MemoryLimit'],
  ['swap', 'SwapLimit'],
  ['cpu-quota', 'CpuCfsQuota'],
  ['cpuset', 'CPUSet'],
  ['pids', 'PidsLimit'],
] as const;

function missingLimits(raw: unknown): SystemInfo['missingLimits'] {
  return limits
    .filter(([, key]) => field(raw, key) !== undefined && !bool(field(raw, key)))
    .map(([name]) => name);
}

function texts(raw: unknown): readonly string[] {
  return list(raw)
    .map(str)
    .filter((text) => text !== '');
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
