import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateDockerd, startDockerd } from './dockerd';
import { endLeftovers } from './leftovers';
import { familyOf, isRunning } from './processes';
import { sharedEngine } from './shared-engine';
import { whyNoEngine } from './tools';

describe.skipIf(whyNoEngine() !== undefined)('a private dockerd', () => {
  let engine: PrivateDockerd;

  beforeAll(async () => {
    engine = await startDockerd();
    await engine.importBusybox();
  });
  afterAll(() => engine.stop());

  it('runs containers from an imported busybox', async () => {
    const { status, stdout, stderr } = await engine.docker([
      'run',
      '--rm',
      'busybox',
      'sh',
      '-c',
      'echo $((6*7))',
    ]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '42\n', stderr: '' });
  });

  it('is another engine than the shared one', async () => {
    const ids = await Promise.all(
      [engine, sharedEngine()!].map(
        async (one) => (JSON.parse((await one.api('GET', '/info')).text) as { ID: string }).ID,
      ),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('comes back on the same data after a crash', async () => {
    // Ends at SIGTERM: a restarted dockerd ends what still runs, and waits ten seconds for those that do not listen.
    const script = 'trap "exit 0" TERM; while :; do sleep 0.1; done';
    const args = ['run', '-d', '--name', 'survivor', '-p', '8080', 'busybox', 'sh', '-c', script];
    const started = await engine.docker(args);
    expect(started.stderr).toBe('');
    await engine.kill();
    expect(engine.pid).toBeUndefined();
    await expect(engine.api('GET', '/_ping')).rejects.toThrow();
    await engine.start();
    expect((await engine.docker(['ps', '-a', '--format', '{{.Names}}'])).stdout).toBe('survivor\n');
  });

  it('leaves nothing behind', async () => {
    const own = await startDockerd();
    await own.importBusybox();
    await own.docker(['run', '-d', 'busybox', 'sleep', '1000']);
    const family = familyOf(own.folder);
    expect(family.length).toBeGreaterThan(3);
    await own.stop();
    expect(existsSync(own.folder)).toBe(false);
    expect(family.filter(isRunning)).toEqual([]);
  });

  it('of a test process that was killed is ended by the next one', async () => {
    const script =
      "import('#tests/setup/dockerd').then((m) => m.startDockerd()).then((e) => console.log(e.folder))";
    const orphaned = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const [printed] = (await once(orphaned.stdout, 'data')) as [Buffer];
    const folder = printed.toString().trim();
    orphaned.kill('SIGKILL');
    await once(orphaned, 'exit');
    const family = familyOf(folder);
    expect(family.length).toBeGreaterThan(1);
    await endLeftovers();
    expect(existsSync(folder)).toBe(false);
    expect(family.filter(isRunning)).toEqual([]);
    expect((await engine.api('GET', '/_ping')).status).toBe(200);
  });
});
