import type { ImagePlatform, RemoteImage, SearchHit } from '#shared/model/registry';
import { bool, field, firstField, list, num, str } from './read';

/**
 * One element of `GET /images/search`: lower case keys from API 1.7 on, `is_trusted` for `is_automated` up to 1.11;
 * undefined where it has no name.
 */
export function toSearchHit(raw: unknown): SearchHit | undefined {
  const name = str(firstField(raw, 'name', 'Name'));
  if (name === '') return undefined;
  return {
    name,
    description: str(firstField(raw, 'description', 'Description')),
    stars: num(field(raw, 'star_count')) ?? 0,
    official: bool(field(raw, 'is_official')),
    automated: bool(firstField(raw, 'is_automated', 'is_trusted')),
  };
}

/** `GET /distribution/{name}/json` (API 1.30); undefined where it has no digest. */
export function toRemoteImage(raw: unknown): RemoteImage | undefined {
  const descriptor = field(raw, 'Descriptor');
  const digest = str(firstField(descriptor, 'digest', 'Digest'));
  if (digest === '') return undefined;
  return {
    digest,
    mediaType: str(firstField(descriptor, 'mediaType', 'MediaType')),
    size: num(firstField(descriptor, 'size', 'Size')) ?? 0,
    platforms: list(field(raw, 'Platforms')).map(toPlatform),
  };
}

/** An OCI platform. */
function toPlatform(raw: unknown): ImagePlatform {
  return {
    os: str(field(raw, 'os')),
    architecture: str(field(raw, 'architecture')),
    variant: str(field(raw, 'variant')),
  };
}

/** What a check of a login gave: the engine's words, and a token to keep instead of the password (API 1.23). */
export interface LoginAnswer {
  readonly message: string;
  readonly identityToken?: string | undefined;
}

/** `POST /auth`; 204 has no body. */
export function toLoginAnswer(raw: unknown): LoginAnswer {
  const identityToken = str(field(raw, 'IdentityToken'));
  return {
    message: str(field(raw, 'Status')),
    ...(identityToken === '' ? {} : { identityToken }),
  };
}
