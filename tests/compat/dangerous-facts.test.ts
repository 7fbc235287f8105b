import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAttach } from '#main/engine/api/attach';
import { changeContainer, signalName, startContainer } from '#main/engine/api/container-changes';
import { openLog } from '#main/engine/api/container-logs';
import { createContainer, inspectContainer, listContainers } from '#main/engine/api/containers';
import { filtersText } from '#main/engine/api/filters';
import { pullImage, pushImage } from '#main/engine/api/image-transfer';
import { createNetwork } from '#main/engine/api/networks';
import { referencePath, segment } from '#main/engine/api/paths';
import {
  pruneBuildCache,
  pruneContainers,
  pruneImages,
  pruneNetworks,
  pruneVolumes,
} from '#main/engine/api/prune';
import { parseReference } from '#main/engine/api/reference';
import { buildAuth, pushAuth, registryAuth } from '#main/engine/api/registry-auth';
import { openEvents } from '#main/engine/api/system';
import type { EngineClient } from '#main/engine/client';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { readLogBody } from '#main/services/log-body';
import type { ContainerId } from '#shared/model/ids';
import type { RegistryLogin } from '#shared/model/registry';
import { type RecordingEngine, recordingEngine, type Reply } from '../support/recording-engine';
import { until } from '../support/wait';

const id = 'c0ffee' as ContainerId;
const nobody = new AbortController().signal;
const ignore = (): void => undefined;
const login: RegistryLogin = { kind: 'password', server: 'r.example', user: 'me', password: '?>?>' };

let engine: RecordingEngine;
let reply: Reply;
beforeEach(async () => {
  reply = {};
  engine = await recordingEngine(() => reply);
});
afterEach(() => engine.close());

const olderThan = (bound: number): number[] => Array.from({ length: bound }, (_, minor) => minor);

describe('an internal network', () => {
  it('is not made by an engine that would make an open one', async () => {
    reply = { status: 201, json: { Id: 'c0ffee' } };
    expect(await createNetwork(engine.client(21), { name: 'vault', internal: true })).toMatchObject({
      ok: false,
      error: { kind: 'unsupported' },
    });
    expect(engine.requests).toEqual([]);
    expect((await createNetwork(engine.client(22), { name: 'vault', internal: true })).ok).toBe(true);
    expect((await createNetwork(engine.client(21), { name: 'open' })).ok).toBe(true);
  });
});

describe('a prune', () => {
  const prunes = {
    containers: pruneContainers,
    networks: pruneNetworks,
    images: (client: EngineClient, filters?: Parameters<typeof pruneContainers>[1]) =>
      pruneImages(client, false, filters),
  };

  it.each(Object.entries(prunes))('of %s is never sent with filters below API 1.30', async (_, prune) => {
    for (const minor of olderThan(30)) {
      expect(await prune(engine.client(minor), { label: ['keep=no'] })).toMatchObject({
        ok: false,
        error: { kind: 'unsupported', message: expect.stringContaining('Pruning only a part') as string },
      });
    }
    expect(engine.requests).toEqual([]);
    reply = { json: { ImagesDeleted: null, SpaceReclaimed: 0 } };
    expect(await prune(engine.client(30), { label: ['keep=no'] })).toMatchObject({ ok: true });
    expect(engine.requests).toHaveLength(1);
  });

  it('of images below API 1.30 is sent without a filter, and not at all where it takes one', async () => {
    reply = { json: {} };
    await pruneImages(engine.client(25), false);
    expect(engine.take()).toMatchObject([{ path: '/images/prune', query: {} }]);
    for (const minor of [25, 29]) {
      expect(await pruneImages(engine.client(minor), true)).toMatchObject({
        ok: false,
        error: { kind: 'unsupported' },
      });
    }
    expect(engine.requests).toEqual([]);
    await pruneImages(engine.client(30), true);
    expect(engine.requests).toMatchObject([{ query: { filters: '{"dangling":["false"]}' } }]);
  });

  it('with a filter that names nothing is not sent without it', async () => {
    const filters = { label: [] };
    const refused = { ok: false, error: { kind: 'invalid-input' } };
    for (const prune of Object.values(prunes))
      expect(await prune(engine.client(48), filters)).toMatchObject(refused);
    expect(await pruneVolumes(engine.client(48), true, filters)).toMatchObject(refused);
    expect(await pruneBuildCache(engine.client(48), { filters })).toMatchObject(refused);
    expect(engine.requests).toEqual([]);
  });

  it('of volumes is never sent below API 1.42, where it takes named ones along', async () => {
    for (const minor of olderThan(42)) {
      expect(await pruneVolumes(engine.client(minor, { maxApi: undefined }), false)).toMatchObject({
        ok: false,
        error: { kind: 'unsupported' },
      });
    }
    expect(engine.requests).toEqual([]);
    reply = { json: { VolumesDeleted: ['a'], SpaceReclaimed: 3 } };
    expect(await pruneVolumes(engine.client(42), false)).toEqual({
      ok: true,
      value: { removed: ['a'], spaceReclaimed: 3 },
    });
    expect(engine.requests[0]?.query).toEqual({});
  });

  it('of the build cache is not sent in part where the engine would do all of it', async () => {
    expect(await pruneBuildCache(engine.client(31), { keepBytes: 1 })).toMatchObject({ ok: false });
    expect(engine.requests).toEqual([]);
  });
});

describe('a pull and a push', () => {
  it('always carry a tag or digest, whatever was typed', async () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    await fc.assert(
      fc.asyncProperty(
        part,
        fc.option(part),
        fc.integer({ min: 2, max: 52 }),
        async (repository, tag, minor) => {
          const reference = parseReference(tag === null ? repository : `${repository}:${tag}`);
          if (!reference.ok) throw new Error(reference.error.message);
          await pullImage(engine.client(minor), reference.value, ignore, nobody);
          await pushImage(engine.client(minor), reference.value, ignore, nobody);
          for (const { query } of engine.take()) expect(query['tag']).toBe(tag ?? 'latest');
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuse to push a digest, which would push every tag', async () => {
    const digest = parseReference(`a@sha256:${'0'.repeat(64)}`);
    if (!digest.ok) throw new Error(digest.error.message);
    expect(await pushImage(engine.client(48), digest.value, ignore, nobody)).toMatchObject({ ok: false });
    expect(engine.requests).toEqual([]);
  });
});

describe('a log', () => {
  const frame = (type: number, text: string): Buffer => {
    const head = Buffer.alloc(8);
    head[0] = type;
    head.writeUInt32BE(text.length, 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };

  async function read(tty: boolean): Promise<{ lines: string[]; error: unknown }> {
    const client = engine.client(48);
    const log = await openLog(client, { id, tty }, { follow: false }, nobody);
    if (!log.ok) throw new Error(log.error.message);
    const lines: string[] = [];
    const taker = {
      writable: true,
      ready: () => Promise.resolve(true),
      take: ({ bytes }: { readonly bytes: Uint8Array }) => void lines.push(Buffer.from(bytes).toString()),
      leaveOut: ignore,
    };
    return { error: await readLogBody(client, log.value, taker, nobody), lines };
  }

  it('ends with the engine’s error where a frame of type 3 comes', async () => {
    reply = { text: Buffer.concat([frame(1, 'one\n'), frame(3, 'driver gone')]) };
    expect(await read(false)).toEqual({
      lines: ['one'],
      error: { kind: 'engine-error', status: 200, message: 'driver gone' },
    });
  });

  it('is framed by the TTY setting, never by the content type', async () => {
    const framed = 'application/vnd.docker.multiplexed-stream';
    const raw = 'application/vnd.docker.raw-stream';
    reply = { text: frame(1, 'one\n'), headers: { 'Content-Type': raw } };
    expect(await read(false)).toEqual({ lines: ['one'], error: undefined });
    reply = { text: 'one\n', headers: { 'Content-Type': framed } };
    expect(await read(true)).toEqual({ lines: ['one'], error: undefined });
  });
});

describe('an attach', () => {
  it('is never half-closed: the engine would take the output away with it', async () => {
    reply = { keep: true };
    const owner = new AbortController();
    const streams = { logs: false, stream: true, stdin: true, stdout: true, stderr: true };
    const opened = await openAttach(engine.client(48), id, streams, owner.signal);
    if (!opened.ok) throw new Error(opened.error.message);
    const there = await until('the connection', () => engine.kept[0]);
    const seen: string[] = [];
    there.on('data', (bytes: Buffer) => seen.push(bytes.toString()));
    there.on('end', () => seen.push('end')).on('close', () => seen.push('close'));
    opened.value.write('typed');
    await until('what was typed', () => seen.length > 0);
    there.write('shown');
    await until('the output', () => opened.value.readableLength === 5);
    expect(seen).toEqual(['typed']);
    expect(opened.value.writableEnded).toBe(false);
    owner.abort();
    await until('the end', () => seen.length > 1);
    expect(opened.value.destroyed).toBe(true);
  });
});

describe('a start', () => {
  const hostConfig = { Binds: ['/a:/b'] };

  it('carries the host configuration below API 1.15 only, and a creation from there on', async () => {
    for (const minor of [2, 14, 15, 23, 24, 48]) {
      reply = { json: { Id: 'made' } };
      await createContainer(engine.client(minor), { config: { Image: 'x' }, hostConfig });
      await startContainer(engine.client(minor), id, hostConfig);
      const [made, started] = engine.take();
      expect(JSON.parse(made?.body ?? '')).toEqual(
        minor < 15 ? { Image: 'x' } : { Image: 'x', HostConfig: hostConfig },
      );
      expect(started?.body).toBe(minor < 15 ? JSON.stringify(hostConfig) : '');
      if (minor >= 15) {
        expect(started?.headers['content-length']).toBe('0');
        expect(started?.headers).not.toHaveProperty('content-type');
        expect(started?.headers).not.toHaveProperty('transfer-encoding');
      }
    }
  });
});

describe('signals, times and filters', () => {
  it('go without the SIG prefix, in capitals', async () => {
    expect(['SIGTERM', 'term', 'sigkill', '9', 'SIG', 'RTMIN+3'].map(signalName)).toEqual([
      'TERM',
      'TERM',
      'KILL',
      '9',
      'SIG',
      'RTMIN+3',
    ]);
    await changeContainer(engine.client(48), id, { verb: 'kill', signal: 'SIGHUP' }, nobody);
    expect(engine.requests).toMatchObject([{ query: { signal: 'HUP' } }]);
  });

  it('are whole seconds for engines up to 1.9, whatever they are asked', async () => {
    for (const [minor, maxMinor, since] of [
      [19, 19, '12'],
      [21, 21, '12'],
      [22, 22, '12.5'],
      [19, 41, '12.5'],
    ] as const) {
      const client = engine.client(minor, { maxApi: { major: 1, minor: maxMinor, text: `1.${maxMinor}` } });
      await openLog(client, { id, tty: false }, { follow: false, since: '12.5' }, nobody);
      await openEvents(client, ignore, nobody, { since: '12.5', until: '12.5' });
      const [log, events] = engine.take();
      expect(log?.query).toMatchObject({ since });
      expect(events?.query).toMatchObject({ since, until: since });
    }
  });

  it('are lists of strings, and nothing where nothing is filtered', () => {
    expect(filtersText({ dangling: ['true'], label: ['a=b', 'c'] })).toBe(
      '{"dangling":["true"],"label":["a=b","c"]}',
    );
    expect(filtersText({ id: [] })).toBeUndefined();
    expect(filtersText(undefined)).toBeUndefined();
  });

  it('are sifted here where the engine cannot', async () => {
    reply = { json: [{ Id: 'c0ffee' }, { Id: 'other' }] };
    for (const minor of [2, 14, 19, 20, 48]) {
      const rows = await listContainers(engine.client(minor), [id], nobody);
      expect(rows).toMatchObject({ ok: true, value: [{ id: 'c0ffee' }] });
      const [request] = engine.take();
      expect(request?.query['filters']).toBe(minor < 20 ? undefined : '{"id":["c0ffee"]}');
    }
  });
});

describe('a login', () => {
  it('is URL-safe base64 with padding, and {} for nobody who pushes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (user, password) => {
        const header = registryAuth({ kind: 'password', server: 'r', user, password }) ?? '';
        expect(header).toMatch(/^[A-Za-z0-9_-]+={0,2}$/);
        expect(header.length % 4).toBe(0);
        expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
          username: user,
          password,
          serveraddress: 'r',
        });
      }),
    );
    expect(registryAuth(undefined)).toBeUndefined();
    expect(pushAuth(undefined)).toBe('e30=');
    expect(
      Buffer.from(registryAuth({ kind: 'identity', server: 'r', token: 't' }) ?? '', 'base64url').toString(),
    ).toBe('{"identitytoken":"t","serveraddress":"r"}');
  });

  it('of a build has the form that the engine’s release reads', () => {
    const auth = { username: 'me', password: '?>?>', serveraddress: 'r.example' };
    const read = (minor: number, maxMinor: number): unknown => {
      const maxApi = { major: 1, minor: maxMinor, text: `1.${maxMinor}` };
      const headers = buildAuth(engine.client(minor, { maxApi }), [login]);
      return Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          JSON.parse(Buffer.from(value ?? '', 'base64url').toString()) as unknown,
        ]),
      );
    };
    expect(read(8, 8)).toEqual({ 'X-Registry-Auth': auth });
    expect(read(9, 9)).toEqual({ 'X-Registry-Config': { configs: { 'r.example': auth } } });
    expect(read(19, 19)).toEqual({ 'X-Registry-Config': { configs: { 'r.example': auth } } });
    expect(read(19, 41)).toEqual({ 'X-Registry-Config': { 'r.example': auth } });
    expect(read(48, 48)).toEqual({ 'X-Registry-Config': { 'r.example': auth } });
    expect(buildAuth(engine.client(48), [])).toEqual({});
  });
});

describe('what an engine sends', () => {
  it('may have any field that nobody knows', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (unknown) => {
        const known = { Id: 'a', State: 'running', Status: 'Up 2 hours' };
        expect(toContainer({ ...unknown, ...known })?.state).toBe('running');
      }),
    );
  });

  it('changes nothing through __proto__ and its kind', async () => {
    const hostile =
      '{"__proto__":{"Id":"evil","polluted":1},"constructor":{"prototype":{"polluted":1}},"Labels":{"__proto__":"x","constructor":"y"}}';
    expect(toContainer(JSON.parse(hostile))).toBeUndefined();
    const row = toContainer(JSON.parse(hostile.replace('{', '{"Id":"a",')));
    expect(Object.keys(row?.labels ?? {}).sort()).toEqual(['__proto__', 'constructor']);
    expect(toContainerDetails(JSON.parse(hostile)).id).toBe('');
    reply = { text: hostile.replace('{', '{"Id":"a",') };
    expect(await inspectContainer(engine.client(48), id)).toMatchObject({ ok: true, value: { id: 'a' } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a name in a path', () => {
  it('never leads to another place', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(segment(text)).not.toMatch(/[/?#\s]|^\.\.?$/);
        for (const part of referencePath(text).split('/')) expect(part).not.toMatch(/[?#\s]|^\.\.?$/);
      }),
    );
    expect(referencePath('host:5000/team/app@sha256:00')).toBe('host:5000/team/app@sha256:00');
    expect(segment('..')).toBe('%2E%2E');
  });
});
