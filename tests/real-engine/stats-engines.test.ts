import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSampleReads } from '#main/engine/api/container-stats';
import { toCounters } from '#main/engine/compat/stats';
import { toSample } from '#main/engine/compat/stats-rates';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { startDockerd } from '../setup/dockerd';
import type { EngineAccess } from '../setup/engine-access';
import { fetchNewerDocker } from '../setup/newer-docker';
import { startPodman, whyNoPodman } from '../setup/podman';
import { whyNoEngine } from '../setup/tools';
import { liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const missing = whyNoEngine();
const newer = missing === undefined ? await fetchNewerDocker() : { why: missing };
if (newer.why !== undefined) console.warn(`Docker 28.5 is skipped: ${newer.why}`);

interface Engine extends EngineAccess {
  stop(): Promise<void>;
}

const engines: readonly {
  readonly name: string;
  readonly skip: boolean;
  readonly start: () => Promise<Engine>;
}[] = [
  {
    name: 'Docker 28.5',
    skip: newer.path === undefined,
    start: () => startDockerd({ path: newer.path ?? [] }),
  },
  { name: 'Podman', skip: whyNoPodman() !== undefined, start: startPodman },
];

for (const each of engines) {
  describe.skipIf(each.skip)(`on ${each.name}`, () => {
    let engine: Engine;
    let page: Page;
    let engineId: EngineId;
    let id: ContainerId;

    beforeAll(async () => {
      engine = await each.start();
      await engine.importBusybox();
      const script = 'sleep 7777 & while :; do :; done';
      const args = ['run', '-d', '--name', 'busy', '--cpus', '0.3', 'busybox', 'sh', '-c', script];
      const ran = await engine.docker(args);
      expect(ran.stderr).toBe('');
      id = ran.stdout.trim() as ContainerId;
      page = openPage(engine.socket);
      engineId = await liveEngine(page);
      const containers = page.follow('containers.list', { engineId });
      await until('the row', () => containers.get(id)?.state === 'running');
    });

    afterAll(async () => {
      await page.close();
      await engine.docker(['rm', '-f', 'busy']);
      await engine.stop();
    });

    /** It may use three tenths of a core, and does. */
    const expectTrue = (sample: StatsSample | undefined): void => {
      expect(sample?.cpuPercent).toBeGreaterThan(20);
      expect(sample?.cpuPercent).toBeLessThan(36);
      expect(sample?.memoryBytes).toBeGreaterThan(0);
      expect(sample?.memoryBytes).toBeLessThan(64 * 1024 * 1024);
    };

    test('samples tell each second what a container uses, beside its limit', async () => {
      const samples: StatsSample[] = [];
      const channel = page.client.open(
        'stats.samples',
        { engineId, ids: [id], detail: true },
        {
          onItem: (batch, consumed) => {
            samples.push(...batch);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      const last = await until('samples with the limit', () => {
        const sample = samples.at(-1);
        return samples.length >= 4 && sample?.cpuLimit !== undefined ? sample : undefined;
      });
      channel.close();
      expectTrue(last);
      expect(last.cpuLimit).toBe(30);
      expect(samples[0]?.cpuPercent).toBeUndefined();
      expect(last.detail?.interfaces).toHaveLength(1);
    }, 60_000);

    test('reads in turn tell the same', async () => {
      const known = page.core.engines.client(engineId);
      if (!known.ok) throw new Error(known.error.message);
      const reads = openSampleReads(known.value);
      const collecting = setInterval(() => reads.collect(10_000), 100);
      try {
        const { signal } = new AbortController();
        const first = toCounters(await reads.read(id, signal));
        // A mean over some seconds: short ones catch the limit's periods unevenly.
        const begun = performance.now();
        await until('some seconds', () => performance.now() - begun > 3_000);
        const second = toCounters(await reads.read(id, signal));
        expectTrue(toSample(id, second!, first));
      } finally {
        clearInterval(collecting);
        reads.close();
      }
    }, 60_000);

    test('processes are a tree, and one of them gets a signal', async () => {
      const list = async () => {
        const listed = await page.client.call('processes.list', { engineId, containerId: id });
        if (!listed.ok) throw new Error(listed.error.message);
        return listed.value;
      };
      const { titles, processes } = await list();
      const sleeper = processes.find(({ cells }) => cells.at(-1) === 'sleep 7777');
      const shell = processes.find(({ pid }) => pid === sleeper?.parent);
      expect(titles).toEqual(expect.arrayContaining(['PID', 'PPID']));
      expect(shell?.cells.at(-1)).toMatch(/^sh -c/);
      const sent = await page.client.call('processes.signal', {
        engineId,
        containerId: id,
        pid: sleeper!.pid,
        signal: 'KILL',
      });
      expect(sent.ok ? '' : sent.error.message).toBe('');
      const after = await list();
      // Its parent never waits for it, so it may stay as one that has ended.
      expect(after.processes.some(({ cells }) => cells.at(-1) === 'sleep 7777')).toBe(false);
    }, 60_000);
  });
}
