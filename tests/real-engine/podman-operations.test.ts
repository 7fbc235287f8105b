import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildImage } from '#main/engine/api/build';
import { changeContainer, startContainer, waitForContainer } from '#main/engine/api/container-changes';
import { downloadPath, statPath, uploadTar } from '#main/engine/api/container-files';
import { createContainer, listProcesses, renameContainer } from '#main/engine/api/containers';
import { loadImages, pullImage, saveImages } from '#main/engine/api/image-transfer';
import { commitContainer, removeImage, tagImage } from '#main/engine/api/images';
import { connectNetwork, createNetwork, disconnectNetwork, removeNetwork } from '#main/engine/api/networks';
import { pruneContainers, pruneVolumes } from '#main/engine/api/prune';
import { parseReference } from '#main/engine/api/reference';
import { createSecret, listSecrets, removeSecret } from '#main/engine/api/secrets';
import { createVolume, listVolumes, removeVolume } from '#main/engine/api/volumes';
import type { EngineClient } from '#main/engine/client';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import type { Capability } from '#shared/model/capability';
import type { ContainerId } from '#shared/model/ids';
import { readTar, writeTar } from '#tools/engine-sim/core/tar';
import { type PrivatePodman, startPodman, whyNoPodman } from '../setup/podman';
import { type PrivateRegistry, startRegistry } from '../setup/registry';
import { whyWithout } from '../setup/tools';
import { must } from './scenario';

const why = whyNoPodman() ?? whyWithout('registry');
const { signal } = new AbortController();
const ignore = (): void => undefined;
const image = '127.0.0.1:5000/pilothouse/busybox:1';

function tar(path: string, text: string): Readable {
  const entry = { path, kind: 'file' as const, mode: 0o644, mtime: 0, data: Buffer.from(text), target: '' };
  return Readable.from([writeTar([entry])]);
}

/** What Podman is said to lack, and a request that only an engine with it would not turn down. */
const lacking: readonly (readonly [Capability, 'GET' | 'POST', string])[] = [
  ['swarm', 'GET', '/swarm'],
  ['plugins', 'GET', '/plugins'],
  ['configs', 'GET', '/configs'],
  ['distribution', 'GET', '/distribution/busybox/json'],
  ['build-cache', 'POST', '/build/prune'],
];

describe.skipIf(why !== undefined)('operations on Podman', () => {
  let podman: PrivatePodman;
  let registry: PrivateRegistry;
  let transport: HttpTransport;
  let client: EngineClient;
  let id: ContainerId;

  beforeAll(async () => {
    podman = await startPodman();
    registry = await startRegistry(podman.netns);
    transport = new HttpTransport({ kind: 'unix', path: podman.socket });
    client = must(await negotiate(transport, undefined, signal)).client;
    must(await pullImage(client, must(parseReference(image)), ignore, signal));
    id = must(
      await createContainer(client, { config: { Image: image, Cmd: ['sleep', '600'], Labels: { a: 'b' } } }),
    ).id;
    must(await startContainer(client, id, undefined));
  });
  afterAll(async () => {
    transport.close();
    await registry.stop();
    await podman.stop();
  });

  test('a container is renamed, looked into, and takes and gives files', async () => {
    must(await renameContainer(client, id, 'operations'));
    expect(
      must(await listProcesses(client, id))
        .rows.flat()
        .join(' '),
    ).toContain('sleep 600');
    must(await uploadTar(client, id, { path: '/tmp', tar: tar('note', 'hello') }, signal));
    expect(must(await statPath(client, id, '/tmp/note'))).toMatchObject({
      kind: 'file',
      size: 5,
      linkTarget: '',
    });
    const entries = readTar(await buffer(must(await downloadPath(client, id, '/tmp/note', signal)).body));
    expect(entries?.map(({ path, data }) => [path, data.toString()])).toEqual([['note', 'hello']]);
  });

  test('networks, volumes and secrets are made, used and removed', async () => {
    const network = must(await createNetwork(client, { name: 'operations' })).id;
    must(await connectNetwork(client, network, id));
    must(await disconnectNetwork(client, network, id, false));
    must(await removeNetwork(client, network));
    must(await createVolume(client, { name: 'operations' }));
    expect(must(await listVolumes(client)).map(({ name }) => name)).toEqual(['operations']);
    expect(await pruneVolumes(client, false)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    must(await removeVolume(client, 'operations', false));
    const secret = must(await createSecret(client, 'operations', Buffer.from('top'))).id;
    expect(must(await listSecrets(client)).map(({ name }) => name)).toEqual(['operations']);
    must(await removeSecret(client, secret));
  });

  test('images are tagged, saved, loaded, committed and built', async () => {
    must(await tagImage(client, image, { repository: 'localhost/operations', tag: 'tagged' }));
    const saved = await buffer(must(await saveImages(client, ['localhost/operations:tagged'], signal)));
    must(await loadImages(client, Readable.from([saved]), ignore, signal));
    must(await removeImage(client, 'localhost/operations:tagged', false, signal));
    must(await commitContainer(client, { container: id, repository: 'localhost/operations', tag: 'made' }));
    const build = (line: string) =>
      buildImage(
        client,
        { context: tar('Dockerfile', `FROM ${image}\n${line}\n`), tags: ['localhost/operations:built'] },
        ignore,
        signal,
      );
    expect(must(await build('RUN true'))).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await build('RUN exit 7')).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/exit status 7$/) as string },
    });
  });

  test('a stop with a signal ends it, and a prune takes what it is told', async () => {
    const waiting = waitForContainer(client, id, 'next-exit', signal);
    must(await changeContainer(client, id, { verb: 'stop', seconds: 5, signal: 'KILL' }, signal));
    expect(must(await waiting).exitCode).toBe(137);
    expect(must(await pruneContainers(client, { label: ['a=c'] })).removed).toEqual([]);
    expect(must(await pruneContainers(client, { label: ['a=b'] })).removed).toEqual([id]);
  });

  test('what it is said to lack it lacks', async () => {
    for (const [capability, method, path] of lacking) {
      expect(client.supports(capability).ok).toBe(false);
      const answer = await (method === 'GET' ? client.getJson(path) : client.act(method, path));
      expect(answer, path).toMatchObject({ ok: false });
    }
  });
});
