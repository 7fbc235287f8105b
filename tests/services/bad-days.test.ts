import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import type { LogItem } from '#shared/model/log';
import type { Task } from '#shared/model/task';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, world } from '#tools/engine-sim/world/builders';
import { liveEngine, linesOf, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

function page(socket: string): Page {
  const opened = openPage(socket);
  open.push(opened);
  return opened;
}

async function sim(options: Parameters<typeof startSim>[0] = {}): Promise<Sim> {
  const started = await startSim({
    pace: 0.02,
    world: world({
      containers: [
        container({ name: 'web' }),
        container({ name: 'old', state: 'exited', exitCode: 1, finishedAgo: 60_000 }),
      ],
      images: [image('alpine:3.22', 8e6, 1000)],
    }),
    ...options,
  });
  open.push(started);
  return started;
}

/** The one engine of a page once it is in a phase. */
function engineIn(opened: Page, ...phases: EngineConnection['phase'][]): Promise<EngineConnection> {
  const engines = opened.follow('engines.connections', {});
  return until(`the engine to be ${phases.join(' or ')}`, () =>
    [...engines.values()].find((engine) => phases.includes(engine.phase)),
  );
}

describe('no engine: a sentence says why, and what to do', () => {
  test('no socket there', async () => {
    const engine = await engineIn(page('/nonexistent/engine.sock'), 'disconnected');
    expect(errorText(engine.error!)).toBe(
      'There is no socket at unix:///nonexistent/engine.sock. Start the engine, or correct the path.',
    );
  });

  test('a path that is no socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bad-day-'));
    open.push({ close: () => rm(folder, { recursive: true }) });
    await writeFile(join(folder, 'file'), '');
    const engine = await engineIn(page(join(folder, 'file')), 'disconnected');
    expect(errorText(engine.error!)).toMatch(/^Nothing listens at|is a file, not a socket/);
  });

  // Root may open everything, so the refusal is only seen by others.
  test.skipIf(process.getuid?.() === 0)('a socket without permission names the group', async () => {
    const engine = await sim();
    await chmod(engine.socketPath, 0o000);
    const failed = await engineIn(page(engine.socketPath), 'disconnected');
    expect(errorText(failed.error!)).toContain('group');
  });

  test.each([
    ['bytes that are not HTTP', { kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' } as const],
    [
      'a web server',
      { kind: 'answer', status: 200, body: '<html>hello</html>', contentType: 'text/html' } as const,
    ],
    [
      'wrong JSON',
      { kind: 'answer', status: 200, body: '{"ApiVersion":', contentType: 'application/json' } as const,
    ],
  ])('%s', async (_name, action) => {
    const engine = await sim();
    engine.faults.add({ action });
    const failed = await engineIn(page(engine.socketPath), 'disconnected');
    expect(failed.error).toMatchObject({ kind: 'engine-unreachable', reason: 'not-an-engine' });
    expect(failed.error?.message).toMatch(/is no container engine\.$/);
  });

  test.each([
    ['nothing', ''],
    ['an object', { message: 'hello' }],
  ])(
    'something that answers %s where a list should be is not shown as an empty engine',
    async (_name, body) => {
      const engine = await sim();
      engine.faults.add({ path: '/containers/json', action: { kind: 'answer', status: 200, body } });
      const failed = await engineIn(page(engine.socketPath), 'disconnected');
      expect(failed.error).toMatchObject({ kind: 'engine-unreachable', reason: 'not-an-engine' });
    },
  );

  test('an engine that never answers', async () => {
    const engine = await sim();
    engine.faults.add({ action: { kind: 'hang' } });
    const failed = await engineIn(page(engine.socketPath), 'disconnected');
    expect(failed.error?.kind).toBe('timeout');
  }, 30_000);

  test('it is found by itself as soon as it is there', async () => {
    const engine = await sim();
    await engine.faults.kill();
    const opened = page(engine.socketPath);
    await engineIn(opened, 'disconnected');
    await engine.faults.restart();
    await engineIn(opened, 'live');
  });
});

describe('an engine that was there', () => {
  test('and is gone keeps its list, refuses writes in words, and comes back right', async () => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    await until('the list', () => rows.size === 2);
    await engine.faults.kill();
    await engineIn(opened, 'reconnecting');
    expect(rows.size).toBe(2);
    const [first] = rows.values();
    const refused = await opened.client.call('containers.act', {
      engineId,
      action: 'stop',
      targets: [{ id: first!.id, name: first!.name }],
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'engine-unreachable' } });
    await engine.faults.restart();
    await engineIn(opened, 'live');
    await until('the list', () => rows.size === 2);
  });

  test('and stays silent is suspect, then lost', async () => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    await liveEngine(opened);
    engine.faults.add({ path: '/_ping', action: { kind: 'hang' } });
    const suspect = await engineIn(opened, 'suspect');
    expect(suspect.error?.message).toMatch(/has not answered for \d+ s/);
    await engineIn(opened, 'reconnecting');
  }, 40_000);

  test('and answers pings but no longer gives its list is lost, in its own words', async () => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    const old = await until('the row', () => [...rows.values()].find((row) => row.name === 'old'));
    const body = { message: 'the store is locked' };
    const mend = engine.faults.add({
      path: '/containers/json',
      action: { kind: 'answer', status: 500, body },
    });
    await opened.client.call('containers.act', {
      engineId,
      action: 'start',
      targets: [{ id: old.id, name: 'old' }],
    });
    const lost = await engineIn(opened, 'reconnecting');
    expect(lost.error?.message).toBe('the store is locked');
    mend();
    await until('the truth', () => rows.get(old.id)?.state === 'running');
  });

  test('whose events stream ends is asked again at once', async () => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    await until('the list', () => rows.size === 2);
    engine.faults.dropConnections();
    await engineIn(opened, 'reconnecting');
    await engineIn(opened, 'live');
    expect(rows.size).toBe(2);
  });
});

describe('an action that fails', () => {
  test.each([
    ['text', 'stop it yourself\n', 'text/plain'],
    ['JSON', { message: 'stop it yourself' }, undefined],
  ])('keeps the engine’s words from %s, and can be retried', async (_name, body, contentType) => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    const tasks = opened.follow('tasks.list', {});
    const web = await until('the row', () => [...rows.values()].find((row) => row.name === 'web'));
    const action = {
      kind: 'answer',
      status: 500,
      body,
      ...(contentType === undefined ? {} : { contentType }),
    } as const;
    engine.faults.add({ method: 'POST', path: /stop$/, times: 1, action });
    await opened.client.call('containers.act', {
      engineId,
      action: 'stop',
      targets: [{ id: web.id, name: 'web' }],
    });
    const failed = await until('the failure', () =>
      [...tasks.values()].find((task: Task) => task.status === 'failed'),
    );
    expect(failed.error).toEqual({ kind: 'engine-error', status: 500, message: 'stop it yourself' });
    expect(failed.request).toMatch(/^POST \/v1\.48\/containers\/[0-9a-f]{64}\/stop$/);
    const again = await opened.client.call('tasks.retry', { taskId: failed.id });
    await until('the second try', () => again.ok && tasks.get(again.value.taskId)?.status === 'done');
  });

  test('of 200 containers at once works on eight at a time and ends', async () => {
    const containers = Array.from({ length: 200 }, (_, i) => container({ name: `c${i}`, stopMs: 50 }));
    const engine = await sim({ world: world({ containers }) });
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    await until('the list', () => rows.size === 200);
    const targets = [...rows.values()].map(({ id, name }) => ({ id, name }));
    const started = await opened.client.call('containers.act', { engineId, action: 'stop', targets });
    expect(started.ok && started.value.taskIds.length).toBe(200);
    await until('all to stop', () => [...rows.values()].every((row) => row.state === 'exited'), 20_000);
  }, 40_000);
});

describe('a log', () => {
  async function readLog(
    engine: Sim,
    name: string,
  ): Promise<{ items: LogItem[]; ended: () => string | undefined }> {
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    const row = await until('the row', () => [...rows.values()].find((each) => each.name === name));
    const items: LogItem[] = [];
    let ended: string | undefined;
    opened.client.open(
      'containers.logs',
      { engineId, id: row.id, tail: 1000, follow: true },
      {
        onItem: (item, consumed) => {
          items.push(item);
          consumed();
        },
        onEnd: (error) => {
          ended = error === undefined ? 'clean' : errorText(error);
        },
      },
    );
    return { items, ended: () => ended };
  }

  const frame = (type: number, payload: Uint8Array | string): Buffer => {
    const body = Buffer.from(payload as string);
    const head = Buffer.alloc(8);
    head[0] = type;
    head.writeUInt32BE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const stamp = '2026-11-20T14:32:08.123456789Z ';

  test('of binary bytes, invalid UTF-8 and a line of 1 MiB and more comes through, cut at the cap', async () => {
    const engine = await sim();
    const huge = Buffer.concat([Buffer.from(stamp), Buffer.alloc(1_500_000, 0x61), Buffer.from('\n')]);
    const chunks = [
      frame(1, Buffer.concat([Buffer.from(stamp), Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x0a])])),
      frame(2, huge),
      frame(1, `${stamp}after\n`),
    ];
    engine.faults.scriptLog('web', { chunks, keepOpen: true });
    const { items } = await readLog(engine, 'web');
    const lines = (): string[] => items.flatMap(linesOf);
    await until('the line after', () => lines().includes('after'));
    expect(lines()).toHaveLength(3);
    expect(lines()[1]).toHaveLength('err: '.length + 1024 * 1024);
  });

  test('that the engine breaks off with a system error says the engine’s words', async () => {
    const engine = await sim();
    engine.faults.scriptLog('web', {
      chunks: [frame(1, `${stamp}one\n`), frame(3, 'Error grabbing logs: EOF')],
    });
    const { items, ended } = await readLog(engine, 'web');
    await until('the end', ended);
    expect(items.flatMap(linesOf)).toEqual(['one']);
    expect(ended()).toBe('Error grabbing logs: EOF');
  });

  test('that is no multiplexed stream says so instead of showing rubbish', async () => {
    const engine = await sim();
    engine.faults.scriptLog('web', { chunks: [Buffer.from('this is no frame at all')] });
    const { ended } = await readLog(engine, 'web');
    expect(await until('the end', ended)).toBe('The engine sent bytes that are not a multiplexed stream.');
  });

  test('of a driver that cannot be read says the engine’s words', async () => {
    const engine = await sim();
    const message = 'configured logging driver does not support reading';
    engine.faults.add({ path: /logs$/, action: { kind: 'answer', status: 501, body: { message } } });
    const { ended } = await readLog(engine, 'web');
    expect(await until('the end', ended)).toBe(message);
  });

  test('of a container that is removed meanwhile ends with a notice', async () => {
    const engine = await sim();
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const openedAt = Date.now();
    const { items, ended } = await readLog(engine, 'old');
    await until('the end of its run', () => items.some((item) => item.kind === 'notice'));
    const rows = opened.follow('containers.list', { engineId });
    const old = await until('the row', () => [...rows.values()].find((row) => row.name === 'old'));
    await opened.client.call('containers.act', {
      engineId,
      action: 'remove',
      targets: [{ id: old.id, name: 'old' }],
    });
    expect(await until('the end', ended)).toBe('clean');
    const notices = items.flatMap((item) => (item.kind === 'notice' ? [item.notice.text] : []));
    expect(notices).toEqual(['The container exited (1).', 'The container was removed.']);
    // It ended before the log was opened, and the mark says when.
    const marks = items.flatMap((item) => (item.kind === 'notice' ? [item.notice.at] : []));
    expect(marks[0]).toBeLessThan(openedAt);
  });
});

describe('names and labels full of markup and escapes', () => {
  test('arrive as they are, as data', async () => {
    const evil = '<img src=x onerror=alert(1)>\u001b]0;title\u0007\u202e';
    const engine = await sim({
      world: world({ containers: [container({ name: 'web', labels: { [evil]: evil, __proto__: 'x' } })] }),
    });
    const opened = page(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    const row = await until('the row', () => [...rows.values()][0]);
    expect(row.labels[evil]).toBe(evil);
  });
});

describe('main, when the window is closed', () => {
  test('leaves no connection to the engine open', async () => {
    const engine = await sim();
    const opened = openPage(engine.socketPath);
    const engineId = await liveEngine(opened);
    const rows = opened.follow('containers.list', { engineId });
    const web = await until('the row', () => [...rows.values()].find((row) => row.name === 'web'));
    opened.client.open(
      'containers.logs',
      { engineId, id: web.id, tail: 10, follow: true },
      { onItem: (_i, done) => done(), onEnd: () => undefined },
    );
    opened.client.open(
      'stats.samples',
      { engineId, ids: [web.id] },
      { onItem: (_i, done) => done(), onEnd: () => undefined },
    );
    await until('the streams', () => engine.open().connections >= 3);
    await opened.close();
    await until('every connection to close', () => engine.open().connections === 0);
  });
});
