import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FileStat } from '#shared/model/container-answers';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toFileStat } from '../compat/container-answers';
import { atLeast } from '../compat/version';
import { addressText } from '../transport/address';
import { notAnEngine } from '../transport/failure';
import { segment } from './paths';
import { change } from './typed';

/** A path out of a container. The tar has one entry at its top, named after the path. */
export interface Download {
  /** Tar; the caller reads or destroys it. */
  readonly body: IncomingMessage;
  /** Absent below API 1.20. */
  readonly stat?: FileStat | undefined;
}

/** `HEAD /containers/{id}/archive` (API 1.20): what stands at a path. A link is told as it is. */
export async function statPath(
  client: EngineClient,
  id: ContainerId,
  path: string,
  signal?: AbortSignal,
): Promise<Result<FileStat>> {
  const has = client.supports('archive-stat');
  if (!has.ok) return has;
  const headers = await client.head(`/containers/${segment(id)}/archive`, { query: { path }, signal });
  if (!headers.ok) return headers;
  const stat = toFileStat(headerText(headers.value['x-docker-container-path-stat']));
  return stat === undefined ? fail(notAnEngine(addressText(client.transport.address))) : ok(stat);
}

/** `GET /containers/{id}/archive` (API 1.20), and `POST /containers/{id}/copy` (API 1.4) below it. */
export async function downloadPath(
  client: EngineClient,
  id: ContainerId,
  path: string,
  signal: AbortSignal,
): Promise<Result<Download>> {
  const has = client.supports('archive-download');
  if (!has.ok) return has;
  const options = { signal, headTimeoutMs: 60_000 };
  if (!atLeast(client.version, 1, 20)) {
    const copy = { ...options, body: { Resource: path } };
    const body = await client.open('POST', `/containers/${segment(id)}/copy`, copy);
    return body.ok ? ok({ body: body.value }) : body;
  }
  const query = { path };
  const body = await client.open('GET', `/containers/${segment(id)}/archive`, { ...options, query });
  if (!body.ok) return body;
  const stat = toFileStat(headerText(body.value.headers['x-docker-container-path-stat']));
  return ok({ body: body.value, ...(stat === undefined ? {} : { stat }) });
}

/** How to put files in. */
export interface Upload {
  /** A folder that is there. */
  readonly path: string;
  /** Tar, plain or compressed; it streams in and is destroyed with the request in any case. */
  readonly tar: Readable;
  /** Refuse to put a file in the place of a folder, and the reverse. */
  readonly keepKinds?: boolean;
  /** Keep the owners that stand in the tar (API 1.30). */
  readonly keepOwners?: boolean;
}

/** `PUT /containers/{id}/archive` (API 1.20). 403 where it is read-only, 404 where the folder is not there. */
export async function uploadTar(
  client: EngineClient,
  id: ContainerId,
  upload: Upload,
  signal: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('archive-upload');
  if (!has.ok) {
    upload.tar.destroy();
    return has;
  }
  return change(client, 'PUT', `/containers/${segment(id)}/archive`, {
    query: {
      path: upload.path,
      noOverwriteDirNonDir: upload.keepKinds,
      copyUIDGID: atLeast(client.version, 1, 30) ? upload.keepOwners : undefined,
    },
    upload: upload.tar,
    signal,
    headTimeoutMs: null,
  });
}

/** `GET /containers/{id}/export`: the whole file system as a tar, which the caller reads or destroys. */
export function exportContainer(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  return client.open('GET', `/containers/${segment(id)}/export`, { signal, headTimeoutMs: null });
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
