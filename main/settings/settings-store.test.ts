import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionDraft } from '#shared/model/connection';
import { readSettings, writeSettings } from './settings';
import { SettingsStore } from './settings-store';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const draft = (name: string): ConnectionDraft => ({
  name,
  address: 'unix:///run/one.sock',
  colour: 'green',
  band: 'Test',
  connect: 'on-request',
});

async function opened(): Promise<SettingsStore> {
  const store = new SettingsStore(folder);
  await store.ready;
  return store;
}

describe('the settings file', () => {
  test('is as it was left, at the next start', async () => {
    const store = await opened();
    const added = await store.update((settings) => ({ ...settings, connections: [{ draft: draft('one') }] }));
    expect(added.ok).toBe(true);
    const next = await opened();
    expect(next.settings.connections).toEqual([{ draft: draft('one') }]);
    expect(next.problem).toBeUndefined();
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  test('takes changes that are asked for at once one after the other', async () => {
    const store = await opened();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        store.update((settings) => ({
          ...settings,
          connections: [...settings.connections, { draft: draft(name) }],
        })),
      ),
    );
    expect((await opened()).settings.connections.map((each) => each.draft.name)).toEqual(names);
  });

  test('keeps what it cannot read of a single connection, and loses none of the others', async () => {
    const strange = { draft: { name: 'later', kind: 'of a newer version' } };
    const text = JSON.stringify({ version: 1, connections: [strange, { draft: draft('one') }] });
    await writeFile(join(folder, 'settings.json'), text);
    const store = await opened();
    expect(store.settings.connections.map((each) => each.draft.name)).toEqual(['one']);
    expect(store.problem).toContain('cannot be read');
    await store.update((settings) => ({ ...settings, connections: [{ draft: draft('two') }] }));
    const written = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as {
      connections: unknown[];
    };
    expect(written.connections).toEqual([{ draft: draft('two') }, strange]);
  });

  test('is never written so that it could not be read again', async () => {
    const store = await opened();
    const long = { ...draft('one'), name: 'x'.repeat(81) };
    const many = Array.from({ length: 201 }, (_, i) => ({ draft: draft(String(i)) }));
    for (const connections of [[{ draft: long }], many]) {
      expect((await store.update((settings) => ({ ...settings, connections }))).ok).toBe(false);
    }
    expect(store.settings.connections).toEqual([]);
  });

  test('that is there and cannot be opened is not written over', async () => {
    await mkdir(join(folder, 'settings.json'));
    const store = await opened();
    expect(store.problem).toContain('could not be read');
    expect((await store.update((settings) => settings)).ok).toBe(false);
  });

  test.each(['', '{', '[]', '{"version":2,"connections":[]}', '{"version":1,"connections":{}}'])(
    'that reads “%s” is kept aside, and said to be broken',
    async (text) => {
      await writeFile(join(folder, 'settings.json'), text);
      const store = await opened();
      expect(store.settings.connections).toEqual([]);
      expect(store.problem).toContain('settings.json.broken');
      expect(await readFile(join(folder, 'settings.json.broken'), 'utf8')).toBe(text);
      expect((await opened()).problem).toBeUndefined();
    },
  );

  test('keeps a connection whose colour is of another time', () => {
    const text = writeSettings({ connections: [{ draft: draft('one') }], unreadable: [] });
    expect(readSettings(text?.replace('green', 'ultraviolet') ?? '')?.connections[0]?.draft).toMatchObject({
      name: 'one',
      colour: 'none',
    });
  });

  test('that cannot be written changes nothing, and says so', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = new SettingsStore(join(folder, 'file', 'below'));
    await store.ready;
    const changed = await store.update((settings) => ({
      ...settings,
      connections: [{ draft: draft('one') }],
    }));
    expect(changed).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(store.settings.connections).toEqual([]);
  });

  test('never makes the program fail, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readSettings(text);
        expect(read === undefined || Array.isArray(read.connections)).toBe(true);
      }),
    );
  });
});
