import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy';
import { liveEngine, linesOf, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const cuts = 200;
/** Numbers on both streams in turn, even ones on stdout. */
const counter =
  'i=0; while :; do echo $i; i=$((i+1)); echo $i >&2; i=$((i+1)); [ $((i % 8)) = 0 ] && usleep 4000; done';

describe.skipIf(whyNoEngine() !== undefined)('a running log of a real engine', () => {
  let dockerd: PrivateDockerd;
  let proxy: CuttingProxy;
  let page: Page;

  beforeAll(async () => {
    dockerd = await startDockerd({ args: ['--live-restore'] });
    await dockerd.importBusybox();
    proxy = await startCuttingProxy(dockerd.socket);
    page = openPage(proxy.socket);
  });
  afterAll(async () => {
    await page.close();
    await proxy.close();
    await dockerd.stop();
  });

  test(`that is cut off at ${cuts} random moments, and by two deaths of the engine, loses no line and gives none twice`, async () => {
    const engineId = await liveEngine(page);
    const { stdout } = await dockerd.docker(['run', '-d', 'busybox', 'sh', '-c', counter]);
    const id = stdout.trim() as ContainerId;
    let ended = '';
    const lines: string[] = [];
    page.client.open(
      'containers.logs',
      { engineId, id, tail: 100_000, follow: true },
      {
        onItem: (item, consumed) => {
          lines.push(...linesOf(item));
          consumed();
        },
        onEnd: (error) => {
          ended = error?.message ?? 'without a word';
        },
      },
    );
    // A person who asks to connect does not wait as long as the connection would by itself.
    const goesOn = (): boolean => {
      const { phase } = page.core.engines.connections.get(engineId) ?? {};
      if (phase === 'reconnecting') page.core.engines.retry(engineId);
      return phase === 'live';
    };
    for (let turn = 0; turn < cuts; turn += 1) {
      const wanted = lines.length + Math.ceil(Math.random() * 60);
      await until('the log to go on', () => goesOn() && lines.length > wanted, 30_000);
      if (turn === 60 || turn === 140) {
        await dockerd.kill();
        await dockerd.start();
      } else proxy.cut();
    }
    const wanted = lines.length + 100;
    await until('the last lines', () => goesOn() && lines.length > wanted, 30_000);
    expect(ended).toBe('');
    const numbers = lines.map((line) => Number(line.replace('err: ', '')));
    for (const own of [0, 1]) {
      const stream = numbers.filter((number) => number % 2 === own);
      expect(stream).toEqual(stream.map((_, i) => own + i * 2));
    }
    expect(
      lines.every((line) => line.startsWith('err: ') === (Number(line.replace('err: ', '')) % 2 === 1)),
    ).toBe(true);
  }, 240_000);
});
