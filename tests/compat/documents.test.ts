import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Recorded,
  type RecordingEngine,
  recordingEngine,
  type Reply,
} from '#tests/support/recording-engine';
import { newest } from './document-1.48';
import { middle } from './document-1.14';
import { oldest } from './document-1.2';
import { documentFixtures, type Fixture } from './fixtures';

const fixtures = documentFixtures();
const served = { ...oldest, ...middle, ...newest };

let current: Fixture | undefined;
let engine: RecordingEngine;

/** An engine that knows one answer: the fixture's. */
function reply({ path }: Recorded): Reply {
  if (current === undefined) return { status: 500 };
  // An engine that is asked who it is answers more than the one question.
  if (current.path === '/version' && path === '/info') return { json: {} };
  if (current.path === '/version' && path !== '/version') return { status: 404 };
  const { status, contentType, body, stream, text, placeholder } = current;
  const headers = contentType === undefined ? {} : { 'Content-Type': contentType };
  if (body !== undefined) return { status, headers, json: body };
  return { status, headers, text: stream ?? text ?? placeholder ?? '' };
}

beforeAll(async () => {
  engine = await recordingEngine(reply);
});
afterAll(() => engine.close());

describe('every example of the documents', () => {
  test('has something that serves it', () => {
    expect(Object.keys(served).sort()).toEqual([...fixtures.keys()].sort());
    expect(fixtures.size).toBeGreaterThan(140);
  });

  test.each([...fixtures])('%s', async (key, fixture) => {
    const entry = served[key];
    if (entry === undefined) throw new Error(`Nothing serves ${key}`);
    current = fixture;
    const minor = Number(key.slice(2, key.indexOf('/')));
    const got = await entry.read(fixture, engine.client(minor));
    if (typeof entry.expected === 'object' && entry.expected !== null)
      expect(got).toMatchObject(entry.expected);
    else expect(got).toBe(entry.expected);
  });
});
