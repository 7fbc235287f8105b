import type { StatsSample } from '#shared/model/stats';
import { bytes, memory, percent } from '../state/format';
import { memoryLimit } from './memory-limit';
import { type CpuBasis, type Plot, type PlotPoint, scaleTop, summarise } from './plot';

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
  /** Why there is nothing to draw. */
  readonly missing: string | undefined;
}

const notCounted = 'not counted by this engine';
const rate = (value: number): string => `${bytes(value)}/s`;
/** A limit far above what is used would press the line to the ground. */
const limitInRange = 4;

const largest = (plot: Plot, keys: readonly SeriesKey[]): number =>
  plot.points.reduce((most, point) => Math.max(most, ...keys.map((key) => point[key] ?? 0)), 0);

function sentence(name: string, plot: Plot, key: SeriesKey, format: (value: number) => string): string {
  const sum = summarise(plot.points.map((point) => point[key]));
  if (sum === undefined) return `${name}: no samples.`;
  return `${name}: mean ${format(sum.mean)}, 95th percentile ${format(sum.p95)}, largest ${format(sum.max)}.`;
}

function pair(
  name: 'Network' | 'Block I/O',
  plot: Plot,
  latest: StatsSample | undefined,
  parts: readonly [
    LaneSeries & { total: number | undefined; verb: string },
    LaneSeries & { total: number | undefined; verb: string },
  ],
): Lane {
  const [first, second] = parts;
  const counted = plot.points.some((point) => point[first.key] !== null || point[second.key] !== null);
  const absent = latest !== undefined && first.total === undefined && second.total === undefined && !counted;
  const totals = parts.flatMap(({ total, verb }) => (total === undefined ? [] : [`${bytes(total)} ${verb}`]));
  const top = scaleTop(largest(plot, [first.key, second.key]), 1000, false);
  return {
    name,
    unit: 'per second',
    height: 114,
    series: parts,
    top,
    edge: top,
    format: rate,
    notes: totals.length === 0 ? [] : [...totals, 'since start'],
    summary: absent
      ? `${name}: ${notCounted}.`
      : parts.map((part) => sentence(part.name, plot, part.key, rate)).join(' '),
    limit: undefined,
    missing: absent ? notCounted : undefined,
  };
}

/** The five lanes of one container for a window of its samples. `machineBytes` is 0 where it is not known. */
export function lanesOf(
  plot: Plot,
  latest: StatsSample | undefined,
  basis: CpuBasis,
  machineBytes: number,
): readonly Lane[] {
  const cpu = summarise(plot.points.map((point) => point.cpu));
  const used = summarise(plot.points.map((point) => point.memory));
  const limit = memoryLimit(latest?.memoryLimit ?? 0, machineBytes) ?? 0;
  const memoryTop = (shown: boolean): number =>
    scaleTop(Math.max(used?.max ?? 0, shown ? limit : 0), 2 ** 20, true);
  const limitShown = limit > 0 && used !== undefined && limit <= used.max * limitInRange;
  const cores = (latest?.cpuCores ?? 0) / 100;
  const cpuUnit =
    basis === 'core' ? '% of one core' : `% of the machine${cores > 0 ? `, ${cores} cores` : ''}`;
  const pids = summarise(plot.points.map((point) => point.pids));
  const cpuTop = scaleTop(cpu?.max ?? 0, 10, false);
  const pidsTop = scaleTop(pids?.max ?? 0, 10, false);
  const count = (value: number): string => String(Math.round(value));
  return [
    {
      name: 'CPU',
      unit: cpuUnit,
      height: 120,
      series: [{ key: 'cpu', name: 'Used', colour: '--chart-cpu', dashed: false }],
      top: cpuTop,
      edge: cpuTop,
      format: percent,
      notes:
        cpu === undefined
          ? []
          : [`mean ${cpu.mean.toFixed(1)}, p95 ${cpu.p95.toFixed(1)}`, `max ${cpu.max.toFixed(1)}`],
      summary: `${sentence('CPU', plot, 'cpu', percent)} In ${cpuUnit}.`,
      limit: undefined,
      missing: undefined,
    },
    {
      name: 'Memory',
      unit: 'without file cache',
      height: 120,
      series: [{ key: 'memory', name: 'Used', colour: '--chart-mem', dashed: false }],
      top: memoryTop(limitShown),
      edge: memoryTop(limitShown) * (limitShown ? 1.16 : 1),
      format: memory,
      notes: [
        ...(used === undefined ? [] : [`mean ${memory(used.mean)}`, `max ${memory(used.max)}`]),
        ...(limit > 0 ? [`limit ${memory(limit)}`] : []),
      ],
      summary: `${sentence('Memory', plot, 'memory', memory)}${limit > 0 ? ` Limit ${memory(limit)}.` : ''}`,
      limit: limitShown ? { value: limit, label: `limit ${memory(limit)}` } : undefined,
      missing: undefined,
    },
    pair('Network', plot, latest, [
      {
        key: 'sent',
        name: 'Sent',
        colour: '--chart-net-tx',
        dashed: false,
        total: latest?.netTxTotal,
        verb: 'sent',
      },
      {
        key: 'received',
        name: 'Received',
        colour: '--chart-net-rx',
        dashed: true,
        total: latest?.netRxTotal,
        verb: 'received',
      },
    ]),
    pair('Block I/O', plot, latest, [
      {
        key: 'written',
        name: 'Written',
        colour: '--chart-blk-write',
        dashed: false,
        total: latest?.blkWriteTotal,
        verb: 'written',
      },
      {
        key: 'read',
        name: 'Read',
        colour: '--chart-blk-read',
        dashed: true,
        total: latest?.blkReadTotal,
        verb: 'read',
      },
    ]),
    {
      name: 'PIDs',
      unit: 'processes and threads',
      height: 96,
      series: [{ key: 'pids', name: 'Count', colour: '--chart-pids', dashed: false }],
      top: pidsTop,
      edge: pidsTop,
      format: count,
      notes: [
        [
          ...(latest?.pidsLimit === undefined ? [] : [`limit ${latest.pidsLimit}`]),
          ...(pids === undefined ? [] : [`max ${pids.max}`]),
        ].join(', '),
      ].filter((note) => note !== ''),
      summary: sentence('PIDs', plot, 'pids', count),
      limit: undefined,
      missing: latest !== undefined && pids === undefined ? notCounted : undefined,
    },
  ];
}
