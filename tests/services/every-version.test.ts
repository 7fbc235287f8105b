import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import type { StatsSample } from '#shared/model/stats';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { smallWorld } from '#tools/engine-sim/world/small-world';
import { liveEngine, linesOf, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Desk {
  readonly sim: Sim;
  readonly page: Page;
  readonly engineId: EngineId;
}

/** A page that is live on a scripted engine of this version with the small world. */
async function desk(apiVersion: string, flavour: 'docker' | 'podman'): Promise<Desk> {
  const sim = await startSim({ pace: 0.02, world: smallWorld(), apiVersion, flavour });
  open.push(sim);
  const page = openPage(sim.socketPath);
  open.push(page);
  return { sim, page, engineId: await liveEngine(page) };
}

/** The lines of a log as they stand after a while, following. */
function log({ page, engineId }: Desk, id: ContainerId): { lines: () => string[] } {
  const items: LogItem[] = [];
  page.client.open(
    'containers.logs',
    { engineId, id, tail: 1000, follow: true },
    {
      onItem: (item, consumed) => {
        items.push(item);
        consumed();
      },
      onEnd: () => undefined,
    },
  );
  return { lines: () => items.flatMap(linesOf) };
}

const docker = Array.from({ length: 51 }, (_, i) => [`1.${i + 2}`, 'docker'] as const);
const podman = [
  ['1.40', 'podman'],
  ['1.41', 'podman'],
  ['1.44', 'podman'],
] as const;

describe('every engine that there was', () => {
  test.each([...docker, ...podman])(
    'API %s of %s: list, details, log, actions, pull, samples',
    async (api, flavour) => {
      const minor = Number(api.slice(2));
      const own = await desk(api, flavour);
      const { sim, page, engineId } = own;
      const rows = page.follow('containers.list', { engineId });
      const idOf = (name: string): ContainerId => sim.engine.container(name).id as ContainerId;
      const state = (name: string): string | undefined => rows.get(idOf(name))?.state;
      await until('the list', () => rows.size === 5);
      expect([state('web'), state('console'), state('job'), state('spare'), state('12345')]).toEqual([
        'running',
        'running',
        'exited',
        'created',
        'exited',
      ]);
      expect(rows.get(idOf('12345'))?.command).toBe('true');
      if (minor >= 6) expect(rows.get(idOf('web'))?.name).toBe('web');
      expect(rows.get(idOf('web'))?.ports.some((port) => port.publicPort === 8080)).toBe(true);

      const details = await page.client.call('containers.inspect', { engineId, id: idOf('web') });
      expect(details.ok ? details.value.id : details.error.message).toBe(idOf('web'));

      const web = log(own, idOf('web'));
      await until('the lines of web', () => web.lines().length >= 60);
      expect(web.lines().every((line) => /^(err: )?line \d+$/.test(line))).toBe(true);
      if (minor >= 6) expect(web.lines().some((line) => line.startsWith('err: '))).toBe(true);
      const console_ = log(own, idOf('console'));
      await until('the lines of a terminal', () => console_.lines().length >= 20);

      const act = async (name: string, action: 'start' | 'stop'): Promise<void> => {
        const targets = [{ id: idOf(name), name }];
        const answer = await page.client.call('containers.act', { engineId, action, targets });
        expect(answer.ok ? 'started' : answer.error.message).toBe('started');
      };
      await act('web', 'stop');
      await until('web to stop', () => state('web') === 'exited');
      await act('web', 'start');
      await until('web to start', () => state('web') === 'running');

      const images = page.follow('images.list', { engineId });
      await until('the images', () => images.size === 3);
      const tags = [...images.values()].flatMap((image) => image.tags);
      expect(tags.filter((tag) => tag.endsWith('nginx:1.29-alpine'))).toHaveLength(1);

      const tasks = page.follow('tasks.list', {});
      const pulled = await page.client.call('images.pull', { engineId, reference: 'redis:8' });
      await until('the pull', () => pulled.ok && tasks.get(pulled.value.taskId)?.status === 'done');
      await until('its image', () =>
        [...images.values()].some(({ tags: [tag] }) => tag?.endsWith('redis:8')),
      );

      if (minor < 17) return;
      const samples: StatsSample[] = [];
      page.client.open(
        'stats.samples',
        { engineId, ids: [idOf('web')] },
        {
          onItem: (item, consumed) => {
            samples.push(...item);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      await until('two samples', () => samples.some((sample) => sample.cpuPercent !== undefined));
      expect(samples.every(({ memoryBytes }) => memoryBytes > 0)).toBe(true);
    },
    30_000,
  );
});
