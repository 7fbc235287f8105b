import { text } from 'node:stream/consumers';
import type { EngineClient } from '#main/engine/client';
import { create } from '#main/engine/api/typed';
import { negotiate } from '#main/engine/negotiate';
import { JsonStreamDecoder } from '#main/engine/codec/json-stream';
import { toErrorMessage } from '#main/engine/compat/errors';
import { toPullStep } from '#main/engine/compat/progress';
import type { Fixture } from './fixtures';

/** What of the product serves a fixture, and what must come of it. */
export interface Served {
  /** Reads the fixture; a `client` talks to an engine that answers it. */
  readonly read: (fixture: Fixture, client: EngineClient) => unknown;
  /** What `read` gives, or resolves to, must match this. */
  readonly expected: unknown;
}

/** A mapper of the whole body. */
export function maps(mapper: (body: unknown) => unknown, expected: unknown): Served {
  return { read: ({ body }) => mapper(body), expected };
}

/** The mapper, with keys that must not be there shown as undefined. */
export function without<T>(mapper: (body: unknown) => T, ...keys: readonly string[]): (body: unknown) => T {
  const absent = Object.fromEntries(keys.map((key) => [key, undefined]));
  return (body) => ({ ...absent, ...mapper(body) });
}

/** A mapper of each element of a list. */
export function rows(mapper: (row: unknown) => unknown, expected: readonly unknown[]): Served {
  return { read: ({ body }) => (body as readonly unknown[]).map(mapper), expected };
}

/** A mapper of each object of a stream. */
export function objects(mapper: (object: unknown) => unknown, expected: readonly unknown[]): Served {
  return {
    read: ({ stream = '' }) => new JsonStreamDecoder().push(Buffer.from(stream)).map(mapper),
    expected,
  };
}

/** Pull, push and their kind: an error in the stream is an error, although the status is 200. */
export function progress(expected: readonly unknown[]): Served {
  return objects(toPullStep, expected);
}

/** A success that says no more; a client makes nothing of it. */
export const done: Served = {
  read: ({ method, path }, client) => client.send(method as 'POST' | 'DELETE', path),
  expected: { ok: true, value: undefined },
};

/** Bytes that go through as they are. */
export const passes: Served = {
  read: async ({ method, path, placeholder, text: plain }, client) => {
    const opened = await client.open(method as 'GET' | 'POST', path);
    const got = opened.ok ? await text(opened.value) : '';
    return got === (placeholder ?? plain);
  },
  expected: true,
};

/** Something was made and has an id. */
export function makes(id: string, warnings: readonly string[] = []): Served {
  return {
    read: ({ path }, client) => create(client, path, {}),
    expected: { ok: true, value: { id, warnings } },
  };
}

/** A refusal, in the engine's own words, whose kind follows the status. */
export function refuses(kind: string, message: string): Served {
  return {
    read: async ({ method, path, body }, client) => {
      // The answer to a HEAD has no body, whatever the document shows.
      if (method === 'HEAD')
        return { ok: false, error: { kind, message: toErrorMessage(JSON.stringify(body)) } };
      return client.send(method as 'POST', path);
    },
    expected: { ok: false, error: { kind, message } },
  };
}

/** What an engine says of itself, from `/version` alone: nothing else of it answers. */
export function negotiates(facts: Readonly<Record<string, unknown>>): Served {
  return {
    read: (_, client) => negotiate(client.transport, undefined, new AbortController().signal),
    expected: { ok: true, value: { facts } },
  };
}
