import { ChartLine, Pause, Radio, Table } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { errorText } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { clock } from '../state/format';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { Segmented } from '../ui/Segmented';
import { LaneChart } from './LaneChart';
import { lanesOf } from './lanes';
import { type CpuBasis, plot, pointAt } from './plot';
import { StatsFeed } from './stats-feed';
import { StatsTable } from './StatsTable';
import styles from './StatsView.module.css';

const c = classes(styles);

type WindowName = '1' | '5' | '15';
const windows: readonly { readonly id: WindowName; readonly label: string }[] = [
  { id: '1', label: '1 m' },
  { id: '5', label: '5 m' },
  { id: '15', label: '15 m' },
];
const bases: readonly { readonly id: CpuBasis; readonly label: string }[] = [
  { id: 'core', label: 'Of one core' },
  { id: 'machine', label: 'Of machine' },
];
const tableRows = 60;
/** Left of the plots (padding, title, axis) and right of them (values); the CSS says the same. */
const plotLeft = 16 + 82 + 56;
const plotRight = 196;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

export interface StatsViewProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  /** Shown to a person now. Nothing is read or drawn while it is false. */
  readonly active: boolean;
  readonly running: boolean;
  /** Memory of the engine's machine, which is what it reports as the limit where none is set; 0 while not known. */
  readonly machineBytes: number;
}

/**
 * Live charts of one container on one time axis with one cursor. Samples live in a StatsFeed (15 minutes); the charts
 * are drawn anew once a second while they move, and not at all while paused, inactive or hidden.
 */
export function StatsView(props: StatsViewProps) {
  // Cursor and pause belong to one container's time.
  return <ContainerStats key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerStats(props: StatsViewProps) {
  const { client, engineId, containerId, active, running, machineBytes } = props;
  const feed = useMemo(() => new StatsFeed(client, engineId, containerId), [client, engineId, containerId]);
  const frame = useSyncExternalStore(feed.store.subscribe, feed.frame);
  const [minutes, setMinutes] = useState<WindowName>('5');
  const [basis, setBasis] = useState<CpuBasis>('core');
  const [pausedAt, setPausedAt] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<number>();
  const [pinned, setPinned] = useState(false);
  const [width, setWidth] = useState(0);
  const lanesElement = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!active || !running) return;
    feed.start();
    return () => feed.stop();
  }, [feed, active, running]);

  const empty = frame.samples.length === 0;
  useLayoutEffect(() => {
    const element = lanesElement.current;
    if (element === null) return;
    const measure = (): void => setWidth(Math.max(0, element.clientWidth - plotLeft - plotRight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [asTable, empty]);

  const drawn = useMemo(() => {
    const latest = frame.samples[frame.samples.length - 1];
    const to = pausedAt ?? (running ? Math.max(frame.now, latest?.at ?? 0) : (latest?.at ?? 0));
    const window = { from: to - Number(minutes) * 60_000, to };
    const points = plot(frame.samples, window, basis, asTable ? tableRows : Math.max(60, width));
    const first = frame.samples[0]?.at ?? 0;
    return { first, latest, window, plot: points, lanes: lanesOf(points, latest, basis, machineBytes) };
  }, [frame, pausedAt, running, minutes, basis, asTable, width, machineBytes]);
  const { window, lanes, latest } = drawn;

  if (frame.error !== undefined && empty) {
    return (
      <div className={c('centre')}>
        <ErrorState
          title="The samples could not be read"
          text={displayText(errorText(frame.error))}
          actions={
            <Button size="sm" onClick={() => feed.again()}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (empty) {
    return (
      <div className={c('centre')}>
        <EmptyState
          icon={ChartLine}
          title={running ? 'Waiting for the first sample' : 'Not running'}
          text={
            running
              ? 'The engine measures once a second; rates need two samples.'
              : 'A container that does not run uses nothing to measure.'
          }
        />
      </div>
    );
  }

  const at = cursor === undefined ? undefined : Math.min(window.to, Math.max(window.from, cursor));
  const point = pointAt(drawn.plot.points, at ?? latest?.at ?? window.to);
  const shownAt = at === undefined ? undefined : (point?.at ?? at);

  const onMove = (event: MouseEvent): void => {
    const box = lanesElement.current?.getBoundingClientRect();
    if (pinned || box === undefined || width === 0) return;
    const share = (event.clientX - box.left - plotLeft) / width;
    setCursor(share < 0 || share > 1 ? undefined : window.from + share * (window.to - window.from));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = (window.to - window.from) / 60;
    if (event.key === 'ArrowLeft') setCursor((at ?? window.to) - step);
    else if (event.key === 'ArrowRight') setCursor((at ?? window.from) + step);
    else if (event.key === ' ') setPinned(!pinned && at !== undefined);
    else if (event.key === 'Enter') setAsTable(true);
    else if (event.key === 'Escape' && at !== undefined) {
      setCursor(undefined);
      setPinned(false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={c('view')}>
      <div className={c('bar')}>
        <Segmented label="Time range" segments={windows} value={minutes} onChange={setMinutes} />
        <Segmented label="CPU basis" segments={bases} value={basis} onChange={setBasis} />
        <span className={c('grow')} />
        <span className={c('range')}>{`1 s samples, ${clock(window.from)} to ${clock(window.to)}`}</span>
        <Button
          size="sm"
          icon={pausedAt === undefined ? Radio : Pause}
          aria-pressed={pausedAt === undefined}
          title={
            pausedAt === undefined ? 'Hold the charts still. Reading continues.' : 'Move on with the samples.'
          }
          onClick={() => setPausedAt(pausedAt === undefined ? window.to : undefined)}
        >
          {pausedAt === undefined ? 'Live' : 'Paused'}
        </Button>
        <Button size="sm" icon={Table} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as charts' : 'Show as table'}
        </Button>
      </div>
      {frame.error !== undefined && running && (
        <p className={c('strip')} role="alert">
          <span>{displayText(errorText(frame.error))}</span>
          <Button size="sm" onClick={() => feed.again()}>
            Try again
          </Button>
        </p>
      )}
      {!running && latest !== undefined && (
        <p className={c('strip')} role="status">
          {`Not running. The last sample is of ${clock(latest.at)}.`}
        </p>
      )}
      {asTable ? (
        <StatsTable
          points={drawn.plot.points.filter((entry) => entry.memory !== null)}
          cpuUnit={lanes[0]?.unit ?? ''}
          seconds={(Number(minutes) * 60) / tableRows}
        />
      ) : (
        <div
          ref={lanesElement}
          className={c('lanes')}
          role="group"
          aria-label="Charts"
          aria-description="Arrow keys move the cursor, Space pins it, Enter shows a table."
          tabIndex={0}
          onMouseMove={onMove}
          onMouseLeave={() => !pinned && setCursor(undefined)}
          onClick={() => setPinned(!pinned && at !== undefined)}
          onKeyDown={onKeyDown}
        >
          {lanes.map((lane) => (
            <LaneChart
              key={lane.name}
              lane={lane}
              plot={drawn.plot}
              window={window}
              width={width}
              point={point}
              cursor={shownAt}
            />
          ))}
          <div className={c('times')} style={{ left: plotLeft, width }} aria-hidden="true">
            {ticks.map((share) => (
              <span key={share} style={{ left: share * width }}>
                {clock(window.from + share * (window.to - window.from))}
              </span>
            ))}
            {shownAt !== undefined && (
              <span
                className={c('timeCursor')}
                style={{ left: ((shownAt - window.from) / (window.to - window.from)) * width }}
              >
                {clock(shownAt)}
              </span>
            )}
          </div>
          <p className={c('gapNote')}>
            {[
              ...(drawn.first > window.from ? [`Measured since ${clock(drawn.first)}.`] : []),
              ...(drawn.plot.gaps.length > 0 ? ['Hatched: nobody looked, or no sample came.'] : []),
            ].join(' ')}
          </p>
          <span className={c('unseen')} role="status">
            {shownAt !== undefined &&
              `${clock(shownAt)}: ${lanes
                .filter((lane) => lane.missing === undefined)
                .map(
                  (lane) =>
                    `${lane.name} ${lane.series
                      .map(({ key }) =>
                        point?.[key] === null || point === undefined
                          ? 'no sample'
                          : lane.format(point[key] ?? 0),
                      )
                      .join(', ')}`,
                )
                .join('; ')}`}
          </span>
        </div>
      )}
    </div>
  );
}
