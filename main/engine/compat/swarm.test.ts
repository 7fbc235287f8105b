import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtImage, toBuildStep } from './build';
import { toPlugin, toPluginPrivilege } from './plugins';
import { toLoginAnswer, toRemoteImage, toSearchHit } from './registry';
import { toConfig, toSecret } from './secrets';
import { toService, toSwarmTask } from './services';
import { toSwarm, toSwarmNode } from './swarm';

interface Example {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The first example that the documents give for a route. */
function example(file: string, route: string): unknown {
  const url = new URL(`../../../tests/fixtures/documents/${file}.json`, import.meta.url);
  const all = JSON.parse(readFileSync(url, 'utf8')) as readonly Example[];
  const found = all.find(({ method, path }) => `${method} ${path}` === route);
  if (found === undefined) throw new Error(`${file} has no example of ${route}.`);
  return Array.isArray(found.body) && !route.includes('{') ? (found.body as unknown[])[0] : found.body;
}

describe('the swarm family of API 1.48, from the documents', () => {
  it('reads the swarm with its tokens and its version', () => {
    expect(toSwarm(example('1.48/swarm', 'GET /swarm'))).toMatchObject({
      id: 'abajmipo7b4xz5ip2nrla6b11',
      version: 373_531,
      name: 'default',
      autoLock: false,
      labels: { 'com.example.corp.type': 'production' },
      joinTokens: { worker: expect.stringMatching(/^SWMTKN-1-/) as string },
    });
  });

  it('reads a node', () => {
    expect(toSwarmNode(example('1.48/swarm', 'GET /nodes/{id}'))).toMatchObject({
      id: '24ifsmvkjbyhk',
      hostName: 'bf3067039e47',
      role: 'manager',
      availability: 'active',
      state: 'ready',
      address: '172.17.0.2',
      leader: true,
      reachability: 'reachable',
      cpus: 4,
      memoryBytes: 8_272_408_576,
    });
  });

  it('reads a service with its mode, its ports and its image without the digest', () => {
    expect(toService(example('1.48/swarm', 'GET /services/{id}'))).toMatchObject({
      id: '9mnpnzenvg8p8tdbtq4wvbkcz',
      name: 'hopeful_cori',
      image: 'redis',
      mode: 'replicated',
      desired: 1,
      ports: [{ target: 6379, published: 30_001, protocol: 'tcp', mode: 'ingress' }],
    });
    const pinned = { ID: 'a', Spec: { TaskTemplate: { ContainerSpec: { Image: 'web:1@sha256:00ff' } } } };
    expect(toService(pinned)?.image).toBe('web:1');
  });

  it('tells the modes of a service apart', () => {
    const mode = (Mode: unknown): unknown => toService({ ID: 'a', Spec: { Mode } });
    expect(mode({ Global: {} })).toMatchObject({ mode: 'global' });
    expect(mode({ GlobalJob: {} })).toMatchObject({ mode: 'global-job' });
    expect(mode({ ReplicatedJob: { MaxConcurrent: 2 } })).toMatchObject({
      mode: 'replicated-job',
      desired: 2,
    });
    expect(mode({ Replicated: { Replicas: 0 } })).toMatchObject({ mode: 'replicated', desired: 0 });
    expect(toService({ ID: 'a', ServiceStatus: { RunningTasks: 2, DesiredTasks: 3 } })).toMatchObject({
      running: 2,
      desired: 3,
    });
  });

  it('reads a task', () => {
    expect(toSwarmTask(example('1.48/swarm', 'GET /tasks/{id}'))).toMatchObject({
      id: '0kzzo1i0y4jz6027t0k7aezc7',
      serviceId: '9mnpnzenvg8p8tdbtq4wvbkcz',
      nodeId: '60gvrl6tm78dmak4yl7srz94v',
      slot: 1,
      state: 'running',
      desiredState: 'running',
      containerId: 'e5d62702a1b48d01c3e02ca1e0212a250801fa8d67caca0b6f35919ebc12f035',
    });
  });

  it('reads secrets and configs; only a config shows what is in it', () => {
    expect(toSecret(example('1.48/swarm', 'GET /secrets/{id}'))).toMatchObject({
      id: 'ktnbjxoalbkvbvedmg1urrz8h',
      version: 11,
    });
    const content = Buffer.from('key = value').toString('base64');
    const config = toConfig({ ID: 'c', Spec: { Name: 'app.conf', Data: content } });
    expect(config?.name).toBe('app.conf');
    expect(Buffer.from(config?.content ?? []).toString()).toBe('key = value');
  });

  it('gives nothing for what has no identity', () => {
    for (const read of [toSwarm, toSwarmNode, toService, toSwarmTask, toSecret, toConfig, toPlugin])
      for (const raw of [null, undefined, [], 'x', 3, { Spec: null }]) expect(read(raw)).toBeUndefined();
  });
});

describe('plugins and registries, from the documents', () => {
  it('reads a plugin and what it wants to be allowed', () => {
    expect(toPlugin(example('1.48/plugins', 'GET /plugins'))).toMatchObject({
      name: 'tiborvass/sample-volume-plugin',
      enabled: true,
      reference: 'localhost:5000/tiborvass/sample-volume-plugin:latest',
      types: ['docker.volumedriver/1.0'],
      environment: ['DEBUG=0'],
    });
    expect(toPluginPrivilege(example('1.48/plugins', 'GET /plugins/privileges'))).toEqual({
      name: 'network',
      description: '',
      values: ['host'],
    });
  });

  it('reads search results in both spellings', () => {
    expect(toSearchHit(example('1.2/registry', 'GET /images/search'))).toMatchObject({
      name: 'cespare/sshd',
    });
    expect(toSearchHit(example('1.48/registry', 'GET /images/search'))).toHaveProperty('stars');
    expect(toSearchHit({ name: 'a', is_trusted: true })).toMatchObject({ automated: true });
  });

  it('reads what a registry says of an image, and of a login', () => {
    expect(toRemoteImage(example('1.48/registry', 'GET /distribution/{name}/json'))).toMatchObject({
      digest: expect.stringMatching(/^sha256:c0537/) as string,
      platforms: [{ architecture: 'arm', os: 'windows', variant: 'v7' }],
    });
    expect(toLoginAnswer(example('1.48/registry', 'POST /auth'))).toMatchObject({
      message: 'Login Succeeded',
    });
    expect(toLoginAnswer(undefined)).toEqual({ message: '' });
  });
});

describe('the progress of a build', () => {
  it('is text, layers of a pull, the image and records of BuildKit', () => {
    expect(toBuildStep({ stream: 'Step 1/2 : FROM x\n' })).toEqual({
      kind: 'text',
      text: 'Step 1/2 : FROM x\n',
    });
    expect(toBuildStep({ aux: { ID: 'sha256:ab' } })).toEqual({ kind: 'image', id: 'sha256:ab' });
    expect(toBuildStep({ id: 'moby.image.id', aux: { ID: 'sha256:ab' } })).toMatchObject({ kind: 'image' });
    expect(toBuildStep({ id: 'moby.buildkit.trace', aux: 'CgA=' })).toEqual({ kind: 'trace', data: 'CgA=' });
    expect(
      toBuildStep({ id: 'a1', status: 'Downloading', progressDetail: { current: 3, total: -1 } }),
    ).toEqual({ kind: 'layer', id: 'a1', status: 'Downloading', current: 3, total: 0 });
    expect(toBuildStep(null)).toEqual({ kind: 'text', text: '' });
  });

  it('names the image on builders that only say so', () => {
    expect(builtImage('Successfully built 596069db4bf5\n')).toBe('596069db4bf5');
    expect(builtImage('Successfully tagged x:latest\n')).toBeUndefined();
  });
});
