import { ok, fail, type Result } from '#shared/result';
import type { Image, ImageDetails } from '#shared/model/image';
import { type AppError, cancelled } from '#shared/errors';
import type { EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { toImageDetails, toImages } from '../compat/images';
import { type PullStep, toPullStep } from '../compat/progress';
import { addressText } from '../transport/address';
import { connectionFailure, notAnEngine } from '../transport/failure';
import type { ImageReference } from './reference';
import { listAnswer } from './list-answer';
import { pump } from './pump';

/** `GET /images/json`, without who uses them. */
export async function listImages(
  client: EngineClient,
  signal: AbortSignal,
): Promise<Result<readonly Image[]>> {
  const answer = listAnswer(client, await client.getJson('/images/json', { signal }));
  return answer.ok ? ok(toImages(answer.value)) : answer;
}

/** `GET /images/{id}/json` and its history. */
export async function inspectImage(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<Result<ImageDetails>> {
  const inspect = await client.getJson(`/images/${id}/json`, { signal });
  if (!inspect.ok) return inspect;
  const history = await client.getJson(`/images/${id}/history`, { signal });
  return history.ok ? ok(toImageDetails(inspect.value, history.value)) : history;
}

/** Query of `DELETE /images/{reference}`; the reference keeps its slashes in the path. */
export function removeImagePath(reference: string): string {
  return `/images/${reference.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@')}`;
}

/** Removes a tag, or the image with its last one; the engine's refusal says who uses it (409). */
export async function removeImage(
  client: EngineClient,
  reference: string,
  force: boolean,
  signal: AbortSignal,
): Promise<Result<void>> {
  const answer = await client.send('DELETE', removeImagePath(reference), {
    query: { force },
    signal,
    headTimeoutMs: null,
  });
  return answer.ok ? ok(undefined) : answer;
}

/**
 * `POST /images/create`: pulls one image and gives every step. Always sends a tag or digest, for without one an engine
 * pulls every tag of the repository. A status of 200 is no success yet: an error object in the stream, or a stream
 * that breaks off, fails it. Aborting `signal` closes the connection, which makes the engine stop.
 */
export async function pullImage(
  client: EngineClient,
  reference: ImageReference,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const body = await client.open('POST', '/images/create', {
    query: { fromImage: reference.repository, tag: reference.tag },
    signal,
    headTimeoutMs: null,
  });
  if (!body.ok) return body;
  const decoder = new JsonStreamDecoder();
  let refused: AppError | undefined;
  const broken = await pump(client, body.value, signal, (chunk) => {
    try {
      for (const raw of decoder.push(chunk)) {
        const step = toPullStep(raw);
        if (step.kind === 'error') refused = { kind: 'engine-error', status: 200, message: step.message };
        else onStep(step);
      }
      return undefined;
    } catch {
      return notAnEngine(addressText(client.transport.address));
    }
  });
  if (signal.aborted) return fail(cancelled(`Pulling ${reference.text}`));
  if (refused !== undefined) return fail(refused);
  if (broken !== undefined) return fail(broken);
  return decoder.atBoundary ? ok(undefined) : fail(connectionFailure(client.transport.address, undefined));
}
