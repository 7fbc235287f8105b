import { defaultRangeExtractor } from '@tanstack/react-virtual';
import { type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import type { ContainerId } from '#shared/model/ids';
import { useLiveStats } from '../../charts/live-stats';
import { getClient } from '../../state/client';
import type { GridRow } from '../../state/containers/arrange';
import { entityKey } from '../../state/entities';
import { isStale, missing } from '../../state/engines';
import { recallScroll, rememberScroll } from '../../state/router';
import { store, useStore } from '../../state/store';
import { selectView, setContainersView } from '../../state/ui-actions';
import type { ContainersView } from '../../state/views';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import type { MenuPoint } from '../../ui/Menu';
import { SortHeader } from '../../ui/SortHeader';
import { Unseen } from '../../ui/Unseen';
import { ContainerRow } from './ContainerRow';
import type { ContainerList, ListSnapshot } from './container-list';
import { GroupRow } from './GroupRow';
import { useVirtualRows } from '../../ui/use-virtual-rows';
import styles from './Grid.module.css';
import { RowMenu } from './RowMenu';
import { checkState, extendSelection, setSelected, toggleSelected } from './selection';
import { handleGridKey } from './use-grid-keys';

const c = classes(styles);
const rowHeights = { compact: 28, default: 34, roomy: 42 } as const;
const overscan = 16;
/** Room for the bulk bar under the last row. */
const bulkRoom = 74;

const columns: readonly {
  readonly id: string;
  readonly label: string;
  readonly sort?: ContainersView['sort']['by'];
}[] = [
  { id: 'name', label: 'Name', sort: 'name' },
  { id: 'status', label: 'Status', sort: 'status' },
  { id: 'cpu', label: 'CPU, of one core', sort: 'cpu' },
  { id: 'memory', label: 'Memory', sort: 'memory' },
  { id: 'ports', label: 'Ports', sort: 'ports' },
  { id: 'image', label: 'Image', sort: 'image' },
  { id: 'age', label: 'Age', sort: 'age' },
];

export interface ContainerGridProps {
  readonly engine: EngineConnection;
  readonly list: ContainerList;
  readonly snapshot: ListSnapshot;
}

/** The containers as a virtual grid: only what is on screen exists, one row is in the tab order. */
export function ContainerGrid({ engine, list, snapshot }: ContainerGridProps) {
  const { rows, shown, groups } = snapshot;
  const view = useStore((state) => selectView(state).containers);
  const density = useStore((state) => state.preferences.density);
  const selectedCount = useStore((state) => state.selectedContainers.size);
  const currentKey = useStore((state) => state.currentContainer);
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string | undefined>(undefined);
  const [menu, setMenu] = useState<{ readonly key: string; readonly at: MenuPoint } | undefined>(undefined);
  const rowHeight = rowHeights[density];

  const found = rows.findIndex(({ key }) => key === currentKey);
  const currentIndex = found === -1 ? 0 : found;
  const groupStarts = useMemo(
    () => rows.flatMap(({ kind }, index) => (kind === 'group' ? [index] : [])),
    [rows],
  );
  const [initialOffset] = useState(() => recallScroll(`containers ${engine.id}`));
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan,
    initialOffset,
    paddingEnd: selectedCount > 0 ? bulkRoom : 0,
    scrollPaddingStart: view.grouped ? rowHeight : 0,
    scrollPaddingEnd: selectedCount > 0 ? bulkRoom : 0,
    // The sticky group and the current row stay even when they are scrolled out: focus must not fall off the page.
    rangeExtractor: (range) => {
      const sticky = groupStarts.findLast((start) => start <= range.startIndex);
      const wanted = new Set(defaultRangeExtractor(range));
      if (sticky !== undefined) wanted.add(sticky);
      if (currentIndex < range.count) wanted.add(currentIndex);
      return [...wanted].sort((a, b) => a - b);
    },
  });
  const measure = virtual.measure;
  useLayoutEffect(() => measure(), [measure, rowHeight]);

  // A list that goes away with pointer or focus in it is told of neither leaving.
  useEffect(
    () => () => {
      for (const reason of ['pointer', 'focus', 'menu'] as const) list.hold(reason, false);
    },
    [list],
  );

  const pointed = useRef<string | undefined>(undefined);
  const rowsBefore = useRef(rows);
  useLayoutEffect(() => {
    const before = rowsBefore.current;
    rowsBefore.current = rows;
    // A row that came above the one under the pointer: the list scrolls on by it, so that the pointer stays on its row.
    if (!snapshot.unsettled || before === rows || pointed.current === undefined) return;
    const was = before.findIndex(({ key }) => key === pointed.current);
    const is = rows.findIndex(({ key }) => key === pointed.current);
    if (was !== -1 && is !== -1) scroller.current?.scrollBy({ top: (is - was) * rowHeight });
  }, [rows, rowHeight, snapshot.unsettled]);

  const items = virtual.getVirtualItems();
  const firstVisible = virtual.range?.startIndex ?? 0;
  const lastVisible = virtual.range?.endIndex ?? 0;
  const sticky = groupStarts.findLast((start) => start <= firstVisible);
  const stale = isStale(engine);
  const unmeasured = missing(engine, 'stats');
  const liveSort = view.sort.by === 'cpu' || view.sort.by === 'memory';
  const live = useLiveStats(
    getClient(),
    engine.id,
    useMeasured(
      rows,
      snapshot,
      engine,
      firstVisible,
      lastVisible,
      stale || unmeasured !== undefined,
      liveSort,
    ),
  );
  useEffect(() => (liveSort ? list.followFigures(live) : undefined), [list, live, liveSort]);

  const go = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    store.setState({ currentContainer: row.key });
    virtual.scrollToIndex(index);
    // The row may have to be made first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
    });
  };
  const onSelect = useStableSelect(list, anchor);
  const openMenu = useCallback(
    (key: string, at: MenuPoint): void => {
      list.hold('menu', true);
      setMenu({ key, at });
    },
    [list],
  );

  return (
    <div
      className={c('grid')}
      role="grid"
      aria-label={stale ? 'Containers, last known state' : 'Containers'}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      aria-busy={stale || undefined}
      onPointerEnter={() => list.hold('pointer', true)}
      onPointerOver={(event) => {
        pointed.current = rowOf(event.target)?.key;
      }}
      onPointerLeave={() => {
        pointed.current = undefined;
        list.hold('pointer', false);
      }}
      onFocus={(event) => {
        list.hold('focus', true);
        // However the focus came, by a screen reader too: keys act on the row that has it.
        const row = rowOf(event.target);
        if (row !== undefined) store.setState({ currentContainer: row.key });
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) list.hold('focus', false);
      }}
      onKeyDown={(event) => {
        const handled = handleGridKey(event, {
          engine,
          rows,
          shown,
          currentIndex,
          page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
          anchor,
          go,
          idsOfGroup: (project) => groups.get(project)?.shown ?? [],
        });
        if (!handled) return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onContextMenu={(event) => {
        const row = rowOf(event.target);
        if (row === undefined) return;
        event.preventDefault();
        store.setState({ currentContainer: row.key });
        const box = row.element.getBoundingClientRect();
        const byKey = event.clientX === 0 && event.clientY === 0;
        openMenu(
          row.key,
          byKey ? { x: box.left + 60, y: box.bottom } : { x: event.clientX, y: event.clientY },
        );
      }}
    >
      <GridHead view={view} shown={shown} unmeasured={unmeasured} />
      <div
        ref={scroller}
        className={c('scroll')}
        role="presentation"
        onScroll={(event) => rememberScroll(`containers ${engine.id}`, event.currentTarget.scrollTop)}
        onPointerDown={(event) => onRowPointer(event, shown, anchor)}
      >
        <div className={c('canvas')} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const pinned = index === sticky;
            return (
              <div
                key={key}
                role="presentation"
                className={c('line', pinned && 'sticky')}
                style={pinned ? undefined : { transform: `translateY(${start}px)` }}
              >
                {row.kind === 'group' ? (
                  <GroupRow
                    engine={engine}
                    project={row.project}
                    group={groups.get(row.project) ?? emptyGroup}
                    collapsed={row.collapsed}
                    current={index === currentIndex}
                    index={index}
                    live={live}
                    onSelect={toggleSelected}
                    onMenu={openMenu}
                  />
                ) : (
                  <ContainerRow
                    engine={engine}
                    id={row.id}
                    gone={snapshot.gone.get(row.id)}
                    mark={row.mark}
                    grouped={view.grouped}
                    current={index === currentIndex}
                    index={index}
                    live={live}
                    onSelect={onSelect}
                    onMenu={openMenu}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <RowMenu
        engine={engine}
        row={menu?.key}
        at={menu?.at}
        groups={groups}
        onClose={() => {
          list.hold('menu', false);
          setMenu(undefined);
        }}
      />
    </div>
  );
}

const emptyGroup = { total: 0, running: 0, shown: [] } as const;

/** Selecting by a row's box: Shift takes everything from the last one on. Never changes, so that rows stay memoised. */
function useStableSelect(
  list: ContainerList,
  anchor: { current: string | undefined },
): (id: string, on: boolean, extend: boolean) => void {
  const [select] = useState(() => (id: string, on: boolean, extend: boolean): void => {
    if (extend) extendSelection(list.read().shown, anchor.current, id);
    else toggleSelected([id], on);
    anchor.current = id;
  });
  return select;
}

/** Running containers whose numbers are on screen, and the rest of each visible group, so that its sum is whole. */
function useMeasured(
  rows: readonly GridRow[],
  { groups, shown }: ListSnapshot,
  engine: EngineConnection,
  first: number,
  last: number,
  stale: boolean,
  /** Of everything, because the list is sorted by it. */
  all: boolean,
): readonly ContainerId[] {
  const containers = useStore((state) => state.containers.byKey);
  return useMemo(() => {
    if (stale) return [];
    const ids = new Set<string>();
    const visible = rows.slice(first, last + 1);
    for (const row of visible) if (row.kind === 'container') ids.add(row.id);
    for (const row of visible) {
      if (row.kind === 'group') for (const id of groups.get(row.project)?.shown ?? []) ids.add(id);
    }
    if (all) for (const id of shown) ids.add(id);
    return [...ids].flatMap((id) => {
      const container = containers.get(entityKey(engine.id, id));
      return container?.state === 'running' || container?.state === 'paused' ? [container.id] : [];
    });
  }, [all, containers, engine.id, first, groups, last, rows, shown, stale]);
}

function rowOf(target: EventTarget): { readonly key: string; readonly element: Element } | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  const key = element?.dataset['row'];
  return element === null || key === undefined ? undefined : { key, element };
}

/** A press makes the row current; with Shift or Ctrl it selects as well. */
function onRowPointer(
  event: PointerEvent,
  shown: readonly string[],
  anchor: { current: string | undefined },
): void {
  const row = rowOf(event.target);
  if (row === undefined || event.button !== 0) return;
  store.setState({ currentContainer: row.key });
  const onControl = event.target instanceof Element && event.target.closest('button, a') !== null;
  if (onControl || row.key.includes(':')) return;
  if (event.shiftKey) {
    extendSelection(shown, anchor.current, row.key);
  } else {
    anchor.current = row.key;
    if (event.ctrlKey || event.metaKey) {
      toggleSelected([row.key], !store.getState().selectedContainers.has(row.key));
    }
  }
}

function GridHead({
  view,
  shown,
  unmeasured,
}: {
  readonly view: ContainersView;
  readonly shown: readonly string[];
  /** Why there are no numbers in the columns of what is measured. */
  readonly unmeasured: string | undefined;
}) {
  const checked = useStore((state) => checkState(shown, state.selectedContainers));
  const { by, descending } = view.sort;
  return (
    <div className={c('head')} role="row" aria-rowindex={1}>
      <span role="columnheader" className={c('check')} aria-label="Selection">
        <Checkbox label="Select all" checked={checked} onChange={(on) => setSelected(on ? shown : [])} />
      </span>
      {columns.map(({ id, label, sort }) => (
        <SortHeader
          key={id}
          label={label}
          note={id === 'cpu' || id === 'memory' ? unmeasured : undefined}
          className={c(id)}
          sorted={sort === by ? (descending ? 'descending' : 'ascending') : undefined}
          onSort={
            sort === undefined
              ? undefined
              : () =>
                  setContainersView({
                    sort: {
                      by: sort,
                      // Who sorts by a figure wants the largest first.
                      descending: sort === by ? !descending : sort === 'cpu' || sort === 'memory',
                    },
                  })
          }
        />
      ))}
      <span role="columnheader">
        <Unseen>Actions</Unseen>
      </span>
    </div>
  );
}
