import { defaultRangeExtractor } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { basisWords } from '../../charts/figures';
import { recallRow, recallScroll, rememberRow, rememberScroll } from '../../state/router';
import type { OverviewColumn, StatsView } from '../../state/stats-view';
import { useStore } from '../../state/store';
import { setStatsView } from '../../state/ui-actions';
import { classes } from '../../ui/classes';
import { SortHeader } from '../../ui/SortHeader';
import { useVirtualRows } from '../../ui/use-virtual-rows';
import type { OverviewList, OverviewSnapshot } from './overview-list';
import { OverviewGroupRow, OverviewRow } from './OverviewRow';
import type { RowPainter } from './row-painter';
import styles from './Stats.module.css';

const c = classes(styles);
const rowHeights = { compact: 28, default: 34, roomy: 42 } as const;
const overscan = 6;

const labels: Readonly<Record<Exclude<OverviewColumn, 'cpu'>, string>> = {
  name: 'Name',
  memory: 'Memory',
  received: 'Received',
  sent: 'Sent',
  read: 'Read',
  written: 'Written',
  pids: 'PIDs',
};

export interface OverviewGridProps {
  readonly list: OverviewList;
  readonly snapshot: OverviewSnapshot;
  readonly view: StatsView;
  readonly painter: RowPainter;
  readonly onOpen: (key: string) => void;
}

/** The running containers as a virtual grid: one row in the tab order, numbers painted from outside React. */
export function OverviewGrid({ list, snapshot, view, painter, onOpen }: OverviewGridProps) {
  const { rows, items, groups, engines } = snapshot;
  const density = useStore((state) => state.preferences.density);
  const scroller = useRef<HTMLDivElement>(null);
  const [currentKey, setCurrentKey] = useState(() => recallRow('stats'));
  const choose = (key: string): void => {
    setCurrentKey(key);
    rememberRow('stats', key);
  };
  const rowHeight = rowHeights[density];
  const found = rows.findIndex(({ key }) => key === currentKey);
  const currentIndex = found === -1 ? 0 : found;
  const several = engines.length > 1;
  const names = useMemo(() => new Map(engines.map(({ id, name }) => [id, name])), [engines]);
  const [initialOffset] = useState(() => recallScroll('stats'));
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan,
    initialOffset,
    // The current row stays even when it is scrolled out: focus must not fall off the page.
    rangeExtractor: (range) => {
      const wanted = new Set(defaultRangeExtractor(range));
      if (currentIndex < range.count) wanted.add(currentIndex);
      return [...wanted].sort((a, b) => a - b);
    },
  });
  const measure = virtual.measure;
  useLayoutEffect(() => measure(), [measure, rowHeight]);

  // A list that goes away with pointer or focus in it is told of neither leaving.
  useEffect(
    () => () => {
      for (const reason of ['pointer', 'focus'] as const) list.hold(reason, false);
    },
    [list],
  );

  const go = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    choose(row.key);
    virtual.scrollToIndex(rows.indexOf(row));
    // The row may have to be made first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
    });
  };
  const fold = (group: string, closed: boolean): void => {
    const others = view.collapsed.filter((other) => other !== group);
    setStatsView({ collapsed: closed ? [...others, group] : others });
  };
  const page = (): number => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.dataset['row'] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[currentIndex];
    switch (event.key) {
      case 'ArrowDown':
      case 'j':
        go(currentIndex + 1);
        break;
      case 'ArrowUp':
      case 'k':
        go(currentIndex - 1);
        break;
      case 'PageDown':
        go(currentIndex + page());
        break;
      case 'PageUp':
        go(currentIndex - page());
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(rows.length - 1);
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        if (row?.kind !== 'group') return;
        fold(row.group, event.key === 'ArrowLeft');
        break;
      case 'Enter':
        if (row === undefined) return;
        if (row.kind === 'group') fold(row.group, !row.collapsed);
        else onOpen(row.key);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const { by, descending } = view.sort;
  const header = (id: OverviewColumn, label: string) => (
    <SortHeader
      key={id}
      label={label}
      className={c(id)}
      sorted={id === by ? (descending ? 'descending' : 'ascending') : undefined}
      onSort={() =>
        // Who sorts by a figure wants the largest first.
        setStatsView({ sort: { by: id, descending: id === by ? !descending : id !== 'name' } })
      }
    />
  );

  return (
    <div
      className={c('grid')}
      role="grid"
      aria-label="Stats"
      aria-rowcount={rows.length + 1}
      onPointerEnter={() => list.hold('pointer', true)}
      onPointerLeave={() => list.hold('pointer', false)}
      onFocus={(event) => {
        list.hold('focus', true);
        const key = event.target.closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (key !== undefined) choose(key);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) list.hold('focus', false);
      }}
      onKeyDown={onKeyDown}
    >
      <div className={c('head')} role="row" aria-rowindex={1}>
        {header('name', 'Name')}
        {header('cpu', `CPU, ${basisWords[view.basis]}`)}
        {(['memory', 'received', 'sent', 'read', 'written', 'pids'] as const).map((id) =>
          header(id, labels[id]),
        )}
      </div>
      <div
        ref={scroller}
        className={c('scroll')}
        role="presentation"
        onScroll={(event) => rememberScroll('stats', event.currentTarget.scrollTop)}
      >
        <div className={c('canvas')} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const item = row.kind === 'container' ? items.get(row.key) : undefined;
            const group = row.kind === 'group' ? groups.get(row.group) : undefined;
            return (
              <div
                key={key}
                role="presentation"
                className={c('line')}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row.kind === 'group' && group !== undefined && (
                  <OverviewGroupRow
                    rowKey={row.key}
                    group={group}
                    collapsed={row.collapsed}
                    withEngine={several}
                    current={index === currentIndex}
                    index={index}
                    painter={painter}
                    onToggle={(closed) => fold(row.group, closed)}
                  />
                )}
                {row.kind === 'container' && item !== undefined && (
                  <OverviewRow
                    item={item}
                    mark={row.mark}
                    grouped={view.grouped}
                    engineName={several && !view.grouped ? names.get(item.engineId) : undefined}
                    current={index === currentIndex}
                    index={index}
                    painter={painter}
                    onOpen={onOpen}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
