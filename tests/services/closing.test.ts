import { test } from 'vitest';
import { startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage } from '../support/page';
import { until } from '../support/wait';

test('main closes although an engine answers nothing any more, and lets its connections go', async () => {
  const engine = await startSim({ pace: 0.02, world: world({ containers: [container({ name: 'web' })] }) });
  const page = openPage(engine.socketPath);
  try {
    const engineId = await liveEngine(page);
    const rows = page.follow('containers.list', { engineId });
    const sessions = page.follow('terminals.sessions', {});
    const web = await until('the row', () => [...rows.values()][0]);
    const size = { columns: 80, rows: 24 };
    await page.client.call('terminals.start', {
      engineId,
      containerId: web.id,
      containerName: 'web',
      ...size,
    });
    await until('the shell', () => [...sessions.values()].some(({ status }) => status === 'running'));
    engine.faults.add({ action: { kind: 'hang' } });
    await page.close();
    // The engine itself keeps the end of the shell that it could not be told to hang up.
    await until('every other connection to close', () => engine.open().connections <= 1);
  } finally {
    await engine.close();
  }
}, 10_000);

test.each(['hung up', 'looked for'])(
  'main does not wait for a command that says nothing, while a shell is %s',
  async (what) => {
    const engine = await startSim({ pace: 0.02, world: world({ containers: [container({ name: 'web' })] }) });
    const page = openPage(engine.socketPath);
    try {
      const engineId = await liveEngine(page);
      const rows = page.follow('containers.list', { engineId });
      const sessions = page.follow('terminals.sessions', {});
      const web = await until('the row', () => [...rows.values()][0]);
      const stall = { path: /start$/, action: { kind: 'stall', bytes: 0, from: 'body' } } as const;
      if (what === 'looked for') engine.faults.add(stall);
      const shell = { engineId, containerId: web.id, containerName: 'web', columns: 80, rows: 24 };
      await page.client.call('terminals.start', shell);
      if (what === 'looked for')
        await until('the first command', () => [...engine.engine.execs.values()].some(({ tty }) => !tty));
      else await until('the shell', () => [...sessions.values()].some(({ status }) => status === 'running'));
      if (what === 'hung up') engine.faults.add(stall);
      await page.close();
    } finally {
      await engine.close();
    }
  },
  // Less than such a command may take otherwise.
  7_000,
);
