import type { NodeId } from '#shared/model/ids';
import type { Swarm, SwarmNode, SwarmObject } from '#shared/model/swarm';
import { bool, field, num, str, stringMap, time } from './read';

/** What every object of a swarm has in common. */
export function toSwarmObject(raw: unknown): SwarmObject {
  const spec = field(raw, 'Spec');
  const createdAt = time(field(raw, 'CreatedAt'));
  const updatedAt = time(field(raw, 'UpdatedAt'));
  return {
    version: num(field(field(raw, 'Version'), 'Index')) ?? 0,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    labels: stringMap(field(spec, 'Labels')),
    spec,
  };
}

/** `GET /swarm` (API 1.24); undefined where it has no id. */
export function toSwarm(raw: unknown): Swarm | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const spec = field(raw, 'Spec');
  const tokens = field(raw, 'JoinTokens');
  return {
    ...toSwarmObject(raw),
    id,
    name: str(field(spec, 'Name')),
    joinTokens: { worker: str(field(tokens, 'Worker')), manager: str(field(tokens, 'Manager')) },
    autoLock: bool(field(field(spec, 'EncryptionConfig'), 'AutoLockManagers')),
    rotatingCertificates: bool(field(raw, 'RootRotationInProgress')),
  };
}

/** One element of `GET /nodes`, or `GET /nodes/{id}` (API 1.24); undefined where it has no id. */
export function toSwarmNode(raw: unknown): SwarmNode | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const spec = field(raw, 'Spec');
  const description = field(raw, 'Description');
  const platform = field(description, 'Platform');
  const resources = field(description, 'Resources');
  const status = field(raw, 'Status');
  const manager = field(raw, 'ManagerStatus');
  const role = str(field(spec, 'Role'));
  const availability = str(field(spec, 'Availability'));
  return {
    ...toSwarmObject(raw),
    id: id as NodeId,
    hostName: str(field(description, 'Hostname')) || str(field(spec, 'Name')),
    role: role === 'manager' ? role : 'worker',
    availability: availability === 'pause' || availability === 'drain' ? availability : 'active',
    state: toNodeState(str(field(status, 'State'))),
    message: str(field(status, 'Message')),
    address: str(field(status, 'Addr')),
    leader: bool(field(manager, 'Leader')),
    reachability: str(field(manager, 'Reachability')),
    release: str(field(field(description, 'Engine'), 'EngineVersion')),
    os: str(field(platform, 'OS')),
    arch: str(field(platform, 'Architecture')),
    cpus: (num(field(resources, 'NanoCPUs')) ?? 0) / 1e9,
    memoryBytes: num(field(resources, 'MemoryBytes')) ?? 0,
  };
}

function toNodeState(word: string): SwarmNode['state'] {
  return word === 'ready' || word === 'down' || word === 'disconnected' ? word : 'unknown';
}
