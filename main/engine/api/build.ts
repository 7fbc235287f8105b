import type { Readable } from 'node:stream';
import type { RegistryLogin } from '#shared/model/registry';
import type { Capability } from '#shared/model/capability';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { type BuildStep, builtImage, toBuildStep } from '../compat/build';
import { atLeast } from '../compat/version';
import { openWork, readProgress, readText, type Work } from './progress';
import { buildAuth } from './registry-auth';
import { usualSilence } from './silence';
import { change } from './typed';

/** What to build, and how. */
export interface BuildSpec {
  /** A tar that streams in (plain or compressed), or the address of a repository or tar that the engine fetches. */
  readonly context: Readable | string;
  /** Names of the image; more than one: API 1.22. */
  readonly tags: readonly string[];
  /** Path within the context; `Dockerfile` where absent. API 1.17. */
  readonly dockerfile?: string;
  readonly useCache?: boolean;
  /** Look for newer base images (API 1.16). */
  readonly pull?: boolean;
  /** API 1.21. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** API 1.23. */
  readonly labels?: Readonly<Record<string, string>>;
  /** API 1.29. */
  readonly target?: string;
  /** API 1.32. */
  readonly platform?: string;
  /** For base images of registries that ask for one. */
  readonly logins?: readonly RegistryLogin[];
  /** Names the build for `cancelBuild` (API 1.39). */
  readonly buildId?: string;
}

/**
 * `POST /build` with the classic builder (API 1.3 with a tar; JSON from 1.8, plain text before). Gives every step and
 * at the end the image's id, undefined where the engine did not tell it. A status of 200 is no success yet: an error in
 * the stream, or a stream that breaks off, fails it. So does a silence of 2 h, `silenceMs`: a step that compiles says
 * nothing for as long as it likes. Aborting `signal` closes the connection, which ends the build.
 */
export async function buildImage(
  client: EngineClient,
  spec: BuildSpec,
  onStep: (step: BuildStep) => void,
  signal: AbortSignal,
  silenceMs = usualSilence.build,
): Promise<Result<string | undefined>> {
  const upload = typeof spec.context === 'string' ? undefined : spec.context;
  for (const capability of wantedOf(spec)) {
    const has = client.supports(capability);
    if (!has.ok) {
      upload?.destroy();
      return has;
    }
  }
  const work: Work = { what: 'The build', signal, silenceMs };
  const options = {
    query: {
      t: spec.tags,
      remote: typeof spec.context === 'string' ? spec.context : undefined,
      dockerfile: spec.dockerfile,
      nocache: spec.useCache === false ? true : undefined,
      pull: spec.pull === true ? true : undefined,
      rm: true,
      forcerm: atLeast(client.version, 1, 12) ? true : undefined,
      buildargs: jsonText(spec.arguments),
      labels: jsonText(spec.labels),
      target: spec.target,
      platform: spec.platform,
      buildid: spec.buildId,
    },
    headers: {
      ...buildAuth(client, spec.logins ?? []),
      'Content-Type': atLeast(client.version, 1, 28) ? 'application/x-tar' : 'application/tar',
    },
    ...(upload === undefined ? {} : { upload }),
  };
  const body = await openWork(client, 'POST', '/build', options, work);
  if (!body.ok) return body;
  let image: string | undefined;
  const take = (step: BuildStep): void => {
    if (step.kind === 'image') image = step.id;
    // The words name it too, but shortened.
    else if (step.kind === 'text') image ??= builtImage(step.text);
    onStep(step);
  };
  if (atLeast(client.version, 1, 8)) {
    const done = await readProgress(client, body.value, work, (raw) => take(toBuildStep(raw)));
    return done.ok ? ok(image) : done;
  }
  const text = await readText(client, body.value, work, (part) => take({ kind: 'text', text: part }));
  if (!text.ok) return text;
  // Plain text has no other sign of success.
  image = builtImage(text.value);
  if (image !== undefined) return ok(image);
  const last = text.value.trim().split('\n').at(-1) ?? '';
  return fail({
    kind: 'engine-error',
    status: 200,
    message: last === '' ? 'The build gave no image.' : last,
  });
}

function wantedOf(spec: BuildSpec): readonly Capability[] {
  const wanted: readonly (readonly [boolean, Capability])[] = [
    [true, 'build'],
    [spec.dockerfile !== undefined, 'build-dockerfile'],
    [spec.tags.length > 1, 'build-tags'],
    [spec.arguments !== undefined, 'build-arguments'],
    [spec.labels !== undefined, 'build-labels'],
    [spec.target !== undefined, 'build-target'],
    [spec.platform !== undefined, 'build-platform'],
    [spec.buildId !== undefined, 'buildkit'],
  ];
  return wanted.filter(([is]) => is).map(([, capability]) => capability);
}

function jsonText(map: Readonly<Record<string, string>> | undefined): string | undefined {
  return map === undefined ? undefined : JSON.stringify(map);
}

/** `POST /build/cancel` (API 1.39): ends a build that BuildKit does, by the name it was given. */
export async function cancelBuild(client: EngineClient, buildId: string): Promise<Result<void>> {
  const has = client.supports('buildkit');
  return has.ok ? change(client, 'POST', '/build/cancel', { query: { id: buildId } }) : has;
}
