import type { IncomingMessage } from 'node:http';
import type { Container, ContainerDetails } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toContainer, toContainerDetails } from '../compat/containers';
import { atLeast } from '../compat/version';
import { listAnswer } from './list-answer';

/**
 * `GET /containers/json` with stopped ones. With `ids`, only those that exist of them (filters: API 1.14; older
 * engines give all, and what was not asked for is dropped here).
 */
export async function listContainers(
  client: EngineClient,
  ids: readonly ContainerId[] | undefined,
  signal: AbortSignal,
): Promise<Result<readonly Container[]>> {
  const filters =
    ids === undefined || !atLeast(client.version, 1, 14) ? undefined : JSON.stringify({ id: ids });
  const read = await client.getJson('/containers/json', { query: { all: true, filters }, signal });
  const answer = listAnswer(client, read);
  if (!answer.ok) return answer;
  const wanted = ids === undefined ? undefined : new Set<string>(ids);
  const rows = answer.value
    .map(toContainer)
    .filter((row): row is Container => row !== undefined && (wanted?.has(row.id) ?? true));
  return ok(rows);
}

/** `GET /containers/{id}/json`. */
export async function inspectContainer(
  client: EngineClient,
  id: ContainerId,
  signal?: AbortSignal,
): Promise<Result<ContainerDetails>> {
  const answer = await client.getJson(`/containers/${id}/json`, { signal });
  return answer.ok ? ok(toContainerDetails(answer.value)) : answer;
}

/** A change of one container as the engine knows it. `remove` is a DELETE, all others are POSTs. */
export type ContainerChange =
  | { readonly verb: 'start' | 'stop' | 'restart' | 'pause' | 'unpause' }
  | { readonly verb: 'kill'; readonly signal: string }
  | { readonly verb: 'remove'; readonly volumes: boolean; readonly force: boolean };

/** The request that makes the change, for sending and for showing. */
export function changeRequest(
  id: ContainerId,
  change: ContainerChange,
): {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly query: Record<string, string | boolean>;
} {
  switch (change.verb) {
    case 'remove':
      return {
        method: 'DELETE',
        path: `/containers/${id}`,
        query: { v: change.volumes, force: change.force },
      };
    case 'kill':
      return { method: 'POST', path: `/containers/${id}/kill`, query: { signal: change.signal } };
    case 'start':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'unpause':
      return { method: 'POST', path: `/containers/${id}/${change.verb}`, query: {} };
  }
}

/**
 * Makes the change and waits for its end. Starting what runs and stopping what is stopped are successes (304). No
 * limit in time for stop and restart: the container's own grace may be long.
 */
export async function changeContainer(
  client: EngineClient,
  id: ContainerId,
  change: ContainerChange,
  signal: AbortSignal,
): Promise<Result<void>> {
  const request = changeRequest(id, change);
  const slow = change.verb === 'stop' || change.verb === 'restart' || change.verb === 'remove';
  const answer = await client.send(request.method, request.path, {
    query: request.query,
    signal,
    headTimeoutMs: slow ? null : 60_000,
  });
  return answer.ok ? ok(undefined) : answer;
}

/** Which part of a log to read; times are `seconds.nanoseconds` as text, because a double cannot hold them. */
export interface LogQuery {
  readonly follow: boolean;
  /** Number of lines from the end; undefined for all. API 1.13. */
  readonly tail?: number | undefined;
  /** Inclusive. API 1.19. */
  readonly since?: string | undefined;
}

/**
 * `GET /containers/{id}/logs` with timestamps (API 1.11). The body is multiplexed unless the container has a TTY. The
 * caller reads or destroys it. Fails as `unsupported` below 1.11 and with the engine's words where a log driver cannot
 * be read.
 */
export function openLogs(
  client: EngineClient,
  id: ContainerId,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  if (!atLeast(client.version, 1, 11)) {
    return Promise.resolve(
      fail({
        kind: 'unsupported',
        capability: 'logs',
        message: `Logs need API 1.11 or newer; this engine is spoken to with ${client.version.text}.`,
      }),
    );
  }
  return client.open('GET', `/containers/${id}/logs`, {
    query: {
      stdout: true,
      stderr: true,
      timestamps: true,
      follow: query.follow,
      tail: query.tail ?? 'all',
      since: query.since,
    },
    signal,
    // A driver that must read a long file first answers late; the reader's owner can cancel at any time.
    headTimeoutMs: 60_000,
  });
}

/** `GET /containers/{id}/stats`, a stream of JSON objects, about one a second (API 1.17). */
export function openStats(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  if (!atLeast(client.version, 1, 17)) {
    return Promise.resolve(
      fail({
        kind: 'unsupported',
        capability: 'stats',
        message: `Statistics need API 1.17 or newer; this engine is spoken to with ${client.version.text}.`,
      }),
    );
  }
  return client.open('GET', `/containers/${id}/stats`, { query: { stream: true }, signal });
}
