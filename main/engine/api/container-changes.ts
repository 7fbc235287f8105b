import type { Capability } from '#shared/model/capability';
import type { WaitOutcome } from '#shared/model/container-answers';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { withDeadline } from '../abort';
import type { EngineClient } from '../client';
import { toWaitOutcome } from '../compat/container-answers';
import { atLeast } from '../compat/version';
import { hostConfigAtStart } from './containers';
import type { TerminalSize } from './exec';
import { segment } from './paths';
import { change, type JsonObject } from './typed';

/** A change of one container as the engine knows it. `remove` is a DELETE, all others are POSTs. */
export type ContainerChange =
  | { readonly verb: 'start' | 'pause' | 'unpause' }
  /** `seconds` until it is killed; the container's own grace where absent. `signal`: API 1.42. */
  | { readonly verb: 'stop' | 'restart'; readonly seconds?: number; readonly signal?: string }
  | { readonly verb: 'kill'; readonly signal: string }
  | { readonly verb: 'remove'; readonly volumes: boolean; readonly force: boolean };

/** The request that makes the change, for sending and for showing. */
export function changeRequest(
  id: ContainerId,
  change: ContainerChange,
): {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly query: Record<string, string | number | boolean | undefined>;
} {
  const path = `/containers/${segment(id)}`;
  switch (change.verb) {
    case 'remove':
      return { method: 'DELETE', path, query: { v: change.volumes, force: change.force } };
    case 'kill':
      return { method: 'POST', path: `${path}/kill`, query: { signal: signalName(change.signal) } };
    case 'stop':
    case 'restart': {
      const signal = change.signal === undefined ? undefined : signalName(change.signal);
      return { method: 'POST', path: `${path}/${change.verb}`, query: { t: change.seconds, signal } };
    }
    case 'start':
    case 'pause':
    case 'unpause':
      return { method: 'POST', path: `${path}/${change.verb}`, query: {} };
  }
}

/**
 * Makes the change and waits for its end. Starting what runs and stopping what is stopped are successes (304). No
 * limit in time for stop and restart: the container's own grace may be long. A stop with a signal of its own is a kill
 * and a wait below API 1.42. Pausing: API 1.12. A signal other than KILL: engine 0.6.5; older ones would kill instead,
 * so nothing is sent to them.
 */
export async function changeContainer(
  client: EngineClient,
  id: ContainerId,
  what: ContainerChange,
  signal: AbortSignal,
): Promise<Result<void>> {
  const wanted = wantedOf(what);
  const has = wanted === undefined ? ok(undefined) : client.supports(wanted);
  if (!has.ok) return has;
  if ((what.verb === 'stop' || what.verb === 'restart') && what.signal !== undefined)
    if (!atLeast(client.version, 1, 42))
      return stopBySignal(client, id, { ...what, signal: what.signal }, signal);
  // Below API 1.10 nothing is forced by the engine; what does not run cannot be killed, and need not.
  if (what.verb === 'remove' && what.force && !atLeast(client.version, 1, 10))
    await changeContainer(client, id, { verb: 'kill', signal: 'KILL' }, signal);
  const request = changeRequest(id, what);
  const slow = what.verb === 'stop' || what.verb === 'restart' || what.verb === 'remove';
  return change(client, request.method, request.path, {
    query: request.query,
    signal,
    headTimeoutMs: slow ? null : 60_000,
  });
}

function wantedOf(what: ContainerChange): Capability | undefined {
  if (what.verb === 'pause' || what.verb === 'unpause') return 'pause';
  return what.verb === 'kill' && signalName(what.signal) !== 'KILL' ? 'kill-signal' : undefined;
}

/** The grace that engines give where nobody chose another. */
const usualGraceSeconds = 10;

/** For engines that know no signal for a stop: sends it, waits for the end, and stops what did not end by then. */
async function stopBySignal(
  client: EngineClient,
  id: ContainerId,
  what: { readonly verb: 'stop' | 'restart'; readonly seconds?: number; readonly signal: string },
  signal: AbortSignal,
): Promise<Result<void>> {
  const killed = await changeContainer(client, id, { verb: 'kill', signal: what.signal }, signal);
  // What does not run cannot be killed, and is stopped already.
  if (!killed.ok && killed.error.kind !== 'conflict' && killed.error.kind !== 'engine-error') return killed;
  if (killed.ok) {
    const seconds = what.seconds ?? usualGraceSeconds;
    // As engines have it: less than none is no limit. A timer knows no more than 24 days.
    const graceMs = Math.min(seconds * 1000, 2 ** 31 - 1);
    const limit = seconds < 0 ? signal : withDeadline(graceMs, signal);
    const waited = await waitForContainer(client, id, 'not-running', limit);
    if (!waited.ok && (signal.aborted || waited.error.kind !== 'cancelled')) return fail(waited.error);
  }
  return changeContainer(client, id, { verb: what.verb, seconds: 0 }, signal);
}

/** `POST /containers/{id}/start`, which below API 1.15 brings the host configuration, and must never from 1.24 on. */
export function startContainer(
  client: EngineClient,
  id: ContainerId,
  hostConfig: JsonObject | undefined,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const body = hostConfig !== undefined && hostConfigAtStart(client) ? hostConfig : undefined;
  return change(client, 'POST', `/containers/${segment(id)}/start`, {
    ...(body === undefined ? {} : { body }),
    signal,
    headTimeoutMs: 60_000,
  });
}

/**
 * `POST /containers/{id}/wait`: resolves when the container stands as asked; no limit in time. `next-exit` and
 * `removed`: API 1.30; `not-running` is what older engines wait for.
 */
export function waitForContainer(
  client: EngineClient,
  id: ContainerId,
  condition: WaitCondition,
  signal: AbortSignal,
): Promise<Result<WaitOutcome>> {
  return beginWait(client, id, condition, signal).outcome;
}

/** What to wait for. */
export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** A wait under way. */
export interface BegunWait {
  /** Resolves once the engine waits, or has refused; below API 1.30 it says so only at the end. */
  readonly asked: Promise<void>;
  readonly outcome: Promise<Result<WaitOutcome>>;
}

/** `waitForContainer` for one that is about to be started: a start before the engine waits could be missed. */
export function beginWait(
  client: EngineClient,
  id: ContainerId,
  condition: WaitCondition,
  signal: AbortSignal,
): BegunWait {
  const modern = atLeast(client.version, 1, 30);
  const has = modern || condition === 'not-running' ? ok(undefined) : client.supports('wait-conditions');
  if (!has.ok) return { asked: Promise.resolve(), outcome: Promise.resolve(has) };
  const opened = client.open('POST', `/containers/${segment(id)}/wait`, {
    query: { condition: modern ? condition : undefined },
    signal,
    headTimeoutMs: null,
  });
  const outcome = async (): Promise<Result<WaitOutcome>> => {
    const body = await opened;
    if (!body.ok) return body;
    const answer = await client.readJson(body.value, { signal, stallMs: null });
    return answer.ok ? ok(toWaitOutcome(answer.value)) : answer;
  };
  return { asked: opened.then(() => undefined), outcome: outcome() };
}

/** `POST /containers/{id}/resize`: the size of its terminal. Fails where it does not run; nothing is lost then. */
export function resizeContainer(
  client: EngineClient,
  id: ContainerId,
  size: TerminalSize,
): Promise<Result<void>> {
  return change(client, 'POST', `/containers/${segment(id)}/resize`, {
    query: { h: size.rows, w: size.columns },
  });
}

/** Engines up to 0.9 know signals without their prefix only, and all know those. */
export function signalName(signal: string): string {
  return signal
    .trim()
    .toUpperCase()
    .replace(/^SIG(?=[A-Z])/, '');
}
