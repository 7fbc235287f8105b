import { atLeast } from '../core/api-version';
import { badRequest } from '../core/errors';
import { isoTime, listView } from '../engine/container-views';
import type { Engine } from '../engine/engine';
import { type EngineEvent, eventJson, withBigIntegers } from '../engine/events';
import { imageListView, usedBy } from '../engine/image-views';
import type { Exchange } from '../http/exchange';
import type { Faults } from '../http/faults';
import { anyOf, type Filters, hasLabels, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import { volumeView } from './volumes-networks';

/** Ping, version, info, disk usage and events. */
export function systemRoutes(engine: Engine, faults: Faults): readonly Route[] {
  const ping = (exchange: Exchange): void => {
    const { res } = exchange;
    res.setHeader('Cache-Control', 'no-cache, no-store, must-revalidate');
    res.setHeader('Pragma', 'no-cache');
    if (atLeast(engine.version, 39))
      res.setHeader('Builder-Version', atLeast(engine.version, 42) ? '2' : '1');
    if (atLeast(engine.version, 42)) res.setHeader('Swarm', 'inactive');
    if (exchange.method === 'HEAD') {
      res.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 0 });
      res.end();
      return;
    }
    res.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 });
    res.end('OK');
  };
  return [
    route('GET', '/_ping', ping),
    ...(atLeast(engine.version, 40) ? [route('HEAD', '/_ping', ping)] : []),
    route('GET', '/version', (exchange) => exchange.sendJson(200, versionView(engine))),
    route('GET', '/info', (exchange) => exchange.sendJson(200, infoView(engine))),
    route('GET', '/system/df', (exchange) => exchange.sendJson(200, diskUsage(engine, exchange))),
    route('GET', '/events', (exchange) => streamEvents(engine, faults, exchange)),
  ];
}

function versionView(engine: Engine): Record<string, unknown> {
  const { host } = engine.world;
  const common = {
    ApiVersion: `${engine.version.major}.${engine.version.minor}`,
    MinAPIVersion: `${engine.minVersion.major}.${engine.minVersion.minor}`,
    GitCommit: 'bbd0a17',
    GoVersion: 'go1.23.6',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: host.kernel,
    BuildTime: '2025-02-26T10:41:08.000000000+00:00',
  };
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      { Name: 'Engine', Version: engine.release, Details: { ...common, Experimental: 'false' } },
      {
        Name: 'containerd',
        Version: '1.7.25',
        Details: { GitCommit: 'bcc810d6b9066471b0b6fa75f557a15a1cbf31bb' },
      },
      { Name: 'runc', Version: '1.2.4', Details: { GitCommit: 'v1.2.4-0-g6c52b3f' } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
    ],
    Version: engine.release,
    ...common,
  };
}

function infoView(engine: Engine): Record<string, unknown> {
  const { host, cgroup } = engine.world;
  const containers = [...engine.containers.values()];
  const count = (passes: (state: string) => boolean): number =>
    containers.filter(({ state }) => passes(state)).length;
  return {
    ID: host.id,
    Containers: containers.length,
    ContainersRunning: count((state) => state === 'running' || state === 'restarting'),
    ContainersPaused: count((state) => state === 'paused'),
    ContainersStopped: count((state) => state === 'exited' || state === 'created' || state === 'dead'),
    Images: engine.images.size,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: ['json-file', 'journald', 'local', 'none', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    OomKillDisable: cgroup === 1,
    NFd: 48 + containers.length * 3,
    NGoroutines: 64 + containers.length * 4,
    SystemTime: new Date().toISOString(),
    LoggingDriver: 'json-file',
    CgroupDriver: cgroup === 1 ? 'cgroupfs' : 'systemd',
    CgroupVersion: String(cgroup),
    NEventsListener: 0,
    KernelVersion: host.kernel,
    OperatingSystem: host.operatingSystem,
    OSVersion: '12',
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: '',
    RegistryConfig: { InsecureRegistryCIDRs: ['127.0.0.0/8'], IndexConfigs: {}, Mirrors: null },
    NCPU: host.cpus,
    MemTotal: host.memory,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: host.name,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: engine.release,
    Runtimes: { runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '' },
    ContainerdCommit: { ID: 'bcc810d6b9066471b0b6fa75f557a15a1cbf31bb' },
    RuncCommit: { ID: 'v1.2.4-0-g6c52b3f' },
    InitCommit: { ID: 'de40ad0' },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
    Warnings: null,
  };
}

function diskUsage(engine: Engine, exchange: Exchange): Record<string, unknown> {
  const images = [...engine.images.values()];
  const wanted = exchange.query.getAll('type');
  const has = (type: string): boolean => wanted.length === 0 || wanted.includes(type);
  return {
    ...(has('image')
      ? {
          LayersSize: images.reduce((sum, image) => sum + Math.round(image.spec.size * 0.93), 0),
          Images: images.map((image) => ({
            ...imageListView(engine, image, exchange.version, true),
            Containers: usedBy(engine, image),
          })),
        }
      : {}),
    ...(has('container')
      ? {
          Containers: engine
            .newestFirst()
            .map((container) => listView(engine, container, exchange.version, true)),
        }
      : {}),
    ...(has('volume')
      ? { Volumes: [...engine.volumes.values()].map((volume) => volumeView(engine, volume, true)) }
      : {}),
    ...(has('build-cache')
      ? {
          BuildCache: [
            {
              ID: 'k8rsx1r4pj8ywqtz3n1c2d5vf',
              Type: 'regular',
              Description: '[build 4/7] RUN npm ci',
              InUse: false,
              Shared: true,
              Size: 412_330_211,
              CreatedAt: isoTime(engine.startedAt - 3 * 3600_000),
              LastUsedAt: isoTime(engine.startedAt - 3 * 3600_000),
              UsageCount: 3,
            },
          ],
        }
      : {}),
  };
}

const eventKeys = [
  'config',
  'container',
  'daemon',
  'event',
  'image',
  'label',
  'network',
  'node',
  'plugin',
  'scope',
  'secret',
  'service',
  'type',
  'volume',
];

function eventPasses(event: EngineEvent, filters: Filters): boolean {
  const named = (key: 'container' | 'image' | 'network' | 'volume'): boolean =>
    anyOf(filters, key, (value) =>
      event.type === key
        ? event.id.startsWith(value) ||
          event.attributes['name'] === value ||
          event.attributes['image'] === value
        : key === 'image' && event.attributes['image'] === value,
    );
  return (
    anyOf(filters, 'type', (value) => event.type === value) &&
    anyOf(filters, 'event', (value) => event.action === value || event.action.startsWith(`${value}:`)) &&
    anyOf(filters, 'scope', (value) => value === 'local') &&
    named('container') &&
    named('image') &&
    named('network') &&
    named('volume') &&
    hasLabels(filters, event.attributes)
  );
}

/** Reads `seconds[.nanoseconds]`; undefined when missing. 400 for anything else. */
export function timeParameter(exchange: Exchange, name: string): bigint | undefined {
  const text = exchange.query.get(name);
  if (text === null || text === '') return undefined;
  const match = /^(-?\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) throw badRequest(`invalid value for "${name}": ${text}`);
  return BigInt(match[1] ?? '0') * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

async function streamEvents(engine: Engine, faults: Faults, exchange: Exchange): Promise<void> {
  const filters = parseFilters(exchange.query.get('filters'), eventKeys);
  const since = timeParameter(exchange, 'since');
  const until = timeParameter(exchange, 'until');
  const legacy = !atLeast(exchange.version, 52);
  exchange.startStream(legacy ? 'application/json' : 'application/jsonl');
  // A reader that stops loses events past this bound instead of filling the memory.
  const bound = 4 * 1024 * 1024;
  const send = (event: EngineEvent): void => {
    if (faults.eventsSilent || exchange.res.writableLength > bound) return;
    if (!eventPasses(event, filters)) return;
    exchange.res.write(`${withBigIntegers(eventJson(event, legacy))}\n`);
  };
  const inTime = ({ timeNano }: EngineEvent): boolean =>
    (since === undefined || timeNano >= since) && (until === undefined || timeNano <= until);
  if (since !== undefined || until !== undefined) {
    for (const event of engine.events.past()) if (inTime(event)) send(event);
  }
  const now = BigInt(Date.now()) * 1_000_000n;
  if (until !== undefined && until <= now) {
    exchange.res.end();
    return;
  }
  const stop = engine.events.listen(send);
  await new Promise<void>((resolve) => {
    const left = until === undefined ? undefined : Number((until - now) / 1_000_000n);
    const timer = left === undefined ? undefined : setTimeout(resolve, Math.min(left, 2 ** 31 - 1));
    exchange.signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
  stop();
  exchange.res.end();
}
