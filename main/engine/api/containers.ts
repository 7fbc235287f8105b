import type { Container, ContainerDetails } from '#shared/model/container';
import type { FileChange, ProcessTable } from '#shared/model/container-answers';
import type { ContainerId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toFileChange, toProcessTable } from '../compat/container-answers';
import { toContainerDetails } from '../compat/container-details';
import { toContainer } from '../compat/containers';
import { list, field, str } from '../compat/read';
import { atLeast } from '../compat/version';
import { filtersText } from './filters';
import { segment } from './paths';
import { change, create, type Created, type JsonObject, readList } from './typed';

/** What is shown hangs on this answer, so one that stops in the middle is asked for again soon. */
const listStallMs = 8_000;

/**
 * `GET /containers/json` with stopped ones. With `ids`, only those that exist of them (the filter: API 1.20; older
 * engines give all, and what was not asked for is dropped here).
 */
export async function listContainers(
  client: EngineClient,
  ids: readonly ContainerId[] | undefined,
  signal: AbortSignal,
): Promise<Result<readonly Container[]>> {
  const filters = ids === undefined || !atLeast(client.version, 1, 20) ? undefined : filtersText({ id: ids });
  const options = { query: { all: true, filters }, signal, stallMs: listStallMs };
  const rows = await readList(client, '/containers/json', options, toContainer);
  if (!rows.ok || ids === undefined) return rows;
  const wanted = new Set<string>(ids);
  return ok(rows.value.filter((row) => wanted.has(row.id)));
}

/** `GET /containers/{id}/json`. */
export async function inspectContainer(
  client: EngineClient,
  id: ContainerId,
  signal?: AbortSignal,
): Promise<Result<ContainerDetails>> {
  const answer = await client.getJson(`/containers/${segment(id)}/json`, { signal });
  return answer.ok ? ok(toContainerDetails(answer.value)) : answer;
}

/** A container to make. The objects are the engine's own: Config, HostConfig, NetworkingConfig. */
export interface ContainerSpec {
  /** Absent: the engine makes one up. Engine 0.6.5. */
  readonly name?: string;
  /** `os[/arch[/variant]]` (API 1.41). */
  readonly platform?: string;
  readonly config: JsonObject;
  readonly hostConfig?: JsonObject;
  /** API 1.22; with more than one network: 1.44. */
  readonly networks?: JsonObject;
}

/**
 * `POST /containers/create`. 404 where the image is missing, 409 where the name is taken. Below API 1.15 a container
 * gets its host configuration when it is started: keep `hostConfig` and give it to `startContainer` there, see
 * `hostConfigAtStart`.
 */
export async function createContainer(
  client: EngineClient,
  spec: ContainerSpec,
  signal?: AbortSignal,
): Promise<Result<Created<ContainerId>>> {
  // Older engines would give it another name, or none.
  if (spec.name !== undefined) {
    const has = client.supports('container-names');
    if (!has.ok) return has;
  }
  if (spec.platform !== undefined) {
    const has = client.supports('create-platform');
    if (!has.ok) return has;
  }
  if (spec.networks !== undefined) {
    const has = client.supports(
      Object.keys(spec.networks).length > 1 ? 'several-networks' : 'network-address',
    );
    if (!has.ok) return has;
  }
  return create(client, '/containers/create', {
    query: { name: spec.name, platform: spec.platform },
    body: {
      ...spec.config,
      ...(spec.hostConfig === undefined || hostConfigAtStart(client) ? {} : { HostConfig: spec.hostConfig }),
      ...(spec.networks === undefined ? {} : { NetworkingConfig: { EndpointsConfig: spec.networks } }),
    },
    signal,
    headTimeoutMs: 60_000,
  });
}

/** True where the engine takes the host configuration at the start instead of at the creation (below API 1.15). */
export function hostConfigAtStart(client: EngineClient): boolean {
  return !atLeast(client.version, 1, 15);
}

/**
 * `GET /containers/{id}/top` (API 1.3) of a running container. `psArguments`: API 1.4, not for Windows containers; the
 * engine's own choice where absent. Refused with 409 or 500 where it does not run.
 */
export async function listProcesses(
  client: EngineClient,
  id: ContainerId,
  psArguments?: string,
  signal?: AbortSignal,
): Promise<Result<ProcessTable>> {
  const has = client.supports(psArguments === undefined ? 'top' : 'top-arguments');
  if (!has.ok) return has;
  const answer = await client.getJson(`/containers/${segment(id)}/top`, {
    query: { ps_args: psArguments },
    signal,
  });
  return answer.ok ? ok(toProcessTable(answer.value)) : answer;
}

/** `GET /containers/{id}/changes`: what differs from the image. Can be long, and takes long. */
export function listChanges(
  client: EngineClient,
  id: ContainerId,
  signal?: AbortSignal,
): Promise<Result<readonly FileChange[]>> {
  return readList(
    client,
    `/containers/${segment(id)}/changes`,
    { signal, headTimeoutMs: 60_000 },
    toFileChange,
  );
}

/** `POST /containers/{id}/rename` (API 1.17), running or not. 409 where the name is taken. */
export async function renameContainer(
  client: EngineClient,
  id: ContainerId,
  name: string,
): Promise<Result<void>> {
  const has = client.supports('rename');
  return has.ok ? change(client, 'POST', `/containers/${segment(id)}/rename`, { query: { name } }) : has;
}

/**
 * `POST /containers/{id}/update` (API 1.22): limits of a container, and its RestartPolicy (API 1.23), in the engine's
 * own form; what is absent stays. Gives the engine's warnings. Podman takes an absent restart policy for none, so it
 * gets the one that is set.
 */
export async function updateContainer(
  client: EngineClient,
  id: ContainerId,
  limits: JsonObject,
): Promise<Result<readonly string[]>> {
  const has = client.supports('RestartPolicy' in limits ? 'update-restart-policy' : 'update');
  if (!has.ok) return has;
  let body = limits;
  if (client.profile.flavour === 'podman' && !('RestartPolicy' in limits)) {
    const details = await inspectContainer(client, id);
    if (!details.ok) return details;
    const policy = field(field(details.value.raw, 'HostConfig'), 'RestartPolicy');
    if (policy !== undefined) body = { ...limits, RestartPolicy: policy };
  }
  const answer = await client.send('POST', `/containers/${segment(id)}/update`, { body });
  return answer.ok ? ok(list(field(answer.value, 'Warnings')).map(str)) : answer;
}
