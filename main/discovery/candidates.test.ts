import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCandidates } from './candidates';
import { destinations } from './podman-connections';
import type { World } from './world';

let home = '';
const world = (env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux'): World => ({
  env,
  home,
  platform,
  uid: 1000,
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});

afterEach(() => rm(home, { recursive: true }));

const digest = (name: string): string => createHash('sha256').update(name).digest('hex');

async function context(name: string, host: string | undefined): Promise<void> {
  const folder = join(home, '.docker', 'contexts', 'meta', digest(name));
  await mkdir(folder, { recursive: true });
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: name }));
  if (host !== undefined) {
    await writeFile(
      join(folder, 'meta.json'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
    );
  }
}

describe('places to look for an engine', () => {
  test('are DOCKER_HOST alone, where it is set', async () => {
    const found = await findCandidates(world({ DOCKER_HOST: 'tcp://build.example:2375' }));
    expect(found.map(({ text, name, source }) => [text, name, source])).toEqual([
      ['tcp://build.example:2375', 'build.example', 'DOCKER_HOST'],
    ]);
  });

  test('begin with the current docker context', async () => {
    await context('work', 'unix:///run/work.sock');
    const [first] = await findCandidates(world());
    expect(first).toMatchObject({ name: 'work', source: 'docker context', text: 'unix:///run/work.sock' });
  });

  test('take an empty variable for one that is not set, as docker does', async () => {
    await context('work', 'unix:///run/work.sock');
    const found = await findCandidates(
      world({ DOCKER_HOST: '', DOCKER_CONFIG: '', DOCKER_CONTEXT: '', XDG_RUNTIME_DIR: '' }),
    );
    expect(found[0]?.name).toBe('work');
    expect(found.map(({ text }) => text)).toContain('unix:///run/user/1000/docker.sock');
  });

  test('keep a context that cannot be used, with its reason', async () => {
    await context('gone', undefined);
    const [first] = await findCandidates(world());
    expect(first?.address).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  });

  test('take a context with its certificates', async () => {
    await context('far', 'tcp://far.example:2376');
    const tls = join(home, '.docker', 'contexts', 'tls', digest('far'), 'docker');
    await mkdir(tls, { recursive: true });
    const [first] = await findCandidates(world());
    expect(first?.address).toMatchObject({
      ok: true,
      value: { kind: 'tls', host: 'far.example', port: 2376, folder: tls },
    });
  });

  test('end with the contexts that are not current and the connections of podman', async () => {
    await context('near', 'ssh://me@near.example');
    await context('far', 'ssh://me@far.example');
    await mkdir(join(home, '.config', 'containers'), { recursive: true });
    await writeFile(
      join(home, '.config', 'containers', 'podman-connections.json'),
      JSON.stringify({
        Connection: {
          Connections: {
            machine: { URI: 'ssh://core@127.0.0.1:4123/run/p.sock', Identity: '/home/me/machine key' },
            odd: { URI: 'ssh://core@127.0.0.1:4124/run/p.sock', Identity: '%d/$HOME' },
          },
        },
      }),
    );
    const found = await findCandidates(world());
    expect(found[0]).toMatchObject({ name: 'far', chosen: true });
    expect(found.slice(-3).map(({ name, source, chosen }) => [name, source, chosen])).toEqual([
      ['near', 'docker context', false],
      ['machine', 'podman connection', false],
      ['odd', 'podman connection', false],
    ]);
    // A machine's key is podman's own; one that ssh would change on its way is not handed to it.
    const [machine, odd] = found.slice(-2).map(({ address }) => address.ok && address.value);
    expect(machine).toMatchObject({ kind: 'ssh', port: 4123, identity: '/home/me/machine key' });
    expect(odd).not.toHaveProperty('identity');
  });

  test('are encrypted where the environment says so', async () => {
    const env = { DOCKER_HOST: 'tcp://far.example:2376', DOCKER_TLS_VERIFY: '1' };
    const [own] = await findCandidates(world(env));
    expect(own?.address).toMatchObject({ ok: true, value: { kind: 'tls', folder: join(home, '.docker') } });
    const [other] = await findCandidates(world({ ...env, DOCKER_CERT_PATH: '/certs' }));
    expect(other?.address).toMatchObject({ ok: true, value: { kind: 'tls', folder: '/certs' } });
  });

  test('show no password that stands in the environment', async () => {
    for (const host of ['tcp://me:hunter2@far.example:2375', 'ssh://me:hunter2@far.example']) {
      const found = await findCandidates(world({ DOCKER_HOST: host }));
      expect(JSON.stringify(found)).not.toContain('hunter2');
      expect(found[0]?.address).toMatchObject({ ok: false });
    }
  });

  test('are found in the profiles of Colima and the instances of Lima', async () => {
    await mkdir(join(home, '.colima', 'work'), { recursive: true });
    await mkdir(join(home, '.lima', 'docker', 'sock'), { recursive: true });
    await mkdir(join(home, '.lima', '-rf'), { recursive: true });
    const found = (await findCandidates(world())).map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining(['Colima', 'Colima, work', 'Lima, docker']));
    expect(found.some((name) => name.includes('-rf'))).toBe(false);
  });

  test('are pipes on Windows', async () => {
    const found = await findCandidates(world({}, 'win32'));
    expect(found.map(({ address }) => address.ok && address.value.kind)).toEqual(['npipe', 'npipe', 'npipe']);
  });

  test('are read from the containers.conf of older Podmans', () => {
    const conf = [
      '[engine]',
      'active_service = "a b"',
      '[engine.service_destinations."a b"] # mine',
      '  uri = "ssh://core@host/run/podman.sock"',
      '  identity = "/keys/machine"',
      '[network]',
      'uri = "not this"',
    ].join('\n');
    expect(destinations(conf)).toEqual([
      { name: 'a b', uri: 'ssh://core@host/run/podman.sock', identity: '/keys/machine' },
    ]);
  });

  test('are then the sockets that engines of this system make, each with what it means when it is missing', async () => {
    await writeFile(join(home, 'nothing'), '');
    const linux = await findCandidates(world());
    expect(linux[0]?.text).toBe('unix:///var/run/docker.sock');
    expect(linux.map(({ text }) => text)).toContain('unix:///run/user/1000/podman/podman.sock');
    expect(linux.every(({ absent }) => absent?.message.endsWith('.') === true)).toBe(true);
    const mac = await findCandidates(world({}, 'darwin'));
    expect(mac.map(({ name }) => name)).toContain('OrbStack');
    expect(mac.map(({ name }) => name)).not.toContain('Rootless Podman');
  });

  test('are the usual ones when the docker configuration is broken', async () => {
    await mkdir(join(home, '.docker'));
    await writeFile(join(home, '.docker', 'config.json'), '{"currentContext":');
    expect((await findCandidates(world()))[0]?.source).toBe('well-known socket');
  });
});
