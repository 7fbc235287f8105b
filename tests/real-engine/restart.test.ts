import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogItem } from '#shared/model/log';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { liveEngine, linesOf, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

describe.skipIf(whyNoEngine() !== undefined)('an engine that dies and comes back', () => {
  let dockerd: PrivateDockerd;
  let page: Page;

  beforeAll(async () => {
    dockerd = await startDockerd({ args: ['--live-restore'] });
    await dockerd.importBusybox();
    page = openPage(dockerd.socket);
  });

  afterAll(async () => {
    await page.close();
    await dockerd.stop();
  });

  test('is noticed, its list is kept and dated, and the truth is back by itself with no log line lost or repeated', async () => {
    const engineId = await liveEngine(page);
    const engines = page.follow('engines.connections', {});
    const containers = page.follow('containers.list', { engineId });
    const counter = 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done';
    const id = (
      await dockerd.docker(['run', '-d', '--name', 'counter', 'busybox', 'sh', '-c', counter])
    ).stdout.trim();
    await dockerd.docker(['run', '-d', '--name', 'leaver', 'busybox', 'sleep', '600']);
    await until('both rows', () => containers.size === 2);
    const items: LogItem[] = [];
    page.client.open(
      'containers.logs',
      { engineId, id: id as never, tail: 1000, follow: true },
      {
        onItem: (item, consumed) => {
          items.push(item);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    const lines = (): string[] => items.flatMap(linesOf);
    await until('some lines', () => lines().length > 20);

    const killedAt = performance.now();
    await dockerd.kill();
    await until('the loss to be noticed', () => engines.get(engineId)?.phase === 'reconnecting', 15_000);
    expect(performance.now() - killedAt).toBeLessThan(15_000);
    expect(engines.get(engineId)).toMatchObject({ error: { kind: 'engine-unreachable' } });
    expect(engines.get(engineId)?.trueAt).toBeGreaterThan(Date.now() - 60_000);
    expect(containers.size).toBe(2);

    await dockerd.start();
    await dockerd.docker(['rm', '-f', 'leaver']);
    await until('the connection', () => engines.get(engineId)?.phase === 'live', 10_000);
    await until('the truth', () => containers.size === 1, 5_000);
    const before = lines().length;
    await until('the log to go on', () => lines().length > before + 20);
    const numbers = lines().map((line) => Number(line.slice('line '.length)));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    const notices = items.flatMap((item) => (item.kind === 'notice' ? [item.notice.what] : []));
    expect(notices).toContain('lost');
    expect(notices).toContain('resumed');
  });
});
