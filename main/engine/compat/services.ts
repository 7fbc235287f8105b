import type { ContainerId, NodeId, ServiceId, SwarmTaskId } from '#shared/model/ids';
import type { Service, ServicePort, SwarmTask } from '#shared/model/swarm';
import { entries, field, list, num, str, time } from './read';
import { toSwarmObject } from './swarm';

/** One element of `GET /services`, or `GET /services/{id}` (API 1.24); undefined where it has no id. */
export function toService(raw: unknown): Service | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const spec = field(raw, 'Spec');
  const mode = toMode(field(spec, 'Mode'));
  const status = field(raw, 'ServiceStatus');
  const desired = num(field(status, 'DesiredTasks')) ?? mode.replicas;
  const running = num(field(status, 'RunningTasks'));
  const update = field(raw, 'UpdateStatus');
  return {
    ...toSwarmObject(raw),
    id: id as ServiceId,
    name: str(field(spec, 'Name')),
    image: imageOf(field(spec, 'TaskTemplate')),
    mode: mode.mode,
    ...(desired === undefined ? {} : { desired }),
    ...(running === undefined ? {} : { running }),
    ports: toPorts(field(raw, 'Endpoint'), field(spec, 'EndpointSpec')),
    updateState: str(field(update, 'State')),
    updateMessage: str(field(update, 'Message')),
  };
}

/** One element of `GET /tasks`, or `GET /tasks/{id}` (API 1.24); undefined where it has no id. */
export function toSwarmTask(raw: unknown): SwarmTask | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const status = field(raw, 'Status');
  const container = field(status, 'ContainerStatus');
  const containerId = str(field(container, 'ContainerID'));
  const exitCode = num(field(container, 'ExitCode'));
  const slot = num(field(raw, 'Slot'));
  const at = time(field(status, 'Timestamp'));
  return {
    ...toSwarmObject(raw),
    id: id as SwarmTaskId,
    serviceId: str(field(raw, 'ServiceID')) as ServiceId,
    nodeId: str(field(raw, 'NodeID')) as NodeId,
    // Engines before 1.44 send 0 for a task of a global service, newer ones nothing.
    ...(slot === undefined || slot === 0 ? {} : { slot }),
    image: imageOf(field(raw, 'Spec')),
    state: str(field(status, 'State')),
    desiredState: str(field(raw, 'DesiredState')),
    message: str(field(status, 'Message')),
    error: str(field(status, 'Err')),
    ...(at === undefined ? {} : { at }),
    ...(containerId === '' ? {} : { containerId: containerId as ContainerId }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/** The swarm notes the digest behind the name; a person typed only the name. */
function imageOf(template: unknown): string {
  return str(field(field(template, 'ContainerSpec'), 'Image')).replace(/@sha256:[0-9a-f]+$/, '');
}

function toMode(raw: unknown): { mode: Service['mode']; replicas?: number } {
  const words = entries(raw).map(([key]) => key);
  if (words.includes('Global')) return { mode: 'global' };
  if (words.includes('GlobalJob')) return { mode: 'global-job' };
  const job = field(raw, 'ReplicatedJob');
  const replicas =
    job === undefined || job === null
      ? num(field(field(raw, 'Replicated'), 'Replicas'))
      : num(field(job, 'MaxConcurrent'));
  return {
    mode: job === undefined || job === null ? 'replicated' : 'replicated-job',
    ...(replicas === undefined ? {} : { replicas }),
  };
}

/** What is published, and before the swarm has chosen ports what is asked for. */
function toPorts(endpoint: unknown, spec: unknown): readonly ServicePort[] {
  const chosen = list(field(endpoint, 'Ports'));
  const rows = chosen.length > 0 ? chosen : list(field(spec, 'Ports'));
  return rows.flatMap((raw): ServicePort[] => {
    const target = num(field(raw, 'TargetPort'));
    const published = num(field(raw, 'PublishedPort'));
    const protocol = str(field(raw, 'Protocol'));
    if (target === undefined) return [];
    return [
      {
        target,
        ...(published === undefined || published === 0 ? {} : { published }),
        protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
        mode: str(field(raw, 'PublishMode')) || 'ingress',
      },
    ];
  });
}
