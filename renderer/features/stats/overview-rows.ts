import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import type { Placed, Wanted } from '../../state/ordering';
import type { OverviewColumn, StatsView } from '../../state/stats-view';

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A container of some engine. */
export interface OverviewItem {
  /** `entityKey` of engine and container. */
  readonly key: string;
  readonly engineId: EngineId;
  /** The place of its engine among the engines. */
  readonly engineOrder: number;
  readonly container: Container;
}

/** One line of the table. */
export type OverviewRow =
  | { readonly kind: 'group'; readonly key: string; readonly group: string; readonly collapsed: boolean }
  | { readonly kind: 'container'; readonly key: string; readonly mark: Placed['mark'] };

/** Engine and compose project as one text; the project is '' for what belongs to none. */
export function groupOf({ engineId, container }: OverviewItem): string {
  return `${engineId}/${container.project ?? ''}`;
}

/** The key of a group's line; no container's key begins so. */
export function groupRowKey(group: string): string {
  return `project:${group}`;
}

function compareGroups(a: OverviewItem, b: OverviewItem): number {
  if (a.engineId !== b.engineId) return a.engineOrder - b.engineOrder || (a.engineId < b.engineId ? -1 : 1);
  const [left, right] = [a.container.project, b.container.project];
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return byText.compare(left, right) || (left < right ? -1 : 1);
}

function compareNames(a: OverviewItem, b: OverviewItem): number {
  return (
    byText.compare(a.container.name, b.container.name) ||
    a.engineOrder - b.engineOrder ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

/** Order of two figures; what has none comes last in either direction, and 0 where neither has one. */
function compareFigures(left: number | undefined, right: number | undefined, direction: 1 | -1): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  return direction * (left - right);
}

/** What the containers of each group use together; undefined where none of them has a figure. */
function sumsOf(
  items: readonly OverviewItem[],
  values: ReadonlyMap<string, number | undefined>,
): ReadonlyMap<string, number | undefined> {
  const sums = new Map<string, number | undefined>();
  for (const item of items) {
    const group = groupOf(item);
    const value = values.get(item.key);
    const sum = sums.get(group);
    sums.set(group, value === undefined ? sum : (sum ?? 0) + value);
  }
  return sums;
}

/**
 * The order that figures and wishes give; ties by name, so that it never flickers. What has no figure stands last in
 * either direction. Groups stand by engine, then by what they use together, or by name where names are sorted by.
 * `figure` gives a column's value of a container.
 */
export function arrangeOverview(
  items: readonly OverviewItem[],
  { sort, grouped }: Pick<StatsView, 'sort' | 'grouped'>,
  figure: (item: OverviewItem, by: Exclude<OverviewColumn, 'name'>) => number | undefined,
): readonly Wanted[] {
  const direction = sort.descending ? -1 : 1;
  const { by } = sort;
  const values = new Map<string, number | undefined>();
  if (by !== 'name') for (const item of items) values.set(item.key, figure(item, by));
  const sums = grouped && by !== 'name' ? sumsOf(items, values) : undefined;
  const compareGroup = (a: OverviewItem, b: OverviewItem): number => {
    const names = compareGroups(a, b);
    if (sums === undefined || names === 0 || a.engineId !== b.engineId) return names;
    return compareFigures(sums.get(groupOf(a)), sums.get(groupOf(b)), direction) || names;
  };
  const compare = (a: OverviewItem, b: OverviewItem): number => {
    const group = grouped ? compareGroup(a, b) : 0;
    if (group !== 0) return group;
    if (by === 'name') return direction * compareNames(a, b);
    return compareFigures(values.get(a.key), values.get(b.key), direction) || compareNames(a, b);
  };
  return items.toSorted(compare).map((item) => ({ key: item.key, group: grouped ? groupOf(item) : '' }));
}

/** Puts the groups' lines between the placed rows and leaves out what stands in closed groups. */
export function overviewRows(
  placed: readonly Placed[],
  { grouped, collapsed }: Pick<StatsView, 'grouped' | 'collapsed'>,
): readonly OverviewRow[] {
  const closed = new Set(collapsed);
  const rows: OverviewRow[] = [];
  let open: string | undefined;
  for (const { key, group, mark } of placed) {
    const hidden = grouped && closed.has(group);
    if (grouped && group !== open) {
      rows.push({ kind: 'group', key: groupRowKey(group), group, collapsed: hidden });
      open = group;
    }
    if (!hidden) rows.push({ kind: 'container', key, mark });
  }
  return rows;
}
