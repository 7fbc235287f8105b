import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRoute, parseRoute } from './routes';
import { defaultView, maxViews, readPreferences, readRemembered, readView } from './views';

describe('what was remembered', () => {
  test('whatever is stored, a usable view comes out', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const view = readView(stored);
        expect(['name', 'status', 'ports', 'image', 'age']).toContain(view.containers.sort.by);
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

describe('routes', () => {
  test('are read as they were written', () => {
    for (const route of [
      { page: 'containers', id: undefined, tab: undefined },
      { page: 'containers', id: 'abc', tab: 'logs' },
      { page: 'images', id: 'sha256:ab', tab: 'used-by' },
      { page: 'activity', task: 't/1' },
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
