import type { Image, ImageDetails } from '#shared/model/image';
import type { ContainerId, ImageId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toImageDetails, toImages } from '../compat/images';
import { type RemovedImages, toRemovedImages } from '../compat/pruned';
import { atLeast } from '../compat/version';
import { filtersText } from './filters';
import { listAnswer } from './list-answer';
import { referencePath } from './paths';
import { change, create, type Created, type JsonObject } from './typed';

/**
 * `GET /images/json`, without who uses them. With `untagged`, only those without a name (the filter: API 1.12; older
 * engines give all, and the others are dropped here).
 */
export async function listImages(
  client: EngineClient,
  signal: AbortSignal,
  untagged = false,
): Promise<Result<readonly Image[]>> {
  const filters =
    untagged && atLeast(client.version, 1, 12) ? filtersText({ dangling: ['true'] }) : undefined;
  const answer = listAnswer(client, await client.getJson('/images/json', { query: { filters }, signal }));
  if (!answer.ok) return answer;
  const images = toImages(answer.value);
  return ok(untagged ? images.filter(({ tags }) => tags.length === 0) : images);
}

/** `GET /images/{name}/json` and its history. */
export async function inspectImage(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<Result<ImageDetails>> {
  const inspect = await client.getJson(`${imagePath(id)}/json`, { signal });
  if (!inspect.ok) return inspect;
  const history = await client.getJson(`${imagePath(id)}/history`, { signal });
  return history.ok ? ok(toImageDetails(inspect.value, history.value)) : history;
}

/** `POST /images/{name}/tag`: another name for an image. A name that was another image's moves. */
export function tagImage(
  client: EngineClient,
  reference: string,
  name: { readonly repository: string; readonly tag: string },
): Promise<Result<void>> {
  return change(client, 'POST', `${imagePath(reference)}/tag`, {
    // Engines before API 1.24 move a name only if forced; newer ones always do, and ignore this.
    query: { repo: name.repository, tag: name.tag, force: atLeast(client.version, 1, 24) ? undefined : true },
  });
}

/** Path of `DELETE /images/{name}`; the reference keeps its slashes. */
export function removeImagePath(reference: string): string {
  return imagePath(reference);
}

/**
 * `DELETE /images/{name}`: removes a tag, or the image with its last one; the engine's refusal says who uses it (409).
 * `force` and `keepParents`: API 1.10.
 */
export async function removeImage(
  client: EngineClient,
  reference: string,
  force: boolean,
  signal: AbortSignal,
  keepParents = false,
): Promise<Result<RemovedImages>> {
  const modern = atLeast(client.version, 1, 10);
  const answer = await client.send('DELETE', removeImagePath(reference), {
    query: { force: modern ? force : undefined, noprune: modern && keepParents ? true : undefined },
    signal,
    headTimeoutMs: null,
  });
  return answer.ok ? ok(toRemovedImages(answer.value)) : answer;
}

/** An image to make of a container. */
export interface Commit {
  readonly container: ContainerId;
  readonly repository?: string;
  readonly tag?: string;
  readonly comment?: string;
  readonly author?: string;
  /** Engines before API 1.13 never pause. */
  readonly pause?: boolean;
  /** Dockerfile instructions, one each (API 1.18). */
  readonly changes?: readonly string[];
  /** A Config in the engine's own form that replaces the container's. */
  readonly config?: JsonObject;
}

/** `POST /commit`: an image of a container as it is. Takes as long as the container's file system is large. */
export async function commitContainer(
  client: EngineClient,
  commit: Commit,
  signal?: AbortSignal,
): Promise<Result<Created<ImageId>>> {
  const changes = commit.changes ?? [];
  if (changes.length > 0) {
    const has = client.supports('commit-changes');
    if (!has.ok) return has;
  }
  return create(client, '/commit', {
    query: {
      container: commit.container,
      repo: commit.repository,
      tag: commit.tag,
      comment: commit.comment,
      author: commit.author,
      pause: commit.pause,
      changes: changes.length === 0 ? undefined : changes.join('\n'),
    },
    body: commit.config ?? {},
    signal,
    headTimeoutMs: null,
  });
}

function imagePath(reference: string): string {
  return `/images/${referencePath(reference)}`;
}
