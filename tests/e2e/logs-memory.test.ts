import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heapBytes } from '../bench/log-window';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { openTab } from './steps';

const mebibyte = 1024 * 1024;
/** More than the window keeps (eight), so that each view is made anew and an older one is let go of. */
const containers = Array.from({ length: 10 }, (_unused, at) => `writer-${at}`);
const script =
  'awk \'BEGIN { for (i = 1; i <= 5000; i++) print "INFO request " i " took " i % 97 " ms, a line of some length" }\'; sleep 3600';

describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('opening and closing log views', () => {
  let dockerd: PrivateDockerd;
  let app: RunningApp;

  beforeAll(async () => {
    dockerd = await startDockerd();
    await dockerd.importBusybox();
    for (const name of containers)
      await dockerd.docker(['run', '-d', '--name', name, 'busybox', 'sh', '-c', script]);
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}` });
    await app.containers();
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
  });

  const open = async (view: number): Promise<void> => {
    const name = containers[view % containers.length] ?? '';
    await openTab(app.page, name, 'Logs');
    await app.page.getByRole('log', { name: 'Logs' }).getByText('INFO request 5000 ').waitFor();
  };

  test('leaves no memory behind', { timeout: 400_000 }, async () => {
    const warm = containers.length * 2;
    for (let view = 0; view < warm; view += 1) await open(view);
    const before = await heapBytes(app.page);
    for (let view = 0; view < 200; view += 1) await open(warm + view);
    // As many views are kept as at the start, of logs of the same length: what is more was left behind.
    const growth = (await heapBytes(app.page)) - before;
    console.info(
      `heap ${(before / mebibyte).toFixed(1)} MiB, after 200 log views ${(growth / mebibyte).toFixed(1)} MiB more`,
    );
    expect(growth).toBeLessThan(10 * mebibyte);
  });
});
