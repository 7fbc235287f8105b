import type { RegistryLogin, RemoteImage, SearchHit } from '#shared/model/registry';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { type LoginAnswer, toLoginAnswer, toRemoteImage, toSearchHit } from '../compat/registry';
import { atLeast } from '../compat/version';
import { type Filters, filtersText } from './filters';
import { referencePath } from './paths';
import { authObject, registryAuth } from './registry-auth';
import { readList, readOne } from './typed';

/** Registries answer when they like. */
const registryTimeoutMs = 60_000;

/**
 * `POST /auth` (a mere check from API 1.2 on): whether a registry takes a login. `denied` where it does not. The answer
 * may have a token, which is kept instead of the password.
 */
export async function checkLogin(
  client: EngineClient,
  login: RegistryLogin,
  signal?: AbortSignal,
): Promise<Result<LoginAnswer>> {
  if (login.kind !== 'password') {
    const has = client.supports('identity-token');
    if (!has.ok) return has;
  }
  const answer = await client.send('POST', '/auth', {
    body: authObject(login),
    signal,
    headTimeoutMs: registryTimeoutMs,
  });
  return answer.ok ? ok(toLoginAnswer(answer.value)) : answer;
}

/** What to search for. */
export interface ImageSearch {
  readonly term: string;
  /** 1 to 100 hits (API 1.24; 25 before). */
  readonly limit?: number;
  /** is-official, stars (API 1.24; older engines give all). */
  readonly filters?: Filters;
  readonly login?: RegistryLogin;
}

/** `GET /images/search`: asks the registry, through the engine. */
export function searchImages(
  client: EngineClient,
  search: ImageSearch,
  signal?: AbortSignal,
): Promise<Result<readonly SearchHit[]>> {
  const modern = atLeast(client.version, 1, 24);
  return readList(
    client,
    '/images/search',
    {
      query: {
        term: search.term,
        limit: modern ? search.limit : undefined,
        filters: modern ? filtersText(search.filters) : undefined,
      },
      headers: { 'X-Registry-Auth': registryAuth(search.login) },
      signal,
      headTimeoutMs: registryTimeoutMs,
    },
    toSearchHit,
  );
}

/** `GET /distribution/{name}/json` (API 1.30): digest and platforms of an image in its registry. Asks the registry. */
export async function inspectRemoteImage(
  client: EngineClient,
  reference: string,
  login?: RegistryLogin,
  signal?: AbortSignal,
): Promise<Result<RemoteImage>> {
  const has = client.supports('distribution');
  if (!has.ok) return has;
  const headers = { 'X-Registry-Auth': registryAuth(login) };
  const options = { headers, signal, headTimeoutMs: registryTimeoutMs };
  return readOne(client, `/distribution/${referencePath(reference)}/json`, options, toRemoteImage);
}
