import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsHistory, StatsSample } from '#shared/model/stats';
import { type Sim, type SimOptions, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPageIn, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function engineWith(count: number, options: SimOptions = {}): Promise<Sim> {
  const containers = Array.from({ length: count }, (_, i) => container({ name: `c${i}` }));
  const sim = await startSim({ pace: 0.05, world: world({ containers }), ...options });
  open.push(sim);
  return sim;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'stats-'));
  open.push({ close: () => rm(path, { recursive: true, force: true }) });
  return path;
}

/** The app on an engine, with what a page knows of it. */
async function app(sim: Sim, dataFolder?: string) {
  const env = { DOCKER_HOST: `unix://${sim.socketPath}` };
  const page: Page = openPageIn({ env, home: '/nonexistent', platform: 'linux', uid: 0, dataFolder });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= page.close());
  open.push({ close });
  const engineId: EngineId = await liveEngine(page);
  const containers = page.follow('containers.list', { engineId });
  await until('the containers', () => containers.size > 0);
  const idOf = (name: string): ContainerId => [...containers.values()].find((row) => row.name === name)!.id;
  return { page, engineId, idOf, close, ids: [...containers.values()].map(({ id }) => id) };
}

function follow(
  { page, engineId }: Awaited<ReturnType<typeof app>>,
  ids: readonly ContainerId[],
  asked: { readonly detail?: boolean; readonly history?: number } = {},
) {
  const samples: StatsSample[] = [];
  const channel = page.client.open(
    'stats.samples',
    { engineId, ids: [...ids], ...asked },
    {
      onItem: (batch, consumed) => {
        samples.push(...batch);
        consumed();
      },
      onEnd: () => undefined,
    },
  );
  return { samples, close: () => channel.close() };
}

async function historyOf(
  { page, engineId }: Awaited<ReturnType<typeof app>>,
  containerName: string,
  by: 'second' | 'minute' = 'second',
): Promise<StatsHistory> {
  const asked = { engineId, containerName, by, from: 0, to: Date.now() + 60_000 };
  const answer = await page.client.call('stats.history', asked);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

describe('samples of many containers', () => {
  // One-shot reads, reads of a second or two, and streams of which the first object is taken.
  test.each(['1.48', '1.24', '1.18'])(
    'come in turn from an engine of API %s, with rates',
    async (apiVersion) => {
      const own = await app(await engineWith(30, { apiVersion }));
      const { samples } = follow(own, own.ids);
      await until('rates of each', () =>
        own.ids.every((id) =>
          samples.some((each) => each.containerId === id && each.cpuPercent !== undefined),
        ),
      );
    },
  );

  test('come as streams where there are few, and once for all views', async () => {
    const own = await app(await engineWith(5));
    const views = [
      follow(own, own.ids),
      follow(own, own.ids),
      follow(own, own.ids.slice(2), { detail: true }),
    ];
    await until('samples in each view', () => views.every(({ samples }) => samples.length > 10));
    expect(own.page.core.stats.openStreams).toBe(5);
    expect(views[0]!.samples.every((sample) => sample.detail === undefined)).toBe(true);
    expect(views[2]!.samples.at(-1)?.detail?.interfaces).toHaveLength(1);
  });

  test('leave nothing behind once nobody looks', async () => {
    const own = await app(await engineWith(40));
    const [all, one] = [follow(own, own.ids), follow(own, own.ids.slice(0, 1), { detail: true })];
    await until('samples', () => all.samples.length > 40 && one.samples.length > 2);
    all.close();
    one.close();
    const { stats } = own.page.core;
    await until('an end of all of it', () => stats.openStreams === 0 && stats.timers === 0, 5_000);
  });

  test('have rates at once for a view that comes back soon', async () => {
    const own = await app(await engineWith(2));
    const { stats } = own.page.core;
    const before = follow(own, [own.idOf('c0')]);
    await until('a rate', () => before.samples.some(({ cpuPercent }) => cpuPercent !== undefined));
    before.close();
    await until('an end of the stream', () => stats.openStreams === 0, 5_000);
    // Without what was held: only what is made for the new view.
    const after = follow(own, [own.idOf('c0')], { history: 0 });
    await until('a new sample', () => after.samples.length > 0);
    expect(after.samples[0]!.cpuPercent).toBeDefined();
  });

  test('go on after a container, and after its engine, started again', async () => {
    const sim = await engineWith(2);
    const own = await app(sim);
    const { samples } = follow(own, [own.idOf('c0')]);
    await until('samples', () => samples.length > 2);
    const target = { engineId: own.engineId, targets: [{ id: own.idOf('c0'), name: 'c0' }] };
    await own.page.client.call('containers.act', { ...target, action: 'restart' });
    const restarted = Date.now();
    const since = (): readonly StatsSample[] => samples.filter(({ at }) => at > restarted + 500);
    await until('samples after it', () => since().length > 3);
    for (const sample of samples) expect(sample.cpuPercent ?? 0).toBeLessThanOrEqual(sample.cpuCores);
    const marks = own.page.follow('stats.marks', { engineId: own.engineId, containerId: own.idOf('c0') });
    await until('what happened', () => [...marks.values()].some(({ kind }) => kind === 'start'));
    expect([...marks.values()].filter(({ kind }) => kind === 'die')).toHaveLength(1);
  });
});

describe('a recording', () => {
  test('samples while nobody looks, and is there again in the next run of the app', async () => {
    const sim = await engineWith(3);
    const dataFolder = await folder();
    const first = await app(sim, dataFolder);
    const recordings = first.page.follow('stats.recordings', {});
    const switched = await first.page.client.call('stats.record', {
      engineId: first.engineId,
      containerName: 'c1',
      on: true,
    });
    expect(switched).toEqual({ ok: true, value: {} });
    // A watch tells what changed some milliseconds later.
    await until('the recording to be listed', () => recordings.size > 0);
    expect([...recordings.values()]).toMatchObject([{ containerName: 'c1', engineId: first.engineId }]);
    await until('some samples', async () => (await historyOf(first, 'c1')).at.length > 5);
    expect((await historyOf(first, 'c2')).at.length).toBe(0);
    await first.close();
    const ended = Date.now();

    const second = await app(sim, dataFolder);
    await until('samples of both runs', async () => {
      const { at, memory } = await historyOf(second, 'c1');
      expect(at.length).toBe(memory.length);
      return at.some((each) => each < ended) && at.some((each) => each > ended);
    });
    const list = second.page.follow('stats.recordings', {});
    await until('the recording', () => list.size === 1);

    await second.page.client.call('stats.record', {
      engineId: second.engineId,
      containerName: 'c1',
      on: false,
      forget: true,
    });
    // Its stream goes on for some seconds, for whoever comes back; what was kept before is gone.
    expect((await historyOf(second, 'c1')).at.some((each) => each < ended)).toBe(false);
    await until('nothing to run', () => second.page.core.stats.openStreams === 0);
    expect(await readdir(join(dataFolder, 'stats'))).toEqual(['recordings.json']);
  });

  test('that was stopped is there for a day in the next runs, and then its file is deleted', async () => {
    const sim = await engineWith(2);
    const dataFolder = await folder();
    const files = async (): Promise<readonly string[]> =>
      (await readdir(join(dataFolder, 'stats'))).filter((name) => name !== 'recordings.json').sort();
    const first = await app(sim, dataFolder);
    const { engineId } = first;
    const record = (own: typeof first, containerName: string, on: boolean, forget?: boolean) =>
      own.page.client.call('stats.record', { engineId, containerName, on, forget });
    await record(first, 'c0', true);
    await record(first, 'c1', true);
    await until('samples', async () => (await historyOf(first, 'c0')).at.length > 2);
    await until('samples', async () => (await historyOf(first, 'c1')).at.length > 2);
    await record(first, 'c0', false);
    await record(first, 'c1', false);
    await first.close();
    expect(await files()).toHaveLength(2);
    // Left by a run of before, whose list was lost.
    const lost = join(dataFolder, 'stats', `${'0'.repeat(32)}.samples`);
    const recent = join(dataFolder, 'stats', `${'1'.repeat(32)}.samples`);
    await writeFile(lost, 'x');
    await writeFile(recent, 'x');
    const twoDays = new Date(Date.now() - 48 * 3600 * 1000);
    await utimes(lost, twoDays, twoDays);

    const second = await app(sim, dataFolder);
    await until('what was recorded', async () => (await historyOf(second, 'c0')).at.length > 2);
    const list = second.page.follow('stats.recordings', {});
    await until('both', () => list.size === 2);
    expect([...list.values()].every(({ stoppedAt }) => stoppedAt !== undefined)).toBe(true);
    expect(second.page.core.stats.openStreams).toBe(0);
    await until('the pruning', async () => (await files()).length === 3);
    await record(second, 'c1', false, true);
    await until('one', () => list.size === 1);
    expect((await historyOf(second, 'c1')).at.length).toBe(0);
    await second.close();
    expect(await files()).toHaveLength(2);

    const path = join(dataFolder, 'stats', 'recordings.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as { recordings: { stoppedAt: number }[] };
    for (const each of kept.recordings) each.stoppedAt = twoDays.getTime();
    await writeFile(path, JSON.stringify(kept));
    for (const file of await files()) await utimes(join(dataFolder, 'stats', file), twoDays, twoDays);
    const third = await app(sim, dataFolder);
    expect((await historyOf(third, 'c0')).at.length).toBe(0);
    expect(await files()).toEqual([]);
  });

  test('that could not be written is written with what follows', async () => {
    const sim = await engineWith(1);
    const dataFolder = await folder();
    const first = await app(sim, dataFolder);
    const { engineId } = first;
    await first.page.client.call('stats.record', { engineId, containerName: 'c0', on: true });
    const list = first.page.follow('stats.recordings', {});
    await until('samples', async () => (await historyOf(first, 'c0')).at.length > 2);
    const before = (await historyOf(first, 'c0')).at[0] ?? Number.NaN;
    const name = `${createHash('sha256').update(`${engineId}/c0`).digest('hex').slice(0, 32)}.samples`;
    const inTheWay = join(dataFolder, 'stats', name);
    await mkdir(inTheWay);
    // Any change writes first.
    await first.page.client.call('stats.record', { engineId, containerName: 'other', on: true });
    await first.page.client.call('stats.record', { engineId, containerName: 'other', on: false });
    await until('the sentence', () =>
      [...list.values()].some(({ problem }) => /could not be written to .*\(EISDIR\)/.test(problem ?? '')),
    );
    await rm(inTheWay, { recursive: true });
    await first.close();
    const second = await app(sim, dataFolder);
    await until('what was made before', async () => (await historyOf(second, 'c0')).at[0] === before);
  });

  test('says why it gets nothing, and goes on when the container of its name is made anew', async () => {
    const sim = await engineWith(2);
    const own = await app(sim);
    const { engineId } = own;
    await own.page.client.call('stats.record', { engineId, containerName: 'c0', on: true });
    await own.page.client.call('stats.record', { engineId, containerName: 'nobody', on: true });
    const recordings = own.page.follow('stats.recordings', {});
    const problem = (name: string): string | undefined =>
      [...recordings.values()].find(({ containerName }) => containerName === name)?.problem;
    await until('both', () => recordings.size === 2);
    expect(problem('nobody')).toBe('There is no container of this name on the engine.');
    await until('samples', async () => (await historyOf(own, 'c0')).at.length > 2);
    const targets = [{ id: own.idOf('c0'), name: 'c0' }];
    await own.page.client.call('containers.act', { engineId, targets, action: 'stop' });
    await until('the reason', () => problem('c0') === 'The container does not run.');
    await own.page.client.call('containers.act', { engineId, targets, action: 'start' });
    await until('no reason any more', () => problem('c0') === undefined);
  });

  test('whose files are broken is kept aside and begins anew', async () => {
    const sim = await engineWith(1);
    const dataFolder = await folder();
    const first = await app(sim, dataFolder);
    const { engineId } = first;
    await first.page.client.call('stats.record', { engineId, containerName: 'c0', on: true });
    await until('samples', async () => (await historyOf(first, 'c0')).at.length > 2);
    await first.close();
    const files = await readdir(join(dataFolder, 'stats'));
    const samples = files.find((name) => name.endsWith('.samples'))!;
    await writeFile(join(dataFolder, 'stats', samples), 'nothing that could be read');

    const second = await app(sim, dataFolder);
    await until('new samples', async () => (await historyOf(second, 'c0')).at.length > 2);
    expect(await readdir(join(dataFolder, 'stats'))).toContain(`${samples}.broken`);
    await second.close();

    await writeFile(join(dataFolder, 'stats', 'recordings.json'), '{"version":7}');
    const third = await app(sim, dataFolder);
    expect((await historyOf(third, 'c0')).at.length).toBe(0);
    expect(await readdir(join(dataFolder, 'stats'))).toContain('recordings.json.broken');
  });
});
