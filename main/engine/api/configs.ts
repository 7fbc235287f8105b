import type { ConfigId } from '#shared/model/ids';
import type { Config } from '#shared/model/secret';
import { fail, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toConfig } from '../compat/secrets';
import { type Filters, filtersText } from './filters';
import { segment } from './paths';
import { change, create, type Created, type JsonObject, readList, readOne } from './typed';

/** Most bytes that an engine takes for one. */
const maxBytes = 1000 * 1024;

/** `GET /configs` (API 1.30; swarm managers only). Filters: id, label, name, names. */
export async function listConfigs(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Config[]>> {
  const has = client.supports('configs');
  if (!has.ok) return has;
  return readList(client, '/configs', { query: { filters: filtersText(filters) }, signal }, toConfig);
}

/** `GET /configs/{id}` (API 1.30), with its content. */
export async function inspectConfig(
  client: EngineClient,
  id: ConfigId | string,
  signal?: AbortSignal,
): Promise<Result<Config>> {
  const has = client.supports('configs');
  return has.ok ? readOne(client, `/configs/${segment(id)}`, { signal }, toConfig) : has;
}

/** `POST /configs/create` (API 1.30); at most 1000 KiB. 409 where the name is taken. */
export async function createConfig(
  client: EngineClient,
  name: string,
  content: Uint8Array,
  labels: Readonly<Record<string, string>> = {},
): Promise<Result<Created<ConfigId>>> {
  const has = client.supports('configs');
  if (!has.ok) return has;
  if (content.length > maxBytes) {
    const message = `The content has ${content.length} bytes; a config holds at most ${maxBytes}.`;
    return fail({ kind: 'invalid-input', issues: [{ path: 'content', message }], message });
  }
  return create(client, '/configs/create', {
    body: { Name: name, Labels: labels, Data: Buffer.from(content).toString('base64') },
  });
}

/** `POST /configs/{id}/update` (API 1.30) with the whole spec and its version; only labels can change. */
export async function updateConfig(
  client: EngineClient,
  id: ConfigId,
  version: number,
  spec: JsonObject,
): Promise<Result<void>> {
  const has = client.supports('configs');
  if (!has.ok) return has;
  return change(client, 'POST', `/configs/${segment(id)}/update`, { query: { version }, body: spec });
}

/** `DELETE /configs/{id}` (API 1.30); refused while a service uses it. */
export async function removeConfig(client: EngineClient, id: ConfigId): Promise<Result<void>> {
  const has = client.supports('configs');
  return has.ok ? change(client, 'DELETE', `/configs/${segment(id)}`, {}) : has;
}
