import { useCallback, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { classes } from '../ui/classes';
import { HitMarks } from './HitMarks';
import styles from './LogList.module.css';
import type { LogModel } from './log-model';
import { needsDate } from './log-time';
import { LogRow, NoticeRow } from './LogRow';

const c = classes(styles);

/** Height of a row in px, of the tokens' `--row-log`. */
export const rowHeight = 20;
const padding = 4;
const overscan = 6;

export interface LogListProps {
  readonly model: LogModel;
  readonly label: string;
  readonly onOpen: (sequence: number) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

/**
 * The rows in view of a log of any length. The scroller is as high as all rows of 20 px together; the rows themselves
 * stand in a stage that sticks to the view, so that no pixel position grows beyond what browsers compute exactly. When
 * lines wrap, the scroll position still counts in rows of 20 px and says which row is on top; at the end, rows are
 * laid from the bottom. Where the view stands is kept in the model.
 */
export function LogList({ model, label, onOpen, onKeyDown }: LogListProps) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ height: 0, width: 0 });
  // Lines of other days show their date; after midnight those of the new day do, too, until the log is opened again.
  const [now] = useState(() => Date.now());
  // Where the scroller was put by us: its scroll event is no act of the person.
  const placed = useRef(0);
  const pinned = useRef(false);
  const widest = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      setSize({ height: element.clientHeight, width: element.clientWidth });
      model.setViewRows((element.clientHeight - 2 * padding) / rowHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [model]);

  const { ring, options } = model;
  const { wrap, times } = options;
  const first = ring.firstSequence;
  const rows = ring.endSequence - first;
  const following = model.paused === undefined;
  const spare = wrap ? Math.max(0, size.height - rowHeight) : 2 * padding;
  const height = rows * rowHeight + spare;
  const visible = Math.ceil(size.height / rowHeight) + 1;
  const top = model.viewTop - first;
  // Wrapping rows at the end are laid from the bottom: that many before the top one may be in view.
  const from = Math.max(0, Math.floor(top) - (wrap ? visible : overscan));
  const to = Math.min(rows, Math.ceil(top) + visible + overscan);

  useLayoutEffect(() => {
    const element = scroller.current;
    const content = block.current;
    if (element === null || content === null || spacer.current === null || size.height === 0) return;
    // While it is scrolled sideways the width only grows, so that shorter lines do not pull the view back.
    const natural = wrap ? 0 : content.scrollWidth;
    widest.current = element.scrollLeft > 0 ? Math.max(widest.current, natural) : natural;
    spacer.current.style.minWidth = `max(100%, ${widest.current}px)`;
    const end = Math.max(0, element.scrollHeight - element.clientHeight);
    const target = following ? end : Math.min(end, top * rowHeight);
    if (Math.abs(element.scrollTop - target) >= 1) element.scrollTop = target;
    placed.current = element.scrollTop;
    const row = content.children.item(Math.floor(top) - from);
    const topRow = row instanceof HTMLElement ? row : undefined;
    const rowTop = topRow?.offsetTop ?? 0;
    let shift = padding - rowTop - (top % 1) * (topRow?.offsetHeight ?? rowHeight);
    const bottom = shift + content.offsetHeight;
    const short =
      rows * rowHeight <= size.height && from === 0 && content.offsetHeight + 2 * padding <= size.height;
    pinned.current = wrap && to === rows && (following || bottom < size.height - padding) && !short;
    if (pinned.current) shift = size.height - padding - content.offsetHeight;
    else if (short) shift = padding;
    else if (!wrap) shift = padding + from * rowHeight - element.scrollTop;
    content.style.transform = `translateY(${shift}px)`;
  });

  /** The row at the top of the view as it is drawn, for leaving the pinned end of a wrapped log. */
  const drawnTop = useCallback((): number => {
    const edge = scroller.current?.getBoundingClientRect().top ?? 0;
    for (const row of block.current?.children ?? []) {
      const box = row.getBoundingClientRect();
      if (box.bottom > edge + padding && row instanceof HTMLElement) {
        return Number(row.dataset['sequence']) + Math.max(0, (edge + padding - box.top) / box.height);
      }
    }
    return model.viewTop;
  }, [model]);

  const onScroll = useCallback((): void => {
    const element = scroller.current;
    if (element === null) return;
    const moved = element.scrollTop - placed.current;
    if (Math.abs(moved) < 1) return;
    const atEnd = element.scrollTop >= element.scrollHeight - element.clientHeight - 1;
    if (moved > 0 && (model.paused === undefined || (atEnd && model.paused === 'scroll'))) model.follow();
    else if (pinned.current && moved < 0) model.scrollTo(drawnTop() + moved / rowHeight);
    else model.scrollTo(model.ring.firstSequence + element.scrollTop / rowHeight);
  }, [model, drawnTop]);

  const pause = useCallback((): void => {
    if (model.paused === undefined && rows * rowHeight > size.height) {
      model.pause('scroll', pinned.current ? drawnTop() : model.viewTop);
    }
  }, [model, rows, size.height, drawnTop]);

  const withDate = useMemo(
    () =>
      [from, to - 1].some((at) => {
        const row = ring.row(first + at);
        return row?.kind === 'line' && needsDate(row.time, now, times);
      }),
    [ring, first, from, to, now, times],
  );

  return (
    <div className={c('frame')} style={{ '--view-width': `${size.width}px` } as React.CSSProperties}>
      <div
        ref={scroller}
        className={c('scroller', wrap && 'wrap')}
        role="log"
        aria-label={label}
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          // At once, not with the scroll event: by then new lines would have moved the view back to the end.
          if (event.deltaY < 0) pause();
        }}
        onPointerDown={(event) => {
          const onBar = event.target === scroller.current && event.nativeEvent.offsetX > size.width;
          if (onBar) pause();
        }}
        onMouseUp={() => {
          const selection = document.getSelection();
          const selected = selection !== null && !selection.isCollapsed;
          if (selected && scroller.current?.contains(selection.anchorNode) === true) {
            if (model.paused === undefined) model.pause('select', model.viewTop);
          }
        }}
      >
        <div ref={spacer} className={c('spacer')} style={{ height }}>
          <div className={c('stage')} style={{ height: size.height }}>
            <div ref={block} className={c('rows')}>
              {Array.from({ length: Math.max(0, to - from) }, (_unused, index) => {
                const sequence = first + from + index;
                const row = ring.row(sequence);
                if (row === undefined) return null;
                if (row.kind === 'notice') {
                  return (
                    <NoticeRow
                      key={sequence}
                      sequence={sequence}
                      text={row.notice.text}
                      at={row.notice.at}
                      times={times}
                    />
                  );
                }
                return (
                  <LogRow
                    key={sequence}
                    sequence={sequence}
                    line={model.texts.get(sequence, row.bytes)}
                    time={row.time}
                    stderr={row.stderr}
                    truncated={row.truncated}
                    times={times}
                    withDate={withDate}
                    wrap={wrap}
                    query={model.search.query}
                    current={model.current === sequence}
                    onOpen={onOpen}
                  />
                );
              })}
            </div>
          </div>
        </div>
      </div>
      <HitMarks hits={model.search.hits} first={first} rows={rows} current={model.current} />
    </div>
  );
}
