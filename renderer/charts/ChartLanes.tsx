import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import type { StatsMark } from '#shared/model/stats';
import { clock } from '../state/format';
import { classes } from '../ui/classes';
import { axisTime, isByMinute } from './axis-time';
import { type CoreStrip } from './cores';
import { CoresLane } from './CoresLane';
import { EventLane } from './EventLane';
import { LaneChart } from './LaneChart';
import type { Lane } from './lanes';
import { layoutMarks } from './marks';
import { gapMs, type Plot, type PlotGap, type PlotPoint, pointAt } from './plot';
import styles from './StatsView.module.css';
import { useZoomDrag } from './use-zoom-drag';
import { leastSpan, zoomAbout, zoomBy, zoomTo } from './zoom';

const c = classes(styles);
/** Left of the plots (padding, title, axis) and right of them (values); the CSS says the same. */
const plotLeft = 16 + 82 + 56;
const plotRight = 196;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Closer to the time of the cursor than so many pixels another would stand under it. */
const roomOfTime = 76;

/** How wide the plots are within the element that holds the lanes. */
export function usePlotWidth(element: RefObject<HTMLDivElement | null>, shown: boolean): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (!shown || current === null) return;
    const measure = (): void => setWidth(Math.max(0, current.clientWidth - plotLeft - plotRight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, shown]);
  return width;
}

/** Where the cursor stands, and whether it stays there when the pointer leaves. */
export interface Cursor {
  /** Epoch ms; undefined while there is none. */
  readonly at: number | undefined;
  readonly pinned: boolean;
}

export interface ChartLanesProps {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly width: number;
  readonly lanes: readonly Lane[];
  readonly plot: Plot;
  readonly window: PlotGap;
  /** What is shown without a zoom. */
  readonly whole: PlotGap;
  /** Undefined for the whole. */
  readonly onZoom: (zoom: PlotGap | undefined) => void;
  /** How many ms a kept sample stands for. */
  readonly sampleMs: number;
  readonly marks: readonly StatsMark[];
  /** Undefined where the cores are not asked for; `strip` in it is undefined where the engine does not tell them. */
  readonly cores: { readonly strip: CoreStrip | undefined } | undefined;
  readonly cursor: Cursor;
  readonly onCursor: (cursor: Cursor) => void;
  /** Epoch ms of the newest sample; undefined where there is none. */
  readonly latestAt: number | undefined;
  /** Under the charts. */
  readonly note: string;
  readonly onTable: () => void;
  readonly onPart: (lane: 'Network' | 'Block I/O', part: string | undefined) => void;
}

/** The lanes over one time axis, with what happened on top and one cursor through all of them. */
export function ChartLanes(props: ChartLanesProps) {
  const { element, width, lanes, plot, window, marks, cores, cursor, onCursor, onTable } = props;
  const span = window.to - window.from;
  const placed = useMemo(() => layoutMarks(marks, window, width), [marks, window, width]);
  const times = useMemo(() => placed.map(({ at }) => at), [placed]);
  const at = cursor.at === undefined ? undefined : Math.min(window.to, Math.max(window.from, cursor.at));
  const minutes = isByMinute(window) || props.sampleMs > 1000;
  const reach = Math.max(gapMs, (span / Math.max(60, width)) * 2, minutes ? 120_000 : 0);
  // Under the cursor stands what is drawn; without it the newest sample, which a peak beside it must not hide.
  const point =
    at === undefined
      ? pointAt(plot.all, props.latestAt ?? window.to, reach)
      : pointAt(plot.points, at, reach);
  const shownAt = at === undefined ? undefined : (point?.at ?? at);
  const x = shownAt === undefined ? undefined : ((shownAt - window.from) / span) * width;

  const timeAt = (clientX: number): number | undefined => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || width === 0) return undefined;
    const share = (clientX - box.left - plotLeft) / width;
    return share < 0 || share > 1 ? undefined : window.from + share * span;
  };
  const onMove = (event: MouseEvent): void => {
    if (!cursor.pinned && width > 0) onCursor({ at: timeAt(event.clientX), pinned: false });
  };
  const { whole, onZoom } = props;
  const least = leastSpan(props.sampleMs);
  const drag = useZoomDrag(timeAt, (one, other) => onZoom(zoomTo(one, other, whole, least)));
  const zoomKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const about = at ?? (window.from + window.to) / 2;
    if (key === '+' || key === '=') onZoom(zoomAbout(window, about, 0.5, whole, least));
    else if (key === '-') onZoom(zoomAbout(window, about, 2, whole, least));
    else if (key === '0') onZoom(undefined);
    else if (shiftKey && key === 'ArrowLeft') onZoom(zoomBy(window, -0.25, whole));
    else if (shiftKey && key === 'ArrowRight') onZoom(zoomBy(window, 0.25, whole));
    else return false;
    return true;
  };
  const cursorKey = ({ key }: KeyboardEvent): boolean => {
    const step = span / 60;
    if (key === 'ArrowLeft') onCursor({ ...cursor, at: (at ?? window.to) - step });
    else if (key === 'ArrowRight') onCursor({ ...cursor, at: (at ?? window.from) + step });
    else if (key === ' ') onCursor({ ...cursor, pinned: !cursor.pinned && at !== undefined });
    else if (key === 'Enter') onTable();
    else if (key === 'Escape' && at !== undefined) onCursor({ at: undefined, pinned: false });
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!zoomKey(event) && !cursorKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={element}
      className={c('lanes')}
      role="group"
      aria-label="Charts"
      aria-description="Arrow keys move the cursor, Space pins it, plus and minus zoom, Shift with arrows moves on, 0 shows all, Enter shows a table."
      tabIndex={0}
      onMouseMove={onMove}
      onMouseLeave={() => !cursor.pinned && onCursor({ at: undefined, pinned: false })}
      onClick={(event) => {
        if (!drag.endedWith(event)) onCursor({ at, pinned: !cursor.pinned && at !== undefined });
      }}
      onDoubleClick={(event) => {
        if (event.target instanceof Element && event.target.closest('button, a') === null) onZoom(undefined);
      }}
      onPointerDown={drag.onPointerDown}
      onPointerMove={drag.onPointerMove}
      onPointerUp={drag.onPointerUp}
      onPointerCancel={drag.onPointerCancel}
      onKeyDown={onKeyDown}
    >
      {drag.chosen !== undefined && (
        <i className={c('chosen')} style={bandOf(drag.chosen, window, width)} aria-hidden="true" />
      )}
      <EventLane marks={placed} at={shownAt} />
      {lanes.map((lane) => (
        <LaneGroup
          key={lane.name}
          {...props}
          lane={lane}
          times={times}
          point={point}
          shownAt={shownAt}
          cores={lane.name === 'CPU' ? cores : undefined}
          x={x}
        />
      ))}
      <div className={c('times')} style={{ left: plotLeft, width }} aria-hidden="true">
        {ticks
          .filter((share) => x === undefined || Math.abs(share * width - x) > roomOfTime)
          .map((share) => (
            <span
              key={share}
              className={c(share === 0 && 'timeFirst', share === 1 && 'timeLast')}
              style={{ left: share * width }}
            >
              {axisTime(window.from + share * span, window)}
            </span>
          ))}
        {shownAt !== undefined && (
          <span className={c('timeCursor')} style={{ left: x }}>
            {clock(shownAt)}
          </span>
        )}
      </div>
      <p className={c('gapNote')}>{props.note}</p>
      <span className={c('unseen')} role="status">
        {shownAt !== undefined && `${clock(shownAt)}: ${spoken(lanes, point)}`}
      </span>
    </div>
  );
}

/** Where the time that is being chosen stands over the lanes. */
function bandOf(chosen: PlotGap, window: PlotGap, width: number) {
  const placeOf = (at: number): number => ((at - window.from) / (window.to - window.from)) * width;
  const [left, right] = [placeOf(chosen.from), placeOf(chosen.to)].toSorted((a, b) => a - b);
  return { left: plotLeft + (left ?? 0), width: (right ?? 0) - (left ?? 0) };
}

/** A lane, and the cores under that of the CPU. */
function LaneGroup({
  lane,
  plot,
  window,
  width,
  point,
  shownAt,
  times,
  cores,
  x,
  onPart,
}: ChartLanesProps & {
  readonly lane: Lane;
  readonly point: PlotPoint | undefined;
  readonly shownAt: number | undefined;
  readonly times: readonly number[];
  readonly x: number | undefined;
}) {
  const { name } = lane;
  return (
    <>
      <LaneChart
        lane={lane}
        plot={plot}
        window={window}
        width={width}
        point={point}
        cursor={shownAt}
        marks={times}
        onPart={name === 'Network' || name === 'Block I/O' ? (part) => onPart(name, part) : undefined}
      />
      {cores !== undefined && <CoresLane strip={cores.strip} width={width} cursorX={x} />}
    </>
  );
}

function spoken(lanes: readonly Lane[], point: PlotPoint | undefined): string {
  return lanes
    .filter((lane) => lane.missing === undefined)
    .map((lane) => {
      const values = lane.series.map(({ key }) => {
        const value = point?.[key];
        return value === null || value === undefined ? 'no sample' : lane.format(value);
      });
      return `${lane.name} ${values.join(', ')}`;
    })
    .join('; ');
}
