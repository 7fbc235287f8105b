import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { someContainers } from './log-set';
import { formatRoute, parseRoute } from './routes';
import { defaultView, maxViews, readPreferences, readRemembered, readView } from './views';

describe('what was remembered', () => {
  test('whatever is stored, a usable view comes out', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const view = readView(stored);
        expect(['name', 'status', 'cpu', 'memory', 'ports', 'image', 'age']).toContain(
          view.containers.sort.by,
        );
        expect(view.dock.height).toBeGreaterThanOrEqual(120);
        expect(['dark', 'light', 'system']).toContain(readPreferences(stored).theme);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof readRemembered(text).views === 'object'));
  });

  test('a good view comes back whole, a spoilt part alone falls back', () => {
    const view = { ...defaultView, dock: { open: true, height: 400 } };
    expect(readView(JSON.parse(JSON.stringify(view)))).toEqual(view);
    expect(readView({ ...view, containers: { ...view.containers, segment: 'bogus' } })).toEqual(view);
  });

  test('the bounds of logs are whole numbers in their range, and named searches are read one by one', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (logLines, logMiB) => {
        const read = readPreferences({ logLines, logMiB });
        expect(Number.isInteger(read.logLines)).toBe(true);
        expect(read.logLines).toBeGreaterThanOrEqual(10_000);
        expect(read.logMiB).toBeGreaterThanOrEqual(16);
      }),
    );
    const good = {
      name: 'slow',
      mode: 'filter',
      text: 'level:error',
      matchCase: true,
      wholeWord: false,
      regex: false,
      inverse: true,
    };
    const logSearches = [good, { name: 'empty' }, 7, ...Array<unknown>(99).fill({ ...good, name: 'x' })];
    const read = readPreferences({ logSearches }).logSearches;
    expect(read[0]).toEqual(good);
    expect(read).toHaveLength(48);
  });

  test('is bounded', () => {
    const views = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`unix:///${at}`, defaultView]));
    const read = readRemembered(JSON.stringify({ views }));
    expect(Object.keys(read.views)).toHaveLength(maxViews);
    expect(read.views['unix:///99']).toBeDefined();
    expect(readView({ containers: { collapsed: Array(9999).fill('p') } }).containers.collapsed).toHaveLength(
      500,
    );
  });
});

describe('a set of logs', () => {
  test('comes back whole from the storage, and from anything else as everything', () => {
    for (const logs of [
      { kind: 'all' },
      { kind: 'project', project: 'shopfront' },
      someContainers(Array.from({ length: 300 }, (_, at) => at.toString(16).padStart(64, '0'))),
    ])
      expect(readView(JSON.parse(JSON.stringify({ logs }))).logs).toEqual(logs);
    fc.assert(fc.property(fc.anything(), (logs) => typeof readView({ logs }).logs.kind === 'string'));
  });

  test('has a hundred containers at most, and no id that is none', () => {
    const ids = Array.from(
      { length: 300 },
      (_, at) => `${at.toString(16).padStart(12, '0')}${'0'.repeat(52)}`,
    );
    expect(someContainers([...ids, ...ids])).toMatchObject({ ids: { length: 100 } });
    expect(parseRoute('#/logs/some/<x>,zz')).toEqual({ page: 'logs', set: undefined });
    const route = parseRoute(formatRoute({ page: 'logs', set: someContainers(ids) }));
    expect(route).toEqual({ page: 'logs', set: someContainers(ids) });
  });
});

describe('routes', () => {
  test('are read as they were written', () => {
    for (const route of [
      { page: 'containers', id: undefined, tab: undefined },
      { page: 'containers', id: 'abc', tab: 'logs' },
      { page: 'images', id: 'sha256:ab', tab: 'used-by' },
      { page: 'activity', task: 't/1' },
      { page: 'logs', set: undefined },
      { page: 'logs', set: { kind: 'all' } },
      { page: 'logs', set: { kind: 'project', project: 'shop/front, two' } },
      { page: 'logs', set: { kind: 'some', ids: ['7c1e9a40b2d5', '0123456789ab'] } },
      { page: 'settings' },
    ] as const) {
      expect(parseRoute(formatRoute(route))).toEqual(route);
    }
  });

  test('nothing in an address breaks them', () => {
    fc.assert(fc.property(fc.string(), (hash) => typeof parseRoute(hash).page === 'string'));
    expect(parseRoute('#/%E0%A4%A/x').page).toBe('containers');
  });
});
