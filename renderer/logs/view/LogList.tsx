import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { classes } from '../../ui/classes';
import { needsDate } from '../log-time';
import type { LogViewModel } from '../model/view-model';
import type { RowActions } from '../row/LogRow';
import { RowTexts } from '../row/row-texts';
import type { ListController } from './list-controller';
import styles from './LogList.module.css';
import { ListRow, type RowFrame } from './ListRow';
import { LogScrollbar } from './LogScrollbar';
import { OlderHead } from './OlderHead';
import { useDrag } from './use-drag';
import { padding, rowHeight } from './viewport';

const c = classes(styles);

export interface LogListProps {
  readonly model: LogViewModel;
  readonly controller: ListController;
  readonly label: string;
  /** The engine gives lines no time: nothing is kept free for it. */
  readonly untimed: boolean;
  /** Sequence of the row that the keyboard is on. */
  readonly cursor: number | undefined;
  readonly onCursor: (sequence: number) => void;
  readonly actions: RowActions;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Asked for a menu on a row, at a point of the window. */
  readonly onMenu: (sequence: number, at: { readonly x: number; readonly y: number }) => void;
}

/**
 * The rows in view of a log of any length. The controller says which rows are drawn and puts them where they belong;
 * only the text scrolls sideways, under its gutter.
 */
export function LogList(props: LogListProps) {
  const { model, controller, untimed, cursor, onMenu } = props;
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const sizer = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ height: 0, width: 0 });
  const [texts] = useState(() => new RowTexts());
  const widest = useRef(0);
  const sideways = useRef(false);
  const drag = useDrag({ model, controller, scroller, onCursor: props.onCursor });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    controller.attach(block.current);
    let width = -1;
    const measure = (): void => {
      const { clientHeight, clientWidth } = element;
      controller.resize(clientHeight, clientWidth !== width);
      width = clientWidth;
      setSize({ height: clientHeight, width });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      controller.attach(null);
    };
  }, [controller]);

  const { rows, options, selection } = model;
  const { wrap } = options;
  const frame = controller.frame(size.height);

  useLayoutEffect(() => controller.forgetHeights(), [controller, wrap, options.compact, options.times]);
  useLayoutEffect(() => {
    if (sizer.current === null || block.current === null || size.height === 0) return;
    // While it is scrolled sideways the width only grows, so that shorter lines do not pull the view back. Only then is
    // it measured: that makes the browser lay out the page in the middle of a frame.
    widest.current = wrap || !sideways.current ? 0 : Math.max(widest.current, block.current.scrollWidth);
    sizer.current.style.minWidth = widest.current === 0 ? '' : `max(100%, ${widest.current}px)`;
    controller.lay(frame);
  });

  // The wheel is heard at once, not with React's next turn: by then new lines would have moved the view to the end.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? element.clientHeight : 1;
      controller.scrollBy(event.deltaY * unit);
    };
    element.addEventListener('wheel', onWheel, { passive: true });
    return () => element.removeEventListener('wheel', onWheel);
  }, [controller]);

  const above = frame.following ? Number.POSITIVE_INFINITY : frame.top.index + frame.top.part;
  const indexes = Array.from(
    { length: frame.window.to - frame.window.from },
    (_unused, at) => frame.window.from + at,
  );
  const times = untimed ? 'off' : options.times;
  const now = useClock(times === 'relative');
  const shared: RowFrame = {
    model,
    texts,
    actions: props.actions,
    times,
    // Those at the ends are of the earliest and of the latest day in view.
    withDate: [frame.window.from, frame.window.to - 1].some((index) => {
      const row = rows.at(index);
      return row?.kind === 'line' && needsDate(row.time, now, times);
    }),
    now,
    merged: model.sources.length > 1,
  };
  return (
    <div className={c('frame')} style={{ '--view-width': `${size.width}px` } as React.CSSProperties}>
      <div
        ref={scroller}
        id={id}
        className={c('scroller', wrap && 'wrap', drag.selecting && 'selecting')}
        role="log"
        aria-label={props.label}
        aria-live="off"
        tabIndex={0}
        data-log-list
        onKeyDown={props.onKeyDown}
        onScroll={(event) => {
          // Only sideways is the browser's: a search or a focus may have moved it down.
          if (event.currentTarget.scrollTop !== 0) event.currentTarget.scrollTop = 0;
          sideways.current = event.currentTarget.scrollLeft > 0;
        }}
        onPointerDown={drag.onPointerDown}
        onContextMenu={(event: MouseEvent) => {
          const box = scroller.current?.getBoundingClientRect();
          const byKey = event.button !== 2;
          const sequence = byKey ? cursor : controller.sequenceAtY(event.clientY - (box?.top ?? 0));
          if (sequence === undefined || box === undefined) return;
          event.preventDefault();
          onMenu(
            sequence,
            byKey ? beneathRow(event.currentTarget, sequence) : { x: event.clientX, y: event.clientY },
          );
        }}
      >
        <div ref={sizer} className={c('stage')}>
          <div ref={block} className={c('rows')}>
            {frame.window.from === 0 && <OlderHead model={model} onFocus={() => controller.showHead()} />}
            {indexes.map((index) => {
              const row = rows.at(index);
              if (row === undefined) return null;
              const { sequence } = row;
              return (
                <ListRow
                  key={sequence}
                  frame={shared}
                  row={row}
                  index={index}
                  atCursor={cursor === sequence}
                  selected={selection !== undefined && sequence >= selection.from && sequence <= selection.to}
                />
              );
            })}
          </div>
        </div>
      </div>
      <LogScrollbar
        model={model}
        controls={id}
        height={size.height}
        visible={(size.height - 2 * padding) / rowHeight}
        count={frame.count}
        above={above}
        onGrab={() => {
          if (model.paused === undefined && !controller.short) model.pause('scroll', controller.drawnTop);
        }}
        onPart={(part) => controller.scrollToPart(part)}
      />
    </div>
  );
}

/** Where a menu that was asked for by key opens: beneath its row, or at the top of a list that does not show the row. */
function beneathRow(list: Element, sequence: number): { readonly x: number; readonly y: number } {
  const box = list.getBoundingClientRect();
  const row = list.querySelector(`[data-sequence="${sequence}"]`)?.getBoundingClientRect();
  const y = row === undefined ? box.top + 40 : row.top + rowHeight;
  return { x: box.left + 120, y: Math.max(box.top, Math.min(box.bottom, y)) };
}

/** The page's clock: each second while `ticking`, else as it was when the list was opened. */
function useClock(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const tick = (): void => setNow(Date.now());
    // At once, too: the time of opening may be long ago.
    const first = setTimeout(tick);
    const timer = setInterval(tick, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [ticking]);
  return now;
}
