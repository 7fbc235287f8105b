import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineId } from '#shared/model/ids';
import { type Sim, type SimOptions, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { openPageIn, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function sim(name: string, options: Partial<SimOptions> = {}): Promise<Sim> {
  const started = await startSim({
    pace: 0.02,
    world: world({ containers: [container({ name })] }),
    ...options,
  });
  open.push(started);
  return started;
}

async function home(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'several-'));
  open.push({ close: () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

/** Writes docker contexts; the first is the current one. */
async function contexts(folder: string, hosts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, host] of Object.entries(hosts)) {
    const digest = createHash('sha256').update(name).digest('hex');
    const meta = join(folder, '.docker', 'contexts', 'meta', digest);
    await mkdir(meta, { recursive: true });
    const text = JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } });
    await writeFile(join(meta, 'meta.json'), text);
  }
  const [currentContext] = Object.keys(hosts);
  await writeFile(join(folder, '.docker', 'config.json'), JSON.stringify({ currentContext }));
}

/** A page of a program that finds nothing on this machine but what the test put into its home. */
function page(folder: string): Page {
  const opened = openPageIn({
    env: {},
    home: folder,
    platform: 'win32',
    uid: 0,
    dataFolder: join(folder, 'data'),
  });
  open.push(opened);
  return opened;
}

async function namesOn(opened: Page, engineId: EngineId): Promise<readonly string[]> {
  const rows = opened.follow('containers.list', { engineId });
  await until('the list', () => rows.size > 0);
  return [...rows.values()].map(({ name }) => name);
}

describe('several engines', () => {
  test('are live at once, each with its own list, and a dead one disturbs no other', async () => {
    const [one, two] = [await sim('one'), await sim('two')];
    const folder = await home();
    await contexts(folder, { one: one.address });
    const opened = page(folder);
    const connections = opened.follow('engines.connections', {});
    const first = await until('the first', () =>
      [...connections.values()].find(({ phase }) => phase === 'live'),
    );
    const draft = {
      name: 'two',
      address: two.address,
      colour: 'red',
      band: '',
      connect: 'at-start',
    } as const;
    const saved = await opened.client.call('engines.save', { draft });
    if (!saved.ok) throw new Error(saved.error.message);
    const second = saved.value.engineId;
    await until(
      'both to be live',
      () => [...connections.values()].filter(({ phase }) => phase === 'live').length === 2,
    );
    expect(await namesOn(opened, first.id)).toEqual(['one']);
    expect(await namesOn(opened, second)).toEqual(['two']);
    one.faults.add({ action: { kind: 'hang' } });
    one.faults.dropConnections();
    await until('the loss', () => connections.get(first.id)?.phase === 'reconnecting');
    // Nothing of the other waits for the one that hangs.
    expect(await namesOn(opened, second)).toEqual(['two']);
    expect(await opened.client.call('engines.disconnect', { engineId: first.id })).toMatchObject({
      ok: true,
    });
  });

  test('that are one and the same are shown once, and said to be known', async () => {
    const engine = await sim('one');
    const two = world({ containers: [container({ name: 'two' })] });
    const other = await sim('two', { world: { ...two, host: { ...two.host, id: 'another' } } });
    const folder = await home();
    await symlink(engine.socketPath, join(folder, 'alias.sock'));
    await contexts(folder, {
      mine: engine.address,
      'mine again': `unix://${join(folder, 'alias.sock')}`,
      other: other.address,
      far: 'ssh://me@far.invalid',
    });
    const opened = page(folder);
    const attempts = opened.follow('engines.discovery', {});
    const found = (): string[] =>
      [...attempts.values()].filter(({ outcome }) => outcome === 'found').map(({ name }) => name);
    await until('the look', () => found().length > 0);
    expect(found()).toEqual(['mine', 'other']);
    const connections = opened.follow('engines.connections', {});
    const mine = await until('mine', () => [...connections.values()][0]);
    await until('mine to be known', () => [...attempts.values()].some(({ knownAs }) => knownAs === mine.id));
    expect([...attempts.values()].find(({ name }) => name === 'far')).toMatchObject({ outcome: 'not-tried' });
    expect(connections.size).toBe(1);
  });

  test('of Podman are told apart by their sockets, for its identity is another at each call', async () => {
    const engine = await sim('one', { flavour: 'podman', apiVersion: '1.41' });
    const folder = await home();
    await symlink(engine.socketPath, join(folder, 'alias.sock'));
    await contexts(folder, { mine: engine.address, 'mine again': `unix://${join(folder, 'alias.sock')}` });
    const opened = page(folder);
    const attempts = opened.follow('engines.discovery', {});
    await until('the look', () => [...attempts.values()].some(({ outcome }) => outcome === 'found'));
    expect(
      [...attempts.values()].filter(({ outcome }) => outcome === 'found').map(({ name }) => name),
    ).toEqual(['mine']);
  });
});
