import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import type { Placed, Wanted } from '../ordering';
import type { ContainersView } from '../views';
import { compileQuery } from './query';
import { isRunning, needsAttention, statusRank } from './status';

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Sorts after every project's name, so that what belongs to no project comes last. */
export const noProject = '';

/** How many there are of each kind the quick filter names, over the whole list. */
export interface SegmentCounts {
  readonly all: number;
  readonly running: number;
  readonly stopped: number;
  readonly attention: number;
}

/** Counts for the quick filter. */
export function segmentCounts(containers: readonly Container[]): SegmentCounts {
  let running = 0;
  let attention = 0;
  for (const container of containers) {
    if (isRunning(container)) running += 1;
    if (needsAttention(container)) attention += 1;
  }
  return { all: containers.length, running, stopped: containers.length - running, attention };
}

function inSegment(container: Container, segment: ContainersView['segment']): boolean {
  switch (segment) {
    case 'all':
      return true;
    case 'running':
      return isRunning(container);
    case 'stopped':
      return !isRunning(container);
    case 'attention':
      return needsAttention(container);
  }
}

function firstPort(container: Container): number {
  const published = container.ports.find(({ publicPort }) => publicPort !== undefined);
  return published?.publicPort ?? container.ports[0]?.privatePort ?? Number.MAX_SAFE_INTEGER;
}

/** Columns whose values change all the time. */
export type LiveColumn = 'cpu' | 'memory';
/** What is in a live column of a container, by its mean; undefined where nothing is measured. */
export type LiveValue = (id: ContainerId, by: LiveColumn) => number | undefined;

function compare(by: ContainersView['sort']['by'], a: Container, b: Container): number {
  switch (by) {
    case 'cpu':
    case 'memory':
    case 'name':
      return 0;
    case 'status':
      return statusRank(a) - statusRank(b);
    case 'ports':
      return firstPort(a) - firstPort(b);
    case 'image':
      return byText.compare(a.image, b.image);
    case 'age':
      // The younger one has the smaller age.
      return b.createdAt - a.createdAt;
  }
}

/** What the person asked for, as one value that changes when it does; collapsed groups do not change any order. */
export function viewKey(view: ContainersView): string {
  return JSON.stringify([view.sort, view.grouped, view.segment, view.filter]);
}

/**
 * The rows that the data and the person's wishes give, in order; ties by name, then id, so that it never flickers. What has
 * no live value stands last in either direction.
 */
export function arrange(
  containers: readonly Container[],
  view: ContainersView,
  live?: LiveValue,
): readonly Wanted[] {
  const matches = compileQuery(view.filter);
  const direction = view.sort.descending ? -1 : 1;
  const shown = containers.filter((container) => inSegment(container, view.segment) && matches(container));
  const { by } = view.sort;
  const values =
    by === 'cpu' || by === 'memory' ? new Map(shown.map(({ id }) => [id, live?.(id, by)])) : undefined;
  shown.sort((a, b) => {
    if (view.grouped && a.project !== b.project) {
      if (a.project === undefined) return 1;
      if (b.project === undefined) return -1;
      return byText.compare(a.project, b.project) || (a.project < b.project ? -1 : 1);
    }
    const byName = byText.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
    if (values !== undefined) {
      const [left, right] = [values.get(a.id), values.get(b.id)];
      if (left === undefined || right === undefined)
        return left === right ? byName : left === undefined ? 1 : -1;
      return direction * (left - right) || byName;
    }
    return direction * (compare(view.sort.by, a, b) || byName);
  });
  return shown.map(({ id, project }) => ({
    key: id,
    group: view.grouped ? (project ?? noProject) : noProject,
  }));
}

/** One line of the grid. */
export type GridRow =
  | { readonly kind: 'group'; readonly key: string; readonly project: string; readonly collapsed: boolean }
  | {
      readonly kind: 'container';
      readonly key: string;
      readonly id: string;
      readonly project: string;
      readonly mark: Placed['mark'];
    };

/** The key of a group's line; no container id has a colon. */
export function groupKey(project: string): string {
  return `project:${project}`;
}

/** Puts the group lines between the placed rows and leaves out what stands in collapsed groups. */
export function gridRows(placed: readonly Placed[], view: ContainersView): readonly GridRow[] {
  const collapsed = new Set(view.collapsed);
  const rows: GridRow[] = [];
  let open: string | undefined;
  for (const { key, group, mark } of placed) {
    const hidden = view.grouped && collapsed.has(group);
    if (view.grouped && group !== open) {
      rows.push({ kind: 'group', key: groupKey(group), project: group, collapsed: hidden });
      open = group;
    }
    if (!hidden) rows.push({ kind: 'container', key, id: key, project: group, mark });
  }
  return rows;
}
