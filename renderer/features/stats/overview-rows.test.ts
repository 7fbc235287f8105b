import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { container } from '#tests/support/models';
import type { EngineId } from '#shared/model/ids';
import { arrangeOverview, type OverviewItem, overviewRows } from './overview-rows';

const item = (name: string, project?: string, engine = 0): OverviewItem => ({
  key: `e${engine}/${name}`,
  engineId: `e${engine}` as EngineId,
  engineOrder: engine,
  container: container({ name, ...(project !== undefined && { project }) }),
});
const figures: Readonly<Record<string, number>> = { a: 1, b: 30, d: 4 };
const figure = ({ container: { name } }: OverviewItem): number | undefined => figures[name];
const names = (placed: readonly { readonly key: string }[]): string =>
  placed.map(({ key }) => key.replace(/^e\d\//, '')).join('');

describe('arrangeOverview', () => {
  const items = [item('a'), item('b'), item('c'), item('d')];

  it('puts what has no figure last in either direction', () => {
    const by = (descending: boolean) =>
      arrangeOverview(items, { sort: { by: 'cpu', descending }, grouped: false }, figure);
    expect(names(by(true))).toBe('bdac');
    expect(names(by(false))).toBe('adbc');
  });

  it('groups by engine and project, by name what belongs to none last', () => {
    const placed = arrangeOverview(
      [item('a'), item('b', 'shop'), item('d', 'shop', 1), item('c', 'bank')],
      { sort: { by: 'name', descending: false }, grouped: true },
      figure,
    );
    expect(placed.map(({ group }) => group)).toEqual(['e0/bank', 'e0/shop', 'e0/', 'e1/shop']);
  });

  it('sorts groups by what they use together, within each engine', () => {
    const all = [
      item('a', 'bank'),
      item('b', 'shop'),
      item('d', 'bank'),
      item('c', 'idle'),
      item('a', 'x', 1),
    ];
    const groups = (descending: boolean) =>
      arrangeOverview(all, { sort: { by: 'cpu', descending }, grouped: true }, figure).map(
        ({ group }) => group,
      );
    expect(groups(true)).toEqual(['e0/shop', 'e0/bank', 'e0/bank', 'e0/idle', 'e1/x']);
    expect(groups(false)).toEqual(['e0/bank', 'e0/bank', 'e0/shop', 'e0/idle', 'e1/x']);
  });

  it('is the same order whatever the one before', () => {
    const some = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'x'), fc.nat(2)), { maxLength: 12 });
    fc.assert(
      fc.property(some, fc.boolean(), fc.boolean(), (all, grouped, descending) => {
        const unique = [
          ...new Map(
            all.map(([name, engine]) => [`${name}${engine}`, item(name, undefined, engine)]),
          ).values(),
        ];
        const view = { sort: { by: 'memory', descending }, grouped } as const;
        const once = names(arrangeOverview(unique, view, figure));
        expect(names(arrangeOverview(unique.toReversed(), view, figure))).toBe(once);
      }),
    );
  });
});

describe('overviewRows', () => {
  it('leaves out what stands in closed groups', () => {
    const placed = [
      { key: 'e0/a', group: 'e0/p' },
      { key: 'e0/b', group: 'e0/p' },
      { key: 'e0/c', group: 'e0/' },
    ];
    const rows = overviewRows(placed, { grouped: true, collapsed: ['e0/p'] });
    expect(rows.map(({ key }) => key)).toEqual(['project:e0/p', 'project:e0/', 'e0/c']);
    expect(overviewRows(placed, { grouped: false, collapsed: ['e0/p'] })).toHaveLength(3);
  });
});
