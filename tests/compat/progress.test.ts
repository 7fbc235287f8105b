import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildImage } from '#main/engine/api/build';
import { importImage, loadImages, pullImage, pushImage, saveImages } from '#main/engine/api/image-transfer';
import { pullPlugin, pushPlugin, upgradePlugin } from '#main/engine/api/plugins';
import type { EngineClient } from '#main/engine/client';
import { DialError } from '#main/engine/transport/dialer';
import type { Result } from '#shared/result';
import { type RecordingEngine, recordingEngine, type Reply } from '../support/recording-engine';

const nobody = new AbortController().signal;
const ignore = (): void => undefined;

let engine: RecordingEngine;
let reply: Reply;
beforeEach(async () => {
  reply = {};
  engine = await recordingEngine(() => reply);
});
afterEach(() => engine.close());

const tar = (): Readable => Readable.from([Buffer.from('tar')]);
const reference = { repository: 'a', tag: 'b', text: 'a:b' };
/** Everything else that answers 200 first and tells of its failure later. */
const progressCalls: Readonly<Record<string, (client: EngineClient) => Promise<Result<unknown>>>> = {
  'a push': (client) => pushImage(client, reference, ignore, nobody),
  'a load': (client) => loadImages(client, tar(), ignore, nobody),
  'an import': (client) => importImage(client, { source: tar(), repository: 'a', tag: 'b' }, ignore, nobody),
  'a build': (client) => buildImage(client, { context: tar(), tags: ['a:b'] }, ignore, nobody),
  'a pull of a plugin': (client) => pullPlugin(client, 'p', { remote: 'p', privileges: [] }, ignore, nobody),
  'an upgrade of a plugin': (client) =>
    upgradePlugin(client, 'p', { remote: 'p', privileges: [] }, ignore, nobody),
  'a push of a plugin': (client) => pushPlugin(client, 'p', undefined, ignore, nobody),
};

describe('a status of 200', () => {
  const pull = (): Promise<Result<void>> => pullImage(engine.client(48), reference, ignore, nobody);

  it.each([
    ['error alone', '{"status":"Pulling"}{"error":"no such manifest"}', 'engine-error'],
    ['errorDetail alone', '{"errorDetail":{"message":"no such manifest"}}\r\n', 'engine-error'],
    ['an error in the middle', '{"error":"no such manifest"}{"status":"done"}', 'engine-error'],
    ['a refused login', '{"errorDetail":{"code":401,"message":"no such manifest"}}', 'denied'],
  ])('is no success after %s', async (_, text, kind) => {
    reply = { text };
    expect(await pull()).toEqual({
      ok: false,
      error: { kind, message: 'no such manifest', ...(kind === 'denied' ? {} : { status: 200 }) },
    });
  });

  it('is no success where the stream ends in the middle of an object, or breaks off', async () => {
    reply = { text: '{"status":"Pulling"}{"sta' };
    expect(await pull()).toMatchObject({ ok: false, error: { kind: 'engine-unreachable' } });
    reply = { text: '{"status":"Pulling"}', cut: true };
    expect(await pull()).toMatchObject({ ok: false, error: { kind: 'engine-unreachable' } });
    reply = { text: '<html>no engine</html>' };
    expect(await pull()).toMatchObject({ ok: false });
  });

  it('is one for objects without anything between them, as engines up to 0.9 send', async () => {
    reply = { text: '{"status":"Pulling"}{"status":"Status: Downloaded newer image for a:b"}' };
    expect(await pull()).toEqual({ ok: true, value: undefined });
  });

  it.each(
    Object.entries({
      ...progressCalls,
      'a pull': (client: EngineClient) => pullImage(client, reference, ignore, nobody),
    }),
  )('is no success of %s without a word', async (_, call) => {
    const done = await call(engine.client(48));
    expect(done).toMatchObject({ ok: false, error: { kind: 'engine-error', status: 200 } });
    expect(done.ok ? '' : done.error.message).toMatch(
      /^[A-Z].*: the engine ended its answer without saying that it is done\. Try again\.$/,
    );
  });

  it('is no success of a pull without its last line', async () => {
    reply = { text: '{"status":"Pulling from a","id":"b"}{"status":"Digest: sha256:1"}' };
    expect(await pull()).toMatchObject({ ok: false, error: { kind: 'engine-error' } });
    // Nothing more was asked: an older image of that name would answer.
    expect(engine.take().map(({ path }) => path)).toEqual(['/images/create']);
  });

  it.each([
    ['Podman', { flavour: 'podman' }, 41],
    ['Docker before 1.6', {}, 17],
  ] as const)('of a pull is one of %s where the image is there afterwards', async (_, profile, minor) => {
    await engine.close();
    let there = true;
    engine = await recordingEngine(({ path }) => {
      if (path === '/images/create') return { text: '{"status":"Pulling","id":"b"}' };
      return there ? { json: { Id: 'sha256:1' } } : { status: 404, json: { message: 'no such image' } };
    });
    const ask = (): Promise<Result<void>> =>
      pullImage(engine.client(minor, profile), reference, ignore, nobody);
    expect(await ask()).toEqual({ ok: true, value: undefined });
    expect(engine.take().at(-1)?.path).toBe('/images/a:b/json');
    there = false;
    expect(await ask()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('without saying that it is done') as string },
    });
  });

  it.each(Object.entries(progressCalls))('is no success of %s either', async (_, call) => {
    reply = { text: '{"status":"Begun"}{"error":"it broke"}' };
    expect(await call(engine.client(48))).toEqual({
      ok: false,
      error: { kind: 'engine-error', status: 200, message: 'it broke' },
    });
  });

  it('is read as text where the engine has no progress to tell', async () => {
    const load = (): Promise<Result<void>> =>
      loadImages(engine.client(22), Readable.from([Buffer.from('tar')]), ignore, nobody);
    expect(await load()).toEqual({ ok: true, value: undefined });
    reply = { text: 'Error: no space left\n' };
    expect(await load()).toMatchObject({ ok: false, error: { message: 'Error: no space left' } });
    const build = (): Promise<Result<unknown>> =>
      buildImage(engine.client(7), { context: 'https://r.example/x.git', tags: ['a'] }, ignore, nobody);
    reply = { text: 'Step 1\nError build: no such file\n' };
    expect(await build()).toMatchObject({ ok: false, error: { message: 'Error build: no such file' } });
    reply = { text: 'Step 1\nSuccessfully built 596069db4bf5\n' };
    expect(await build()).toEqual({ ok: true, value: '596069db4bf5' });
  });
});

describe('an engine that falls silent at long work', () => {
  const silenceMs = 300;
  const works: Readonly<Record<string, (client: EngineClient) => Promise<Result<unknown>>>> = {
    'Pulling a:b': (client) => pullImage(client, reference, ignore, nobody, { silenceMs }),
    'Pushing a:b': (client) => pushImage(client, reference, ignore, nobody, { silenceMs }),
    'Loading images': (client) => loadImages(client, tar(), ignore, nobody, silenceMs),
    'Importing a:b': (client) =>
      importImage(client, { source: tar(), repository: 'a', tag: 'b' }, ignore, nobody, silenceMs),
    'The build': (client) => buildImage(client, { context: tar(), tags: ['a:b'] }, ignore, nobody, silenceMs),
    'Saving a:b': async (client) => {
      const saved = await saveImages(client, ['a:b'], nobody, undefined, silenceMs);
      if (!saved.ok) return saved;
      try {
        for await (const part of saved.value) expect(String(part)).toBe('{"status":"Begun"}');
        return saved;
      } catch (cause) {
        if (cause instanceof DialError) return { ok: false, error: cause.error };
        throw cause;
      }
    },
  };
  const told = (what: string): unknown => ({
    ok: false,
    error: {
      kind: 'timeout',
      afterMs: silenceMs,
      message: `${what}: the engine has said nothing for 1 s, so Pilothouse stopped waiting. It may go on there.`,
    },
  });

  it.each(Object.entries(works))('is not waited for before its first word: %s', async (what, call) => {
    reply = { silent: true };
    expect(await call(engine.client(48))).toEqual(told(what));
  });

  it.each(Object.entries(works))('is not waited for after its last word: %s', async (what, call) => {
    reply = { text: '{"status":"Begun"}', stall: true };
    expect(await call(engine.client(48))).toEqual(told(what));
  });

  it('is not silent while it takes what it is sent', async () => {
    const slow = Readable.from(
      (async function* () {
        for (let part = 0; part < 15; part += 1) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          yield Buffer.from('tar');
        }
      })(),
    );
    reply = { text: '{"stream":"Loaded image: a:b"}' };
    expect(await loadImages(engine.client(48), slow, ignore, nobody, 1_000)).toMatchObject({ ok: true });
  });

  it('is left at once when its connection is given up', async () => {
    reply = { text: '{"status":"Begun"}', stall: true };
    const client = engine.client(48);
    const pulled = pullImage(client, reference, () => client.transport.close(), nobody);
    expect(await pulled).toMatchObject({ ok: false, error: { kind: 'engine-unreachable', reason: 'lost' } });
  });
});
