import type { AppError } from '#shared/errors';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { type EngineEvent, toEvent } from '../compat/events';
import { notAnEngine } from '../transport/failure';
import { addressText } from '../transport/address';
import { pump } from './pump';

/** An events stream that was opened; `done` resolves when it is over, with the reason unless it ended cleanly. */
export interface EventStream {
  readonly done: Promise<AppError | undefined>;
}

/**
 * Opens `GET /events` (API 1.3 and later) and gives every event from then on. Abort `signal` to end it. Engines send
 * nothing while nothing happens, so silence says nothing.
 */
export async function openEvents(
  client: EngineClient,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<Result<EventStream>> {
  const body = await client.open('GET', '/events', { signal });
  if (!body.ok) return body;
  const decoder = new JsonStreamDecoder();
  const done = pump(client, body.value, signal, (chunk) => {
    try {
      for (const raw of decoder.push(chunk)) onEvent(toEvent(raw));
      return undefined;
    } catch {
      return notAnEngine(addressText(client.transport.address));
    }
  });
  return ok({ done });
}
