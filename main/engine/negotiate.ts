import type { AppError } from '#shared/errors';
import type { EngineFacts } from '#shared/model/engine';
import { fail, ok, type Result } from '#shared/result';
import { missingCapabilities } from './compat/capabilities';
import { field, num, str } from './compat/read';
import { apiOfRelease } from './compat/releases';
import { toSystemInfo } from './compat/system-info';
import {
  type ApiVersion,
  assumedWhenSilent,
  compareVersions,
  newestKnown,
  oldestKnown,
  parseApiVersion,
} from './compat/version';
import { EngineClient, readBody } from './client';
import { addressText } from './transport/address';
import { connectionFailure, notAnEngine } from './transport/failure';
import type { HttpAnswer, HttpTransport } from './transport/http';

/** An engine that answered, at the version to speak with it. */
export interface Negotiated {
  readonly client: EngineClient;
  readonly facts: EngineFacts;
}

/** How long an engine may take to answer a ping before it counts as silent. */
const pingTimeoutMs = 5_000;
const maxVersionBytes = 1024 * 1024;

/**
 * Finds out what an engine is and which API version to speak: unversioned HEAD, then GET `/_ping`, then `/version`,
 * then the table of releases (engine-api reference 2.1). Uses the lower of our newest and its own, or `pinned`
 * (DOCKER_API_VERSION) where both can speak it, and fails with `unsupported` where not; with `not-an-engine` for
 * whatever else answers; with `too-new` and `too-old` where no version is common to both.
 */
export async function negotiate(
  transport: HttpTransport,
  pinned: string | undefined,
  signal: AbortSignal,
): Promise<Result<Negotiated>> {
  const at = addressText(transport.address);
  const pinged = await pingAnyHow(transport, signal);
  if (!pinged.ok) return pinged;
  const version = await readVersion(transport, signal);
  if (!version.ok) return version;
  const release = str(field(version.value, 'Version'));
  const max =
    parseApiVersion(headerText(pinged.value, 'api-version')) ??
    parseApiVersion(str(field(version.value, 'ApiVersion'))) ??
    apiOfRelease(release) ??
    (release === '' ? undefined : assumedWhenSilent);
  if (max === undefined) return fail(notAnEngine(at));
  if (compareVersions(max, oldestKnown) < 0) return fail(tooOld(at, release, max));
  const min = parseApiVersion(str(field(version.value, 'MinAPIVersion')));
  const use = choose(max, min, pinned, at);
  if (!use.ok) return use;
  const flavour = isPodman(pinged.value, version.value) ? 'podman' : 'docker';
  const os = str(field(version.value, 'Os'));
  const client = new EngineClient(transport, { api: use.value, maxApi: max, release, flavour, os });
  const info = await client.getJson('/info', { signal, headTimeoutMs: pingTimeoutMs });
  // A proxy before an engine often keeps this one to itself; an engine that is gone is another thing.
  if (!info.ok && !isRefusal(info.error)) return info;
  return ok({ client, facts: toFacts(client, version.value, info.ok ? info.value : undefined) });
}

/**
 * One ping; gives the round trip in ms. Only status 200 counts. Fails when the engine stays silent for 5 s. Takes a
 * connection of its own (over ssh one that is kept for pings): behind reads that wait for the engine it would tell of the
 * queue and not of it.
 * Engines before API 1.11 have no ping, and are asked for their version.
 */
export async function ping(client: EngineClient, signal: AbortSignal): Promise<Result<number>> {
  const begun = performance.now();
  const path = compareVersions(client.version, firstPing) < 0 ? '/version' : '/_ping';
  // Over ssh a connection of its own is a process on both sides, and costs more than the ping.
  const way = client.transport.address.kind === 'ssh' ? 'kept for pings' : 'its own';
  const answer = await ask(client.transport, 'GET', path, signal, way);
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) {
    return fail({
      kind: 'engine-error',
      status: answer.value.status,
      message: `The engine at ${addressText(client.transport.address)} says that it is not well (status ${answer.value.status}).`,
    });
  }
  return ok(performance.now() - begun);
}

const firstPing: ApiVersion = { major: 1, minor: 11, text: '1.11' };

/** HEAD came with API 1.40, GET with 1.11; an older engine answers 404, which is an answer, too. */
async function pingAnyHow(transport: HttpTransport, signal: AbortSignal): Promise<Result<HttpAnswer>> {
  const head = await ask(transport, 'HEAD', '/_ping', signal);
  if (!head.ok || headerText(head.value, 'api-version') !== undefined) return head;
  return ask(transport, 'GET', '/_ping', signal);
}

async function ask(
  transport: HttpTransport,
  method: 'HEAD' | 'GET',
  path: string,
  signal: AbortSignal,
  way: 'pooled' | 'kept for pings' | 'its own' = 'pooled',
): Promise<Result<HttpAnswer>> {
  const request = { method, path, signal, headTimeoutMs: pingTimeoutMs };
  const answer = await (way === 'kept for pings'
    ? transport.ping(request)
    : transport.request(request, way === 'pooled'));
  // A body that stalls must not keep a connection that nobody uses again.
  if (answer.ok && way !== 'its own') answer.value.body.resume();
  else if (answer.ok) answer.value.body.destroy();
  return answer;
}

async function readVersion(transport: HttpTransport, signal: AbortSignal): Promise<Result<unknown>> {
  const request = { method: 'GET', path: '/version', signal, headTimeoutMs: pingTimeoutMs } as const;
  const answer = await transport.request(request, true);
  if (!answer.ok) return answer;
  const body = await readBody(answer.value.body, maxVersionBytes, signal, (cause) =>
    connectionFailure(transport.address, cause),
  );
  if (!body.ok) return body;
  try {
    return ok(JSON.parse(body.value.toString('utf8')) as unknown);
  } catch {
    return fail(notAnEngine(addressText(transport.address)));
  }
}

/** The version to speak; a pinned one must suit both, and none may be below the engine's least. */
function choose(
  max: ApiVersion,
  min: ApiVersion | undefined,
  pinned: string | undefined,
  at: string,
): Result<ApiVersion> {
  const newest = compareVersions(max, newestKnown) < 0 ? max : newestKnown;
  const tooOldFor = (version: ApiVersion): boolean => min !== undefined && compareVersions(min, version) > 0;
  if (pinned !== undefined && pinned !== '') {
    // The docker command takes it with a v, too.
    const wanted = parseApiVersion(pinned.replace(/^v/, ''));
    const lowest = min ?? oldestKnown;
    const fits =
      wanted !== undefined && compareVersions(wanted, newest) <= 0 && compareVersions(wanted, lowest) >= 0;
    return fits ? ok(wanted) : fail(badPin(at, pinned, lowest, newest));
  }
  return min !== undefined && tooOldFor(newest) ? fail(tooNew(at, min)) : ok(newest);
}

function isRefusal({ kind }: AppError): boolean {
  // A plugin or a storage that hangs keeps /info from answering, and nothing else.
  return (
    kind === 'timeout' ||
    kind === 'engine-error' ||
    kind === 'not-found' ||
    kind === 'denied' ||
    kind === 'conflict'
  );
}

function headerText(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isPodman(answer: HttpAnswer, version: unknown): boolean {
  if (headerText(answer, 'libpod-api-version') !== undefined) return true;
  if (headerText(answer, 'server')?.startsWith('Libpod') === true) return true;
  const components = field(version, 'Components');
  return (
    Array.isArray(components) && components.some((each) => str(field(each, 'Name')).startsWith('Podman'))
  );
}

function toFacts(client: EngineClient, version: unknown, info: unknown): EngineFacts {
  const { profile } = client;
  const system = toSystemInfo(info);
  const swarm = system?.swarm;
  const identity = profile.flavour === 'docker' ? system?.id : undefined;
  return {
    release: profile.release,
    api: profile.api.text,
    maxApi: profile.maxApi?.text ?? profile.api.text,
    flavour: profile.flavour,
    os: system?.system || profile.os,
    arch: str(field(version, 'Arch')) || (system?.arch ?? ''),
    kernel: str(field(version, 'KernelVersion')) || (system?.kernel ?? ''),
    cpus: num(field(info, 'NCPU')) ?? 0,
    memoryBytes: num(field(info, 'MemTotal')) ?? 0,
    hostName: system?.name ?? '',
    ...(identity === undefined || identity === '' ? {} : { identity }),
    ...(swarm?.state === 'active'
      ? { swarm: swarm.manager ? ('manager' as const) : ('worker' as const) }
      : {}),
    missing: missingCapabilities(profile),
  };
}

function badPin(at: string, pinned: string, min: ApiVersion, newest: ApiVersion): AppError {
  return {
    kind: 'unsupported',
    capability: 'api-version',
    message: `DOCKER_API_VERSION is “${pinned.slice(0, 40)}”, but API ${min.text} to ${newest.text} can be spoken with the engine at ${at}. Set it to one of these, or unset it.`,
  };
}

function tooNew(at: string, min: ApiVersion): AppError {
  return {
    kind: 'engine-unreachable',
    reason: 'too-new',
    message: `This engine needs a newer Pilothouse: at ${at} API ${min.text} and newer is spoken, this version knows ${newestKnown.text}.`,
    remedy: 'Use a newer Pilothouse, or lower the engine’s min-api-version.',
  };
}

function tooOld(at: string, release: string, max: ApiVersion): AppError {
  return {
    kind: 'engine-unreachable',
    reason: 'too-old',
    message: `The engine at ${at} is ${release || 'of an unknown release'} and speaks API ${max.text}; Pilothouse needs ${oldestKnown.text} or newer.`,
    remedy: 'Use a newer engine.',
  };
}
