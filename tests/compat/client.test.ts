import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type RecordingEngine, recordingEngine, type Reply } from '#tests/support/recording-engine';
import { until } from '#tests/support/wait';

let engine: RecordingEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

async function answering(reply: Reply): Promise<RecordingEngine> {
  engine = await recordingEngine(() => reply);
  return engine;
}

describe('one engine at one version', () => {
  it('sends booleans as 1 and 0, repeats lists and leaves out what is undefined', async () => {
    const { client, requests } = await answering({ json: [] });
    await client(48).getJson('/x', { query: { all: true, size: false, t: ['a', 'b'], limit: undefined } });
    expect(requests).toMatchObject([{ version: 'v1.48', query: { all: '1', size: '0', t: ['a', 'b'] } }]);
    expect(requests[0]?.query).not.toHaveProperty('limit');
  });

  it('asks nothing of the answer to a change: Podman sends a word there', async () => {
    const { client } = await answering({ text: 'OK' });
    expect(await client(41).act('POST', '/x')).toEqual({ ok: true, value: undefined });
    expect(await client(41).send('POST', '/x')).toMatchObject({ ok: false });
  });

  it('streams what is uploaded, in chunks, and never gathers it', async () => {
    const { client, requests } = await answering({ json: { ok: 1 } });
    const upload = Readable.from([Buffer.from('one'), Buffer.from('two')]);
    const answer = await client(48).send('PUT', '/x', { upload });
    expect(answer).toEqual({ ok: true, value: { ok: 1 } });
    expect(requests).toMatchObject([
      {
        method: 'PUT',
        body: 'onetwo',
        headers: { 'transfer-encoding': 'chunked', 'content-type': 'application/x-tar' },
      },
    ]);
  });

  it('fails with a sentence where the source of an upload breaks off, and blames it', async () => {
    const { client } = await answering({});
    const upload = new Readable({ read: () => undefined });
    upload.push('begun');
    setImmediate(() => upload.destroy(new Error('the file is gone')));
    expect(await client(48).send('POST', '/x', { upload, headTimeoutMs: null })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-input', message: 'What was to be sent could not be read: the file is gone.' },
    });
  });

  it('lets go of the source where the engine goes away in the middle', async () => {
    const running = await answering({});
    let read = 0;
    const upload = new Readable({
      read: () => {
        read += 1;
        upload.push(Buffer.alloc(64 * 1024));
      },
    });
    const sent = running.client(48).send('POST', '/x', { upload, headTimeoutMs: null });
    await until('the engine to read', () => read > 20);
    await running.close();
    engine = undefined;
    expect(await sent).toMatchObject({ ok: false, error: { kind: 'engine-unreachable' } });
    await until('the source to be let go', () => upload.destroyed);
  });

  it('refuses by what the engine is, before anything is sent', async () => {
    const { client, requests } = await answering({});
    expect(client(14, { release: '1.2.0' }).supports('exec')).toEqual({
      ok: false,
      error: {
        kind: 'unsupported',
        capability: 'exec',
        message: 'Exec needs Docker 1.3 or newer; this engine is 1.2.0.',
      },
    });
    expect(client(15).supports('exec').ok).toBe(true);
    expect(requests).toEqual([]);
  });
});
