import { mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedEngine } from '../setup/shared-engine';
import { findProgram } from '../setup/tools';
import { run } from '../setup/run';
import { liveEngine, openPageIn } from '../support/page';
import { until } from '../support/wait';
import { type Desk, openDesk } from './terminal-desk';

const engine = sharedEngine();

describe.skipIf(engine === undefined)('attaching and debug shells on a real engine', () => {
  const { docker, socket } = engine!;
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk(engine!);
    await importLone();
  });

  afterAll(() => desk.close());

  /** An image of one static program and nothing else: no shell under any name. */
  async function importLone(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'lone-'));
    try {
      await mkdir(join(folder, 'app'));
      await run('cp', [findProgram('busybox') ?? '', join(folder, 'app', 'sleep')]);
      await writeFile(join(folder, 'app', 'notes.txt'), 'of the target\n');
      const archive = join(folder, 'lone.tar');
      await run('tar', ['-C', folder, '-cf', archive, 'app']);
      const made = await docker(['import', archive, 'lone:1']);
      if (made.status !== 0) throw new Error(made.stderr);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  const helpers = async (): Promise<string[]> => {
    const found = await docker(['ps', '-aq', '--filter', 'label=app.pilothouse.helper']);
    return found.stdout.split('\n').filter((id) => id !== '');
  };

  test('attaching to a program without a terminal shows its log, then what it says, and lets go of it', async () => {
    await desk.run(
      'plain',
      'busybox',
      'sh',
      '-c',
      'echo before; echo worse >&2; while :; do sleep 0.2; echo tick; done',
    );
    await until('its log', async () => (await docker(['logs', 'plain'])).stdout.includes('tick'));
    const id = await desk.running('plain', { program: { kind: 'attach' } });
    const view = desk.view(id);
    await until('a tick', () => /tick\n.*tick\n/s.test(view.text()));
    expect(view.text()).toContain('before\n');
    expect(view.text()).toContain('worse\n');
    expect(view.text()).not.toContain('\0');
    expect(desk.sessions.get(id)).toMatchObject({ tty: false, shell: 'sh' });
    // Nothing takes it, and nothing breaks.
    await view.type('echo lost\n');
    expect(await desk.closeSession(id)).toBeUndefined();
    expect((await docker(['inspect', '-f', '{{.State.Running}}', 'plain'])).stdout.trim()).toBe('true');
  });

  test('nothing is lost or shown twice between the log and what follows', async () => {
    await desk.run(
      'counter',
      'busybox',
      'sh',
      '-c',
      'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); echo "$i."; done; sleep 6000',
    );
    const id = await desk.running('counter', { program: { kind: 'attach' } });
    const view = desk.view(id);
    await until('the end', () => view.text().includes('40000.'));
    // Attaching may come in the middle of a line of one that writes so fast: the first may be the rest of one.
    const numbers = view.text().split('.\n').slice(1, -1).map(Number);
    const from = numbers[0]!;
    expect(numbers.findIndex((n, i) => n !== from + i)).toBe(-1);
    expect(numbers.at(-1)).toBe(40_000);
    await desk.closeSession(id);
  });

  test('attaching to a shell with a terminal types to it, sizes it, and it goes on when let go', async () => {
    await desk.run('console', '-it', 'busybox', 'sh');
    const id = await desk.running('console', { program: { kind: 'attach' }, columns: 90, rows: 30 });
    const view = desk.view(id);
    await view.type('\n');
    expect(await view.ask('stty size; kept=yes')).toBe('30 90\n');
    expect(await desk.closeSession(id)).toBeUndefined();
    const again = await desk.running('console', { program: { kind: 'attach' } });
    const later = desk.view(again);
    await until('the log before it', () => later.text().includes('kept=yes'));
    await later.type('echo "<$kept>"\n');
    await until('what it kept', () => later.text().includes('<yes>'));
    await later.type('exit 5\n');
    expect(await desk.ended(again)).toMatchObject({
      end: 'container-stopped',
      exitCode: 5,
      endReason: 'The container stopped with exit code 5.',
    });
    await desk.closeSession(again);
  });

  test('an image without a shell says so and offers a debug shell, which sees its processes and files', async () => {
    await desk.run('lone', 'lone:1', '/app/sleep', '6000');
    const none = await desk.start('lone');
    const ended = await desk.ended(none);
    expect(ended).toMatchObject({ end: 'failed', offer: 'debug-shell' });
    expect(ended.endReason).toMatch(/^This image has no shell that could be started/);
    await desk.closeSession(none);

    const id = await desk.running('lone', {
      program: { kind: 'debug', image: 'busybox:latest' },
      columns: 88,
      rows: 22,
    });
    const view = desk.view(id);
    expect(await view.ask('cat app/notes.txt; pwd; stty size')).toBe('of the target\n/proc/1/root\n22 88\n');
    expect(await view.ask('ps | grep -c "[/]app/sleep 6000"')).toBe('1\n');
    expect(await helpers()).toHaveLength(1);
    expect(await desk.closeSession(id)).toBeUndefined();
    expect(await helpers()).toEqual([]);
    expect(await desk.processes('lone')).toEqual(['/app/sleep 6000']);
  });

  test('a debug shell ends with its own code, and with its container, and its helper goes each time', async () => {
    const id = await desk.running('lone', { program: { kind: 'debug', image: 'busybox:latest' } });
    const view = desk.view(id);
    await view.ask('true');
    await view.type('exit 9\n');
    expect(await desk.ended(id)).toMatchObject({ end: 'exit', exitCode: 9 });
    await until('the helper to go', async () => (await helpers()).length === 0);
    await desk.page.client.call('terminals.restart', { sessionId: id, columns: 80, rows: 24 });
    await until('it to run again', () => desk.sessions.get(id)?.status === 'running');
    await docker(['kill', 'lone']);
    expect(await desk.ended(id)).toMatchObject({ end: 'container-stopped' });
    await until('the helper to go again', async () => (await helpers()).length === 0);
    await desk.closeSession(id);
    await docker(['start', 'lone']);
  });

  test('an image that is not there is not pulled, but said', async () => {
    const id = await desk.start('lone', { program: { kind: 'debug', image: 'nowhere.invalid/none:1' } });
    expect(await desk.ended(id)).toMatchObject({
      end: 'failed',
      offer: 'pull-image',
      endReason:
        'The image nowhere.invalid/none:1 is not on this engine. Pull it, or choose another one for the debug shell.',
    });
    await desk.closeSession(id);
  });

  test('after a crash the next run removes its helpers, and no others; sessions come back to be started', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'pilothouse-'));
    const world = {
      env: { DOCKER_HOST: `unix://${socket}` },
      home: '/nonexistent',
      platform: process.platform,
      uid: 0,
      dataFolder,
    };
    try {
      const id = await desk.running('lone', { program: { kind: 'debug', image: 'busybox:latest' } });
      const [foreign = ''] = await helpers();
      // What a crashed run leaves: a helper, and a note of a process that is no more.
      const crashed = '00000000-0000-4000-8000-000000000001';
      const labels = ['app.pilothouse.helper=debug', `app.pilothouse.instance=${crashed}`];
      await docker([
        'run',
        '-d',
        ...labels.flatMap((label) => ['--label', label]),
        'busybox',
        'sleep',
        '6000',
      ]);
      expect(await helpers()).toHaveLength(2);
      await mkdir(join(dataFolder, 'instances'));
      const note = { pid: 2 ** 22 + 1, bootedAt: 0, at: Date.now() };
      await writeFile(join(dataFolder, 'instances', `${crashed}.json`), JSON.stringify(note));

      const first = openPageIn(world);
      const engineId = await liveEngine(first);
      await until('the left over one to go', async () => (await helpers()).length === 1);
      expect(await helpers()).toEqual([foreign]);
      const sessions = first.follow('terminals.sessions', {});
      const containerId = (await docker(['inspect', '-f', '{{.Id}}', 'plain'])).stdout.trim() as never;
      const input = { engineId, containerId, containerName: 'plain', columns: 80, rows: 24 };
      const settings = { folder: '/tmp' };
      const opened = await first.client.call('terminals.start', {
        ...input,
        settings,
        environment: ['SECRET=hush'],
      });
      const sessionId = opened.ok ? opened.value.sessionId : ('' as never);
      await until('the shell', () => sessions.get(sessionId)?.status === 'running');
      await first.close();
      expect((await docker(['top', 'plain', '-eo', 'args'])).stdout).not.toContain('ash');

      const second = openPageIn(world);
      const later = second.follow('terminals.sessions', {});
      const saved = await until('the saved session', () => later.get(sessionId));
      expect(saved).toMatchObject({ status: 'saved', shell: 'ash', settings, ownEnvironment: true });
      await liveEngine(second);
      await second.client.call('terminals.restart', { sessionId, columns: 80, rows: 24 });
      await until('it to run', () => later.get(sessionId)?.status === 'running');
      await second.client.call('terminals.close', { sessionId });
      await second.close();
      for (const name of await readdir(dataFolder)) {
        if (!name.endsWith('.json')) continue;
        const text = (await run('cat', [join(dataFolder, name)])).stdout;
        expect(text).not.toContain('hush');
        expect(text).not.toContain(sessionId);
      }
      await desk.closeSession(id);
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  });

  test('after everything was closed nothing of ours is left on the engine', async () => {
    const names = ['plain', 'console', 'lone'];
    await docker(['start', 'console']);
    await until('all rows', async () => (await docker(['ps', '-q'])).stdout.split('\n').length > 3);
    const before = await Promise.all(names.map((name) => desk.processes(name)));
    const ids = await Promise.all(
      names.flatMap((name) => [
        desk.start(name),
        desk.start(name, { program: { kind: 'debug', image: 'busybox:latest' } }),
      ]),
    );
    await until('them to settle', () =>
      ids.every((id) => (desk.sessions.get(id)?.status ?? 'starting') !== 'starting'),
    );
    expect(await helpers()).toHaveLength(3);
    const left = await Promise.all(ids.map((id) => desk.closeSession(id)));
    expect(left.filter((each) => each !== undefined)).toEqual([]);
    expect(await helpers()).toEqual([]);
    const settled = async (): Promise<boolean> => {
      const after = await Promise.all(names.map((name) => desk.processes(name)));
      return after.every((list, i) => list.length === before[i]!.length);
    };
    await until('the same processes', settled);
  });
});
