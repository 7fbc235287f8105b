import type { RegistryLogin } from '#shared/model/registry';
import type { EngineClient } from '../client';
import { atLeast } from '../compat/version';

/** `{}` in the header's coding: nobody in particular. */
const anonymous = 'e30=';

/**
 * `X-Registry-Auth`: URL-safe base64 with padding (API 1.5 and later). Undefined without a login; for a push, which
 * older engines refuse without the header, see `pushAuth`.
 */
export function registryAuth(login: RegistryLogin | undefined): string | undefined {
  return login === undefined ? undefined : encoded(authObject(login));
}

/** The same for a push, where the header must always be there. */
export function pushAuth(login: RegistryLogin | undefined): string {
  return registryAuth(login) ?? anonymous;
}

/**
 * The headers of a build that pulls. Up to engine 1.7 `X-Registry-Config` has its map under `configs`, and before API
 * 1.9 there is a single login in `X-Registry-Auth`.
 */
export function buildAuth(
  client: EngineClient,
  logins: readonly RegistryLogin[],
): Readonly<Record<string, string | undefined>> {
  if (logins.length === 0) return {};
  if (!atLeast(client.version, 1, 9)) return { 'X-Registry-Auth': registryAuth(logins[0]) };
  const byServer = Object.fromEntries(logins.map((login) => [login.server, authObject(login)]));
  const plain = atLeast(client.profile.maxApi ?? client.version, 1, 20);
  return { 'X-Registry-Config': encoded(plain ? byServer : { configs: byServer }) };
}

/** The login as engines read it. */
export function authObject(login: RegistryLogin): Readonly<Record<string, string>> {
  switch (login.kind) {
    case 'password':
      return {
        username: login.user,
        password: login.password,
        ...(login.email === undefined ? {} : { email: login.email }),
        serveraddress: login.server,
      };
    case 'identity':
      return { identitytoken: login.token, serveraddress: login.server };
    case 'registry':
      return { registrytoken: login.token, serveraddress: login.server };
  }
}

function encoded(value: unknown): string {
  const base64 = Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
