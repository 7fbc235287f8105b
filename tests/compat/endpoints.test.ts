import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseApiVersion } from '#main/engine/compat/version';
import {
  type Recorded,
  type RecordingEngine,
  recordingEngine,
  type Reply,
} from '../support/recording-engine';
import { id, name, served, unserved } from './endpoint-calls';

/** The telling part of a request. */
interface Wire {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const file = new URL('../fixtures/endpoints.json', import.meta.url);
/**
 * Every method and path of the four documents, by API version (those of the changelog under its last, 1.18; the text of
 * 1.48 leaves them out, so they stand here by its order), with the request that our function makes at that version, or
 * null where none does.
 */
const documents = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, Wire | null>>>
>;

const stat = Buffer.from(JSON.stringify({ name: 'etc', size: 1, mode: 2 ** 31 + 0o755 })).toString('base64');
/** Something that any reader finds an identity in. */
const anything = {
  Id: 'made',
  ID: 'made',
  Name: 'made',
  Descriptor: { digest: 'sha256:1' },
  Titles: [],
  StatusCode: 0,
  Version: '28.0.0',
  ApiVersion: '1.48',
};
let reply: Reply = {};
let engine: RecordingEngine;

beforeAll(async () => {
  engine = await recordingEngine(({ path }) => (path.endsWith('/attach') ? { status: 101 } : reply));
});
afterAll(() => engine.close());

describe('the table of endpoints', () => {
  it('has no function for what is in no document, and no reason for what is served', () => {
    const all = new Set(Object.values(documents).flatMap((endpoints) => Object.keys(endpoints)));
    for (const endpoint of [...Object.keys(served), ...Object.keys(unserved)])
      expect(all).toContain(endpoint);
    for (const endpoint of Object.keys(unserved)) expect(served).not.toHaveProperty([endpoint]);
    expect(all.size).toBe(112);
  });
});

describe.each(Object.entries(documents))('API %s', (version, endpoints) => {
  it.each(Object.entries(endpoints))('%s', async (endpoint, wire) => {
    const [method, template = ''] = endpoint.split(' ');
    const minor = parseApiVersion(version)?.minor ?? 0;
    const serves = served[endpoint];
    engine.take();
    if (wire === null) {
      if (serves === undefined) expect(unserved[endpoint]).toMatch(/\.$/);
      else {
        const refused = await serves.call(engine.client(minor));
        expect(refused).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
      }
      expect(engine.take()).toEqual([]);
      return;
    }
    if (serves === undefined) throw new Error(`Nothing serves ${endpoint}, and nothing says why.`);
    const answer = serves.silentBelow23 === true && minor < 23 ? '' : (serves.reply ?? anything);
    reply = {
      ...(typeof answer === 'string' ? { text: answer } : { json: answer }),
      headers: { 'x-docker-container-path-stat': stat },
    };
    const result = await serves.call(engine.client(minor));
    expect(result).toMatchObject({ ok: true });
    const path = template.replace('{id}', id).replace('{name}', template.startsWith('/volumes') ? 'v' : name);
    const sent = engine.take().filter((request) => request.method === method && request.path === path);
    expect(sent).toHaveLength(1);
    const [request] = sent;
    if (request === undefined) return;
    expect(request.version).toBe(path === '/_ping' ? '' : `v1.${minor}`);
    expect(toWire(request)).toEqual(wire);
  });
});

function toWire(request: Recorded): Wire {
  const auth = request.headers['x-registry-auth'] ?? request.headers['x-registry-config'];
  const type = request.headers['content-type'];
  const headers = {
    ...(typeof auth === 'string' ? { auth: Buffer.from(auth, 'base64url').toString() } : {}),
    ...(type === undefined || type === 'application/json' ? {} : { type }),
  };
  return {
    ...(Object.keys(request.query).length === 0 ? {} : { query: request.query }),
    ...(request.body === '' ? {} : { body: bodyOf(request.body) }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
