import { ChartLine } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { errorText } from '#shared/errors';
import type { ResourceLimits } from '#shared/model/container';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { cpuLimitOf } from '#shared/util/cpu-limit';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { clock, count, moment } from '../state/format';
import { useNow } from '../state/now';
import { useStore } from '../state/store';
import { selectView, setStatsView, showToast } from '../state/ui-actions';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { axisTime, isByMinute } from './axis-time';
import { ChartLanes, type Cursor, usePlotWidth } from './ChartLanes';
import { coreStrip } from './cores';
import { samplesCsv } from './csv';
import { historySamples, mergeSamples } from './history';
import { lanesOf } from './lanes';
import { layoutMarks } from './marks';
import { chartPicture } from './picture';
import { plot, type PlotGap } from './plot';
import { safeFileName, saveFile } from '../ui/save-file';
import { StatsBar } from './StatsBar';
import { StatsFeed } from './stats-feed';
import { StatsTable } from './StatsTable';
import styles from './StatsView.module.css';
import { historySpan, useHistory } from './use-history';
import { useMarks } from './use-marks';
import { useRecording } from './use-recording';

const c = classes(styles);
const tableRows = 60;
const coreColumns = 120;
const pictureWidth = 840;

export interface StatsViewProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  /** Its history is kept by it. */
  readonly containerName: string;
  /** Shown to a person now. Nothing is read or drawn while it is false. */
  readonly active: boolean;
  readonly running: boolean;
  /** Memory of the engine's machine, which is what it reports as the limit where none is set; 0 while not known. */
  readonly machineBytes: number;
  /** Its cores; 0 while not known. */
  readonly machineCores: number;
  /** What the container was given; undefined while not known. */
  readonly limits?: ResourceLimits | undefined;
  /** The engine does not answer: no sample comes until it does. */
  readonly waiting?: boolean;
  /** Why the engine counts no processes; undefined where it does. */
  readonly withoutPids?: string | undefined;
  /** How often the engine started it again by its restart policy. */
  readonly restarts?: number | undefined;
}

/**
 * Charts of one container on one time axis with one cursor: what is live, and what was kept before. Samples live in a
 * StatsFeed (15 minutes); the charts are drawn anew once a second while they move, and not at all while paused, inactive
 * or hidden.
 */
export function StatsView(props: StatsViewProps) {
  // Cursor and pause belong to one container's time.
  return <ContainerStats key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerStats(props: StatsViewProps) {
  const { client, engineId, containerId, containerName, active, running, machineBytes, withoutPids } = props;
  const feed = useMemo(() => new StatsFeed(client, engineId, containerId), [client, engineId, containerId]);
  const frame = useSyncExternalStore(feed.store.subscribe, feed.frame);
  const view = useStore((state) => selectView(state).stats);
  const now = useNow(10_000);
  const [pausedAt, setPausedAt] = useState<number>();
  /** The time that is shown of the whole; undefined while that is. */
  const [zoom, setZoom] = useState<PlotGap>();
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<Cursor>({ at: undefined, pinned: false });
  const [network, setNetwork] = useState<string>();
  const [device, setDevice] = useState<string>();
  const lanesElement = useRef<HTMLDivElement>(null);
  const { minutes } = view;
  const kept = useHistory(client, engineId, containerName, minutes, active);
  const marks = useMarks(client, engineId, containerId, active);
  const recording = useRecording(client, engineId, containerName, active);

  useEffect(() => {
    if (!active || !running) return;
    feed.start();
    return () => feed.stop();
  }, [feed, active, running]);

  const newest = frame.samples[frame.samples.length - 1];
  const { limits } = props;
  // One that does not run has no live sample to tell what its CPU is a share of.
  const cpuCores = newest?.cpuCores ?? props.machineCores * 100;
  const cpuLimit = newest === undefined && limits !== undefined ? cpuLimitOf({ limits }) : newest?.cpuLimit;
  const pidsLimit = newest === undefined ? limits?.pids : newest.pidsLimit;
  const past = useMemo(
    () =>
      kept === undefined
        ? []
        : historySamples(kept.history, containerId, kept.span, {
            cpuCores,
            cpuLimit,
            pidsLimit,
          }),
    [kept, containerId, cpuCores, cpuLimit, pidsLimit],
  );
  const samples = useMemo(() => mergeSamples(past, frame.samples), [past, frame]);
  const latest = samples[samples.length - 1];
  const empty = latest === undefined;
  const width = usePlotWidth(lanesElement, !asTable && !empty);
  const withoutLimit =
    cpuLimit !== undefined || (newest === undefined && limits === undefined)
      ? undefined
      : 'This container has no CPU limit to be a share of.';
  const basis = view.basis === 'limit' && withoutLimit !== undefined ? 'core' : view.basis;

  const drawn = useMemo(() => {
    const to = pausedAt ?? (running ? Math.max(frame.now, latest?.at ?? 0) : (latest?.at ?? 0));
    const whole = { from: to - Number(minutes) * 60_000, to };
    const window = zoom ?? whole;
    const options = { basis, machineBytes, withoutPids, network, device };
    const points = plot(samples, window, options, asTable ? tableRows : Math.max(60, width));
    return { whole, window, options, plot: points, lanes: lanesOf(points, latest, options) };
  }, [
    frame,
    samples,
    latest,
    pausedAt,
    zoom,
    running,
    minutes,
    basis,
    asTable,
    width,
    machineBytes,
    withoutPids,
    network,
    device,
  ]);
  const { window, lanes } = drawn;
  const strip = useMemo(
    () => (view.cores ? { strip: coreStrip(samples, window, coreColumns) } : undefined),
    [view.cores, samples, window],
  );

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

  const name = safeFileName(containerName, 'stats');
  const stamp = new Date(window.to).toISOString().slice(0, 19).replaceAll(':', '-');
  const saveCsv = (): void => {
    const text = samplesCsv(samples, window, drawn.options);
    saveFile(`${name}-stats-${stamp}.csv`, new Blob([text], { type: 'text/csv' }));
  };
  const savePng = (): void => {
    const content = {
      title: displayText(containerName, 80),
      lanes: lanesOf(drawn.plot, latest, drawn.options),
      plot: drawn.plot,
      window,
      marks: layoutMarks(marks, window, pictureWidth),
    };
    void chartPicture(content).then((picture) => {
      if (picture !== undefined) saveFile(`${name}-stats-${stamp}.png`, picture);
      else showToast({ outcome: 'failed', title: 'The picture could not be drawn', retry: [] });
    });
  };
  const first = samples[0]?.at ?? 0;
  const dense = historySpan(minutes) === 1000 ? '1 s samples' : '1 min means';
  const end = axisTime(window.to, window);
  // The days have no room here; the axis tells them.
  const range = isByMinute(window) ? `${dense} to ${end}` : `${dense}, ${clock(window.from)} to ${end}`;
  const note = [
    ...(first > window.from ? [`Measured since ${moment(first, now)}.`] : []),
    ...(drawn.plot.gaps.length > 0 ? ['Hatched: nobody looked, or no sample came.'] : []),
    ...(props.restarts === undefined || props.restarts === 0
      ? []
      : [`Restarted ${count(props.restarts, 'time')} by the engine.`]),
    ...(recording.now === undefined
      ? []
      : [`Recorded since ${moment(recording.now.since, now)}, also while nobody looks.`]),
  ].join(' ');

  return (
    <div className={c('view')}>
      <StatsBar
        minutes={minutes}
        onMinutes={(next) => {
          setZoom(undefined);
          setStatsView({ minutes: next });
        }}
        basis={basis}
        onBasis={(next) => setStatsView({ basis: next })}
        withoutLimit={withoutLimit}
        cores={view.cores}
        onCores={(cores) => setStatsView({ cores })}
        range={range}
        live={
          zoom !== undefined
            ? 'Zoomed'
            : pausedAt !== undefined
              ? 'Paused'
              : props.waiting === true
                ? 'Waiting'
                : 'Live'
        }
        onPause={() => {
          setZoom(undefined);
          setPausedAt(zoom === undefined && pausedAt === undefined ? window.to : undefined);
        }}
        asTable={asTable}
        onTable={() => setAsTable(!asTable)}
        recording={recording.now !== undefined}
        onRecord={() => recording.switchTo(recording.now === undefined)}
        onForget={recording.forget}
        onSaveCsv={saveCsv}
        onSavePng={savePng}
      />
      {frame.error !== undefined && running && (
        <p className={c('strip')} role="alert">
          <span>{displayText(errorText(frame.error))}</span>
          <Button size="sm" onClick={() => feed.again()}>
            Try again
          </Button>
        </p>
      )}
      {recording.now?.problem !== undefined && (
        <p className={c('strip')} role="status">
          <span>{displayText(recording.now.problem, 300)}</span>
        </p>
      )}
      {!running && (
        <p className={c('strip')} role="status">
          {`Not running. The last sample is of ${moment(latest.at, now)}${
            moment(latest.at, now) === clock(latest.at) ? '' : `, ${clock(latest.at)}`
          }.`}
        </p>
      )}
      {asTable ? (
        <StatsTable
          points={drawn.plot.points.filter((entry) => entry.memory !== null)}
          cpuUnit={lanes[0]?.unit ?? ''}
          seconds={(window.to - window.from) / 1000 / tableRows}
        />
      ) : (
        <ChartLanes
          element={lanesElement}
          width={width}
          lanes={lanes}
          plot={drawn.plot}
          window={window}
          whole={drawn.whole}
          onZoom={setZoom}
          sampleMs={historySpan(minutes)}
          marks={marks}
          cores={strip}
          cursor={cursor}
          onCursor={setCursor}
          latestAt={Math.min(latest.at, window.to)}
          note={note}
          onTable={() => setAsTable(true)}
          onPart={(lane, part) => (lane === 'Network' ? setNetwork(part) : setDevice(part))}
        />
      )}
    </div>
  );
}
