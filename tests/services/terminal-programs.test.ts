import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallInput } from '#shared/contract/index';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { RunAnswer, TerminalSession } from '#shared/model/terminal';
import { startContainer, stopContainer } from '#tools/engine-sim/engine/lifecycle';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPageIn, type Page, type } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Desk {
  readonly page: Page;
  readonly engineId: EngineId;
  readonly sessions: ReadonlyMap<string, TerminalSession>;
  id(name: string): ContainerId;
  start(name: string, extra?: Partial<CallInput<'terminals.start'>>): Promise<SessionId>;
  /** The session once it stands so. */
  when(id: SessionId, status: TerminalSession['status']): Promise<TerminalSession>;
}

const names = Array.from({ length: 20 }, (_, i) => `job-${i}`);

async function simulated(apiVersion?: string): Promise<Sim> {
  const engine = await startSim({
    pace: 0.02,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    world: world({
      containers: [
        container({ name: 'web', image: 'shop/web:2.1' }),
        container({ name: 'web2', image: 'shop/web:2.2' }),
        container({
          name: 'console',
          state: 'exited',
          command: ['/bin/sh'],
          tty: true,
          openStdin: true,
          runsCommand: true,
        }),
        ...names.map((name) => container({ name })),
      ],
    }),
  });
  open.push(engine);
  // Only a program that was started in this engine can be typed to.
  startContainer(engine.engine, engine.engine.container('console'));
  return engine;
}

async function desk(engine: Sim, dataFolder?: string): Promise<Desk> {
  const env = { DOCKER_HOST: `unix://${engine.socketPath}` };
  const page = openPageIn({ env, home: '/nonexistent', platform: 'linux', uid: 0, dataFolder });
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  await until('the rows', () => rows.size > 0);
  const sessions = page.follow('terminals.sessions', {});
  const id = (name: string): ContainerId => {
    const row = [...rows.values()].find((each) => each.name === name);
    if (row === undefined) throw new Error(`There is no ${name}.`);
    return row.id;
  };
  return {
    page,
    engineId,
    sessions,
    id,
    start: async (name, extra) => {
      const input = { engineId, containerId: id(name), containerName: name, columns: 80, rows: 24, ...extra };
      const started = await page.client.call('terminals.start', input);
      if (!started.ok) throw new Error(started.error.message);
      return started.value.sessionId;
    },
    when: (sessionId, status) =>
      until(`the session to be ${status}`, () => {
        const session = sessions.get(sessionId);
        return session?.status === status ? session : undefined;
      }),
  };
}

function view({ page }: Desk, sessionId: SessionId) {
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
  return { text: () => text, type: (keys: string) => type(channel, keys), close: () => channel.close() };
}

describe('choices', () => {
  test('are found with one command, remembered by image over a restart, and kept defaults over an update', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'terminals-'));
    open.push({ close: () => rm(dataFolder, { recursive: true, force: true }) });
    const engine = await simulated();
    const first = await desk(engine, dataFolder);
    const ask = ({ page, engineId, id }: Desk, name: string) =>
      page.client.call('terminals.choices', { engineId, containerId: id(name) });
    const found = await ask(first, 'web');
    expect(found).toMatchObject({ ok: true, value: { shells: ['/bin/ash', '/bin/sh'], stdin: false } });
    expect(engine.engine.execs.size).toBe(1);
    expect(await ask(first, 'console')).toMatchObject({ ok: true, value: { stdin: true, tty: true } });
    const defaults = { shell: '/bin/sh', user: 'nobody' };
    const key = { engineId: first.engineId, containerId: first.id('web') };
    expect((await first.page.client.call('terminals.setDefaults', { ...key, defaults })).ok).toBe(true);
    await first.page.close();

    const made = engine.engine.execs.size;
    const second = await desk(engine, dataFolder);
    expect(await ask(second, 'web2')).toMatchObject({ ok: true, value: { defaults } });
    expect(await ask(second, 'web')).toMatchObject({ ok: true, value: { defaults } });
    const session = await second.start('web2');
    expect(await second.when(session, 'running')).toMatchObject({
      shell: 'sh',
      settings: { user: 'nobody' },
    });
    const plain = await second.start('web2', { program: { kind: 'shell' } });
    expect(await second.when(plain, 'running')).toMatchObject({ shell: 'ash', settings: {} });
    const asked = [...engine.engine.execs.values()].slice(made).filter(({ tty }) => !tty);
    expect(asked.filter(({ argv }) => argv.join(' ').includes('zsh')).length).toBeLessThanOrEqual(1);
  });
});

describe('attaching', () => {
  test('types to the main process, and letting go leaves it running', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    const id = await place.start('console', { program: { kind: 'attach' } });
    await place.when(id, 'running');
    const { text, type: keys } = view(place, id);
    await keys('echo to$((40+2))\r');
    await until('the answer', () => text().includes('to42'));
    const closed = await place.page.client.call('terminals.close', { sessionId: id });
    expect(closed).toEqual({ ok: true, value: {} });
    expect(engine.engine.container('console').state).toBe('running');
  });

  test('says where nothing that is typed is heard', async () => {
    const place = await desk(await simulated());
    const deaf = await place.start('web', { program: { kind: 'attach' } });
    expect(await place.when(deaf, 'running')).toMatchObject({ takesInput: false });
    const heard = await place.start('console', { program: { kind: 'attach' } });
    expect(await place.when(heard, 'running')).toMatchObject({ takesInput: true });
  });

  test('ends with its container, whose code it tells', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    const id = await place.start('console', { program: { kind: 'attach' } });
    await place.when(id, 'running');
    await stopContainer(engine.engine, engine.engine.container('console'), 0);
    expect(await place.when(id, 'ended')).toMatchObject({ end: 'container-stopped' });
  });

  test('is refused with a sentence where the container does not run', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    await stopContainer(engine.engine, engine.engine.container('console'), 0);
    const id = await place.start('console', { program: { kind: 'attach' } });
    expect(await place.when(id, 'ended')).toMatchObject({
      end: 'failed',
      endReason: 'The container console is exited: only a running one can be attached to.',
    });
  });
});

describe('a session', () => {
  test('whose engine goes says so, and starts again when it is back', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    const id = await place.start('web');
    await place.when(id, 'running');
    const shown = view(place, id);
    await until('the prompt', () => shown.text().includes('# '));
    await engine.faults.kill();
    expect(await place.when(id, 'ended')).toMatchObject({ end: 'engine-lost' });
    const size = { sessionId: id, columns: 80, rows: 24 };
    await engine.faults.restart();
    await until('it to run again', async () => {
      if (place.sessions.get(id)?.status === 'ended') await place.page.client.call('terminals.restart', size);
      return place.sessions.get(id)?.status === 'running';
    });
    expect(shown.text()).toContain('started again');
    expect(await place.page.client.call('terminals.restart', size)).toMatchObject({
      ok: false,
      error: { kind: 'conflict' },
    });
  }, 30_000);

  test('that was cleared shows its prompt alone to the next view', async () => {
    const place = await desk(await simulated());
    const id = await place.start('web');
    await place.when(id, 'running');
    const before = view(place, id);
    await until('the prompt', () => before.text().includes('# '));
    await before.type('echo to$((40+2))\r');
    await until('the answer', () => /to42[^]*# $/.test(before.text()));
    expect(await place.page.client.call('terminals.clear', { sessionId: id })).toEqual({
      ok: true,
      value: {},
    });
    const after = view(place, id);
    await until('the prompt again', () => after.text().includes('# '));
    expect(after.text()).not.toContain('to42');
    await after.type('echo to$((40+3))\r');
    await until('the next answer', () => after.text().includes('to43'));
    const gone = await place.page.client.call('terminals.clear', { sessionId: 'none' as SessionId });
    expect(gone).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  });

  test('that may go on where its engine is away is not closed without a word', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    const id = await place.start('web');
    await place.when(id, 'running');
    await engine.faults.kill();
    await place.when(id, 'ended');
    const closed = await place.page.client.call('terminals.close', { sessionId: id });
    expect(closed.ok && closed.value.left).toMatch(
      /^The shell in web could not be ended, and may go on\. .+\.$/,
    );
  }, 30_000);

  test('whose debug shell the engine is too old for fails before anything is asked', async () => {
    const engine = await simulated('1.23');
    const place = await desk(engine);
    const id = await place.start('web', { program: { kind: 'debug', image: 'busybox' } });
    const ended = await place.when(id, 'ended');
    expect(ended.endReason).toBe(
      'A debug shell beside a container needs Docker 1.12 or newer; this engine is 1.11.2.',
    );
    expect(engine.engine.execs.size).toBe(0);
  });

  test.each(['1.15', '1.24', '1.34', '1.48'])(
    'has its user, folder and environment also on API %s',
    async (version) => {
      const engine = await simulated(version);
      const place = await desk(engine);
      const id = await place.start('web', {
        settings: { user: 'nobody', folder: '/tmp' },
        environment: ['GREETING=hello there'],
      });
      await place.when(id, 'running');
      const { text, type: keys } = view(place, id);
      await until('the prompt', () => text().length > 0);
      await keys('echo "<$GREETING>" $(pwd) $(whoami)\r');
      await until('the answer', () => text().includes('<hello there> /tmp nobody'));
    },
  );
});

describe('a command over many containers', () => {
  const run = (place: Desk, line: string, onItem: (answer: RunAnswer) => void) =>
    place.page.client.open(
      'terminals.run',
      { engineId: place.engineId, ids: names.map(place.id), command: { line }, seconds: 60 },
      {
        onItem: (answer, consumed) => {
          onItem(answer);
          consumed();
        },
        onEnd: () => undefined,
      },
    );

  test('runs in eight at a time, and in each once', async () => {
    const engine = await simulated();
    const place = await desk(engine);
    const answers: RunAnswer[] = [];
    let most = 0;
    run(place, 'sleep 2; hostname', (answer) => {
      const running = [...engine.engine.execs.values()].filter((exec) => exec.running);
      most = Math.max(most, running.length);
      answers.push(answer);
    });
    await until('all answers', () => answers.length === names.length);
    expect(new Set(answers.map(({ containerId }) => containerId)).size).toBe(names.length);
    expect(answers.every(({ exitCode, cut }) => exitCode === 0 && !cut)).toBe(true);
    expect(most).toBeLessThanOrEqual(8);
    expect(engine.engine.execs.size).toBe(names.length);
  });
});
