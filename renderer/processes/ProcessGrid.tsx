import { defaultRangeExtractor } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import type { ProcessesView as View } from '../state/stats-view';
import { setProcessesView } from '../state/ui-actions';
import { classes } from '../ui/classes';
import type { MenuPoint } from '../ui/Menu';
import { SortHeader } from '../ui/SortHeader';
import { Unseen } from '../ui/Unseen';
import { useVirtualRows } from '../ui/use-virtual-rows';
import type { ProcessColumn } from './columns';
import { ProcessLine } from './ProcessLine';
import styles from './Processes.module.css';
import type { ProcessFeed } from './process-feed';
import type { ProcessRow } from './tree';

const c = classes(styles);
const rowHeight = 28;

export interface ProcessGridProps {
  readonly feed: ProcessFeed;
  readonly rows: readonly ProcessRow[];
  readonly columns: readonly ProcessColumn[];
  readonly tree: boolean;
  readonly sort: View['sort'];
  readonly onFold: (key: string, folded: boolean) => void;
  readonly onMenu: (key: string, at: MenuPoint) => void;
  /** A character was typed on the list: it is looked for. */
  readonly onType: (character: string) => void;
}

/** Room for each column: the program has the rest. */
function templateOf(columns: readonly ProcessColumn[]): string {
  const others = columns.slice(1).map(({ characters }) => `calc(${characters}ch + 20px)`);
  return ['minmax(180px, 1fr)', ...others, '28px'].join(' ');
}

/** The processes as a tree or a table: only what is on screen exists, one row is in the tab order. */
export function ProcessGrid({ feed, rows, columns, tree, sort, onFold, onMenu, onType }: ProcessGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [currentKey, setCurrentKey] = useState<string>();
  const found = rows.findIndex(({ key }) => key === currentKey);
  const currentIndex = found === -1 ? 0 : found;
  const template = templateOf(columns);
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    rangeExtractor: (range) => {
      const wanted = new Set(defaultRangeExtractor(range));
      if (currentIndex < range.count) wanted.add(currentIndex);
      return [...wanted].sort((a, b) => a - b);
    },
  });
  // A list that goes away with pointer or focus in it is told of neither leaving.
  useEffect(
    () => () => {
      feed.hold('pointer', false);
      feed.hold('focus', false);
    },
    [feed],
  );
  const go = (index: number): void => {
    const at = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[at];
    if (row === undefined) return;
    setCurrentKey(row.key);
    virtual.scrollToIndex(at);
    // The row may have to be made first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
    });
  };
  const page = (): number => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const row = rows[currentIndex];
    if (target.dataset['row'] === undefined || row === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowDown':
        go(currentIndex + 1);
        break;
      case 'ArrowUp':
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
        if (row.children > 0 && !row.folded) onFold(row.key, true);
        else if (row.parent !== undefined) go(rows.findIndex(({ key }) => key === row.parent));
        break;
      case 'ArrowRight':
        if (row.children > 0 && row.folded) onFold(row.key, false);
        else if (row.children > 0) go(currentIndex + 1);
        break;
      case 'Enter': {
        const box = target.getBoundingClientRect();
        onMenu(row.key, { x: box.left + 60, y: box.bottom });
        break;
      }
      default:
        if (event.key.length !== 1 || event.key === ' ' || event.key === '?') return;
        onType(event.key === '/' ? '' : event.key);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={c('grid')}
      role={tree ? 'treegrid' : 'grid'}
      aria-label="Processes"
      aria-rowcount={rows.length + 1}
      onPointerEnter={() => feed.hold('pointer', true)}
      onPointerLeave={() => feed.hold('pointer', false)}
      onFocus={(event) => {
        feed.hold('focus', true);
        const key = event.target.closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (key !== undefined) setCurrentKey(key);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) feed.hold('focus', false);
      }}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        const element = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
        const key = element?.dataset['row'];
        if (element === null || key === undefined) return;
        event.preventDefault();
        setCurrentKey(key);
        const box = element.getBoundingClientRect();
        const byKey = event.clientX === 0 && event.clientY === 0;
        onMenu(key, byKey ? { x: box.left + 60, y: box.bottom } : { x: event.clientX, y: event.clientY });
      }}
    >
      <div ref={scroller} className={c('scroll')} role="presentation">
        <div className={c('head')} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {columns.map(({ title, label, index, numeric, meaning }) => (
            <SortHeader
              key={index}
              label={displayText(label, 60)}
              hint={meaning}
              className={c('column', numeric && 'numeric')}
              sorted={sort.by === title ? (sort.descending ? 'descending' : 'ascending') : undefined}
              onSort={() =>
                setProcessesView({
                  sort:
                    sort.by !== title
                      ? { by: title, descending: numeric && !/^P?P?ID$/.test(title) }
                      : { by: title, descending: !sort.descending },
                })
              }
            />
          ))}
          <span role="columnheader">
            <Unseen>Actions</Unseen>
          </span>
        </div>
        <div className={c('canvas')} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                role="presentation"
                className={c('line')}
                style={{ transform: `translateY(${start}px)` }}
              >
                <ProcessLine
                  row={row}
                  columns={columns}
                  template={template}
                  tree={tree}
                  current={index === currentIndex}
                  index={index}
                  onFold={onFold}
                  onMenu={onMenu}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
