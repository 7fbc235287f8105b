import type { StatsSample } from '#shared/model/stats';
import { displayText } from '#shared/util/display-text';
import { bytes, memory, percent } from '../state/format';
import type { CpuBasis } from '../state/stats-view';
import { byteRate } from './figures';
import { memoryLimit } from './memory-limit';
import { type Plot, type PlotPoint, scaleTop, summarise } from './plot';

type SeriesKey = Exclude<keyof PlotPoint, 'at'>;

/** One line of a lane. The second of two is dashed, so that colour is not alone. */
export interface LaneSeries {
  readonly key: SeriesKey;
  readonly name: string;
  /** Token of its colour. */
  readonly colour: string;
  readonly dashed: boolean;
}

/** One chart: what it shows and what is said of it. */
export interface Lane {
  readonly name: 'CPU' | 'Memory' | 'Network' | 'Block I/O' | 'PIDs';
  readonly unit: string;
  readonly height: number;
  readonly series: readonly LaneSeries[];
  /** Value of the highest tick. */
  readonly top: number;
  /** Value at the upper edge: above the ticks where the label of a limit needs room. */
  readonly edge: number;
  readonly format: (value: number) => string;
  /** Under the values: what the window comes to. */
  readonly notes: readonly string[];
  /** One sentence for those who do not see it. */
  readonly summary: string;
  /** Dashed line with a label, where it is in range. */
  readonly limit: { readonly value: number; readonly label: string } | undefined;
  /** The limit changed: it is drawn as a step from the points instead of as one line. */
  readonly stepped: boolean;
  /** Of what the sums are made, by name; empty where the engine tells sums only. */
  readonly parts: readonly string[];
  /** The one part that is drawn; undefined for the sum. */
  readonly part: string | undefined;
  /** Why there is nothing to draw. */
  readonly missing: string | undefined;
}

const notCounted = 'not counted by this engine';
/** A limit far above what is used would press the line to the ground. */
const limitInRange = 4;

const largest = (plot: Plot, keys: readonly SeriesKey[]): number =>
  plot.points.reduce((most, point) => Math.max(most, ...keys.map((key) => point[key] ?? 0)), 0);

function sentence(name: string, plot: Plot, key: SeriesKey, format: (value: number) => string): string {
  const sum = summarise(plot, key);
  if (sum === undefined) return `${name}: no samples.`;
  return `${name}: mean ${format(sum.mean)}, 95th percentile ${format(sum.p95)}, largest ${format(sum.max)}.`;
}

function pair(
  name: 'Network' | 'Block I/O',
  plot: Plot,
  latest: StatsSample | undefined,
  series: readonly [
    LaneSeries & { total: number | undefined; verb: string },
    LaneSeries & { total: number | undefined; verb: string },
  ],
  parts: readonly string[],
  part: string | undefined,
): Lane {
  const [first, second] = series;
  const counted = plot.points.some((point) => point[first.key] !== null || point[second.key] !== null);
  const absent = latest !== undefined && first.total === undefined && second.total === undefined && !counted;
  const totals = series.flatMap(({ total, verb }) =>
    total === undefined ? [] : [`${bytes(total)} ${verb}`],
  );
  const top = scaleTop(largest(plot, [first.key, second.key]), 1000, false);
  return {
    name,
    unit: part === undefined ? 'per second' : `${displayText(part, 40)}, per second`,
    height: 114,
    series,
    top,
    edge: top,
    format: byteRate,
    notes: totals.length === 0 ? [] : [...totals, 'since start'],
    summary: absent
      ? `${name}: ${notCounted}.`
      : series.map((each) => sentence(each.name, plot, each.key, byteRate)).join(' '),
    limit: undefined,
    stepped: false,
    parts,
    part,
    missing: absent ? notCounted : undefined,
  };
}

/** What is said and chosen beside the samples. */
export interface LaneOptions {
  readonly basis: CpuBasis;
  /** Memory of the engine's machine; 0 where it is not known. */
  readonly machineBytes: number;
  /** Why the engine counts no processes. */
  readonly withoutPids?: string | undefined;
  readonly network?: string | undefined;
  readonly device?: string | undefined;
}

const plain = { limit: undefined, stepped: false, parts: [], part: undefined, missing: undefined } as const;
const count = (value: number): string => String(Math.round(value));

/** The five lanes of one container for a window of its samples. */
export function lanesOf(plot: Plot, latest: StatsSample | undefined, options: LaneOptions): readonly Lane[] {
  const { detail } = latest ?? {};
  const networkPart = detail?.interfaces.find(({ name }) => name === options.network);
  const devicePart = detail?.devices.find(({ name }) => name === options.device);
  const ofPart = (
    chosen: string | undefined,
    part: { readonly inTotal: number; readonly outTotal: number } | undefined,
    sums: readonly [number | undefined, number | undefined],
  ): readonly [number | undefined, number | undefined] =>
    chosen === undefined ? sums : [part?.inTotal, part?.outTotal];
  const [received, sent] = ofPart(options.network, networkPart, [latest?.netRxTotal, latest?.netTxTotal]);
  const [read, written] = ofPart(options.device, devicePart, [latest?.blkReadTotal, latest?.blkWriteTotal]);
  return [
    cpuLane(plot, latest, options),
    memoryLane(plot, latest, options),
    pair(
      'Network',
      plot,
      latest,
      [
        {
          key: 'sent',
          name: 'Sent',
          colour: '--chart-net-tx',
          dashed: false,
          total: sent,
          verb: 'sent',
        },
        {
          key: 'received',
          name: 'Received',
          colour: '--chart-net-rx',
          dashed: true,
          total: received,
          verb: 'received',
        },
      ],
      detail?.interfaces.map(({ name }) => name) ?? [],
      options.network,
    ),
    pair(
      'Block I/O',
      plot,
      latest,
      [
        {
          key: 'written',
          name: 'Written',
          colour: '--chart-blk-write',
          dashed: false,
          total: written,
          verb: 'written',
        },
        {
          key: 'read',
          name: 'Read',
          colour: '--chart-blk-read',
          dashed: true,
          total: read,
          verb: 'read',
        },
      ],
      detail?.devices.map(({ name }) => name) ?? [],
      options.device,
    ),
    pidsLane(plot, latest, options.withoutPids),
  ];
}

function cpuLane(plot: Plot, latest: StatsSample | undefined, { basis }: LaneOptions): Lane {
  const sum = summarise(plot, 'cpu');
  const held = summarise(plot, 'throttled');
  const cores = (latest?.cpuCores ?? 0) / 100;
  const allowed = latest?.cpuLimit;
  const allowedCores = Number(((allowed ?? 0) / 100).toFixed(2));
  const unit = {
    core: '% of one core',
    machine: `% of the machine${cores > 0 ? `, ${cores} ${cores === 1 ? 'core' : 'cores'}` : ''}`,
    limit: `% of the limit${allowed === undefined ? '' : `, ${allowedCores} ${allowedCores === 1 ? 'core' : 'cores'}`}`,
  }[basis];
  const limit =
    allowed === undefined
      ? undefined
      : { core: allowed, machine: cores > 0 ? allowed / cores : undefined, limit: 100 }[basis];
  const shown = limit !== undefined && sum !== undefined && limit <= Math.max(10, sum.max * limitInRange);
  const top = scaleTop(Math.max(sum?.max ?? 0, shown ? limit : 0), 10, false);
  return {
    ...plain,
    name: 'CPU',
    unit,
    height: 120,
    series: [{ key: 'cpu', name: 'Used', colour: '--chart-cpu', dashed: false }],
    top,
    edge: top * (shown ? 1.16 : 1),
    format: percent,
    notes: [
      ...(sum === undefined
        ? []
        : [`mean ${sum.mean.toFixed(1)}, p95 ${sum.p95.toFixed(1)}`, `max ${sum.max.toFixed(1)}`]),
      ...(allowed === undefined ? [] : [`limit ${Number((allowed / 100).toFixed(2))} cores`]),
      ...(held === undefined || held.max === 0 ? [] : [`held back: ${percent(held.mean)} of periods`]),
    ],
    summary: `${sentence('CPU', plot, 'cpu', percent)} In ${unit}.${
      held === undefined || held.max === 0
        ? ''
        : ` Its limit held it back in ${percent(held.mean)} of all periods.`
    }`,
    limit: shown ? { value: limit, label: 'limit' } : undefined,
  };
}

function memoryLane(plot: Plot, latest: StatsSample | undefined, { machineBytes }: LaneOptions): Lane {
  const used = summarise(plot, 'memory');
  const cache = summarise(plot, 'cache');
  const limits = summarise(plot, 'limit');
  const limit = memoryLimit(latest?.memoryLimit ?? 0, machineBytes) ?? 0;
  const shown = limit > 0 && used !== undefined && limit <= used.max * limitInRange;
  const most = Math.max(used?.max ?? 0, cache?.max ?? 0);
  const top = scaleTop(Math.max(most, shown ? limit : 0), 2 ** 20, true);
  const stepped = shown && plot.points.some((point) => point.limit !== null && point.limit !== limit);
  const edge = Math.max(top, stepped && limits !== undefined ? Math.min(limits.max, top * 2) : 0);
  return {
    ...plain,
    name: 'Memory',
    unit: 'without file cache',
    height: 120,
    series: [
      { key: 'memory', name: 'Used', colour: '--chart-mem', dashed: false },
      ...(cache === undefined
        ? []
        : [{ key: 'cache', name: 'File cache', colour: '--text-tertiary', dashed: true } as const]),
    ],
    top,
    edge: edge * (shown ? 1.16 : 1),
    format: memory,
    notes: [
      ...(used === undefined ? [] : [`mean ${memory(used.mean)}, max ${memory(used.max)}`]),
      ...(limit > 0 ? [`limit ${memory(limit)}`] : latest === undefined ? [] : ['no limit set']),
      ...(latest !== undefined && cache === undefined ? ['file cache not told by this engine'] : []),
    ],
    summary: `${sentence('Memory', plot, 'memory', memory)}${limit > 0 ? ` Limit ${memory(limit)}.` : ''}`,
    limit: shown ? { value: limit, label: `limit ${memory(limit)}` } : undefined,
    stepped,
  };
}

function pidsLane(plot: Plot, latest: StatsSample | undefined, withoutPids: string | undefined): Lane {
  const pids = summarise(plot, 'pids');
  const limit = latest?.pidsLimit;
  const shown = limit !== undefined && pids !== undefined && limit <= pids.max * limitInRange;
  const top = scaleTop(Math.max(pids?.max ?? 0, shown ? limit : 0), 10, false);
  return {
    ...plain,
    name: 'PIDs',
    unit: 'processes and threads',
    height: 96,
    series: [{ key: 'pids', name: 'Count', colour: '--chart-pids', dashed: false }],
    top,
    edge: top * (shown ? 1.2 : 1),
    format: count,
    notes: [
      [
        ...(limit === undefined ? [] : [`limit ${limit}`]),
        ...(pids === undefined ? [] : [`max ${pids.max}`]),
      ].join(', '),
    ].filter((note) => note !== ''),
    summary: sentence('PIDs', plot, 'pids', count),
    limit: shown ? { value: limit, label: `limit ${limit}` } : undefined,
    missing: withoutPids ?? (latest !== undefined && pids === undefined ? notCounted : undefined),
  };
}
