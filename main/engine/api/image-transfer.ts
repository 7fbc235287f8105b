import type { Readable } from 'node:stream';
import type { ImagePlatform, RegistryLogin } from '#shared/model/registry';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { endsPull, type PullStep, toPullStep } from '../compat/progress';
import { atLeast } from '../compat/version';
import { referencePath } from './paths';
import { openWork, readProgress, readText, unfinished, type Work } from './progress';
import type { ImageReference } from './reference';
import { authObject, pushAuth, registryAuth } from './registry-auth';
import { listenedStream, silenceAt, usualSilence } from './silence';

/** What may go with a pull. */
export interface PullOptions {
  readonly login?: RegistryLogin;
  /** `os[/arch[/variant]]` (API 1.32). */
  readonly platform?: string;
  /** How long the engine may say nothing, in ms; 5 min unless said otherwise. */
  readonly silenceMs?: number;
}

/**
 * `POST /images/create`: pulls one image and gives every step. Always sends a tag or digest, for without one an engine
 * pulls every tag of the repository. A status of 200 is no success yet: an error object in the stream, or a stream
 * that breaks off, ends without its last line or stays silent for 5 min, fails it. Engines that write no such line are
 * asked for the image. Aborting `signal` closes the connection, which makes the engine
 * stop.
 */
export async function pullImage(
  client: EngineClient,
  reference: ImageReference,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
  options: PullOptions = {},
): Promise<Result<void>> {
  if (options.platform !== undefined) {
    const has = client.supports('pull-platform');
    if (!has.ok) return has;
  }
  const { silenceMs = usualSilence.transfer } = options;
  const work: Work = { what: `Pulling ${reference.text}`, signal, silenceMs };
  const query = { fromImage: reference.repository, tag: reference.tag, platform: options.platform };
  const headers = { 'X-Registry-Auth': registryAuth(options.login) };
  const body = await openWork(client, 'POST', '/images/create', { query, headers }, work);
  if (!body.ok) return body;
  let ended: boolean | undefined;
  const done = await readProgress(client, body.value, work, (raw) => {
    if (endsPull(raw)) ended = true;
    onStep(toPullStep(raw));
  });
  return done.ok && ended !== true ? isThere(client, reference, work) : done;
}

/** Docker 1.6 and newer end every pull with a line of status; before it is not known, and Podman writes none. */
async function isThere(
  client: EngineClient,
  { text }: ImageReference,
  { what, signal }: Work,
): Promise<Result<void>> {
  if (client.profile.flavour === 'docker' && atLeast(client.version, 1, 18)) return fail(unfinished(what));
  const found = await client.getJson(`/images/${referencePath(text)}/json`, { signal });
  if (found.ok) return ok(undefined);
  return fail(found.error.kind === 'not-found' ? unfinished(what) : found.error);
}

/** What may go with a push. */
export interface PushOptions {
  readonly login?: RegistryLogin;
  /** One platform of several (API 1.46). */
  readonly platform?: ImagePlatform;
  /** How long the engine may say nothing, in ms; 5 min unless said otherwise. */
  readonly silenceMs?: number;
}

/**
 * `POST /images/{name}/push` (API 1.2): pushes one tag, never all of them. The login goes in a header, which must be
 * there even for nobody; up to API 1.4 it is the body. Success and failure as for a pull.
 */
export async function pushImage(
  client: EngineClient,
  reference: ImageReference,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
  options: PushOptions = {},
): Promise<Result<void>> {
  const has = client.supports(options.platform === undefined ? 'push' : 'push-platform');
  if (!has.ok) return has;
  if (reference.tag.includes(':')) {
    const message = `“${reference.text}” names a digest; an engine pushes tags only.`;
    return fail({ kind: 'invalid-input', issues: [{ path: 'reference', message }], message });
  }
  const { login, silenceMs = usualSilence.transfer } = options;
  const auth = atLeast(client.version, 1, 5)
    ? { headers: { 'X-Registry-Auth': pushAuth(login) } }
    : { body: login === undefined ? {} : authObject(login) };
  const work: Work = { what: `Pushing ${reference.text}`, signal, silenceMs };
  const path = `/images/${referencePath(reference.repository)}/push`;
  const query = { tag: reference.tag, platform: platformText(options.platform) };
  const body = await openWork(client, 'POST', path, { query, ...auth }, work);
  if (!body.ok) return body;
  return readProgress(client, body.value, work, (raw) => onStep(toPullStep(raw)));
}

/**
 * `GET /images/{name}/get` (API 1.7) for one image, `GET /images/get` (API 1.15) for several: a tar, which the caller
 * reads or destroys. One platform of several: API 1.48. A failure in the middle is told inside the tar alone. It may
 * take half an hour to begin, `silenceMs`, because engines put it together on their disk first; the stream fails with a
 * `DialError` where nothing comes for so long after that.
 */
export async function saveImages(
  client: EngineClient,
  references: readonly [string, ...string[]],
  signal: AbortSignal,
  platform?: ImagePlatform,
  silenceMs = usualSilence.pack,
): Promise<Result<Readable>> {
  const several = references.length > 1;
  const has = client.supports(
    platform !== undefined ? 'image-platforms' : several ? 'image-save-several' : 'image-save',
  );
  if (!has.ok) return has;
  const path = several ? '/images/get' : `/images/${referencePath(references[0])}/get`;
  const query = { names: several ? references : undefined, platform: platformText(platform) };
  const work: Work = { what: `Saving ${references.join(', ')}`, signal, silenceMs };
  const body = await openWork(client, 'GET', path, { query }, work);
  return body.ok ? ok(listenedStream(body.value, silenceAt(work.what, silenceMs))) : body;
}

/**
 * `POST /images/load` (API 1.7) from a tar, which streams in. Below API 1.23 there is no progress: an empty answer is a
 * success, and a text says what went wrong. The engine may be silent for 20 min, `silenceMs`, after it took the last of
 * the tar.
 */
export async function loadImages(
  client: EngineClient,
  tar: Readable,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
  silenceMs = usualSilence.unpack,
): Promise<Result<void>> {
  const has = client.supports('image-load');
  if (!has.ok) {
    tar.destroy();
    return has;
  }
  const progress = client.supports('load-progress').ok;
  const work: Work = { what: 'Loading images', signal, silenceMs };
  const query = { quiet: progress ? false : undefined };
  const body = await openWork(client, 'POST', '/images/load', { query, upload: tar }, work);
  if (!body.ok) return body;
  if (progress) return readProgress(client, body.value, work, (raw) => onStep(toPullStep(raw)));
  const text = await readText(client, body.value, work, () => undefined);
  if (!text.ok) return text;
  const message = text.value.trim();
  return message === '' ? ok(undefined) : fail({ kind: 'engine-error', status: 200, message });
}

/** A file system to make an image of. */
export interface ImageImport {
  /** A tar that streams in, or an address that the engine fetches. */
  readonly source: Readable | string;
  readonly repository: string;
  readonly tag: string;
  readonly message?: string;
  /** Dockerfile instructions, one each (API 1.18). */
  readonly changes?: readonly string[];
  /** `os[/arch[/variant]]` (API 1.32). */
  readonly platform?: string;
}

/**
 * `POST /images/create` with `fromSrc`: an image of one layer. Success and failure as for a pull, but the engine may be
 * silent for 20 min, `silenceMs`.
 */
export async function importImage(
  client: EngineClient,
  source: ImageImport,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
  silenceMs = usualSilence.unpack,
): Promise<Result<void>> {
  const upload = typeof source.source === 'string' ? undefined : source.source;
  const changes = source.changes ?? [];
  for (const [wanted, capability] of [
    [changes.length > 0, 'commit-changes'],
    [source.platform !== undefined, 'pull-platform'],
  ] as const) {
    const has = wanted ? client.supports(capability) : ok(undefined);
    if (!has.ok) {
      upload?.destroy();
      return has;
    }
  }
  const work: Work = { what: `Importing ${source.repository}:${source.tag}`, signal, silenceMs };
  const query = {
    fromSrc: typeof source.source === 'string' ? source.source : '-',
    repo: source.repository,
    tag: source.tag,
    message: source.message,
    changes: changes.length === 0 ? undefined : changes,
    platform: source.platform,
  };
  const options = { query, ...(upload === undefined ? {} : { upload }) };
  const body = await openWork(client, 'POST', '/images/create', options, work);
  if (!body.ok) return body;
  return readProgress(client, body.value, work, (raw) => onStep(toPullStep(raw)));
}

/** An OCI platform in JSON, as these calls want it. */
function platformText(platform: ImagePlatform | undefined): string | undefined {
  if (platform === undefined) return undefined;
  const { os, architecture, variant } = platform;
  return JSON.stringify({ os, architecture, ...(variant === '' ? {} : { variant }) });
}
