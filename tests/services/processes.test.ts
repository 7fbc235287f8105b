import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { ProcessList } from '#shared/model/processes';
import type { Result } from '#shared/result';
import { type SimOptions, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, type Page } from '../support/page';
import { type Recorded, recordingEngine } from '../support/recording-engine';
import { readProcesses } from '#main/services/processes/list';
import { signalProcess } from '#main/services/processes/signal';
import { until } from '../support/wait';

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const nobody = new AbortController().signal;
const id = 'c'.repeat(64) as ContainerId;

/** The processes of the one container of an engine. */
async function listOn(options: SimOptions): Promise<Result<ProcessList>> {
  const processes = [
    { user: 'root', command: 'nginx: master process' },
    { user: 'nginx', command: 'nginx: worker process' },
  ];
  const sim = await startSim({
    world: world({ containers: [container({ name: 'web', processes })] }),
    ...options,
  });
  open.push(sim);
  const page: Page = openPage(sim.socketPath);
  open.push(page);
  const engineId: EngineId = await liveEngine(page);
  const containers = page.follow('containers.list', { engineId });
  const row = await until('the row', () => [...containers.values()][0]);
  return page.client.call('processes.list', { engineId, containerId: row.id });
}

describe('the list of processes', () => {
  test.each([
    ['1.48', {}],
    ['1.24', {}],
    ['1.4', {}],
    ['1.41', { flavour: 'podman' }],
  ] as const)('of an engine of API %s is a tree', async (apiVersion, more) => {
    const listed = await listOn({ apiVersion, ...more });
    if (!listed.ok) throw new Error(listed.error.message);
    const [main, worker] = listed.value.processes;
    expect(listed.value.processes).toHaveLength(2);
    expect(worker?.parent).toBe(main?.pid);
    expect(worker?.cells).toHaveLength(listed.value.titles.length);
    expect(worker?.cells.at(-1)).toBe('nginx: worker process');
  });

  test('of an engine that tells no parents is flat', async () => {
    const listed = await listOn({ apiVersion: '1.3' });
    if (!listed.ok) throw new Error(listed.error.message);
    expect(listed.value.processes.map(({ parent }) => parent)).toEqual([Number.NaN, Number.NaN]);
    expect(listed.value.processes.every(({ pid }) => pid > 0)).toBe(true);
    // An old engine says why nothing can be sent, before anybody tries.
    expect(listed.value.withoutSignals).toMatch(/^Exec needs Docker 1\.3 or newer/);
  });

  test('of an engine older than that says what it takes', async () => {
    const listed = await listOn({ apiVersion: '1.2' });
    expect(listed.ok ? '' : listed.error.message).toMatch(/^The list of processes needs Docker/);
  });

  test('of an engine whose ps refuses our columns has its own, and it is not asked for ours again', async () => {
    const engine = await recordingEngine(({ query }: Recorded) =>
      'ps_args' in query
        ? { status: 500, json: { message: 'Error running ps: unrecognized option: e' } }
        : { json: { Titles: ['PID', 'USER', 'COMMAND'], Processes: [['7', 'root', 'sh']] } },
    );
    open.push(engine);
    const client = engine.client(48);
    for (let i = 0; i < 2; i += 1) {
      const listed = await readProcesses(client, id, nobody);
      expect(listed).toMatchObject({
        ok: true,
        value: { processes: [{ pid: 7, cells: ['7', 'root', 'sh'] }] },
      });
    }
    expect(engine.take().map(({ query }) => 'ps_args' in query)).toEqual([true, false, false]);
  });

  test('of Podman has its own names of columns, numbers of the inside, and ages as ps writes them', async () => {
    const ages = ['756.3ms', '3.9s', '1m2.5s', '1h0m3s', '50h1m3.2s'];
    const engine = await recordingEngine(() => ({
      json: {
        Titles: ['PID', 'PPID', 'ELAPSED', 'COMMAND'],
        Processes: ages.map((age, i) => [String(i + 1), String(i), age, 'sh']),
      },
    }));
    open.push(engine);
    const listed = await readProcesses(engine.client(41, { flavour: 'podman' }), id, nobody);
    if (!listed.ok) throw new Error(listed.error.message);
    expect(engine.take()[0]?.query['ps_args']).toMatch(/^pid,ppid,/);
    expect(listed.value.processes.map(({ cells }) => cells[2])).toEqual([
      '00:00',
      '00:03',
      '01:02',
      '01:00:03',
      '2-02:01:03',
    ]);
  });

  test('of a Windows container is a table without a tree and without signals', async () => {
    const engine = await recordingEngine(() => ({
      json: {
        Titles: ['Name', 'PID', 'CPU', 'Private Working Set'],
        Processes: [
          ['smss.exe', '844', '00:00:00.062', '299kB'],
          ['a b.exe', '932', '00:00:01.000', '1.2MB'],
        ],
      },
    }));
    open.push(engine);
    const client = engine.client(48, { os: 'windows' });
    const listed = await readProcesses(client, id, nobody);
    if (!listed.ok) throw new Error(listed.error.message);
    expect(listed.value.processes.map(({ pid }) => pid)).toEqual([844, 932]);
    expect(listed.value.withoutSignals).toMatch(/^Windows has no signals/);
    expect(engine.take().every(({ query }) => !('ps_args' in query))).toBe(true);
    const sent = await signalProcess(client, { containerId: id, pid: 844, signal: 'TERM' }, nobody);
    expect(sent).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    expect(engine.take()).toEqual([]);
  });
});

test('a process that is not listed any more gets no signal, and nothing is run for it', async () => {
  const engine = await recordingEngine(({ path }) =>
    path.endsWith('/top')
      ? { json: { Titles: ['PID', 'PPID', 'COMMAND'], Processes: [['7', '1', 'sh']] } }
      : { json: { Id: id, State: { Running: true, Pid: 7 } } },
  );
  open.push(engine);
  const sent = await signalProcess(engine.client(48), { containerId: id, pid: 8, signal: 'TERM' }, nobody);
  expect(sent).toEqual({
    ok: false,
    error: { kind: 'not-found', message: 'There is no process 8 in the container any more.' },
  });
  expect(engine.take().some(({ path }) => path.endsWith('/exec'))).toBe(false);
});
