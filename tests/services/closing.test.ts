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
