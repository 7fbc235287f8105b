import type { IncomingMessage } from 'node:http';
import type { ServiceId } from '#shared/model/ids';
import type { RegistryLogin } from '#shared/model/registry';
import type { Service } from '#shared/model/swarm';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { field, list, str } from '../compat/read';
import { toService } from '../compat/services';
import { atLeast } from '../compat/version';
import { type Filters, filtersText } from './filters';
import { type LogQuery, logQuery } from './log-query';
import { segment } from './paths';
import { registryAuth } from './registry-auth';
import { change, create, type Created, type JsonObject, readList, readOne } from './typed';

/**
 * `GET /services` (API 1.24; managers only, others answer 503), with the counts of tasks from 1.41 on. Filters: id,
 * label, mode, name.
 */
export async function listServices(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Service[]>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  const status = atLeast(client.version, 1, 41) ? true : undefined;
  return readList(
    client,
    '/services',
    { query: { filters: filtersText(filters), status }, signal },
    toService,
  );
}

/** `GET /services/{id}` (API 1.24); also by name. `defaults` fills what the spec leaves open (API 1.29). */
export async function inspectService(
  client: EngineClient,
  id: ServiceId | string,
  defaults = false,
  signal?: AbortSignal,
): Promise<Result<Service>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  const insertDefaults = defaults && atLeast(client.version, 1, 29) ? true : undefined;
  return readOne(client, `/services/${segment(id)}`, { query: { insertDefaults }, signal }, toService);
}

/** `POST /services/create` (API 1.24) with a whole spec; the login is for the nodes that pull. */
export async function createService(
  client: EngineClient,
  spec: JsonObject,
  login?: RegistryLogin,
): Promise<Result<Created<ServiceId>>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return create(client, '/services/create', {
    body: spec,
    headers: { 'X-Registry-Auth': registryAuth(login) },
  });
}

/** What may go with a change of a service. */
export interface ServiceUpdate {
  readonly login?: RegistryLogin;
  /** Whose login to take where none is given (API 1.25). */
  readonly loginFrom?: 'spec' | 'previous-spec';
  /** Back to the state before the last change (API 1.28). */
  readonly rollback?: boolean;
}

/**
 * `POST /services/{id}/update` (API 1.24) with the whole spec and the version it was read with; an older one is
 * refused as “out of sequence”. Gives the engine's warnings.
 */
export async function updateService(
  client: EngineClient,
  id: ServiceId,
  version: number,
  spec: JsonObject,
  update: ServiceUpdate = {},
): Promise<Result<readonly string[]>> {
  // An older engine would take the spec for the change and roll nothing back.
  const has = client.supports(update.rollback === true ? 'service-rollback' : 'swarm');
  if (!has.ok) return has;
  const answer = await client.send('POST', `/services/${segment(id)}/update`, {
    query: {
      version,
      registryAuthFrom: atLeast(client.version, 1, 25) ? update.loginFrom : undefined,
      rollback: update.rollback === true ? 'previous' : undefined,
    },
    body: spec,
    headers: { 'X-Registry-Auth': registryAuth(update.login) },
  });
  return answer.ok ? ok(list(field(answer.value, 'Warnings')).map(str)) : answer;
}

/** `DELETE /services/{id}` (API 1.24); its tasks end. */
export async function removeService(client: EngineClient, id: ServiceId): Promise<Result<void>> {
  const has = client.supports('swarm');
  return has.ok ? change(client, 'DELETE', `/services/${segment(id)}`, {}) : has;
}

/**
 * `GET /services/{id}/logs` (API 1.29): multiplexed unless its containers have a TTY. The caller reads or destroys the
 * body.
 */
export async function openServiceLogs(
  client: EngineClient,
  id: ServiceId,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  const has = client.supports('service-logs');
  if (!has.ok) return has;
  return client.open('GET', `/services/${segment(id)}/logs`, {
    query: logQuery(query),
    signal,
    headTimeoutMs: 60_000,
  });
}
