import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionDraft } from '#shared/model/connection';
import type { EngineId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import { SettingsStore } from '../settings/settings-store';
import { ConnectionBook } from './connection-book';
import { EngineService } from './engines';

let folder = '';
const services: EngineService[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'book-'));
});

afterEach(async () => {
  for (const service of services.splice(0)) service.close();
  await rm(folder, { recursive: true, force: true });
});

/** The program's connections, as at a start with this environment. */
async function start(env: Record<string, string> = {}) {
  const world = { env, home: '/nonexistent', platform: 'win32', uid: 0, dataFolder: folder } as const;
  const settings = new SettingsStore(folder);
  const engines = new EngineService(world, undefined, settings);
  services.push(engines);
  await engines.look();
  const book = new ConnectionBook(engines, settings);
  const names = (): string[] => engines.known.map(({ connection }) => connection.model.name);
  return { engines, book, names };
}

const draft = (name: string, change: Partial<ConnectionDraft> = {}): ConnectionDraft => ({
  name,
  address: `unix:///nonexistent/${name}.sock`,
  colour: 'none',
  band: '',
  connect: 'on-request',
  ...change,
});

function idIn(saved: Result<{ readonly engineId: EngineId }>): EngineId {
  if (!saved.ok) throw new Error(saved.error.message);
  return saved.value.engineId;
}

const issuesOf = (result: Result<unknown>): Record<string, string> =>
  !result.ok && result.error.kind === 'invalid-input'
    ? Object.fromEntries(result.error.issues.map(({ path, message }) => [path, message]))
    : {};

describe('connections', () => {
  test('are there again at the next start, in their order, and wait where they were told to', async () => {
    const { book } = await start();
    const one = idIn(await book.save(undefined, draft('one')));
    const two = idIn(await book.save(undefined, draft('two', { colour: 'red', band: 'Production' })));
    await book.reorder([two, one]);
    const next = await start();
    expect(next.names()).toEqual(['two', 'one']);
    expect(next.engines.known[0]?.connection.model).toMatchObject({
      id: two,
      phase: 'disconnected',
      error: undefined,
      saved: true,
      settings: { colour: 'red', band: 'Production' },
    });
  });

  test('take another name and colour and stay the same connection', async () => {
    const { book, engines } = await start();
    const id = idIn(await book.save(undefined, draft('one')));
    const before = engines.known[0]?.connection;
    expect(idIn(await book.save(id, draft('one', { name: 'uno', colour: 'blue' })))).toBe(id);
    expect(engines.known[0]?.connection).toBe(before);
    expect(before?.model).toMatchObject({ name: 'uno', settings: { colour: 'blue' } });
  });

  test('are made anew at another address: nothing of the old engine may pass for the new one’s', async () => {
    const { book, engines, names } = await start();
    await book.save(undefined, draft('zero'));
    const id = idIn(await book.save(undefined, draft('one')));
    await book.save(undefined, draft('two'));
    const moved = idIn(await book.save(id, draft('one', { address: 'unix:///nonexistent/else.sock' })));
    expect(moved).not.toBe(id);
    expect(engines.engine(id).ok).toBe(false);
    expect(names()).toEqual(['zero', 'one', 'two']);
    expect((await start()).names()).toEqual(['zero', 'one', 'two']);
  });

  test('over ssh keep the path of their key, and are made anew with another', async () => {
    const { book, engines } = await start();
    const [first, second] = [join(folder, 'first key'), join(folder, 'second key')];
    for (const path of [first, second]) await writeFile(path, '');
    const far = (identity: string): ConnectionDraft =>
      draft('far', { address: 'ssh://me@far.example', ssh: { identity }, connect: 'on-request' });
    const id = idIn(await book.save(undefined, far(first)));
    expect((await start()).engines.known[0]?.connection.model.settings).toMatchObject({
      ssh: { identity: first },
    });
    expect(idIn(await book.save(id, far(first)))).toBe(id);
    expect(idIn(await book.save(id, far(second)))).not.toBe(id);
    expect(engines.known).toHaveLength(1);
    for (const wrong of ['relative', join(folder, 'gone'), folder, '/keys/%d'])
      expect(await book.save(undefined, { ...far(wrong), name: 'other' })).toMatchObject({
        ok: false,
        error: { issues: [{ path: 'ssh.identity' }] },
      });
  });

  test('are forgotten when they are removed', async () => {
    const { book } = await start();
    const id = idIn(await book.save(undefined, draft('one')));
    await book.save(undefined, draft('two'));
    expect((await book.remove(id)).ok).toBe(true);
    expect((await start()).names()).toEqual(['two']);
  });

  test('that are saved at once are all kept, also before the file was read', async () => {
    const { book } = await start();
    await book.save(undefined, draft('first'));
    const settings = new SettingsStore(folder);
    const world = { env: {}, home: '/nonexistent', platform: 'win32', uid: 0, dataFolder: folder } as const;
    const engines = new EngineService(world, undefined, settings);
    services.push(engines);
    const early = new ConnectionBook(engines, settings);
    await Promise.all(['a', 'b', 'c'].map((name) => early.save(undefined, draft(name))));
    expect((await start()).names()).toEqual(['first', 'a', 'b', 'c']);
  });

  test('of DOCKER_CONTEXT are of one run, too', async () => {
    const { book } = await start({ DOCKER_CONTEXT: 'gone' });
    await book.save(undefined, draft('one'));
    expect((await start()).names()).toEqual(['one']);
  });

  test('of an address that this version does not know stay in the file', async () => {
    const strange = { draft: draft('later', { address: 'vsock://2:2375' }) };
    const text = JSON.stringify({ version: 1, connections: [strange] });
    await writeFile(join(folder, 'settings.json'), text);
    const { book, names } = await start();
    expect(names()).toEqual([]);
    await book.save(undefined, draft('one'));
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain('vsock://2:2375');
  });

  test('of DOCKER_HOST are of one run, unless they are kept', async () => {
    const env = { DOCKER_HOST: 'unix:///nonexistent/env.sock' };
    const { book, engines, names } = await start(env);
    await book.save(undefined, draft('one'));
    expect(names()).toEqual(['Local Docker', 'one']);
    expect((await start()).names()).toEqual(['one']);
    const own = engines.known[0];
    await book.save(own?.id, draft('mine', { address: 'unix:///nonexistent/env.sock' }));
    expect((await start()).names()).toEqual(['mine', 'one']);
  });
});

describe('what a person types', () => {
  test('is answered beside each field', async () => {
    const { book } = await start();
    await book.save(undefined, draft('one'));
    const issues = issuesOf(
      await book.save(
        undefined,
        draft(' one ', { address: 'tcp://far.example:2376', tls: { folder: 'certs' } }),
      ),
    );
    expect(issues['name']).toContain('already');
    expect(issues['tls.folder']).toContain('whole path');
    expect(issuesOf(await book.save(undefined, draft('', { address: 'far' })))).toMatchObject({
      name: 'Give the connection a name.',
      address: expect.stringContaining('no engine address') as string,
    });
    expect(
      issuesOf(await book.save(undefined, draft('two', { address: 'unix:///nonexistent/one.sock' })))[
        'address'
      ],
    ).toContain('“one”');
  });

  test('about a far engine without encryption needs a word for that very address', async () => {
    const { book, engines } = await start();
    const far = draft('far', { address: 'tcp://192.0.2.1:2375' });
    expect(issuesOf(await book.save(undefined, far))['plainConsent']).toContain('192.0.2.1:2375');
    expect(issuesOf(await book.save(undefined, { ...far, plainConsent: '192.0.2.2:2375' }))).toHaveProperty(
      'plainConsent',
    );
    const id = idIn(await book.save(undefined, { ...far, plainConsent: '192.0.2.1:2375' }));
    expect(engines.engine(id)).toMatchObject({
      ok: true,
      value: { connection: { model: { unprotected: true } } },
    });
    expect(await book.save(undefined, draft('near', { address: 'tcp://127.0.0.1:2375' }))).toMatchObject({
      ok: true,
    });
  });

  test('counts for the connection that stands, at once', async () => {
    const { book, engines } = await start({ DOCKER_HOST: 'tcp://192.0.2.1:2375' });
    const [blocked] = engines.known;
    expect(blocked?.connection.model).toMatchObject({ phase: 'disconnected', error: { kind: 'denied' } });
    const agreed = draft('far', { address: 'tcp://192.0.2.1:2375', plainConsent: '192.0.2.1:2375' });
    await book.save(blocked?.id, agreed);
    // The page follows the lists of this very engine.
    expect(engines.known[0]?.state).toBe(blocked?.state);
    expect(engines.known[0]?.connection.model.error?.kind).not.toBe('denied');
  });

  test('is not even checked over a network without encryption and without that word', async () => {
    const { book } = await start();
    const far = draft('far', { address: 'tcp://192.0.2.1:2375' });
    const never = AbortSignal.timeout(5_000);
    expect(await book.check({ draft: far }, never)).toMatchObject({ ok: false, error: { kind: 'denied' } });
    const near = draft('near', { address: 'unix:///nonexistent/near.sock' });
    const report = await book.check({ draft: near }, never);
    expect(report).toMatchObject({ ok: true, value: { error: { reason: 'no-such-socket' } } });
  });

  test('holds no secret in the file', async () => {
    const { book } = await start();
    const refused = await book.save(undefined, draft('far', { address: 'ssh://me:hunter2@far.example' }));
    expect(issuesOf(refused)['address']).toContain('password');
    await book.save(undefined, draft('one'));
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).not.toContain('hunter2');
  });
});
