import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { FileSuggestion } from '#main/services/log-save/file-name';
import type { CallInput } from '#shared/contract/index';
import { plainOptions } from '#shared/logs/query/ast';
import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import type { Task } from '#shared/model/task';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

type SaveInput = CallInput<'logs.save'>;

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const start = Date.parse('2026-11-20T14:00:00Z');

/** A record as an engine sends it, so many ms after 14:00 and 789 ns. */
function record(ms: number, text: string, stderr = false): Buffer {
  const time = `${new Date(start + ms).toISOString().slice(0, -1)}000789Z`;
  const body = Buffer.from(`${time} ${text}\n`);
  const head = Buffer.alloc(8);
  head[0] = stderr ? 2 : 1;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

const stamp = (ms: number): string => `${new Date(start + ms).toISOString().slice(0, -1)}000789Z`;

interface Desk {
  readonly engine: Sim;
  readonly page: Page;
  readonly engineId: EngineId;
  readonly folder: string;
  readonly asked: readonly FileSuggestion[];
  readonly tasks: ReadonlyMap<string, Task>;
  /** What to save of some containers, everything as text unless said otherwise. */
  plan(names: readonly string[], change?: Partial<SaveInput>): Promise<SaveInput>;
  /** Saves and waits for the end. */
  save(names: readonly string[], change?: Partial<SaveInput>): Promise<Task>;
  lines(): Promise<readonly string[]>;
}

/** An engine with two containers, and a page whose save dialogs are answered with `file` in a folder of the test's. */
async function desk(file: string | null = 'saved.log'): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-save-'));
  open.push({ close: () => rm(folder, { recursive: true }) });
  const engine = await startSim({
    pace: 0.02,
    world: world({ containers: [container({ name: 'web' }), container({ name: 'api' })] }),
  });
  open.push(engine);
  const asked: FileSuggestion[] = [];
  const page = openPage(engine.socketPath, {
    chooseFile: (suggestion) => {
      asked.push(suggestion);
      return Promise.resolve(file === null ? undefined : join(folder, file));
    },
  });
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const tasks = page.follow('tasks.list', {});
  const row = (name: string): Promise<Container> =>
    until('the row', () => [...rows.values()].find((each) => each.name === name));
  const plan: Desk['plan'] = async (names, change) => {
    const sources = await Promise.all(
      names.map(async (name) => ({ engineId, id: (await row(name)).id, name })),
    );
    return { sources, hiddenLevels: [], context: 0, format: 'text', suggestedName: 'web', ...change };
  };
  const save: Desk['save'] = async (names, change) => {
    const started = await page.client.call('logs.save', await plan(names, change));
    if (!started.ok) throw new Error(started.error.message);
    const { taskId } = started.value;
    return until('the end of the task', () => {
      const task = [...tasks.values()].find(({ id }) => id === taskId);
      return task?.status === 'running' ? undefined : task;
    });
  };
  const lines = async (): Promise<readonly string[]> =>
    (await readFile(join(folder, file ?? ''), 'utf8')).split('\n').slice(0, -1);
  return { engine, page, engineId, folder, asked, tasks, plan, save, lines };
}

/** The log of `web` stops behind its first line, and the connection stays. */
function stallAfterOne(engine: Sim): void {
  engine.faults.scriptLog('web', { chunks: [record(0, 'one'), record(1, 'two')] });
  // With what goes around it as an HTTP chunk.
  const bytes = record(0, 'one').length + 12;
  engine.faults.add({ path: /\/logs$/, action: { kind: 'stall', from: 'body', bytes } });
}

const filter = (text: string, change: Partial<typeof plainOptions> = {}) => ({
  text,
  ...plainOptions,
  ...change,
});

describe('saving a log', () => {
  test('writes all of it as text, with times, without escape sequences', async () => {
    const { engine, save, lines, folder, asked } = await desk();
    const chunks = [record(0, '\u001b[31mred\u001b[0m', true), record(5, 'not UTF-8: '), record(6, 'last\r')];
    chunks[1]![chunks[1]!.length - 2] = 0xff;
    engine.faults.scriptLog('web', { chunks });
    const task = await save(['web'], { suggestedName: '../web' });
    expect(task.status).toBe('done');
    expect(task.written).toEqual({ lines: 3, bytes: (await readFile(join(folder, 'saved.log'))).length });
    expect(task.note).toBe(`In ${join(folder, 'saved.log')}`);
    expect(await lines()).toEqual([`${stamp(0)} red`, `${stamp(5)} not UTF-8:\ufffd`, `${stamp(6)} last`]);
    expect(await readdir(folder)).toEqual(['saved.log']);
    expect(asked.map(({ name }) => name)).toEqual(['-web.log']);
  });

  test('writes JSON lines with the text exactly as it was written', async () => {
    const { engine, save, lines } = await desk('saved.jsonl');
    const json = '{"level":"error","msg":"a \\"b\\""}';
    engine.faults.scriptLog('web', { chunks: [record(0, json), record(1, '\u001b[1mhm\u001b[0m', true)] });
    await save(['web'], { format: 'jsonl' });
    expect((await lines()).map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: stamp(0), source: 'web', stream: 'stdout', level: 'error', text: json },
      { time: stamp(1), source: 'web', stream: 'stderr', text: '\u001b[1mhm\u001b[0m' },
    ]);
  });

  test('keeps to a range whose ends are exact to the nanosecond', async () => {
    const { engine, save, lines } = await desk();
    engine.faults.scriptLog('web', { chunks: [0, 1, 2, 3].map((ms) => record(ms, `line ${ms}`)) });
    await save(['web'], { from: { ms: start + 1, nanos: 789 }, to: { ms: start + 3, nanos: 788 } });
    expect(await lines()).toEqual([`${stamp(1)} line 1`, `${stamp(2)} line 2`]);
  });

  test('writes what the filter keeps, with the lines around it, and no hidden level', async () => {
    const { engine, save, lines } = await desk();
    const texts = ['a', 'b', 'ERROR timeout 17', 'c', 'd', 'INFO timeout 3', 'e'];
    engine.faults.scriptLog('web', { chunks: texts.map((text, ms) => record(ms, text)) });
    const written = async (): Promise<readonly string[]> =>
      (await lines()).map((line) => line.slice(line.indexOf(' ') + 1));
    await save(['web'], { filter: filter('timeout') });
    expect(await written()).toEqual(['ERROR timeout 17', 'INFO timeout 3']);
    await save(['web'], { filter: filter('/timeout \\d+/ level:error'), context: 1 });
    expect(await written()).toEqual(['b', 'ERROR timeout 17', 'c']);
    await save(['web'], { hiddenLevels: [0, 5] });
    expect(await written()).toEqual(['INFO timeout 3']);
    await save(['web'], { filter: filter('timeout', { inverse: true }), hiddenLevels: [5] });
    expect(await written()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('merges several containers in order of time and names them', async () => {
    const { engine, save, lines } = await desk();
    const web: Buffer[] = [];
    const api: Buffer[] = [];
    const expected: string[] = [];
    for (let ms = 0; ms < 3000; ms += 1) {
      const isWeb = ms % 7 < 3;
      (isWeb ? web : api).push(record(ms, `line ${ms}`, ms % 2 === 0));
      const stream = ms % 2 === 0 ? 'stderr' : 'stdout';
      expected.push(`${stamp(ms)} ${isWeb ? 'web' : 'api'} ${stream} line ${ms}`);
    }
    engine.faults.scriptLog('web', { chunks: web });
    engine.faults.scriptLog('api', { chunks: api });
    const task = await save(['web', 'api']);
    expect(task.subject).toBe('logs of web and api');
    expect(await lines()).toEqual(expected);
  });

  test('writes a long log to its last line', async () => {
    const { engine, save, lines } = await desk();
    const piece = Buffer.concat(Array.from({ length: 1000 }, (_line, ms) => record(ms, 'x'.repeat(400))));
    engine.faults.scriptLog('web', { chunks: Array.from({ length: 200 }, () => piece) });
    const task = await save(['web']);
    expect(task.written?.lines).toBe(200_000);
    expect((await lines()).length).toBe(200_000);
  });

  test('that nobody chose a file for starts nothing', async () => {
    const { page, plan, tasks } = await desk(null);
    const started = await page.client.call('logs.save', await plan(['web']));
    expect(started).toEqual({ ok: true, value: {} });
    expect(tasks.size).toBe(0);
  });

  test('refuses a filter with a mistake before it asks for a file', async () => {
    const { page, plan, asked } = await desk();
    const started = await page.client.call('logs.save', await plan(['web'], { filter: filter('/(/') }));
    expect(started).toMatchObject({ ok: false, error: { kind: 'invalid-input' } });
    expect(asked).toEqual([]);
  });
});

describe('a saving that does not end well', () => {
  test('leaves an older file as it was when it is cancelled', async () => {
    const { engine, page, plan, tasks, folder } = await desk();
    await writeFile(join(folder, 'saved.log'), 'older');
    stallAfterOne(engine);
    const started = await page.client.call('logs.save', await plan(['web']));
    if (!started.ok || started.value.taskId === undefined) throw new Error('it did not start');
    const { taskId } = started.value;
    await until('the first line', () => tasks.get(taskId)?.written?.lines === 1);
    expect(await readdir(folder)).toHaveLength(2);
    expect((await page.client.call('tasks.cancel', { taskId })).ok).toBe(true);
    await until('the rest of it to be gone', async () => (await readdir(folder)).length === 1);
    expect(await readFile(join(folder, 'saved.log'), 'utf8')).toBe('older');
    await until('the task to be cancelled', () => tasks.get(taskId)?.status === 'cancelled');
  });

  test('leaves nothing behind when the program is closed meanwhile', async () => {
    const { engine, page, plan, tasks, folder } = await desk();
    stallAfterOne(engine);
    await page.client.call('logs.save', await plan(['web']));
    await until('the first line', () => [...tasks.values()][0]?.written?.lines === 1);
    await page.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('says which folder is missing', async () => {
    const { engine, save, folder } = await desk('missing/saved.log');
    engine.faults.scriptLog('web', { chunks: [record(0, 'one')] });
    const task = await save(['web']);
    expect(task.error?.message).toBe(
      `The file ${join(folder, 'missing', 'saved.log')} could not be written: there is no folder ${join(folder, 'missing')}. Choose another one.`,
    );
  });

  test('says that a regular expression takes too long, and main lives on', async () => {
    const { engine, save, folder } = await desk();
    engine.faults.scriptLog('web', { chunks: [record(0, 'a'.repeat(60))] });
    const task = await save(['web'], { filter: filter('/^(a+)+!$/') });
    expect(task.error?.message).toMatch(/regular expression takes too long/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('says that the engine was lost', async () => {
    const { engine, page, plan, tasks, folder } = await desk();
    stallAfterOne(engine);
    const started = await page.client.call('logs.save', await plan(['web']));
    if (!started.ok || started.value.taskId === undefined) throw new Error('it did not start');
    const { taskId } = started.value;
    await until('the first line', () => tasks.get(taskId)?.written?.lines === 1);
    await engine.close();
    open.splice(open.indexOf(engine), 1);
    await until('the task to fail', () => tasks.get(taskId)?.status === 'failed');
    expect(tasks.get(taskId)?.error?.message).toMatch(/lost while the log of web was read/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('of one container is said where others could be read, and fails where none could', async () => {
    const { engine, plan, save, lines } = await desk();
    engine.faults.scriptLog('web', { chunks: [record(0, 'one')] });
    const { id } = (await plan(['api'])).sources[0]!;
    const body = { message: 'configured logging driver does not support reading' };
    const action = { kind: 'answer', status: 501, body } as const;
    engine.faults.add({ path: `/containers/${id}/logs`, action });
    const task = await save(['web', 'api']);
    expect(task.status).toBe('done');
    expect(task.note).toMatch(/Left out api: configured logging driver does not support reading/);
    expect(await lines()).toEqual([`${stamp(0)} web stdout one`]);
    expect((await save(['api'])).error?.message).toMatch(/does not support reading/);
  });
});
