import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAttach } from '#main/engine/api/attach';
import { buildImage } from '#main/engine/api/build';
import { createConfig, inspectConfig, listConfigs, removeConfig } from '#main/engine/api/configs';
import { changeContainer, startContainer, waitForContainer } from '#main/engine/api/container-changes';
import { downloadPath, exportContainer, statPath, uploadTar } from '#main/engine/api/container-files';
import { readStats } from '#main/engine/api/container-stats';
import {
  createContainer,
  inspectContainer,
  listChanges,
  listContainers,
  listProcesses,
  renameContainer,
  updateContainer,
} from '#main/engine/api/containers';
import { importImage, loadImages, saveImages } from '#main/engine/api/image-transfer';
import { commitContainer, listImages, removeImage, tagImage } from '#main/engine/api/images';
import {
  connectNetwork,
  createNetwork,
  disconnectNetwork,
  inspectNetwork,
  listNetworks,
  removeNetwork,
} from '#main/engine/api/networks';
import { listNodes } from '#main/engine/api/nodes';
import { listPlugins } from '#main/engine/api/plugins';
import { pruneContainers, pruneImages, pruneNetworks, pruneVolumes } from '#main/engine/api/prune';
import { createSecret, listSecrets, removeSecret, updateSecret } from '#main/engine/api/secrets';
import { createService, listServices, removeService, updateService } from '#main/engine/api/services';
import { leaveSwarm, readSwarm, readUnlockKey, startSwarm } from '#main/engine/api/swarm';
import { readDiskUsage, readInfo, readVersion } from '#main/engine/api/system';
import { listTasks } from '#main/engine/api/tasks';
import { createVolume, inspectVolume, listVolumes, removeVolume } from '#main/engine/api/volumes';
import type { EngineClient } from '#main/engine/client';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import type { ContainerId } from '#shared/model/ids';
import { readTar, writeTar } from '#tools/engine-sim/core/tar';
import { sharedEngine } from '../setup/shared-engine';
import { until } from '../support/wait';
import { must } from './scenario';

const engine = sharedEngine();
const { signal } = new AbortController();
const ignore = (): void => undefined;
const image = 'busybox:latest';
/** What of this run may be pruned. */
const label = { 'pilothouse.operations': 'yes' };
const mine = { label: ['pilothouse.operations=yes'] };

function tar(files: Readonly<Record<string, string>>): Readable {
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    kind: 'file' as const,
    mode: 0o644,
    mtime: 0,
    data: Buffer.from(text),
    target: '',
  }));
  return Readable.from([writeTar(entries)]);
}

async function texts(body: Readable): Promise<Record<string, string>> {
  const entries = readTar(await buffer(body)) ?? [];
  return Object.fromEntries(entries.map(({ path, data }) => [path, data.toString()]));
}

describe.skipIf(engine === undefined)('operations on a real engine', () => {
  const transport = new HttpTransport({ kind: 'unix', path: engine?.socket ?? '' });
  let client: EngineClient;

  beforeAll(async () => {
    client = must(await negotiate(transport, undefined, signal)).client;
  });
  afterAll(async () => {
    await leaveSwarm(client, true);
    await pruneContainers(client, mine);
    transport.close();
  });

  const make = async (
    command: readonly string[],
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ContainerId> => {
    const config = { Image: image, Cmd: command, Labels: label, ...more };
    return must(await createContainer(client, { config })).id;
  };
  const running = async (): Promise<ContainerId> => {
    const id = await make(['sleep', '600']);
    must(await startContainer(client, id, undefined));
    return id;
  };
  const remove = (id: ContainerId) =>
    changeContainer(client, id, { verb: 'remove', volumes: true, force: true }, signal);

  test('files go in and come out, by archive and by the older copy', async () => {
    const id = await running();
    must(await uploadTar(client, id, { path: '/tmp', tar: tar({ 'note.txt': 'hello' }) }, signal));
    expect(must(await statPath(client, id, '/tmp/note.txt'))).toMatchObject({ kind: 'file', size: 5 });
    expect(must(await statPath(client, id, '/tmp')).kind).toBe('directory');
    const download = must(await downloadPath(client, id, '/tmp/note.txt', signal));
    expect(download.stat?.name).toBe('note.txt');
    expect(await texts(download.body)).toEqual({ 'note.txt': 'hello' });
    const old = must(await negotiate(transport, '1.18', signal)).client;
    expect(await texts(must(await downloadPath(old, id, '/tmp/note.txt', signal)).body)).toEqual({
      'note.txt': 'hello',
    });
    expect(await uploadTar(client, id, { path: '/nowhere', tar: tar({ a: 'b' }) }, signal)).toMatchObject({
      ok: false,
      error: { kind: 'not-found' },
    });
    expect(must(await listChanges(client, id))).toContainEqual({ path: '/tmp/note.txt', kind: 'added' });
    must(await remove(id));
  });

  test('a container is renamed, changed, looked into and waited for', async () => {
    const id = await running();
    must(await renameContainer(client, id, 'operations-renamed'));
    expect(must(await inspectContainer(client, id)).name).toBe('operations-renamed');
    must(await updateContainer(client, id, { RestartPolicy: { Name: 'no' } }));
    const processes = must(await listProcesses(client, id));
    expect(processes.titles).toContain('CMD');
    expect(processes.rows.flat().join(' ')).toContain('sleep 600');
    const waiting = waitForContainer(client, id, 'next-exit', signal);
    must(await changeContainer(client, id, { verb: 'stop', seconds: 5, signal: 'KILL' }, signal));
    expect(must(await waiting)).toEqual({ exitCode: 137, error: '' });
    expect(must(await readStats(client, id, signal))).toHaveProperty('cpu_stats');
    must(await remove(id));
  });

  test('an attached program hears what is typed and ends when its input does', async () => {
    const id = await make(['cat'], { OpenStdin: true, StdinOnce: true, AttachStdin: true });
    const streams = { logs: false, stream: true, stdin: true, stdout: true, stderr: true };
    const socket = must(await openAttach(client, id, streams));
    must(await startContainer(client, id, undefined));
    const heard = buffer(socket);
    socket.end('typed\n');
    expect((await heard).subarray(8).toString()).toBe('typed\n');
    must(await remove(id));
  });

  test('images are tagged, saved, loaded, imported, committed and built', async () => {
    must(await tagImage(client, image, { repository: 'operations', tag: 'tagged' }));
    const saved = await buffer(must(await saveImages(client, ['operations:tagged', image], signal)));
    const gone = must(await removeImage(client, 'operations:tagged', false, signal));
    expect(gone.untagged).toEqual(['operations:tagged']);
    const steps: string[] = [];
    must(
      await loadImages(
        client,
        Readable.from([saved]),
        (step) => steps.push(step.kind === 'note' ? step.text : step.kind),
        signal,
      ),
    );
    expect(steps).toContainEqual(expect.stringContaining('operations:tagged'));
    const id = await make(['true']);
    const flat = must(await exportContainer(client, id, signal));
    must(await importImage(client, { source: flat, repository: 'operations', tag: 'flat' }, ignore, signal));
    must(
      await commitContainer(client, { container: id, repository: 'operations', tag: 'made', comment: 'why' }),
    );
    let output = '';
    const built = await buildImage(
      client,
      {
        context: tar({ Dockerfile: `FROM ${image}\nCOPY a /a\nRUN cat /a\n`, a: 'inside' }),
        tags: ['operations:built'],
      },
      (step) => {
        if (step.kind === 'text') output += step.text;
      },
      signal,
    );
    expect(must(built)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(output).toContain('inside');
    const broken = {
      context: tar({ Dockerfile: `FROM ${image}\nRUN exit 7\n` }),
      tags: ['operations:broken'],
    };
    expect(await buildImage(client, broken, ignore, signal)).toMatchObject({
      ok: false,
      error: { kind: 'engine-error', message: expect.stringContaining('7') as string },
    });
    const tags = must(await listImages(client, signal)).flatMap((each) => each.tags);
    for (const tag of ['tagged', 'flat', 'made', 'built']) {
      expect(tags).toContain(`operations:${tag}`);
      must(await removeImage(client, `operations:${tag}`, true, signal));
    }
    must(await remove(id));
    must(await pruneContainers(client));
    must(await pruneImages(client, false));
  });

  test('networks and volumes are made, used and removed', async () => {
    const id = await running();
    const network = must(
      await createNetwork(client, {
        name: 'operations',
        subnets: [{ subnet: '10.99.0.0/24' }],
        labels: label,
      }),
    ).id;
    expect(await createNetwork(client, { name: 'operations' })).toMatchObject({
      ok: false,
      error: { kind: 'conflict' },
    });
    must(await connectNetwork(client, network, id, { Aliases: ['here'] }));
    expect(must(await inspectNetwork(client, network)).members?.map((each) => each.id)).toEqual([id]);
    must(await disconnectNetwork(client, network, id, false));
    expect(must(await listNetworks(client, { name: ['operations'] }))).toHaveLength(1);
    must(await removeNetwork(client, network));
    expect((await removeNetwork(client, network)).ok).toBe(false);
    const volume = must(await createVolume(client, { name: 'operations', labels: label }));
    expect(must(await inspectVolume(client, volume.name))).toMatchObject({ driver: 'local', labels: label });
    expect(must(await listVolumes(client, { dangling: ['true'] })).map(({ name }) => name)).toContain(
      'operations',
    );
    expect(must(await readDiskUsage(client, signal)).volumes.total).toBeGreaterThan(0);
    must(await removeVolume(client, volume.name, false));
    must(await remove(id));
  });

  test('a prune takes what it is told, and volumes are not pruned where named ones would go', async () => {
    const old = await make(['true']);
    const kept = must(await createContainer(client, { config: { Image: image, Cmd: ['true'] } })).id;
    must(await createNetwork(client, { name: 'operations-pruned', labels: label }));
    expect(must(await pruneContainers(client, mine)).removed).toEqual([old]);
    expect(must(await pruneNetworks(client, mine)).removed).toEqual(['operations-pruned']);
    expect(must(await listContainers(client, [kept], signal))).toHaveLength(1);
    const named = must(await createVolume(client, { name: 'operations-kept' }));
    expect(await pruneVolumes(client, false)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    must(await removeVolume(client, named.name, false));
    must(await remove(kept));
  });

  test('it tells of itself', async () => {
    expect(must(await readInfo(client)).cpus).toBeGreaterThan(0);
    expect(must(await readVersion(client))).toHaveProperty('ApiVersion');
    expect(must(await listPlugins(client))).toEqual([]);
  });

  test('a swarm begins, runs a service with a secret, and ends', async () => {
    expect(await listNodes(client)).toMatchObject({
      ok: false,
      error: { kind: 'engine-error', status: 503 },
    });
    const node = must(
      await startSwarm(client, { listenAddress: '127.0.0.1:2377', advertiseAddress: '127.0.0.1' }),
    );
    expect(must(await listNodes(client))).toMatchObject([{ id: node, role: 'manager', leader: true }]);
    const swarm = must(await readSwarm(client));
    expect(swarm.joinTokens.worker).toMatch(/^SWMTKN-/);
    expect(must(await readUnlockKey(client))).toBe('');
    const secret = must(await createSecret(client, 'operations', Buffer.from('top'), label)).id;
    const [read] = must(await listSecrets(client));
    expect(read).toMatchObject({ id: secret, name: 'operations', labels: label });
    must(await updateSecret(client, secret, read?.version ?? 0, { Name: 'operations', Labels: {} }));
    const config = must(await createConfig(client, 'operations', Buffer.from('a = b'))).id;
    expect(Buffer.from(must(await inspectConfig(client, config)).content).toString()).toBe('a = b');
    expect(must(await listConfigs(client))).toHaveLength(1);
    const spec = {
      Name: 'operations',
      Mode: { Replicated: { Replicas: 1 } },
      TaskTemplate: { ContainerSpec: { Image: image, Command: ['sleep', '600'] } },
    };
    const service = must(await createService(client, spec)).id;
    const task = await until('the task to run', async () =>
      must(await listTasks(client, { service: [service] })).find(({ state }) => state === 'running'),
    );
    expect(task).toMatchObject({ serviceId: service, nodeId: node, slot: 1, image });
    const [listed] = must(await listServices(client));
    expect(listed).toMatchObject({ id: service, mode: 'replicated', desired: 1 });
    const stale = await updateService(client, service, (listed?.version ?? 0) - 1, spec);
    expect(stale).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('out of sequence') as string },
    });
    must(
      await updateService(client, service, listed?.version ?? 0, {
        ...spec,
        Mode: { Replicated: { Replicas: 0 } },
      }),
    );
    must(await removeService(client, service));
    must(await removeSecret(client, secret));
    must(await removeConfig(client, config));
    must(await leaveSwarm(client, true));
  });
});
