import { createServer, type Server } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { World } from '../discovery/world';
import { SettingsStore } from '../settings/settings-store';
import { ok, type Result } from '#shared/result';
import { type DemoProcess, EngineService, type LaunchDemo } from './engines';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

const nowhere: World = { env: {}, home: '/nonexistent', platform: 'win32', uid: 0 };

function service(world: World, launch?: LaunchDemo): EngineService {
  const engines = new EngineService(world, launch, new SettingsStore(world.dataFolder));
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
  return {
    launch,
    stop,
    ready: () =>
      ready(ok({ socketPath: '/nonexistent/demo.sock', ended: new Promise(() => undefined), stop })),
  };
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

  test('that died is started anew when it is asked for', async () => {
    let die: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      die = resolve;
    });
    const launch = vi.fn(() =>
      Promise.resolve(ok({ socketPath: '/nonexistent/d.sock', ended, stop: () => undefined })),
    );
    const engines = service(nowhere, launch);
    await engines.startDemo();
    die();
    await vi.waitFor(() => expect(engines.connections.size).toBe(0));
    await engines.startDemo();
    expect(launch).toHaveBeenCalledTimes(2);
  });

  test('that cannot be started says so, and can be asked for again', async () => {
    const launch = vi.fn(() => Promise.reject(new Error('no room')));
    const engines = service(nowhere, launch);
    for (let i = 1; i <= 2; i += 1) {
      expect(await engines.startDemo()).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('no room') as string },
      });
      expect(launch).toHaveBeenCalledTimes(i);
    }
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
  await writeFile(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: 'prod', Endpoints: { docker: { Host: host } } }),
  );
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

  test('is not called by a look around where it is another computer, and named', async () => {
    const engines = service(await contextWorld('ssh://prod.invalid'));
    await engines.look();
    const [first] = [...engines.attempts.values()];
    expect(first).toMatchObject({ address: 'ssh://prod.invalid', outcome: 'not-tried', name: 'prod' });
  });

  test('without encryption on another computer is not called before the person agrees', async () => {
    const engines = service(await contextWorld('tcp://192.0.2.1:2375'));
    await engines.look();
    const [only] = [...engines.connections.values()];
    expect(only).toMatchObject({ phase: 'disconnected', unprotected: true, error: { kind: 'denied' } });
    engines.retry(only?.id);
    expect(engines.connections.get(only?.id ?? '')).toMatchObject({ phase: 'disconnected' });
  });
});
