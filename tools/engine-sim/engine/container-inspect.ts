import type { Dialect } from '../core/dialect';
import { stableId } from '../core/rng';
import { type Container, isUp } from './container';
import {
  imageIdText,
  imageNameText,
  inspectPorts,
  jobTyped,
  mounts,
  networkMap,
  portMapping,
  topAddress,
  volumeMaps,
} from './container-parts';
import type { Engine } from './engine';
import { hostConfig } from './host-config';
import { isoTime } from './times';

type Json = Record<string, unknown>;

function healthView(container: Container, dialect: Dialect): Json {
  const { health } = container;
  if (!health || !dialect.speaks(24)) return {};
  return {
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
  };
}

function stateView(container: Container, dialect: Dialect): Json {
  const restarting = container.state === 'restarting';
  return {
    ...(dialect.speaks(21) ? { Status: container.state } : {}),
    Running: isUp(container) || (restarting && dialect.speaks(14)),
    ...(dialect.speaks(12) ? { Paused: container.state === 'paused' } : {}),
    ...(dialect.speaks(14) ? { Restarting: restarting } : {}),
    ...(dialect.speaks(16) ? { OOMKilled: container.oomKilled } : {}),
    ...(dialect.speaks(18) ? { Dead: container.state === 'dead' } : {}),
    Pid: container.pid,
    ExitCode: container.exitCode,
    ...(dialect.speaks(16) ? { Error: container.error } : {}),
    StartedAt: isoTime(container.startedAt),
    ...(dialect.speaks(6) ? { FinishedAt: isoTime(container.finishedAt) } : {}),
    ...(dialect.speaks(11) ? {} : { Ghost: false }),
    ...healthView(container, dialect),
  };
}

/** Limits stood in Config below 1.20. */
function limits(container: Container, dialect: Dialect): Json {
  if (dialect.asks(20)) return {};
  const { memoryLimit } = container.spec;
  return { Memory: memoryLimit, MemorySwap: memoryLimit * 2, CpuShares: 0, Cpuset: '' };
}

/** The default was written down once; newer engines leave it out. Podman writes the number. */
function stopSignal(dialect: Dialect): Json {
  if (dialect.podman) return { StopSignal: '15' };
  return dialect.speaks(21) && !dialect.speaks(40) ? { StopSignal: 'SIGTERM' } : {};
}

function configView(container: Container, dialect: Dialect): Json {
  const { spec } = container;
  const exposed = Object.fromEntries(spec.ports.map((port) => [`${port.container}/${port.protocol}`, {}]));
  const specs = spec.ports.map(({ host, container: inner }) =>
    host === undefined ? String(inner) : `${host}:${inner}`,
  );
  return {
    Hostname: container.id.slice(0, 12),
    Domainname: '',
    User: spec.user,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    ...(dialect.speaks(6)
      ? spec.ports.length > 0
        ? { ExposedPorts: exposed }
        : {}
      : { PortSpecs: specs.length > 0 ? specs : null }),
    Tty: spec.tty,
    OpenStdin: spec.openStdin,
    StdinOnce: false,
    Env: spec.env,
    Cmd: spec.command.length > 0 ? spec.command : null,
    ...(spec.health && dialect.speaks(24)
      ? { Healthcheck: { Test: spec.health.test, Interval: spec.health.intervalMs * 1_000_000, Retries: 3 } }
      : {}),
    Image: imageNameText(spec.image, dialect),
    Volumes: null,
    WorkingDir: spec.workingDir,
    Entrypoint: spec.entrypoint.length > 0 ? spec.entrypoint : null,
    ...(dialect.speaks(12) ? { OnBuild: null } : {}),
    ...(dialect.speaks(18) ? { Labels: spec.labels } : {}),
    ...stopSignal(dialect),
    ...limits(container, dialect),
  };
}

function networkSettings(engine: Engine, container: Container, dialect: Dialect): Json {
  const up = isUp(container);
  return {
    ...(dialect.asks(52) && !dialect.podman ? {} : topAddress(engine, container, dialect)),
    ...(dialect.speaks(21)
      ? {
          SandboxID: up ? stableId(`sandbox:${container.id}`) : '',
          SandboxKey: up ? `/var/run/docker/netns/${container.id.slice(0, 12)}` : '',
        }
      : {}),
    ...(dialect.speaks(6)
      ? { Ports: up ? inspectPorts(container, dialect) : dialect.speaks(21) ? {} : null }
      : { PortMapping: portMapping(container) }),
    ...(dialect.asks(21) && dialect.speaks(21) ? { Networks: networkMap(engine, container, dialect) } : {}),
  };
}

/** Where the layers are: moved to `Storage` in 1.52. */
function storage(container: Container, dialect: Dialect): Json {
  const data = { MergedDir: `/var/lib/docker/overlay2/${stableId(`layer:${container.id}`)}/merged` };
  if (dialect.asks(52)) return { Storage: { RootFS: { Snapshot: { Name: 'overlayfs' } } } };
  return dialect.speaks(21) ? { GraphDriver: { Name: 'overlay2', Data: data } } : {};
}

/** GET /containers/{id}/json. The key of the identity is `ID` below 1.12. */
export function inspectView(engine: Engine, container: Container, dialect: Dialect, size: boolean): Json {
  const { spec } = container;
  const argv = [...spec.entrypoint, ...spec.command];
  const folder = `/var/lib/docker/containers/${container.id}`;
  const view: Json = {
    [dialect.asks(12) ? 'Id' : 'ID']: container.id,
    Created: isoTime(container.createdAt),
    Path: argv[0] ?? '',
    Args: argv.slice(1),
    Config: configView(container, dialect),
    State: stateView(container, dialect),
    Image: imageIdText(container.imageId, dialect),
    NetworkSettings: networkSettings(engine, container, dialect),
    ...(dialect.speaks(18) ? {} : { SysInitPath: '/usr/bin/docker' }),
    ResolvConfPath: dialect.speaks(9) ? `${folder}/resolv.conf` : '/etc/resolv.conf',
    ...(dialect.asks(20) && dialect.speaks(20)
      ? { Mounts: mounts(engine, container, dialect) }
      : volumeMaps(container)),
    ...(dialect.speaks(6)
      ? { HostnamePath: `${folder}/hostname`, HostsPath: `${folder}/hosts`, Name: `/${container.name}` }
      : {}),
    ...(dialect.speaks(8) ? { HostConfig: hostConfig(container, dialect), Driver: 'overlay2' } : {}),
    ...(dialect.speaks(10) ? { MountLabel: '', ProcessLabel: '' } : {}),
    ...(dialect.speaks(14) ? { RestartCount: container.restartCount } : {}),
    ...(dialect.speaks(17)
      ? { AppArmorProfile: '', ExecIDs: container.execs.size > 0 ? [...container.execs] : null }
      : {}),
    ...(dialect.speaks(18) ? { LogPath: `${folder}/${container.id}-json.log` } : {}),
    ...(dialect.speaks(31) ? { Platform: 'linux' } : {}),
    ...storage(container, dialect),
    ...(size && dialect.asks(21) && dialect.speaks(21)
      ? { SizeRw: spec.sizeRw, SizeRootFs: spec.sizeRootFs }
      : {}),
  };
  return jobTyped(view, dialect);
}
