import type { ConnectionDraft } from '#shared/model/connection';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { ContainerId, EngineId, ImageId, TaskId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import type { Task } from '#shared/model/task';

let serial = 0;

function hex(length: number): string {
  serial += 1;
  return serial.toString(16).padStart(length, '0');
}

/** An engine id for tests. */
export const engineId = 'e1' as EngineId;

/** A running container of the given properties; every one has an id of its own. */
export function container(properties: Partial<Container> = {}): Container {
  return {
    id: hex(64) as ContainerId,
    name: 'web',
    image: 'nginx:1.29-alpine',
    imageId: `sha256:${'a'.repeat(64)}` as ImageId,
    command: 'nginx',
    createdAt: 0,
    state: 'running',
    health: 'none',
    oomKilled: false,
    statusText: 'Up 3 hours',
    ports: [],
    labels: {},
    networks: [],
    ...properties,
  };
}

/** An image of the given properties. */
export function image(properties: Partial<Image> = {}): Image {
  return {
    id: `sha256:${hex(64)}` as ImageId,
    tags: ['nginx:1.29-alpine'],
    digests: [],
    size: 52_000_000,
    createdAt: 0,
    labels: {},
    usedBy: [],
    ...properties,
  };
}

/** What a person typed about a connection. */
export function draft(properties: Partial<ConnectionDraft> = {}): ConnectionDraft {
  return {
    name: 'Local Docker',
    address: 'unix:///var/run/docker.sock',
    colour: 'none',
    band: '',
    connect: 'at-start',
    ...properties,
  };
}

/** A live connection. */
export function connection(properties: Partial<EngineConnection> = {}): EngineConnection {
  return {
    id: engineId,
    name: 'Local Docker',
    address: 'unix:///var/run/docker.sock',
    transport: 'unix',
    source: 'well-known socket',
    demo: false,
    saved: true,
    order: 0,
    settings: draft(),
    unprotected: false,
    phase: 'live',
    facts: {
      release: '28.5.2',
      api: '1.48',
      maxApi: '1.51',
      flavour: 'docker',
      os: 'linux',
      arch: 'amd64',
      kernel: '6.12',
      cpus: 8,
      memoryBytes: 16 * 1024 ** 3,
      hostName: 'desk',
      missing: {},
    },
    trueAt: 0,
    ...properties,
  };
}

/** A finished stop of `web`. */
export function task(properties: Partial<Task> = {}): Task {
  return {
    id: hex(8) as TaskId,
    engineId,
    engineName: 'Local Docker',
    kind: { type: 'container', action: 'stop', containerId: 'c1' },
    subject: 'web',
    command: 'docker stop web',
    request: 'POST /v1.48/containers/c1/stop',
    status: 'done',
    startedAt: 0,
    endedAt: 400,
    cancellable: false,
    ...properties,
  };
}
