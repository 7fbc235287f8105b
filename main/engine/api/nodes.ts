import type { NodeId } from '#shared/model/ids';
import type { SwarmNode } from '#shared/model/swarm';
import type { Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toSwarmNode } from '../compat/swarm';
import { type Filters, filtersText } from './filters';
import { segment } from './paths';
import { change, type JsonObject, readList, readOne } from './typed';

/** `GET /nodes` (API 1.24; managers only, others answer 503). Filters: id, label, membership, name, node.label, role. */
export async function listNodes(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly SwarmNode[]>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return readList(client, '/nodes', { query: { filters: filtersText(filters) }, signal }, toSwarmNode);
}

/** `GET /nodes/{id}` (API 1.24); also by name. */
export async function inspectNode(
  client: EngineClient,
  id: NodeId | string,
  signal?: AbortSignal,
): Promise<Result<SwarmNode>> {
  const has = client.supports('swarm');
  return has.ok ? readOne(client, `/nodes/${segment(id)}`, { signal }, toSwarmNode) : has;
}

/** `POST /nodes/{id}/update` (API 1.24) with the whole spec (Name, Labels, Role, Availability) and its version. */
export async function updateNode(
  client: EngineClient,
  id: NodeId,
  version: number,
  spec: JsonObject,
): Promise<Result<void>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return change(client, 'POST', `/nodes/${segment(id)}/update`, { query: { version }, body: spec });
}

/** `DELETE /nodes/{id}` (API 1.24). One that is not down needs `force`. */
export async function removeNode(client: EngineClient, id: NodeId, force: boolean): Promise<Result<void>> {
  const has = client.supports('swarm');
  return has.ok ? change(client, 'DELETE', `/nodes/${segment(id)}`, { query: { force } }) : has;
}
