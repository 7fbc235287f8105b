import { randomUUID } from 'node:crypto';
import { versionText } from '../core/api-version';
import type { Dialect } from '../core/dialect';
import { jobTyped } from './container-parts';
import type { Engine } from './engine';

type Json = Record<string, unknown>;

/** GET /version as this release writes it: no `ApiVersion` before 0.10. */
export function versionView(engine: Engine, dialect: Dialect): Json {
  const { host } = engine.world;
  const { kind } = engine;
  if (dialect.podman) return podmanVersion(engine);
  const common = {
    ...(dialect.speaks(10) ? { ApiVersion: versionText(kind.newest) } : {}),
    ...(dialect.speaks(25) ? { MinAPIVersion: versionText(kind.oldest) } : {}),
    GitCommit: 'bbd0a17',
    GoVersion: dialect.speaks(25) ? 'go1.23.6' : 'go1.4.2',
    ...(dialect.speaks(18) ? { Os: 'linux', Arch: 'amd64', KernelVersion: host.kernel } : {}),
    ...(dialect.speaks(20)
      ? {
          BuildTime: dialect.speaks(22)
            ? '2025-02-26T10:41:08.000000000+00:00'
            : 'Thu Sep 10 19:10:10 UTC 2015',
        }
      : {}),
  };
  const { ApiVersion: _, ...details } = { ApiVersion: '', ...common };
  return {
    ...(dialect.speaks(35)
      ? {
          Platform: { Name: 'Docker Engine - Community' },
          Components: [
            {
              Name: 'Engine',
              Version: kind.release,
              Details: { ApiVersion: versionText(kind.newest), ...details, Experimental: 'false' },
            },
            {
              Name: 'containerd',
              Version: '1.7.25',
              Details: { GitCommit: 'bcc810d6b9066471b0b6fa75f557a15a1cbf31bb' },
            },
            { Name: 'runc', Version: '1.2.4', Details: { GitCommit: 'v1.2.4-0-g6c52b3f' } },
            { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
          ],
        }
      : {}),
    Version: kind.release,
    ...common,
  };
}

function podmanVersion(engine: Engine): Json {
  const { kind } = engine;
  const api = { ApiVersion: versionText(kind.newest), MinAPIVersion: versionText(kind.oldest) };
  const rest = { GitCommit: '', GoVersion: 'go1.19.8', Os: 'linux', Arch: 'amd64' };
  return {
    Platform: { Name: 'linux/amd64/debian-12' },
    Components: [
      {
        Name: 'Podman Engine',
        Version: kind.release,
        Details: {
          APIVersion: kind.release,
          Arch: 'amd64',
          BuildTime: '1970-01-01T00:00:00Z',
          Experimental: 'false',
          GitCommit: '',
          GoVersion: 'go1.19.8',
          KernelVersion: engine.world.host.kernel,
          MinAPIVersion: '4.0.0',
          Os: 'linux',
        },
      },
      { Name: 'Conmon', Version: 'conmon version 2.1.6, commit: unknown', Details: { Package: 'conmon' } },
      { Name: 'OCI Runtime (runc)', Version: 'runc version 1.1.5+ds1', Details: { Package: 'runc' } },
    ],
    Version: kind.release,
    ...api,
    ...rest,
    KernelVersion: engine.world.host.kernel,
    BuildTime: '1970-01-01T00:00:00Z',
  };
}

/** The first API of each field of /info; what is not here is as old as the route. */
const since: Readonly<Record<string, number>> = {
  IPv4Forwarding: 6,
  Driver: 7,
  DriverStatus: 7,
  KernelVersion: 7,
  IndexServerAddress: 7,
  NEventsListener: 7,
  OperatingSystem: 13,
  ID: 16,
  NCPU: 16,
  MemTotal: 16,
  Name: 16,
  Labels: 16,
  DockerRootDir: 17,
  RegistryConfig: 18,
  HttpProxy: 18,
  HttpsProxy: 18,
  NoProxy: 18,
  SystemTime: 19,
  LoggingDriver: 19,
  OomKillDisable: 19,
  CpuCfsPeriod: 19,
  CpuCfsQuota: 19,
  ExperimentalBuild: 19,
  ServerVersion: 22,
  Plugins: 22,
  OSType: 22,
  Architecture: 22,
  ContainersRunning: 22,
  ContainersPaused: 22,
  ContainersStopped: 22,
  CPUShares: 23,
  CPUSet: 23,
  CgroupDriver: 23,
  Runtimes: 24,
  DefaultRuntime: 24,
  Swarm: 24,
  SecurityOptions: 24,
  LiveRestoreEnabled: 25,
  Isolation: 25,
  InitBinary: 25,
  ContainerdCommit: 25,
  RuncCommit: 25,
  InitCommit: 25,
  GenericResources: 32,
  PidsLimit: 40,
  Warnings: 39,
  OSVersion: 40,
  CgroupVersion: 41,
};

/** GET /info as this release writes it. Below 1.19 booleans are the numbers 0 and 1. */
export function infoView(engine: Engine, dialect: Dialect): Json {
  const known = Object.entries(wholeInfo(engine)).filter(([key]) => dialect.speaks(since[key] ?? 0));
  const numbers = !dialect.asks(19) && dialect.speaks(7);
  const driver = !dialect.asks(25) && dialect.speaks(7) && !dialect.speaks(42) && !dialect.podman;
  const old = driver ? { ExecutionDriver: '<not supported>' } : {};
  return jobTyped(
    Object.fromEntries(
      [...known, ...Object.entries(old)].map(([key, value]) => [
        key,
        numbers && typeof value === 'boolean' ? Number(value) : value,
      ]),
    ),
    dialect,
  );
}

function wholeInfo(engine: Engine): Record<string, unknown> {
  const { host } = engine.world;
  const { cgroup } = engine;
  const containers = [...engine.containers.values()];
  const count = (passes: (state: string) => boolean): number =>
    containers.filter(({ state }) => passes(state)).length;
  return {
    // Podman makes up another id for each answer.
    ID: engine.podman ? randomUUID() : host.id,
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
    SystemTime: new Date(engine.clock.now()).toISOString(),
    LoggingDriver: engine.podman ? '' : 'json-file',
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
    ServerVersion: engine.kind.release,
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
