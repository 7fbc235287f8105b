import type { ContainerId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import type { EngineClient } from '../client';
import { field, str } from '../compat/read';
import { segment } from './paths';
import { change, readList } from './typed';

/** `GET /containers/{id}/checkpoints` (API 1.25, engines in experimental mode; others answer 404): their names. */
export async function listCheckpoints(
  client: EngineClient,
  id: ContainerId,
  signal?: AbortSignal,
): Promise<Result<readonly string[]>> {
  const has = client.supports('checkpoints');
  if (!has.ok) return has;
  return readList(client, path(id), { signal }, (raw) => str(field(raw, 'Name')) || undefined);
}

/** `POST /containers/{id}/checkpoints` (as above). With `exit` the container stops at it. */
export async function createCheckpoint(
  client: EngineClient,
  id: ContainerId,
  name: string,
  exit: boolean,
): Promise<Result<void>> {
  const has = client.supports('checkpoints');
  if (!has.ok) return has;
  return change(client, 'POST', path(id), { body: { CheckpointID: name, Exit: exit }, headTimeoutMs: null });
}

/** `DELETE /containers/{id}/checkpoints/{name}` (as above). */
export async function removeCheckpoint(
  client: EngineClient,
  id: ContainerId,
  name: string,
): Promise<Result<void>> {
  const has = client.supports('checkpoints');
  return has.ok ? change(client, 'DELETE', `${path(id)}/${segment(name)}`, {}) : has;
}

function path(id: ContainerId): string {
  return `/containers/${segment(id)}/checkpoints`;
}
