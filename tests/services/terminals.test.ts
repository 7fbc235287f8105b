import { afterEach, describe, expect, test } from 'vitest';
import type { Container } from '#shared/model/container';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, type Page, type } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Desk {
  readonly engine: Sim;
  readonly page: Page;
  readonly sessions: ReadonlyMap<string, TerminalSession>;
  /** Starts a shell of 80 by 24. */
  start(): Promise<SessionId>;
  /** What a view of the session has shown, and a way to type into it. */
  view(sessionId: SessionId): { text: () => string; type: (keys: string) => Promise<void> };
}

async function desk(): Promise<Desk> {
  const engine = await startSim({ pace: 0.02, world: world({ containers: [container({ name: 'web' })] }) });
  open.push(engine);
  const page = openPage(engine.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const web = await until('the row', (): Container | undefined => [...rows.values()][0]);
  const size = { columns: 80, rows: 24 };
  return {
    engine,
    page,
    sessions: page.follow('terminals.sessions', {}),
    start: async () => {
      const input = { engineId, containerId: web.id, containerName: 'web', ...size };
      const started = await page.client.call('terminals.start', input);
      if (!started.ok) throw new Error(started.error.message);
      return started.value.sessionId;
    },
    view: (sessionId) => {
      let text = '';
      const channel = page.client.open(
        'terminals.attach',
        { sessionId },
        {
          onItem: (bytes, consumed) => {
            text += new TextDecoder().decode(bytes);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      return { text: () => text, type: (keys) => type(channel, keys) };
    },
  };
}

const shells = (engine: Sim) => [...engine.engine.execs.values()].filter((exec) => exec.tty);

describe('a shell', () => {
  test('that is closed while it starts leaves no process and no connection', async () => {
    const { engine, page, start } = await desk();
    const before = engine.open().connections;
    engine.faults.add({ path: /start$/, action: { kind: 'delay', ms: 100 } });
    const sessionId = await start();
    await until('the shell to be asked for', () => shells(engine).length === 1);
    expect((await page.client.call('terminals.close', { sessionId })).ok).toBe(true);
    await page.core.terminals.close();
    await until('the shell to end', () => shells(engine).every((exec) => !exec.running));
    await until('its connection to close', () => engine.open().connections <= before);
  });

  test('keeps what is typed before it runs', async () => {
    const { engine, sessions, start, view } = await desk();
    engine.faults.add({ path: /start$/, action: { kind: 'delay', ms: 100 } });
    const sessionId = await start();
    const { text, type: keys } = view(sessionId);
    await keys('echo $((6*7))\r');
    expect(sessions.get(sessionId)?.status).not.toBe('running');
    await until('the answer', () => /\n42\r?\n/.test(text()));
  });

  test('whose engine answers no frames ends with a sentence', async () => {
    const { engine, sessions, start } = await desk();
    const bytes = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nthis is no frame';
    engine.faults.add({ path: /start$/, action: { kind: 'garbage', bytes } });
    const sessionId = await start();
    const ended = await until('the end', () => {
      const session = sessions.get(sessionId);
      return session?.status === 'ended' ? session : undefined;
    });
    expect(ended.endReason).toMatch(/\w/);
  });

  test('has the size of the last resize, whichever the engine is slow with', async () => {
    const { engine, page, sessions, start, view } = await desk();
    const sessionId = await start();
    await until('the shell to run', () => sessions.get(sessionId)?.status === 'running');
    const { text, type: keys } = view(sessionId);
    await until('the prompt', () => text().length > 0);
    engine.faults.add({ path: /resize$/, times: 1, action: { kind: 'delay', ms: 150 } });
    await Promise.all([
      page.client.call('terminals.resize', { sessionId, columns: 60, rows: 20 }),
      page.client.call('terminals.resize', { sessionId, columns: 132, rows: 50 }),
    ]);
    await keys('stty size\r');
    await until('the size', () => /\n\d+ \d+\r?\n/.test(text()));
    expect(text()).toContain('50 132');
  });

  test('that ended has its exit code, although the engine took a moment to notice', async () => {
    const { engine, sessions, start, view } = await desk();
    const sessionId = await start();
    await until('the shell to run', () => sessions.get(sessionId)?.status === 'running');
    const { text, type: keys } = view(sessionId);
    await until('the prompt', () => text().length > 0);
    engine.faults.add({
      path: /^\/exec\/[0-9a-f]+\/json$/,
      times: 2,
      action: { kind: 'answer', status: 200, body: { Running: true, ExitCode: null, Pid: 7 } },
    });
    await keys('exit 3\r');
    await until('the end', () => sessions.get(sessionId)?.status === 'ended');
    expect(sessions.get(sessionId)).toMatchObject({
      exitCode: 3,
      endReason: 'The shell ended with exit code 3.',
    });
  });

  test('that outlives a sleep of the computer has its size, its exit code and its end as before', async () => {
    const { engine, page, sessions, start, view } = await desk();
    const sessionId = await start();
    await until('the shell to run', () => sessions.get(sessionId)?.status === 'running');
    const { text, type: keys } = view(sessionId);
    await until('the prompt', () => text().length > 0);
    const known = page.core.engines.engine(await liveEngine(page));
    if (!known.ok) throw new Error(known.error.message);
    const { connection } = known.value;
    const sleepAndWake = async (): Promise<void> => {
      const before = connection.session;
      page.core.engines.suspend();
      page.core.engines.resume();
      await until('a new session', () => connection.session !== undefined && connection.session !== before);
    };
    await sleepAndWake();
    const resized = await page.client.call('terminals.resize', { sessionId, columns: 132, rows: 50 });
    expect(resized.ok).toBe(true);
    await keys('stty size\r');
    await until('the size', () => /\n50 132\r?\n/.test(text()));
    const other = await start();
    await until('the other shell to run', () => sessions.get(other)?.status === 'running');
    await sleepAndWake();
    await keys('exit 3\r');
    await until('the end', () => sessions.get(sessionId)?.status === 'ended');
    expect(sessions.get(sessionId)).toMatchObject({ exitCode: 3 });
    await page.client.call('terminals.close', { sessionId: other });
    await page.core.terminals.close();
    await until('the other shell to end', () => shells(engine).every((exec) => !exec.running));
  });
});
