import type { EngineFacts } from '#shared/model/engine';
import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { EngineClient, readBody } from './client';
import { bool, field, num, str } from './compat/read';
import {
  assumedWhenSilent,
  compareVersions,
  newestKnown,
  parseApiVersion,
  type ApiVersion,
} from './compat/version';
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

/**
 * Finds out what an engine is and which API version to speak: unversioned HEAD, then GET `/_ping`, then `/version`
 * (reference 2.1). Uses the lower of our newest and its own, or `pinned` (DOCKER_API_VERSION) where both can speak it,
 * and fails with `unsupported` where not. Fails with `not-an-engine` for whatever else answers.
 */
export async function negotiate(
  transport: HttpTransport,
  pinned: string | undefined,
  signal: AbortSignal,
): Promise<Result<Negotiated>> {
  const at = addressText(transport.address);
  const head = await ask(transport, 'HEAD', '/_ping', signal);
  if (!head.ok) return head;
  const ping = isPing(head.value) ? head : await ask(transport, 'GET', '/_ping', signal);
  if (!ping.ok) return ping;
  const version = await document(transport, '/version', signal);
  if (!version.ok) return version;
  const announced =
    parseApiVersion(headerText(ping.value, 'api-version')) ??
    parseApiVersion(str(field(version.value, 'ApiVersion')));
  if (announced === undefined && str(field(version.value, 'Version')) === '') return fail(notAnEngine(at));
  const max = announced ?? assumedWhenSilent;
  const newest = compareVersions(max, newestKnown) < 0 ? max : newestKnown;
  const min = parseApiVersion(str(field(version.value, 'MinAPIVersion')));
  const use = pinned === undefined || pinned === '' ? newest : parseApiVersion(pinned);
  const tooOld = use !== undefined && min !== undefined && compareVersions(min, use) > 0;
  if (use === undefined || (use !== newest && (tooOld || compareVersions(use, newest) > 0)))
    return fail(badPin(at, pinned ?? '', min, newest));
  if (tooOld) return fail(tooNew(at, min));
  const client = new EngineClient(transport, use);
  const info = await client.getJson('/info', { signal });
  if (!info.ok) return info;
  return ok({
    client,
    facts: toFacts(version.value, info.value, use, max, headerText(ping.value, 'server')),
  });
}

/**
 * One ping; gives the round trip in ms. Only status 200 counts. Fails when the engine stays silent for 5 s. Takes a
 * connection of its own: behind reads that wait for the engine it would tell of the queue and not of the engine.
 */
export async function ping(client: EngineClient, signal: AbortSignal): Promise<Result<number>> {
  const begun = performance.now();
  const answer = await ask(client.transport, 'GET', '/_ping', signal, false);
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return fail(notAnEngine(addressText(client.transport.address)));
  return ok(performance.now() - begun);
}

async function ask(
  transport: HttpTransport,
  method: 'HEAD' | 'GET',
  path: string,
  signal: AbortSignal,
  pooled = true,
): Promise<Result<HttpAnswer>> {
  const answer = await transport.request({ method, path, signal, headTimeoutMs: pingTimeoutMs }, pooled);
  if (answer.ok) answer.value.body.resume();
  return answer;
}

async function document(
  transport: HttpTransport,
  path: string,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const answer = await transport.request({ method: 'GET', path, signal, headTimeoutMs: pingTimeoutMs }, true);
  if (!answer.ok) return answer;
  const body = await readBody(answer.value.body, 1024 * 1024, signal, (cause) =>
    connectionFailure(transport.address, cause),
  );
  if (!body.ok) return body;
  try {
    return ok(JSON.parse(body.value.toString('utf8')) as unknown);
  } catch {
    return fail(notAnEngine(addressText(transport.address)));
  }
}

/** A 500 from an unhealthy engine still carries the headers; a 404 comes from engines without HEAD. */
function isPing(answer: HttpAnswer): boolean {
  return answer.status === 200 || headerText(answer, 'api-version') !== undefined;
}

function headerText(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function toFacts(
  version: unknown,
  info: unknown,
  use: ApiVersion,
  max: ApiVersion,
  server: string | undefined,
): EngineFacts {
  const podman = server?.startsWith('Libpod') === true || bool(field(info, 'Libpod'));
  return {
    release: str(field(version, 'Version')),
    api: use.text,
    maxApi: max.text,
    flavour: podman ? 'podman' : 'docker',
    os: str(field(info, 'OperatingSystem')) || str(field(version, 'Os')),
    arch: str(field(version, 'Arch')) || str(field(info, 'Architecture')),
    kernel: str(field(version, 'KernelVersion')),
    cpus: num(field(info, 'NCPU')) ?? 0,
    memoryBytes: num(field(info, 'MemTotal')) ?? 0,
    hostName: str(field(info, 'Name')),
  };
}

function badPin(at: string, pinned: string, min: ApiVersion | undefined, newest: ApiVersion): AppError {
  const range = min === undefined ? `up to ${newest.text}` : `${min.text} to ${newest.text}`;
  return {
    kind: 'unsupported',
    capability: 'api-version',
    message: `DOCKER_API_VERSION is “${pinned.slice(0, 40)}”, but API ${range} can be spoken with the engine at ${at}. Set it to one of these, or unset it.`,
  };
}

function tooNew(at: string, min: ApiVersion): AppError {
  return {
    kind: 'engine-unreachable',
    reason: 'too-new',
    message: `The engine at ${at} speaks API ${min.text} and newer only; this version of Pilothouse knows ${newestKnown.text}.`,
    remedy: 'Use a newer Pilothouse, or lower the engine’s min-api-version.',
  };
}
