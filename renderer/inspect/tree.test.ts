import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meaningOf } from './meaning';
import {
  ancestorsOf,
  childrenOf,
  copyableValue,
  inlineText,
  openable,
  pathText,
  rootOf,
  searchTree,
  visibleNodes,
} from './tree';

const document: unknown = JSON.parse(
  '{"Config":{"User":"app","Env":["A=1","B=2","C=3","D=4","E=5"],"Cmd":["node","server.js"]},' +
    '"HostConfig":{"Memory":1073741824,"NanoCpus":1500000000,"PidsLimit":0},' +
    '"Labels":{"__proto__":{"polluted":true},"constructor":"x","a/b~c":"slash"},"Empty":{}}',
);
const root = rootOf(document);

describe('tree', () => {
  it('shows what is open, in order', () => {
    expect(visibleNodes(root, new Set()).map(({ key }) => key)).toEqual([
      'Config',
      'HostConfig',
      'Labels',
      'Empty',
    ]);
    expect(visibleNodes(root, new Set(['/Config'])).map(({ key }) => key)).toEqual([
      'Config',
      'User',
      'Env',
      'Cmd',
      'HostConfig',
      'Labels',
      'Empty',
    ]);
  });

  it('shows short lists of plain values in one line', () => {
    expect(inlineText(['node', 'server.js'])).toBe('["node", "server.js"]');
    expect(inlineText([{}])).toBeUndefined();
    expect(inlineText({ a: 1 })).toBeUndefined();
    expect(inlineText({})).toBe('{}');
  });

  it('treats __proto__ and constructor as keys like any other', () => {
    const rows = visibleNodes(root, new Set(['/Labels', '/Labels/__proto__']));
    expect(rows.map(({ id }) => id)).toContain('/Labels/__proto__/polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(searchTree(root, 'polluted')).toHaveLength(1);
  });

  it('finds keys and values and knows the way to them', () => {
    expect(searchTree(root, 'memory').map(({ id }) => id)).toEqual(['/HostConfig/Memory']);
    expect(searchTree(root, 'SERVER.js').map(({ id }) => id)).toEqual(['/Config/Cmd']);
    expect(searchTree(root, 'e=5').map(({ id }) => id)).toEqual(['/Config/Env/4']);
    expect(ancestorsOf('/Config/Env/4')).toEqual(['/Config/Env', '/Config']);
    expect(ancestorsOf('/Config')).toEqual([]);
  });

  it('writes paths as templates do', () => {
    expect(pathText(root, '/HostConfig/Memory')).toBe('HostConfig.Memory');
    expect(pathText(root, '/Config/Env/4')).toBe('Config.Env[4]');
    expect(pathText(root, '/Labels/a~1b~0c')).toBe('Labels["a/b~c"]');
  });

  it('opens every found node by its ancestors, for any document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string({ minLength: 1, maxLength: 2 }), (value, text) => {
        const any = rootOf(value);
        for (const node of searchTree(any, text, 20)) {
          const rows = visibleNodes(any, new Set(ancestorsOf(node.id)));
          expect(rows.some(({ id }) => id === node.id)).toBe(true);
          expect(copyableValue(node)).toBeTypeOf('string');
        }
        const all = visibleNodes(any, openable(any, 64));
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      }),
    );
  });

  it('says what raw numbers mean', () => {
    const meaning = (path: string): string | undefined => {
      const node = visibleNodes(root, openable(root, 3)).find(({ id }) => id === path);
      return node === undefined ? undefined : meaningOf(node);
    };
    expect(meaning('/HostConfig/Memory')).toBe('1 GB');
    expect(meaning('/HostConfig/NanoCpus')).toBe('1.5 CPUs');
    expect(meaning('/HostConfig/PidsLimit')).toBe('no limit');
    expect(meaning('/Config/User')).toBeUndefined();
    const [never] = childrenOf(rootOf({ FinishedAt: '0001-01-01T00:00:00Z' }));
    expect(never === undefined ? '' : meaningOf(never)).toBe('never');
    const [interval] = childrenOf(rootOf({ Interval: 10_000_000_000 }));
    expect(interval === undefined ? '' : meaningOf(interval)).toBe('10 s');
  });
});
