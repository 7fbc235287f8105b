import type {
  Container,
  ContainerDetails,
  ContainerState,
  Health,
  PortMapping,
} from '#shared/model/container';
import type { ContainerId, ImageId } from '#shared/model/ids';
import { bool, entries, field, firstField, list, num, str, stringMap, time } from './read';

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';
const podmanProjectLabel = 'io.podman.compose.project';

/** One element of `GET /containers/json`, API 1.2 to 1.52; undefined where it has no id. */
export function toContainer(raw: unknown): Container | undefined {
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  if (id === '') return undefined;
  const statusText = str(field(raw, 'Status'));
  const labels = stringMap(field(raw, 'Labels'));
  const state = toState(str(field(raw, 'State')), statusText);
  const project = labels[projectLabel] ?? labels[podmanProjectLabel];
  const service = labels[serviceLabel];
  return {
    id: id as ContainerId,
    name: ownName(list(field(raw, 'Names'))) ?? id.slice(0, 12),
    image: str(field(raw, 'Image')),
    imageId: str(field(raw, 'ImageID')) as ImageId,
    command: str(field(raw, 'Command')),
    createdAt: (num(field(raw, 'Created')) ?? 0) * 1000,
    state,
    ...healthOf(raw, statusText),
    ...exitOf(state, statusText),
    oomKilled: false,
    statusText,
    ports: toPorts(field(raw, 'Ports')),
    ...(project === undefined || project === '' ? {} : { project }),
    ...(service === undefined || service === '' ? {} : { service }),
    labels,
    networks: entries(field(field(raw, 'NetworkSettings'), 'Networks')).map(([name]) => name),
  };
}

/** `GET /containers/{id}/json`, API 1.2 to 1.52. */
export function toContainerDetails(raw: unknown): ContainerDetails {
  const state = field(raw, 'State');
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  const startedAt = time(field(state, 'StartedAt'));
  const finishedAt = time(field(state, 'FinishedAt'));
  return {
    id: id as ContainerId,
    name: str(field(raw, 'Name')).replace(/^\//, '') || id.slice(0, 12),
    image: str(field(field(raw, 'Config'), 'Image')),
    tty: bool(field(field(raw, 'Config'), 'Tty')),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    restartCount: num(field(raw, 'RestartCount')) ?? 0,
    exitCode: num(field(state, 'ExitCode')) ?? 0,
    oomKilled: bool(field(state, 'OOMKilled')),
    error: str(field(state, 'Error')),
    anonymousVolumes: anonymousVolumes(raw),
    autoRemove: bool(field(field(raw, 'HostConfig'), 'AutoRemove')),
    raw,
  };
}

/** The state word, or what the status text says where the engine has none (before API 1.23). */
function toState(word: string, status: string): ContainerState {
  switch (word.toLowerCase()) {
    case 'created':
    case 'configured': // Podman
    case 'initialized':
      return 'created';
    case 'running':
    case 'stopping': // Podman, for as long as its processes have to end
      return 'running';
    case 'paused':
      return 'paused';
    case 'restarting':
      return 'restarting';
    case 'removing':
      return 'removing';
    case 'exited':
    case 'stopped':
      return 'exited';
    case 'dead':
      return 'dead';
    case '':
      return stateFromStatus(status);
    default:
      return 'unknown';
  }
}

function stateFromStatus(status: string): ContainerState {
  if (status === '' || status.startsWith('Created')) return 'created';
  if (status.startsWith('Up')) return status.includes('(Paused)') ? 'paused' : 'running';
  if (status.startsWith('Restarting')) return 'restarting';
  if (status.startsWith('Exit') || status.startsWith('Ghost')) return 'exited';
  if (status.startsWith('Dead')) return 'dead';
  return status.startsWith('Removal') ? 'removing' : 'unknown';
}

function healthOf(raw: unknown, status: string): { health: Health; failedChecks?: number } {
  const health = field(raw, 'Health');
  const word = str(field(health, 'Status'));
  if (word !== '') {
    const failed = num(field(health, 'FailingStreak')) ?? 0;
    return { health: toHealth(word), ...(failed > 0 ? { failedChecks: failed } : {}) };
  }
  if (status.includes('(unhealthy)')) return { health: 'unhealthy' };
  if (status.includes('(healthy)')) return { health: 'healthy' };
  return { health: status.includes('(health: starting)') ? 'starting' : 'none' };
}

function toHealth(word: string): Health {
  return word === 'healthy' || word === 'unhealthy' || word === 'starting' ? word : 'none';
}

function exitOf(state: ContainerState, status: string): { exitCode?: number } {
  if (state !== 'exited' && state !== 'restarting' && state !== 'dead') return {};
  const code = /^(?:Exited \(|Exit |Restarting \()(-?\d+)/.exec(status)?.[1];
  return code === undefined ? {} : { exitCode: Number(code) };
}

/** The container's own name is the one with a single slash; the others are link aliases. */
function ownName(names: readonly unknown[]): string | undefined {
  const own = names.map(str).find((name) => /^\/?[^/]+$/.test(name));
  return own?.replace(/^\//, '');
}

/** Ports as objects (API 1.5 and later) or as text; v4 and v6 twins of one mapping become one. */
function toPorts(raw: unknown): readonly PortMapping[] {
  const found = typeof raw === 'string' ? portsFromText(raw) : list(raw).map(portFromObject);
  const byKey = new Map<string, PortMapping>();
  for (const port of found) {
    if (port === undefined) continue;
    const key = `${port.privatePort}/${port.protocol}/${port.publicPort ?? ''}/${twinAddress(port.ip)}`;
    const known = byKey.get(key);
    if (known === undefined || known.ip?.includes(':') === true) byKey.set(key, port);
  }
  return [...byKey.values()].sort(
    (a, b) => a.privatePort - b.privatePort || (a.publicPort ?? 0) - (b.publicPort ?? 0),
  );
}

/** The IPv4 address whose twin an IPv6 one is; any other address stands for itself. */
function twinAddress(ip: string | undefined): string {
  if (ip === undefined || ip === '::') return '0.0.0.0';
  return ip === '::1' ? '127.0.0.1' : ip;
}

function portFromObject(raw: unknown): PortMapping | undefined {
  const privatePort = num(field(raw, 'PrivatePort'));
  if (privatePort === undefined) return undefined;
  const publicPort = num(field(raw, 'PublicPort'));
  const ip = str(field(raw, 'IP'));
  return {
    privatePort,
    protocol: toProtocol(str(field(raw, 'Type'))),
    ...(publicPort === undefined || publicPort === 0 ? {} : { publicPort }),
    ...(ip === '' ? {} : { ip }),
  };
}

/** `80->8080, 53/udp`: public before private on engines before API 1.5. */
function portsFromText(text: string): (PortMapping | undefined)[] {
  return text.split(',').map((part) => {
    const found = /^(?:(\d+)->)?(\d+)(?:\/(tcp|udp))?$/.exec(part.trim());
    if (found === null) return undefined;
    return {
      privatePort: Number(found[2]),
      protocol: toProtocol(found[3] ?? 'tcp'),
      ...(found[1] === undefined ? {} : { publicPort: Number(found[1]) }),
    };
  });
}

function toProtocol(word: string): PortMapping['protocol'] {
  return word === 'udp' || word === 'sctp' ? word : 'tcp';
}

/** Volumes with names that the engine made up, which `v=1` removes with the container. */
function anonymousVolumes(raw: unknown): readonly string[] {
  return list(field(raw, 'Mounts'))
    .filter((mount) => str(field(mount, 'Type')) === 'volume')
    .map((mount) => str(field(mount, 'Name')))
    .filter((name) => /^[0-9a-f]{64}$/.test(name));
}
