import type { Volume } from '#shared/model/volume';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toVolume, toVolumes } from '../compat/volumes';
import { atLeast } from '../compat/version';
import { addressText } from '../transport/address';
import { notAnEngine } from '../transport/failure';
import { type Filters, filtersText } from './filters';
import { segment } from './paths';
import { change, type JsonObject, readOne } from './typed';

/** `GET /volumes` (API 1.21). Filters: dangling 1.21, driver and name 1.24, label 1.25. */
export async function listVolumes(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Volume[]>> {
  const has = client.supports('volumes');
  if (!has.ok) return has;
  const answer = await client.getJson('/volumes', { query: { filters: filtersText(filters) }, signal });
  if (!answer.ok) return answer;
  const volumes = toVolumes(answer.value);
  return volumes === undefined ? fail(notAnEngine(addressText(client.transport.address))) : ok(volumes);
}

/** `GET /volumes/{name}` (API 1.21). */
export async function inspectVolume(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<Result<Volume>> {
  const has = client.supports('volumes');
  return has.ok ? readOne(client, `/volumes/${segment(name)}`, { signal }, toVolume) : has;
}

/** A volume to make; an absent name makes an anonymous one. */
export interface VolumeSpec {
  readonly name?: string;
  /** `local` where absent. */
  readonly driver?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** API 1.23. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** `POST /volumes/create` (API 1.21). A volume of that name and driver is a success: it is the one that is there. */
export async function createVolume(client: EngineClient, spec: VolumeSpec): Promise<Result<Volume>> {
  const has = client.supports('volumes');
  if (!has.ok) return has;
  const answer = await client.send('POST', '/volumes/create', {
    body: {
      Name: spec.name ?? '',
      Driver: spec.driver ?? 'local',
      DriverOpts: spec.options ?? {},
      ...(atLeast(client.version, 1, 23) ? { Labels: spec.labels ?? {} } : {}),
    },
  });
  if (!answer.ok) return answer;
  const volume = toVolume(answer.value);
  return volume === undefined ? fail(notAnEngine(addressText(client.transport.address))) : ok(volume);
}

/** `PUT /volumes/{name}` (API 1.42): a cluster volume of a swarm, with the version that it was read with. */
export async function updateClusterVolume(
  client: EngineClient,
  name: string,
  version: number,
  spec: JsonObject,
): Promise<Result<void>> {
  const has = client.supports('cluster-volumes');
  if (!has.ok) return has;
  return change(client, 'PUT', `/volumes/${segment(name)}`, { query: { version }, body: { Spec: spec } });
}

/** `DELETE /volumes/{name}` (API 1.21); 409 while a container has it. `force`: API 1.25. */
export async function removeVolume(
  client: EngineClient,
  name: string,
  force: boolean,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('volumes');
  if (!has.ok) return has;
  const query = { force: atLeast(client.version, 1, 25) ? force : undefined };
  return change(client, 'DELETE', `/volumes/${segment(name)}`, { query, signal, headTimeoutMs: null });
}
