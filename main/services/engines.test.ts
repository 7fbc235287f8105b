import { createServer, type Server } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { World } from '../discovery/candidates';
import { ok, type Result } from '#shared/result';
import { type DemoProcess, EngineService, type LaunchDemo } from './engines';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

const nowhere: World = { env: {}, home: '/nonexistent', platform: 'win32', uid: 0 };

function service(world: World, launch?: LaunchDemo): EngineService {
  const engines = new EngineService(world, launch);
  cleanUp.push(() => engines.close());
  return engines;
}

/** A demo that starts when the test says so. */
function slowDemo() {
  const stop = vi.fn();
  let ready: (result: Result<DemoProcess>) => void = () => undefined;
  const launch = vi.fn(
    () =>
      new Promise<Result<DemoProcess>>((resolve) => {
        ready = resolve;
      }),
  );
  return { launch, stop, ready: () => ready(ok({ socketPath: '/nonexistent/demo.sock', stop })) };
}

describe('the demo engine', () => {
  test('is started once, however often it is asked for', async () => {
    const demo = slowDemo();
    const engines = service(nowhere, demo.launch);
    const both = [engines.startDemo(), engines.startDemo()];
    demo.ready();
    const [first, second] = await Promise.all(both);
    expect(first).toEqual(second);
    expect(demo.launch).toHaveBeenCalledTimes(1);
  });

  test('is ended when the program goes while it starts', async () => {
    const demo = slowDemo();
    const engines = service(nowhere, demo.launch);
    const started = engines.startDemo();
    engines.close();
    demo.ready();
    expect((await started).ok).toBe(false);
    expect(demo.stop).toHaveBeenCalledTimes(1);
    expect(engines.connections.size).toBe(0);
  });
});

/** A folder with a docker context that is chosen, and a well-known socket where a dumb engine answers. */
async function contextWorld(host: string): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'engines-'));
  cleanUp.push(() => rm(home, { recursive: true, force: true }));
  const digest = createHash('sha256').update('prod').digest('hex');
  const meta = join(home, '.docker', 'contexts', 'meta', digest);
  await mkdir(meta, { recursive: true });
  await mkdir(join(home, '.rd'));
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: 'prod' }));
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
  await listen(join(home, '.rd', 'docker.sock'));
  return { env: {}, home, platform: 'linux', uid: 0 };
}

function listen(path: string): Promise<Server> {
  const answer = '{"ApiVersion":"1.48","Version":"28.0.0"}';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const body = bytes.toString().startsWith('HEAD') ? '' : answer;
      socket.end(
        `HTTP/1.1 200 OK\r\nApi-Version: 1.48\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
  });
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

describe('an engine that a person chose by a docker context', () => {
  test('is kept although nothing answers there: actions must not go to another engine', async () => {
    const engines = service(await contextWorld('unix:///nonexistent/prod.sock'));
    await engines.look();
    expect([...engines.connections.values()].map(({ address }) => address)).toEqual([
      'unix:///nonexistent/prod.sock',
    ]);
  });

  test('is told of where its kind of address cannot be reached', async () => {
    const engines = service(await contextWorld('ssh://prod'));
    await engines.look();
    const [first] = [...engines.attempts.values()];
    expect(first).toMatchObject({ address: 'ssh://prod', outcome: 'failed' });
    expect(first?.message).toContain('ssh://');
  });
});
