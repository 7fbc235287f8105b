import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Container } from '#shared/model/container';
import type { EngineId, SessionId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import type { LogItem } from '#shared/model/log';
import type { StatsSample } from '#shared/model/stats';
import type { Task } from '#shared/model/task';
import { sharedEngine } from '../setup/shared-engine';
import { liveEngine, linesOf, openPage, type Page, type } from '../support/page';
import { until } from '../support/wait';

const engine = sharedEngine();

describe.skipIf(engine === undefined)('on a real engine', () => {
  const { socket, docker } = engine!;
  let page: Page;
  let engineId: EngineId;
  let containers: ReadonlyMap<string, Container>;
  let images: ReadonlyMap<string, Image>;
  let tasks: ReadonlyMap<string, Task>;

  const named = (name: string): Container | undefined =>
    [...containers.values()].find((row) => row.name === name);
  const run = async (...args: string[]): Promise<string> => {
    const ran = await docker(['run', '-d', ...args]);
    expect(ran.stderr).toBe('');
    return ran.stdout.trim();
  };
  const act = async (
    action: 'stop' | 'start' | 'pause' | 'unpause' | 'remove',
    name: string,
  ): Promise<Task> => {
    const row = named(name)!;
    const started = await page.client.call('containers.act', {
      engineId,
      action,
      targets: [{ id: row.id, name }],
      ...(action === 'remove' ? { force: false } : {}),
    });
    expect(started.ok).toBe(true);
    const id = started.ok ? started.value.taskIds[0]! : '';
    return until(`${action} to end`, () => {
      const task = tasks.get(id);
      return task?.status === 'running' ? undefined : task;
    });
  };

  beforeAll(async () => {
    page = openPage(socket);
    engineId = await liveEngine(page);
    containers = page.follow('containers.list', { engineId });
    images = page.follow('images.list', { engineId });
    tasks = page.follow('tasks.list', {});
  });

  afterAll(async () => {
    const left = await docker(['ps', '-aq']);
    const ids = left.stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await docker(['rm', '-f', ...ids]);
    await page.close();
  });

  test('a container that is run from outside appears, with its ports, project and state', async () => {
    await run(
      '--name',
      'web',
      '-p',
      '127.0.0.1:18080:80',
      '--label',
      'com.docker.compose.project=shop',
      'busybox',
      'sleep',
      '600',
    );
    const row = await until(
      'the row',
      () => (named('web')?.state === 'running' ? named('web') : undefined),
      2_000,
    );
    expect(row).toMatchObject({
      image: 'busybox',
      project: 'shop',
      health: 'none',
      ports: [{ privatePort: 80, publicPort: 18080, ip: '127.0.0.1', protocol: 'tcp' }],
    });
  });

  test('actions are done by the engine, each a task with its outcome', async () => {
    await run('--name', 'acted', 'busybox', 'sh', '-c', 'trap "exit 3" TERM; while :; do sleep 0.1; done');
    await until('the row', () => named('acted')?.state === 'running');
    expect(await act('pause', 'acted')).toMatchObject({ status: 'done', command: 'docker pause acted' });
    await until('paused', () => named('acted')?.state === 'paused');
    expect(await act('unpause', 'acted')).toMatchObject({ status: 'done' });
    expect(await act('stop', 'acted')).toMatchObject({ status: 'done' });
    const seen = await docker(['ps', '-a', '--filter', 'name=acted', '--format', '{{.Status}}']);
    expect(seen.stdout).toMatch(/^Exited \(3\)/);
    await until('exited', () => named('acted')?.exitCode === 3);
    expect(await act('start', 'acted')).toMatchObject({ status: 'done' });
    await until('running', () => named('acted')?.state === 'running');
    const refused = await act('remove', 'acted');
    expect(refused).toMatchObject({ status: 'failed', error: { kind: 'conflict' } });
    expect(refused.error?.message).toMatch(/running/);
    await act('stop', 'acted');
    expect(await act('remove', 'acted')).toMatchObject({ status: 'done' });
    await until('the row to go', () => named('acted') === undefined);
  });

  test('a log is followed line by line, both streams, into the restart', async () => {
    const id = await run(
      '--name',
      'talker',
      'busybox',
      'sh',
      '-c',
      'echo out; echo err >&2; sleep 1; printf "h\\303\\251llo\\n"; sleep 600',
    );
    await until('the row', () => named('talker'));
    const items: LogItem[] = [];
    const channel = page.client.open(
      'containers.logs',
      { engineId, id: id as never, tail: 100, follow: true },
      {
        onItem: (item, consumed) => {
          items.push(item);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    const lines = (): string[] => items.flatMap(linesOf);
    await until('three lines', () => lines().length >= 3);
    expect(lines().slice(0, 2).sort()).toEqual(['err: err', 'out']);
    expect(lines()[2]).toBe('héllo');
    const first = items.find((item) => item.kind === 'lines');
    expect(Math.abs(Date.now() - (first?.kind === 'lines' ? first.chunk.times[0]! : 0))).toBeLessThan(60_000);
    await docker(['restart', '-t', '0', 'talker']);
    await until('the next run', () => lines().length >= 6);
    expect(items.flatMap((item) => (item.kind === 'notice' ? [item.notice.what] : []))).toEqual([
      'ended',
      'started',
    ]);
    channel.close();
    await until('main to let go', () => page.server.open.streams === 0);
  });

  test('a shell is found, counts, follows its size, and ends with its code', async () => {
    await run('--name', 'host', 'busybox', 'sleep', '600');
    const row = await until('the row', () => named('host'));
    const sessions = page.follow('terminals.sessions', {});
    const started = await page.client.call('terminals.start', {
      engineId,
      containerId: row.id,
      containerName: 'host',
      columns: 91,
      rows: 23,
    });
    expect(started.ok).toBe(true);
    const sessionId = (started.ok ? started.value.sessionId : '') as SessionId;
    let output = '';
    const view = page.client.open(
      'terminals.attach',
      { sessionId },
      {
        onItem: (bytes, consumed) => {
          output += new TextDecoder().decode(bytes);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    await until('the prompt', () => output.includes('#'));
    await until('the session to say so', () => sessions.get(sessionId)?.status === 'running');
    expect(sessions.get(sessionId)?.shell).toBe('ash');
    await type(view, 'echo $((6*7))\n');
    await until('42', () => /\r\n42\r\n/.test(output));
    await type(view, 'stty size\n');
    await until('the first size', () => output.includes('23 91'));
    await page.client.call('terminals.resize', { sessionId, columns: 120, rows: 40 });
    await type(view, 'stty size\n');
    await until('the new size', () => output.includes('40 120'));
    // The session outlives its view, and a later view gets what was said before.
    view.close();
    let replay = '';
    const again = page.client.open(
      'terminals.attach',
      { sessionId },
      {
        onItem: (bytes, consumed) => {
          replay += new TextDecoder().decode(bytes);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    await until('the replay', () => replay.includes('40 120'));
    await type(again, 'exit 7\n');
    await until('the end', () => sessions.get(sessionId)?.status === 'ended');
    expect(sessions.get(sessionId)).toMatchObject({ exitCode: 7 });
    await page.client.call('terminals.close', { sessionId });
    await until('the session to be forgotten', () => !sessions.has(sessionId));
  });

  test('closing a running shell ends its processes in the container', async () => {
    await run('--name', 'tidy', 'busybox', 'sleep', '600');
    const row = await until('the row', () => named('tidy'));
    const sessions = page.follow('terminals.sessions', {});
    const started = await page.client.call('terminals.start', {
      engineId,
      containerId: row.id,
      containerName: 'tidy',
      columns: 80,
      rows: 24,
    });
    const sessionId = (started.ok ? started.value.sessionId : '') as SessionId;
    await until('the shell to run', () => sessions.get(sessionId)?.status === 'running');
    const processes = async (): Promise<number> =>
      (await docker(['top', 'tidy'])).stdout.trim().split('\n').length - 1;
    await until('its process', async () => (await processes()) === 2);
    await page.client.call('terminals.close', { sessionId });
    await until('its process to go', async () => (await processes()) === 1);
  });

  test('a flood does not wedge the container when nobody reads, and Ctrl-C still works', async () => {
    await run('--name', 'flood', 'busybox', 'sleep', '600');
    const row = await until('the row', () => named('flood'));
    const started = await page.client.call('terminals.start', {
      engineId,
      containerId: row.id,
      containerName: 'flood',
      columns: 80,
      rows: 24,
    });
    const sessionId = (started.ok ? started.value.sessionId : '') as SessionId;
    let text = '';
    let reading = true;
    const held: (() => void)[] = [];
    let heldBytes = 0;
    const view = page.client.open(
      'terminals.attach',
      { sessionId },
      {
        onItem: (bytes, consumed) => {
          text = (text + new TextDecoder().decode(bytes)).slice(-100_000);
          if (reading) consumed();
          else {
            held.push(consumed);
            heldBytes += bytes.length;
          }
        },
        onEnd: () => undefined,
      },
    );
    await until('the prompt', () => text.includes('#'));
    reading = false;
    await type(view, 'yes flooding\n');
    await until('all that a view gets that takes nothing', () => heldBytes >= 64 * 1024);
    // Another exec answers although this view stands still.
    expect((await docker(['exec', 'flood', 'echo', 'alive'])).stdout).toBe('alive\n');
    await type(view, '\x03');
    reading = true;
    for (const consumed of held.splice(0)) consumed();
    await type(view, 'echo done-$((40+2))\n');
    await until('the shell to answer', () => text.includes('done-42'));
    view.close();
    await page.client.call('terminals.close', { sessionId });
  });

  test('an image without a shell says so', async () => {
    const id = (await docker(['create', '--name', 'bare', 'busybox', '/bin/sleep', '600'])).stdout.trim();
    await docker(['start', 'bare']);
    await docker(['exec', 'bare', 'rm', '-f', '/bin/sh', '/bin/ash', '/bin/bash']);
    const sessions = page.follow('terminals.sessions', {});
    await until('the row', () => named('bare')?.state === 'running');
    // Shells are remembered by image, so this session finds out at the start.
    const started = await page.client.call('terminals.start', {
      engineId,
      containerId: id as never,
      containerName: 'bare',
      columns: 80,
      rows: 24,
    });
    const sessionId = (started.ok ? started.value.sessionId : '') as SessionId;
    const ended = await until('the session to end', () => {
      const session = sessions.get(sessionId);
      return session?.status === 'ended' ? session : undefined;
    });
    expect(ended.exitCode === 127 || ended.exitCode === 126 || /no shell/.test(ended.endReason ?? '')).toBe(
      true,
    );
  });

  test('stats move while a container works', async () => {
    const id = await run('--name', 'busy', 'busybox', 'sh', '-c', 'while :; do :; done');
    await until('the row', () => named('busy')?.state === 'running');
    const samples: StatsSample[] = [];
    const channel = page.client.open(
      'stats.samples',
      { engineId, ids: [id as never] },
      {
        onItem: (batch, consumed) => {
          samples.push(...batch);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    await until('three samples', () => samples.length >= 3);
    // The first has no rate: a made-up one would be a lie.
    expect(samples[0]?.cpuPercent).toBeUndefined();
    expect(samples[2]?.cpuPercent).toBeGreaterThan(20);
    expect(samples[2]?.memoryBytes).toBeGreaterThan(0);
    channel.close();
    await docker(['rm', '-f', 'busy']);
    await until('the stream to close after a while', () => page.core.stats.openStreams === 0);
  });

  test('an image that is imported outside appears, says who uses it, and its removal is refused', async () => {
    await engine!.importBusybox('local/tool:1.0');
    const image = await until('the image', () =>
      [...images.values()].find((row) => row.tags.includes('local/tool:1.0')),
    );
    expect(image.size).toBeGreaterThan(100_000);
    await docker(['create', '--name', 'user-of-tool', 'local/tool:1.0', 'true']);
    await until('its user', () => images.get(image.id)?.usedBy.some((user) => user.name === 'user-of-tool'));
    const removed = await page.client.call('images.remove', {
      engineId,
      targets: [{ reference: 'local/tool:1.0', name: 'local/tool:1.0' }],
    });
    const id = removed.ok ? removed.value.taskIds[0]! : '';
    const task = await until('the refusal', () =>
      tasks.get(id)?.status === 'failed' ? tasks.get(id) : undefined,
    );
    expect(task.error).toMatchObject({ kind: 'conflict' });
    const details = await page.client.call('images.inspect', { engineId, id: image.id });
    expect(details.ok && details.value.layers.length).toBeGreaterThan(0);
  });

  test('a pull that cannot work fails with the engine’s words and can be tried again', async () => {
    const wrong = await page.client.call('images.pull', { engineId, reference: 'Not A Name' });
    expect(wrong).toMatchObject({
      ok: false,
      error: { kind: 'invalid-input', issues: [{ path: 'reference' }] },
    });
    const started = await page.client.call('images.pull', { engineId, reference: '127.0.0.1:9/nothing' });
    const id = started.ok ? started.value.taskId : '';
    const task = await until(
      'the failure',
      () => (tasks.get(id)?.status === 'failed' ? tasks.get(id) : undefined),
      40_000,
    );
    expect(task).toMatchObject({
      subject: '127.0.0.1:9/nothing:latest',
      command: 'docker pull 127.0.0.1:9/nothing:latest',
    });
    expect(task.error?.message).toMatch(/refused|connect/);
    expect((await page.client.call('tasks.retry', { taskId: task.id })).ok).toBe(true);
  });

  test('a killed container that ran out of memory says so', async () => {
    await run(
      '--name',
      'hungry',
      '--memory',
      '8m',
      '--memory-swap',
      '8m',
      'busybox',
      'sh',
      '-c',
      'x=0123456789abcdef; while :; do x="$x$x"; done',
    );
    const row = await until('its end', () =>
      named('hungry')?.oomKilled === true ? named('hungry') : undefined,
    );
    expect(row).toMatchObject({ state: 'exited', exitCode: 137 });
  });
});
