import type { IncomingMessage } from 'node:http';
import type { ContainerId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import type { EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { atLeast } from '../compat/version';
import { segment } from './paths';
import { pump } from './pump';

/**
 * `GET /containers/{id}/stats` (API 1.17): a stream of JSON objects, about one a second. The caller reads or destroys
 * it; it does not end with the container.
 */
export async function openStats(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> {
  const has = client.supports('stats');
  if (!has.ok) return has;
  // Before API 1.19 there is nothing but the stream, and no parameter.
  const stream = atLeast(client.version, 1, 19) ? true : undefined;
  return client.open('GET', `/containers/${segment(id)}/stats`, { query: { stream }, signal });
}

/**
 * One sample, as the engine sends it (API 1.41, one-shot): at once and without the sample before it, so a percentage
 * needs two calls.
 */
export async function readStats(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const has = client.supports('stats-one-shot');
  if (!has.ok) return has;
  const query = { stream: false, 'one-shot': true };
  return client.getJson(`/containers/${segment(id)}/stats`, { query, signal });
}

/** One sample after the other of many containers, each as the engine sends it. The caller closes it. */
export interface SampleReads {
  /** How many may be under way at once. */
  readonly most: number;
  /** One sample; undefined where none could be had. */
  read(id: ContainerId, signal: AbortSignal): Promise<unknown>;
  /** Takes in the samples that have come; to be called some times a second. Gives up what waits longer, in ms. */
  collect(waitingMs: number): void;
  close(): void;
}

const idleMs = 4_000;

/**
 * Reads samples in the cheapest way that the engine has: at once from API 1.41 on (engines of the first years of that
 * wait for their next second); from 1.19 on in a second or two, which the engine takes for a second sample; before, by
 * the first object of a stream.
 */
export function openSampleReads(client: EngineClient): SampleReads {
  if (!atLeast(client.version, 1, 19)) return firstOfStreams(client);
  const oneShot = client.supports('stats-one-shot').ok ? true : undefined;
  const reads = client.transport.quickReads();
  return {
    most: reads.most,
    read: async (id) => {
      const path = `/containers/${segment(id)}/stats`;
      const body = await reads.get(client.path(path, { stream: false, 'one-shot': oneShot }));
      if (body === undefined) return undefined;
      try {
        return JSON.parse(body.toString('utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
    collect: (waitingMs) => reads.collect(waitingMs, idleMs),
    close: () => reads.close(),
  };
}

const enough = { kind: 'cancelled', message: 'The first sample came.' } as const;

function firstOfStreams(client: EngineClient): SampleReads {
  const open = new AbortController();
  return {
    most: 16,
    read: async (id, signal) => {
      const limit = AbortSignal.any([signal, open.signal]);
      const body = await openStats(client, id, limit);
      if (!body.ok) return undefined;
      const decoder = new JsonStreamDecoder();
      let first: unknown;
      await pump(client, body.value, limit, (chunk) => {
        try {
          first ??= decoder.push(chunk)[0];
        } catch {
          return enough;
        }
        return first === undefined ? undefined : enough;
      });
      return first;
    },
    collect: () => undefined,
    close: () => open.abort(),
  };
}
