import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LogNotice } from '#shared/model/log';
import { displayText } from '#shared/util/display-text';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { type GlyphName, StateGlyph } from '../../ui/StateGlyph';
import { Unseen } from '../../ui/Unseen';
import { barPaths, barsHeight, countsOf, countWords } from './bars';
import type { VolumeView } from './histogram';
import { axisTime, timeTicks } from './ticks';
import { useSlowed } from './use-slowed';
import { useStrip } from './use-strip';
import styles from './VolumeStrip.module.css';

const c = classes(styles);

const columnPx = 8;
const labelPx = 76;
/** Marks nearer than this to the one before are left out. */
const markPx = 7;

/** While lines come, the bars are drawn anew so often. */
const drawEveryMs = 250;

interface Drawn {
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

const sameDrawn = (one: Drawn, other: Drawn): boolean =>
  one.version === other.version && one.from === other.from && one.to === other.to;

/** A range of time, epoch ms, both ends inclusive. */
export interface StripRange {
  readonly from: number;
  readonly to: number;
}

export interface VolumeStripProps {
  /** What is drawn; a VolumeHistogram. */
  readonly volume: { view(from: number, to: number, columns: number): VolumeView };
  /** Changes whenever `volume` does: what has the same version is not drawn again. */
  readonly version: number;
  /** What is shown: all that is held, or what is zoomed to. */
  readonly range: StripRange;
  readonly zoomed: boolean;
  /** Times of the first and last row in view; undefined where they have none. */
  readonly inView: StripRange | undefined;
  /** What happened, in order of time: a dashed line with the state's shape. */
  readonly marks: readonly LogNotice[];
  readonly utc: boolean;
  readonly onZoom: (range: StripRange) => void;
  readonly onWhole: () => void;
  /** To the first line at or after a time. */
  readonly onJump: (time: number) => void;
}

const glyphs: Readonly<Record<LogNotice['what'], GlyphName>> = {
  lost: 'unknown',
  resumed: 'unknown',
  reopened: 'unknown',
  dropped: 'unknown',
  started: 'restarting',
  ended: 'exited',
  oom: 'dead',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
  paused: 'paused',
  unpaused: 'running',
};

/**
 * How many lines there were when: stacked bars of errors, warnings and all others, with what happened. A drag zooms, a
 * click jumps; so do Shift with arrows and Enter, and Enter alone. Bars are drawn four times a second at most, and only when
 * there is another `version`.
 */
export function VolumeStrip(props: VolumeStripProps) {
  const { volume, zoomed, inView, marks, utc } = props;
  const plot = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const hint = useId();

  useLayoutEffect(() => {
    const element = plot.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const given: Drawn = { version: props.version, from: props.range.from, to: props.range.to };
  const range = useSlowed(given, zoomed ? `${given.from} ${given.to}` : 'whole', sameDrawn, drawEveryMs);
  const { version } = range;
  const wanted = Math.max(1, Math.floor(width / columnPx));
  const drawn = useMemo(
    () => ({ version, view: volume.view(range.from, range.to, wanted) }),
    [volume, version, range.from, range.to, wanted],
  );
  const { view } = drawn;
  const from = view.from;
  const to = view.from + view.columns * view.width;
  const paths = useMemo(() => barPaths(view, from, to, width), [view, from, to, width]);
  const scale = width / Math.max(1, to - from);
  const startOf = (column: number): number => from + column * view.width;

  const control = useStrip({
    columns: view.columns,
    columnAt: (x) => Math.floor(x / Math.max(0.001, scale) / view.width),
    zoomed,
    onZoom: (first, last) =>
      props.onZoom({
        from: Math.max(range.from, startOf(first)),
        to: Math.min(range.to, startOf(last + 1) - 1),
      }),
    onWhole: props.onWhole,
    onJump: (column) => props.onJump(Math.max(range.from, startOf(column))),
  });

  const step = Math.min(view.width, 60_000);
  const words = (first: number, last: number): string => {
    const times = `${axisTime(startOf(first), step, utc)} to ${axisTime(startOf(last + 1), step, utc)}`;
    const told = marks.filter((mark) => mark.at >= startOf(first) && mark.at < startOf(last + 1));
    const events = told.slice(0, 3).map((mark) => displayText(mark.text, 120));
    return [`${times}: ${countWords(countsOf(view, first, last + 1))}`, ...events].join('. ');
  };
  const { picked, cursor, hovered } = control;
  const first = picked === undefined ? (cursor ?? hovered) : Math.min(picked.anchor, picked.focus);
  const last = picked === undefined ? first : Math.max(picked.anchor, picked.focus);
  const readout =
    first !== undefined && last !== undefined && last < view.columns ? words(first, last) : undefined;
  const summary = words(0, view.columns - 1);
  const ticks = timeTicks(from, to, Math.floor(width / labelPx), utc).filter(
    (tick) => (tick.at - from) * scale < width - labelPx / 2,
  );
  const left = (time: number): number => Math.min(width, Math.max(0, (time - from) * scale));
  const box = (low: number, high: number): { readonly left: number; readonly width: number } => ({
    left: left(low),
    width: Math.max(3, left(high) - left(low)),
  });

  return (
    <div className={c('strip')}>
      <div className={c('main')}>
        <div
          ref={plot}
          className={c('plot')}
          role="slider"
          tabIndex={0}
          aria-label="Log volume"
          aria-orientation="horizontal"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, view.columns - 1)}
          aria-valuenow={cursor ?? Math.max(0, view.columns - 1)}
          aria-valuetext={cursor === undefined && picked === undefined ? summary : readout}
          aria-describedby={hint}
          onKeyDown={control.onKeyDown}
          onBlur={control.onBlur}
          onPointerDown={control.onPointerDown}
          onPointerMove={control.onPointerMove}
          onPointerUp={control.onPointerUp}
          onPointerLeave={control.onPointerLeave}
        >
          <svg className={c('bars')} width={width} height={barsHeight} aria-hidden="true">
            <path className={c('rest')} d={paths.rest} />
            <path className={c('warn')} d={paths.warn} />
            <path className={c('error')} d={paths.error} />
          </svg>
          {spread(marks, from, to, scale).map((mark) => (
            <span
              key={`${mark.at} ${mark.what}`}
              className={c('mark')}
              style={{ left: left(mark.at) }}
              aria-hidden="true"
            >
              <StateGlyph name={glyphs[mark.what]} size={11} />
            </span>
          ))}
          {inView !== undefined && inView.to >= from && inView.from <= to && (
            <span className={c('view')} style={box(inView.from, inView.to)} />
          )}
          {first !== undefined && last !== undefined && (
            <span
              className={c('cursor', picked !== undefined && 'picked')}
              style={box(startOf(first), startOf(last + 1))}
            />
          )}
        </div>
        <div className={c('axis')} aria-hidden="true">
          {readout === undefined ? (
            ticks.map((tick) => (
              <span key={tick.at} className={c('tick')} style={{ left: left(tick.at) }}>
                {tick.text}
              </span>
            ))
          ) : (
            <span className={c('readout')}>{readout}</span>
          )}
        </div>
      </div>
      <Unseen id={hint}>
        Arrows move, Enter goes to the time, Shift with arrows picks a range and Enter zooms to it.
        {zoomed && ' Escape shows the whole range.'}
      </Unseen>
      {zoomed && (
        <span className={c('whole')}>
          <Button size="sm" onClick={props.onWhole}>
            Whole range
          </Button>
        </span>
      )}
    </div>
  );
}

/** Marks within a range, without those that would lie on the one before. */
function spread(marks: readonly LogNotice[], from: number, to: number, scale: number): readonly LogNotice[] {
  const shown: LogNotice[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    if (mark.at < from || mark.at > to || mark.at * scale < free) continue;
    shown.push(mark);
    free = mark.at * scale + markPx;
  }
  return shown;
}
