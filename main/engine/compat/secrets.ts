import type { ConfigId, SecretId } from '#shared/model/ids';
import type { Config, Secret } from '#shared/model/secret';
import { field, str } from './read';
import { toSwarmObject } from './swarm';

/** One element of `GET /secrets`, or `GET /secrets/{id}` (API 1.25); undefined where it has no id. */
export function toSecret(raw: unknown): Secret | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const spec = field(raw, 'Spec');
  return {
    ...toSwarmObject(raw),
    id: id as SecretId,
    name: str(field(spec, 'Name')),
    driver: str(field(field(spec, 'Driver'), 'Name')),
  };
}

/** One element of `GET /configs`, or `GET /configs/{id}` (API 1.30); undefined where it has no id. */
export function toConfig(raw: unknown): Config | undefined {
  const id = str(field(raw, 'ID'));
  if (id === '') return undefined;
  const spec = field(raw, 'Spec');
  return {
    ...toSwarmObject(raw),
    id: id as ConfigId,
    name: str(field(spec, 'Name')),
    content: Uint8Array.from(Buffer.from(str(field(spec, 'Data')), 'base64')),
  };
}
