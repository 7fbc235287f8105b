import type { IncomingMessage } from 'node:http';
import type { SwarmTaskId } from '#shared/model/ids';
import type { SwarmTask } from '#shared/model/swarm';
import type { Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toSwarmTask } from '../compat/services';
import { type Filters, filtersText } from './filters';
import { type LogQuery, logQuery } from './log-query';
import { segment } from './paths';
import { readList, readOne } from './typed';

/** `GET /tasks` (API 1.24; managers only). Filters: desired-state, id, label, name, node, service. */
export async function listTasks(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly SwarmTask[]>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return readList(client, '/tasks', { query: { filters: filtersText(filters) }, signal }, toSwarmTask);
}

/** `GET /tasks/{id}` (API 1.24). */
export async function inspectTask(
  client: EngineClient,
  id: SwarmTaskId,
  signal?: AbortSignal,
): Promise<Result<SwarmTask>> {
  const has = client.supports('swarm');
  return has.ok ? readOne(client, `/tasks/${segment(id)}`, { signal }, toSwarmTask) : has;
}

/** `GET /tasks/{id}/logs` (API 1.29); as those of a service. */
export async function openTaskLogs(
  client: EngineClient,
  id: SwarmTaskId,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  const has = client.supports('service-logs');
  if (!has.ok) return has;
  return client.open('GET', `/tasks/${segment(id)}/logs`, {
    query: logQuery(query),
    signal,
    headTimeoutMs: 60_000,
  });
}
