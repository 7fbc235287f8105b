import type { AppError } from '#shared/errors';
import type { DiskUsage } from '#shared/model/disk-usage';
import type { SystemInfo } from '#shared/model/system-info';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { toDiskUsage } from '../compat/disk-usage';
import { type EngineEvent, toEvent } from '../compat/events';
import { toSystemInfo } from '../compat/system-info';
import { atLeast } from '../compat/version';
import { addressText } from '../transport/address';
import { notAnEngine } from '../transport/failure';
import { engineTime } from './container-logs';
import { filtersText } from './filters';
import { pump } from './pump';
import { readOne } from './typed';

/** `GET /info`: what the engine says of itself and its machine. */
export function readInfo(client: EngineClient, signal?: AbortSignal): Promise<Result<SystemInfo>> {
  return readOne(client, '/info', { signal }, toSystemInfo);
}

/** `GET /version` as the engine sends it: a JSON document of releases, for reading and copying. */
export function readVersion(client: EngineClient, signal?: AbortSignal): Promise<Result<unknown>> {
  return client.getJson('/version', { signal });
}

/**
 * `GET /system/df` (API 1.25). The engine measures volumes and layers for it, which can take minutes; engines before
 * 23.0 refuse a second call meanwhile. From API 1.52 on the single things come on request alone.
 */
export async function readDiskUsage(client: EngineClient, signal: AbortSignal): Promise<Result<DiskUsage>> {
  const has = client.supports('disk-usage');
  if (!has.ok) return has;
  const verbose = atLeast(client.version, 1, 52) ? true : undefined;
  return readOne(client, '/system/df', { query: { verbose }, signal, headTimeoutMs: null }, toDiskUsage);
}

/** An events stream that was opened; `done` resolves when it is over, with the reason unless it ended cleanly. */
export interface EventStream {
  readonly done: Promise<AppError | undefined>;
}

/** Which events to give; all from now on where nothing is said. Times are `seconds.nanoseconds`, inclusive. */
export interface EventQuery {
  readonly since?: string;
  /** The stream ends there. API 1.11. */
  readonly until?: string;
  readonly types?: readonly EngineEvent['type'][];
  /** Only those of this container, where the engine can sift them; look again, older ones give all. API 1.16. */
  readonly container?: string;
}

function eventFilters(client: EngineClient, query: EventQuery, sift: boolean): string | undefined {
  const container = query.container !== undefined && atLeast(client.version, 1, 16) ? query.container : '';
  if (!sift && container === '') return undefined;
  return filtersText({
    ...(sift ? { type: [...(query.types ?? [])] } : {}),
    ...(container === '' ? {} : { container: [container] }),
  });
}

/**
 * Opens `GET /events` (API 1.3) and gives every event that is asked for. Types are sifted by the engine where it knows
 * them (release 1.10) and here in any case. Abort `signal` to end it. Engines send nothing while nothing happens, some
 * not even the head of the answer, so silence says nothing, and this may not resolve for as long.
 */
export async function openEvents(
  client: EngineClient,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
  query: EventQuery = {},
): Promise<Result<EventStream>> {
  const has = client.supports('events');
  if (!has.ok) return has;
  const types = query.types === undefined ? undefined : new Set(query.types);
  // What is no type of ours has no one word among the engine's.
  const sift = types !== undefined && !types.has('other') && client.supports('typed-events').ok;
  const body = await client.open('GET', '/events', {
    query: {
      since: engineTime(client, query.since),
      until: engineTime(client, query.until),
      filters: eventFilters(client, query, sift),
    },
    signal,
    // Engines of some years send the head of the answer along with the first event, which may take days.
    headTimeoutMs: null,
  });
  if (!body.ok) return body;
  const decoder = new JsonStreamDecoder();
  const done = pump(client, body.value, signal, (chunk) => {
    try {
      for (const raw of decoder.push(chunk)) {
        const event = toEvent(raw);
        if (types?.has(event.type) !== false) onEvent(event);
      }
      return undefined;
    } catch {
      return notAnEngine(addressText(client.transport.address));
    }
  });
  return ok({ done });
}
