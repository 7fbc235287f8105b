import type { SecretId } from '#shared/model/ids';
import type { Secret } from '#shared/model/secret';
import { fail, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toSecret } from '../compat/secrets';
import { type Filters, filtersText } from './filters';
import { segment } from './paths';
import { change, create, type Created, type JsonObject, readList, readOne } from './typed';

/** Most bytes that an engine takes for one. */
const maxBytes = 500 * 1024;

/** `GET /secrets` (API 1.25; swarm managers only). Filters: id, label, name, names. */
export async function listSecrets(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Secret[]>> {
  const has = client.supports('secrets');
  if (!has.ok) return has;
  return readList(client, '/secrets', { query: { filters: filtersText(filters) }, signal }, toSecret);
}

/** `GET /secrets/{id}` (API 1.25), without its content. */
export async function inspectSecret(
  client: EngineClient,
  id: SecretId | string,
  signal?: AbortSignal,
): Promise<Result<Secret>> {
  const has = client.supports('secrets');
  return has.ok ? readOne(client, `/secrets/${segment(id)}`, { signal }, toSecret) : has;
}

/** `POST /secrets/create` (API 1.25); at most 500 KiB. 409 where the name is taken. */
export async function createSecret(
  client: EngineClient,
  name: string,
  content: Uint8Array,
  labels: Readonly<Record<string, string>> = {},
): Promise<Result<Created<SecretId>>> {
  const has = client.supports('secrets');
  if (!has.ok) return has;
  if (content.length > maxBytes) {
    const message = `The content has ${content.length} bytes; a secret holds at most ${maxBytes}.`;
    return fail({ kind: 'invalid-input', issues: [{ path: 'content', message }], message });
  }
  return create(client, '/secrets/create', {
    body: { Name: name, Labels: labels, Data: Buffer.from(content).toString('base64') },
  });
}

/** `POST /secrets/{id}/update` (API 1.26) with the whole spec and its version; only labels can change. */
export async function updateSecret(
  client: EngineClient,
  id: SecretId,
  version: number,
  spec: JsonObject,
): Promise<Result<void>> {
  const has = client.supports('secret-update');
  if (!has.ok) return has;
  return change(client, 'POST', `/secrets/${segment(id)}/update`, { query: { version }, body: spec });
}

/** `DELETE /secrets/{id}` (API 1.25); refused while a service uses it. */
export async function removeSecret(client: EngineClient, id: SecretId): Promise<Result<void>> {
  const has = client.supports('secrets');
  return has.ok ? change(client, 'DELETE', `/secrets/${segment(id)}`, {}) : has;
}
