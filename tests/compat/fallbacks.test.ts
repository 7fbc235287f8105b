import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelBuild } from '#main/engine/api/build';
import { createCheckpoint, listCheckpoints, removeCheckpoint } from '#main/engine/api/checkpoints';
import { changeContainer, waitForContainer } from '#main/engine/api/container-changes';
import { downloadPath, statPath, uploadTar } from '#main/engine/api/container-files';
import { openStats, readStats } from '#main/engine/api/container-stats';
import { updateContainer } from '#main/engine/api/containers';
import { createExec, inspectExec, startExec } from '#main/engine/api/exec';
import { pushImage, saveImages } from '#main/engine/api/image-transfer';
import { listImages } from '#main/engine/api/images';
import { openEvents } from '#main/engine/api/system';
import { createVolume } from '#main/engine/api/volumes';
import type { EngineEvent } from '#main/engine/compat/events';
import type { ContainerId } from '#shared/model/ids';
import {
  type Recorded,
  type RecordingEngine,
  recordingEngine,
  type Reply,
} from '../support/recording-engine';

const id = 'c0ffee' as ContainerId;
const nobody = new AbortController().signal;
const ignore = (): void => undefined;

let engine: RecordingEngine;
let reply: Reply | ((request: Recorded) => Reply);
beforeEach(async () => {
  reply = {};
  engine = await recordingEngine((request) => (typeof reply === 'function' ? reply(request) : reply));
});
afterEach(() => engine.close());

const sent = (): string[] => engine.take().map(({ method, path }) => `${method} ${path}`);
const unsupported = { ok: false, error: { kind: 'unsupported' } };

describe('a command in a container', () => {
  const spec = { command: ['ls', '-l'], tty: false, stdin: false, environment: ['A=b c'], folder: '/srv' };

  it.each([
    [
      15,
      ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', '/srv', 'env', 'A=b c', 'ls', '-l'],
      false,
      false,
    ],
    [25, ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', '/srv', 'ls', '-l'], true, false],
    [35, ['ls', '-l'], true, true],
  ])('gets environment and folder at API 1.%i', async (minor, command, environment, folder) => {
    reply = { json: { Id: 'e1' } };
    expect(await createExec(engine.client(minor), id, spec)).toEqual({ ok: true, value: 'e1' });
    const body = JSON.parse(engine.take()[0]?.body ?? '') as Record<string, unknown>;
    expect(body['Cmd']).toEqual(command);
    expect('Env' in body).toBe(environment);
    expect('WorkingDir' in body).toBe(folder);
    expect('DetachKeys' in body).toBe(minor >= 22);
  });

  it('is refused below API 1.15 without a request, and ends without a code below 1.16', async () => {
    expect(await createExec(engine.client(14, { release: '1.2.0' }), id, spec)).toEqual({
      ok: false,
      error: {
        kind: 'unsupported',
        capability: 'exec',
        message: 'Exec needs Docker 1.3 or newer; this engine is 1.2.0.',
      },
    });
    expect(await inspectExec(engine.client(15), 'e1')).toEqual({
      ok: true,
      value: { running: false, exitCode: undefined },
    });
    expect(sent()).toEqual([]);
  });

  it('keeps what comes along with the answer to its start', async () => {
    reply = { text: 'hello', keep: true };
    const started = await startExec(engine.client(48), 'e1', spec);
    if (!started.ok) throw new Error(started.error.message);
    const { socket, head } = started.value;
    if (head.length > 0) socket.unshift(head);
    const chunk = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(chunk.toString()).toBe('hello');
    socket.destroy();
  });
});

describe('files of a container', () => {
  it('come by copy below API 1.20 and by archive from there on', async () => {
    reply = { text: 'tar' };
    for (const [minor, route] of [
      [4, 'POST /containers/c0ffee/copy'],
      [19, 'POST /containers/c0ffee/copy'],
      [20, 'GET /containers/c0ffee/archive'],
    ] as const) {
      const download = await downloadPath(engine.client(minor), id, '/etc/hosts', nobody);
      if (!download.ok) throw new Error(download.error.message);
      expect((await buffer(download.value.body)).toString()).toBe('tar');
      const [request] = engine.take();
      expect(`${request?.method ?? ''} ${request?.path ?? ''}`).toBe(route);
      if (minor < 20) expect(JSON.parse(request?.body ?? '')).toEqual({ Resource: '/etc/hosts' });
      else expect(request?.query).toEqual({ path: '/etc/hosts' });
    }
    expect(await downloadPath(engine.client(3), id, '/etc', nobody)).toMatchObject(unsupported);
  });

  it('cannot be looked at or put there below API 1.20, and the tar is let go', async () => {
    const tar = Readable.from(['tar']);
    expect(await uploadTar(engine.client(19), id, { path: '/', tar }, nobody)).toMatchObject(unsupported);
    expect(tar.destroyed).toBe(true);
    expect(await statPath(engine.client(19), id, '/')).toMatchObject(unsupported);
    expect(sent()).toEqual([]);
  });
});

describe('a stop with a signal of its own', () => {
  it('is the engine’s from API 1.42 on', async () => {
    const stop = { verb: 'stop', seconds: 3, signal: 'SIGINT' } as const;
    expect(await changeContainer(engine.client(42), id, stop, nobody)).toMatchObject({ ok: true });
    expect(engine.take()).toMatchObject([
      { path: '/containers/c0ffee/stop', query: { t: '3', signal: 'INT' } },
    ]);
  });

  it('is a kill, a wait and a stop before', async () => {
    reply = { json: { StatusCode: 0 } };
    const stop = { verb: 'stop', signal: 'INT' } as const;
    expect(await changeContainer(engine.client(41), id, stop, nobody)).toMatchObject({ ok: true });
    expect(engine.take()).toMatchObject([
      { path: '/containers/c0ffee/kill', query: { signal: 'INT' } },
      { path: '/containers/c0ffee/wait', query: { condition: 'not-running' } },
      { path: '/containers/c0ffee/stop', query: { t: '0' } },
    ]);
  });

  it.each([-1, 10_000_000])('waits for what has %i seconds', async (seconds) => {
    reply = { json: { StatusCode: 0 } };
    const stop = { verb: 'stop', signal: 'INT', seconds } as const;
    expect(await changeContainer(engine.client(41), id, stop, nobody)).toMatchObject({ ok: true });
    expect(sent()).toContain('POST /containers/c0ffee/wait');
  });

  it('stops what did not end in time all the same, and what does not run is no failure', async () => {
    reply = ({ path }) => (path.endsWith('/wait') ? { silent: true } : {});
    const stop = { verb: 'stop', signal: 'INT', seconds: 0.05 } as const;
    expect(await changeContainer(engine.client(41), id, stop, nobody)).toMatchObject({ ok: true });
    expect(sent().at(-1)).toBe('POST /containers/c0ffee/stop');
    reply = ({ path }) => (path.endsWith('/kill') ? { status: 409, text: 'is not running' } : {});
    expect(await changeContainer(engine.client(41), id, stop, nobody)).toMatchObject({ ok: true });
    expect(sent()).toEqual(['POST /containers/c0ffee/kill', 'POST /containers/c0ffee/stop']);
    reply = { status: 404, text: 'No such container: c0ffee' };
    expect(await changeContainer(engine.client(41), id, stop, nobody)).toMatchObject({
      ok: false,
      error: { kind: 'not-found', message: 'No such container: c0ffee' },
    });
  });
});

describe('waits, pauses and removals', () => {
  it('know conditions from API 1.30 on', async () => {
    reply = { json: { StatusCode: 3 } };
    expect(await waitForContainer(engine.client(29), id, 'next-exit', nobody)).toMatchObject(unsupported);
    expect(sent()).toEqual([]);
    expect(await waitForContainer(engine.client(29), id, 'not-running', nobody)).toEqual({
      ok: true,
      value: { exitCode: 3, error: '' },
    });
    expect(engine.take()[0]?.query).toEqual({});
  });

  it('are not asked of an engine that cannot', async () => {
    expect(await changeContainer(engine.client(11), id, { verb: 'pause' }, nobody)).toMatchObject(
      unsupported,
    );
    expect(sent()).toEqual([]);
  });

  it('kill first where the engine cannot force (below API 1.10)', async () => {
    const remove = { verb: 'remove', volumes: false, force: true } as const;
    await changeContainer(engine.client(9), id, remove, nobody);
    expect(sent()).toEqual(['POST /containers/c0ffee/kill', 'DELETE /containers/c0ffee']);
    await changeContainer(engine.client(10), id, remove, nobody);
    expect(sent()).toEqual(['DELETE /containers/c0ffee']);
  });
});

describe('a signal and a change of limits', () => {
  it('are not sent where they would do something else', async () => {
    const kill = (signal: string) => ({ verb: 'kill', signal }) as const;
    const old = engine.client(5, { release: '0.6.3' });
    expect(await changeContainer(old, id, kill('TERM'), nobody)).toMatchObject(unsupported);
    expect(sent()).toEqual([]);
    expect(await changeContainer(old, id, kill('SIGKILL'), nobody)).toMatchObject({ ok: true });
    expect(
      await changeContainer(engine.client(6, { release: '0.6.5' }), id, kill('TERM'), nobody),
    ).toMatchObject({
      ok: true,
    });
    expect(sent()).toHaveLength(2);
  });

  it('keep the restart policy on Podman, which takes an absent one for none', async () => {
    const RestartPolicy = { Name: 'always', MaximumRetryCount: 0 };
    reply = { json: { Id: 'c0ffee', HostConfig: { RestartPolicy } } };
    const podman = engine.client(41, { flavour: 'podman', release: '5.4.2' });
    expect(await updateContainer(podman, id, { Memory: 1 })).toMatchObject({ ok: true });
    expect(JSON.parse(engine.take().at(-1)?.body ?? '')).toEqual({ Memory: 1, RestartPolicy });
    const older = engine.client(41, { flavour: 'podman', release: '4.3.1' });
    expect(await updateContainer(older, id, { Memory: 1 })).toMatchObject(unsupported);
    await updateContainer(engine.client(48), id, { Memory: 1 });
    expect(JSON.parse(engine.take().at(-1)?.body ?? '')).toEqual({ Memory: 1 });
  });
});

describe('lists and events', () => {
  it('of images are sifted here below API 1.12', async () => {
    reply = {
      json: [
        { Id: 'a', RepoTags: ['x:1'] },
        { Id: 'b', RepoTags: ['<none>:<none>'] },
      ],
    };
    for (const minor of [7, 11, 12, 48]) {
      expect(await listImages(engine.client(minor), nobody, true)).toMatchObject({
        ok: true,
        value: [{ id: 'b' }],
      });
      expect(engine.take()[0]?.query['filters']).toBe(minor < 12 ? undefined : '{"dangling":["true"]}');
    }
  });

  it('of one type are sifted here in any case, and there where the release can', async () => {
    reply = {
      text: '{"status":"start","id":"a"}{"status":"pull","id":"b"}{"Type":"volume","Action":"create"}',
    };
    for (const [release, filtered] of [
      ['1.9.1', undefined],
      ['20.10.24', '{"type":["image"]}'],
    ] as const) {
      const events: EngineEvent[] = [];
      const client = engine.client(21, { release });
      const stream = await openEvents(client, (event) => events.push(event), nobody, { types: ['image'] });
      if (!stream.ok) throw new Error(stream.error.message);
      expect(await stream.value.done).toBeUndefined();
      expect(events.map(({ id: of }) => of)).toEqual(['b']);
      expect(engine.take()[0]?.query['filters']).toBe(filtered);
    }
  });
});

describe('what has no detour', () => {
  it('is refused with its sentence and without a request', async () => {
    const { client } = engine;
    expect(await openStats(client(16), id, nobody)).toMatchObject(unsupported);
    expect(await readStats(client(40), id, nobody)).toMatchObject(unsupported);
    expect(await createVolume(client(20), { name: 'v' })).toMatchObject(unsupported);
    expect(await saveImages(client(14), ['a', 'b'], nobody)).toMatchObject(unsupported);
    expect(await cancelBuild(client(30), 'b')).toMatchObject(unsupported);
    expect(await openEvents(client(2), ignore, nobody)).toMatchObject(unsupported);
    expect(await listCheckpoints(client(24), id)).toMatchObject(unsupported);
    expect(sent()).toEqual([]);
  });

  it('is sent where the engine has it', async () => {
    reply = { json: [{ Name: 'one' }] };
    const client = engine.client(48);
    expect(await listCheckpoints(client, id)).toEqual({ ok: true, value: ['one'] });
    await createCheckpoint(client, id, 'two', true);
    await removeCheckpoint(client, id, 'two');
    await cancelBuild(client, 'b');
    await readStats(client, id, nobody);
    expect(engine.take()).toMatchObject([
      { method: 'GET', path: '/containers/c0ffee/checkpoints' },
      { method: 'POST', body: '{"CheckpointID":"two","Exit":true}' },
      { method: 'DELETE', path: '/containers/c0ffee/checkpoints/two' },
      { method: 'POST', path: '/build/cancel', query: { id: 'b' } },
      { method: 'GET', path: '/containers/c0ffee/stats', query: { stream: '0', 'one-shot': '1' } },
    ]);
  });

  it('like a login in a header goes in the body of a push up to API 1.4', async () => {
    const login = { kind: 'password', server: 'r', user: 'me', password: 'p' } as const;
    const reference = { repository: 'a', tag: 'b', text: 'a:b' };
    await pushImage(engine.client(4), reference, ignore, nobody, { login });
    const [request] = engine.take();
    expect(JSON.parse(request?.body ?? '')).toEqual({ username: 'me', password: 'p', serveraddress: 'r' });
    expect(request?.headers).not.toHaveProperty('x-registry-auth');
  });
});
