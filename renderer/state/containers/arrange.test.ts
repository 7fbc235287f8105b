import { describe, expect, test } from 'vitest';
import { container } from '#tests/support/models';
import { defaultView } from '../views';
import { arrange, gridRows, segmentCounts } from './arrange';

const view = defaultView.containers;
const list = [
  container({ name: 'web10', project: 'shop', createdAt: 3 }),
  container({ name: 'web9', project: 'shop', createdAt: 2, state: 'exited', exitCode: 1 }),
  container({ name: 'alone', createdAt: 1, state: 'paused' }),
  container({ name: 'db', project: 'Ledger', createdAt: 4, health: 'unhealthy' }),
];
const byId = new Map(list.map(({ id, name }) => [id as string, name]));
const names = (asked: Partial<typeof view>): string =>
  arrange(list, { ...view, ...asked })
    .map(({ key }) => byId.get(key))
    .join(' ');

describe('arranging containers', () => {
  test('groups by project, those of none last, numbers as numbers', () => {
    expect(names({})).toBe('db web9 web10 alone');
  });

  test('sorts by each column both ways', () => {
    expect(names({ grouped: false })).toBe('alone db web9 web10');
    expect(names({ grouped: false, sort: { by: 'name', descending: true } })).toBe('web10 web9 db alone');
    expect(names({ grouped: false, sort: { by: 'age', descending: false } })).toBe('db web10 web9 alone');
    expect(names({ grouped: false, sort: { by: 'status', descending: false } })).toBe('web9 db alone web10');
  });

  test('a descending sort turns the rows, not the groups', () => {
    expect(names({ sort: { by: 'name', descending: true } })).toBe('db web10 web9 alone');
  });

  test('segments and filter leave what matches both', () => {
    expect(names({ segment: 'running' })).toBe('db web10');
    expect(names({ segment: 'attention' })).toBe('db web9');
    expect(
      names({ segment: 'stopped', filter: { tokens: [{ key: 'project', value: 'shop' }], text: '' } }),
    ).toBe('web9');
  });

  test('counts what the quick filter names', () => {
    expect(segmentCounts(list)).toEqual({ all: 4, running: 2, stopped: 2, attention: 2 });
  });

  test('a closed group keeps its line only', () => {
    const rows = gridRows(arrange(list, view), { ...view, collapsed: ['shop'] });
    expect(rows.map(({ kind, project }) => `${kind} ${project}`)).toEqual([
      'group Ledger',
      'container Ledger',
      'group shop',
      'group ',
      'container ',
    ]);
  });
});

describe('sorting by what containers use', () => {
  test('puts the largest first and what is not measured last, whichever way round', () => {
    const [a, b, d] = ['a', 'b', 'd'].map((name) => container({ name }));
    const figures = new Map([
      [a!.id, 5],
      [b!.id, 70],
    ]);
    const order = (descending: boolean): string[] =>
      arrange(
        [d!, a!, b!],
        { ...defaultView.containers, grouped: false, sort: { by: 'cpu', descending } },
        (id) => figures.get(id),
      ).map(({ key }) => key);
    expect(order(true)).toEqual([b!.id, a!.id, d!.id]);
    expect(order(false)).toEqual([a!.id, b!.id, d!.id]);
  });
});
