import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCandidates, type World } from './candidates';

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

async function context(name: string, host: string | undefined): Promise<void> {
  const folder = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
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
    await context('far', 'ssh://me@host');
    const [second] = await findCandidates(world());
    expect(second?.address).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
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
