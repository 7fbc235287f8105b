import { type ApiVersion, atLeast } from '../core/api-version';
import { stableId } from '../core/rng';
import { type Container, isUp } from './container';
import { statusText } from './container-status';
import type { Engine } from './engine';

type Json = Record<string, unknown>;

const never = '0001-01-01T00:00:00Z';

/** RFC 3339 with nanosecond digits, or the zero time. */
export function isoTime(ms: number): string {
  return ms === 0 ? never : `${new Date(ms).toISOString().slice(0, -1)}000000Z`;
}

function portBindings(container: Container): Json {
  const bindings: Json = {};
  for (const port of container.spec.ports) {
    if (port.host === undefined) continue;
    bindings[`${port.container}/${port.protocol}`] = [
      { HostIp: port.ip === '0.0.0.0' ? '' : (port.ip ?? ''), HostPort: String(port.host) },
    ];
  }
  return bindings;
}

function listPorts(container: Container): Json[] {
  return container.spec.ports.flatMap((port): Json[] => {
    const base = { PrivatePort: port.container, Type: port.protocol };
    if (port.host === undefined || !isUp(container)) return [base];
    const published = { ...base, PublicPort: port.host };
    const ip = port.ip ?? '0.0.0.0';
    const first = { IP: ip, ...published };
    return ip === '0.0.0.0' ? [first, { IP: '::', ...published }] : [first];
  });
}

function networkMap(engine: Engine, container: Container, version: ApiVersion): Json {
  const map: Json = {};
  const up = isUp(container);
  container.spec.networks.forEach(({ name, address, aliases }, index) => {
    const network = [...engine.networks.values()].find(({ spec }) => spec.name === name);
    const last = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
    map[name] = {
      IPAMConfig: null,
      Links: null,
      Aliases: [...(aliases ?? []), ...(atLeast(version, 45) ? [] : [container.id.slice(0, 12)])],
      ...(atLeast(version, 44)
        ? { DNSNames: [container.name, ...(aliases ?? []), container.id.slice(0, 12)] }
        : {}),
      MacAddress: up && address !== '' ? `02:42:${last.join(':')}` : '',
      ...(atLeast(version, 48) ? { GwPriority: 0 } : {}),
      DriverOpts: null,
      NetworkID: network?.id ?? '',
      EndpointID: up ? stableId(`endpoint:${container.id}:${index}`) : '',
      Gateway: up ? (network?.spec.gateway ?? '') : '',
      IPAddress: up ? address : '',
      IPPrefixLen: up && address !== '' ? Number(network?.spec.subnet.split('/')[1] ?? 0) : 0,
      IPv6Gateway: '',
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
    };
  });
  return map;
}

function mounts(engine: Engine, container: Container): Json[] {
  return container.spec.mounts.map((mount) =>
    mount.type === 'volume'
      ? {
          Type: 'volume',
          Name: mount.source,
          Source: `/var/lib/docker/volumes/${mount.source}/_data`,
          Destination: mount.target,
          Driver: 'local',
          Mode: engine.world.cgroup === 1 ? 'rw' : 'z',
          RW: mount.readOnly !== true,
          Propagation: '',
        }
      : {
          Type: 'bind',
          Source: mount.source,
          Destination: mount.target,
          Mode: mount.readOnly === true ? 'ro' : '',
          RW: mount.readOnly !== true,
          Propagation: 'rprivate',
        },
  );
}

function networkMode(container: Container): string {
  return container.spec.networks[0]?.name ?? 'bridge';
}

/** An element of GET /containers/json. */
export function listView(engine: Engine, container: Container, version: ApiVersion, size: boolean): Json {
  const { spec } = container;
  const health = container.health;
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: spec.image,
    ImageID: container.imageId,
    Command: [...spec.entrypoint, ...spec.command].join(' '),
    Created: Math.floor(container.createdAt / 1000),
    Ports: listPorts(container),
    Labels: spec.labels,
    State: container.state,
    Status: statusText(container),
    HostConfig: { NetworkMode: networkMode(container) },
    ...(atLeast(version, 52)
      ? {
          Health: {
            Status: isUp(container) && health ? health.status : 'none',
            FailingStreak: health?.failingStreak ?? 0,
          },
        }
      : {}),
    NetworkSettings: { Networks: networkMap(engine, container, version) },
    Mounts: mounts(engine, container),
    ...(size ? { SizeRw: spec.sizeRw, SizeRootFs: spec.sizeRootFs } : {}),
  };
}

function stateView(container: Container): Json {
  const { health } = container;
  return {
    Status: container.state,
    Running: isUp(container) || container.state === 'restarting',
    Paused: container.state === 'paused',
    Restarting: container.state === 'restarting',
    OOMKilled: container.oomKilled,
    Dead: container.state === 'dead',
    Pid: container.pid,
    ExitCode: container.exitCode,
    Error: container.error,
    StartedAt: isoTime(container.startedAt),
    FinishedAt: isoTime(container.finishedAt),
    ...(health
      ? {
          Health: {
            Status: isUp(container) ? health.status : 'unhealthy',
            FailingStreak: health.failingStreak,
            Log: health.log.map((entry) => ({
              Start: isoTime(entry.at),
              End: isoTime(entry.at + 46),
              ExitCode: entry.exitCode,
              Output: entry.output,
            })),
          },
        }
      : {}),
  };
}

function hostConfig(container: Container): Json {
  const { spec } = container;
  return {
    Binds: spec.mounts.map(
      ({ source, target, readOnly }) => `${source}:${target}:${readOnly === true ? 'ro' : 'rw'}`,
    ),
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: {} },
    NetworkMode: networkMode(container),
    PortBindings: portBindings(container),
    RestartPolicy: { Name: spec.restartPolicy, MaximumRetryCount: 0 },
    AutoRemove: spec.autoRemove,
    VolumeDriver: '',
    VolumesFrom: null,
    ConsoleSize: [0, 0],
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: 'private',
    Dns: [],
    DnsOptions: [],
    DnsSearch: [],
    ExtraHosts: [],
    GroupAdd: null,
    IpcMode: 'private',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: spec.privileged,
    PublishAllPorts: false,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 67_108_864,
    Runtime: 'runc',
    Isolation: '',
    CpuShares: 0,
    Memory: spec.memoryLimit,
    NanoCpus: spec.nanoCpus,
    CgroupParent: '',
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: [],
    BlkioDeviceWriteBps: [],
    BlkioDeviceReadIOps: [],
    BlkioDeviceWriteIOps: [],
    CpuCount: 0,
    CpuPercent: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: [],
    MemoryReservation: 0,
    MemorySwap: spec.memoryLimit * 2,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: spec.pidsLimit === 0 ? null : spec.pidsLimit,
    Ulimits: [],
    MaskedPaths: spec.privileged ? null : ['/proc/asound', '/proc/acpi', '/proc/kcore', '/proc/keys'],
    ReadonlyPaths: spec.privileged ? null : ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys'],
  };
}

/** GET /containers/{id}/json. */
export function inspectView(engine: Engine, container: Container, version: ApiVersion, size: boolean): Json {
  const { spec } = container;
  const argv = [...spec.entrypoint, ...spec.command];
  const exposed = Object.fromEntries(spec.ports.map((port) => [`${port.container}/${port.protocol}`, {}]));
  const networks = networkMap(engine, container, version);
  return {
    Id: container.id,
    Created: isoTime(container.createdAt),
    Path: argv[0] ?? '',
    Args: argv.slice(1),
    State: stateView(container),
    Image: container.imageId,
    ResolvConfPath: `/var/lib/docker/containers/${container.id}/resolv.conf`,
    HostnamePath: `/var/lib/docker/containers/${container.id}/hostname`,
    HostsPath: `/var/lib/docker/containers/${container.id}/hosts`,
    LogPath: `/var/lib/docker/containers/${container.id}/${container.id}-json.log`,
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: 'docker-default',
    ExecIDs: container.execs.size > 0 ? [...container.execs] : null,
    HostConfig: hostConfig(container),
    GraphDriver: {
      Name: 'overlay2',
      Data: { MergedDir: `/var/lib/docker/overlay2/${stableId(`layer:${container.id}`)}/merged` },
    },
    ...(size ? { SizeRw: spec.sizeRw, SizeRootFs: spec.sizeRootFs } : {}),
    Mounts: mounts(engine, container),
    Config: {
      Hostname: container.id.slice(0, 12),
      Domainname: '',
      User: spec.user,
      AttachStdin: false,
      AttachStdout: true,
      AttachStderr: true,
      ...(spec.ports.length > 0 ? { ExposedPorts: exposed } : {}),
      Tty: spec.tty,
      OpenStdin: spec.openStdin,
      StdinOnce: false,
      Env: spec.env,
      Cmd: spec.command.length > 0 ? spec.command : null,
      ...(spec.health
        ? {
            Healthcheck: { Test: spec.health.test, Interval: spec.health.intervalMs * 1_000_000, Retries: 3 },
          }
        : {}),
      Image: spec.image,
      Volumes: null,
      WorkingDir: spec.workingDir,
      Entrypoint: spec.entrypoint.length > 0 ? spec.entrypoint : null,
      OnBuild: null,
      Labels: spec.labels,
      StopSignal: 'SIGTERM',
    },
    NetworkSettings: {
      ...(atLeast(version, 52)
        ? {}
        : {
            Bridge: '',
            HairpinMode: false,
            LinkLocalIPv6Address: '',
            LinkLocalIPv6PrefixLen: 0,
            SecondaryIPAddresses: null,
            SecondaryIPv6Addresses: null,
            EndpointID: '',
            Gateway: '',
            GlobalIPv6Address: '',
            GlobalIPv6PrefixLen: 0,
            IPAddress: '',
            IPPrefixLen: 0,
            IPv6Gateway: '',
            MacAddress: '',
          }),
      SandboxID: isUp(container) ? stableId(`sandbox:${container.id}`) : '',
      SandboxKey: isUp(container) ? `/var/run/docker/netns/${container.id.slice(0, 12)}` : '',
      Ports: isUp(container) ? inspectPorts(container) : {},
      Networks: networks,
    },
  };
}

function inspectPorts(container: Container): Json {
  const ports: Json = {};
  for (const port of container.spec.ports) {
    const key = `${port.container}/${port.protocol}`;
    if (port.host === undefined) {
      ports[key] = null;
      continue;
    }
    const ip = port.ip ?? '0.0.0.0';
    const binding = { HostIp: ip, HostPort: String(port.host) };
    ports[key] = ip === '0.0.0.0' ? [binding, { HostIp: '::', HostPort: String(port.host) }] : [binding];
  }
  return ports;
}
