import type { CallInput } from '#shared/contract/index';
import type { ContainerAction } from '#shared/model/container';
import type { ContainerId, TaskId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import { changeContainer, changeRequest, type ContainerChange } from '../engine/api/container-changes';
import type { EngineService, KnownEngine } from './engines';
import type { TaskService } from './tasks';

type ActInput = CallInput<'containers.act'>;

/** Starts one task for each target; see `containers.act` in the contract. */
export function actOnContainers(
  engines: EngineService,
  tasks: TaskService,
  input: ActInput,
): Result<{ taskIds: readonly TaskId[] }> {
  const engine = engines.engine(input.engineId);
  if (!engine.ok) return engine;
  const client = engine.value.connection.client;
  if (!client.ok) return client;
  const room = tasks.room(input.targets.length);
  if (!room.ok) return room;
  const change = toChange(input);
  const taskIds = input.targets.map(({ id, name }) => startOne(engine.value, tasks, id, name, change, input));
  return ok({ taskIds });
}

function startOne(
  engine: KnownEngine,
  tasks: TaskService,
  id: ContainerId,
  name: string,
  change: ContainerChange,
  input: ActInput,
): TaskId {
  const request = changeRequest(id, change);
  const client = engine.connection.client;
  const path = client.ok ? client.value.path(request.path, request.query) : request.path;
  return tasks.start({
    engineId: engine.id,
    engineName: engine.connection.model.name,
    kind: {
      type: 'container',
      action: input.action,
      containerId: id,
      ...(input.volumes === undefined ? {} : { volumes: input.volumes }),
      ...(input.force === undefined ? {} : { force: input.force }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    },
    subject: name,
    command: commandFor(name, change),
    request: `${request.method} ${path}`,
    cancellable: false,
    work: async (signal) => {
      // The client of the moment: a retry may come after the engine was restarted with another version.
      const current = engine.connection.client;
      return current.ok ? changeContainer(current.value, id, change, signal) : current;
    },
  });
}

function toChange(input: ActInput): ContainerChange {
  switch (input.action) {
    case 'remove':
      return { verb: 'remove', volumes: input.volumes ?? false, force: input.force ?? false };
    case 'kill':
      return { verb: 'kill', signal: input.signal ?? 'KILL' };
    case 'start':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'unpause':
      return { verb: input.action satisfies ContainerAction };
  }
}

/** The same as a docker command; the name needs no quotes, for engines allow none but plain characters in it. */
function commandFor(name: string, change: ContainerChange): string {
  switch (change.verb) {
    case 'remove':
      return `docker rm${change.force ? ' --force' : ''}${change.volumes ? ' --volumes' : ''} ${name}`;
    case 'kill':
      return `docker kill${change.signal === 'KILL' ? '' : ` --signal ${change.signal}`} ${name}`;
    case 'start':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'unpause':
      return `docker ${change.verb} ${name}`;
  }
}
