import type { StatsPart, StatsSample } from '#shared/model/stats';
import type { CpuBasis } from '../state/stats-view';
import { cpuShare } from './figures';
import { memoryLimit } from './memory-limit';

/** A sample, and how many ms it stands for where that is not a second: history is kept by the minute, too. */
export type ChartSample = StatsSample & { readonly span?: number };

/** Values of one point in time; null where there is none, so that a line breaks instead of falling to zero. */
export interface PlotPoint {
  /** Epoch ms. */
  readonly at: number;
  /** Percent, of the basis that was asked for. */
  readonly cpu: number | null;
  /** Percent of the scheduler's periods in which the limit held it back. */
  readonly throttled: number | null;
  readonly memory: number | null;
  readonly cache: number | null;
  /** Of memory; null where none is set. */
  readonly limit: number | null;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly pids: number | null;
}

/** A time without samples. */
export interface PlotGap {
  readonly from: number;
  readonly to: number;
}

export interface Plot {
  /** To be drawn: where there are more samples than pixels, the largest of each pixel. */
  readonly points: readonly PlotPoint[];
  readonly gaps: readonly PlotGap[];
  /** Every sample of the window, for what is said of it: the mean of peaks would be a lie. */
  readonly all: readonly PlotPoint[];
  /** How many ms each of `all` stands for. */
  readonly spans: readonly number[];
}

/** What of the samples is drawn. */
export interface PlotOptions {
  readonly basis: CpuBasis;
  /** Memory of the engine's machine, 0 where it is not known. */
  readonly machineBytes: number;
  /** One interface instead of all. */
  readonly network?: string | undefined;
  /** One device instead of all. */
  readonly device?: string | undefined;
}

/** Where no sample came for so long, nothing is known. Of many containers each is measured in its turn, some seconds apart. */
export const gapMs = 12_000;

/** How long after a sample the next one may come without a gap. */
const reach = (sample: ChartSample): number => Math.max(gapMs, (sample.span ?? 0) * 2.5);

const known = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) || value < 0 ? null : value;

/** Rates of one part; none where the sample does not tell it. Undefined: all of them are asked for. */
function partOf(
  parts: readonly StatsPart[] | undefined,
  wanted: string | undefined,
): Pick<StatsPart, 'inRate' | 'outRate'> | undefined {
  return wanted === undefined ? undefined : (parts?.find(({ name }) => name === wanted) ?? {});
}

function pointOf(sample: ChartSample, options: PlotOptions): PlotPoint {
  const cpu = known(sample.cpuPercent);
  const { detail } = sample;
  const network = partOf(detail?.interfaces, options.network);
  const device = partOf(detail?.devices, options.device);
  return {
    at: sample.at,
    cpu: cpu === null ? null : known(cpuShare(sample, cpu, options.basis)),
    throttled: known(sample.throttledPercent),
    memory: known(sample.memoryBytes),
    cache: known(sample.memoryCache),
    limit: memoryLimit(sample.memoryLimit, options.machineBytes) ?? null,
    received: known(network === undefined ? sample.netRxRate : network.inRate),
    sent: known(network === undefined ? sample.netTxRate : network.outRate),
    read: known(device === undefined ? sample.blkReadRate : device.inRate),
    written: known(device === undefined ? sample.blkWriteRate : device.outRate),
    pids: known(sample.pids),
  };
}

const keys = [
  'cpu',
  'throttled',
  'memory',
  'cache',
  'limit',
  'received',
  'sent',
  'read',
  'written',
  'pids',
] as const;

function larger(a: PlotPoint, b: PlotPoint): PlotPoint {
  const merged: Record<string, number | null> = { at: b.at };
  for (const key of keys) {
    const [left, right] = [a[key], b[key]];
    merged[key] = left === null ? right : right === null ? left : Math.max(left, right);
  }
  return merged as unknown as PlotPoint;
}

function blank(at: number): PlotPoint {
  const point: Record<string, number | null> = { at };
  for (const key of keys) point[key] = null;
  return point as unknown as PlotPoint;
}

/**
 * The points to draw between two times, at most about `most`: where there are more samples than pixels, the largest of
 * each bucket stands for it, so that no peak is lost. Longer times without samples break every line and are listed as
 * gaps, up to the end of the window. What lies before the first sample of all is no gap: nobody looked yet.
 */
export function plot(
  samples: readonly ChartSample[],
  window: PlotGap,
  options: PlotOptions,
  most: number,
): Plot {
  const points: PlotPoint[] = [];
  const gaps: PlotGap[] = [];
  const all: PlotPoint[] = [];
  const spans: number[] = [];
  const bucket = Math.max(1, (window.to - window.from) / Math.max(1, most));
  let last: ChartSample | undefined;
  for (const sample of samples) {
    if (sample.at > window.to) break;
    if (sample.at < window.from) {
      last = sample;
      continue;
    }
    const point = pointOf(sample, options);
    all.push(point);
    spans.push(sample.span ?? 1000);
    const before = points[points.length - 1];
    if (last !== undefined && sample.at - last.at > reach(last)) {
      gaps.push({ from: Math.max(window.from, last.at), to: sample.at });
      if (last.at >= window.from) points.push(blank(last.at + 1));
      points.push(point);
    } else if (
      before !== undefined &&
      last !== undefined &&
      Math.floor((before.at - window.from) / bucket) === Math.floor((sample.at - window.from) / bucket)
    ) {
      points[points.length - 1] = larger(before, point);
    } else points.push(point);
    last = sample;
  }
  if (last !== undefined && window.to - last.at > reach(last)) {
    gaps.push({ from: Math.max(window.from, last.at), to: window.to });
  }
  return { points, gaps, all, spans };
}

/** The point nearest to a time, undefined where none is within reach. `points` rise in time. */
export function pointAt(
  points: readonly PlotPoint[],
  at: number,
  within: number = gapMs,
): PlotPoint | undefined {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [points[low - 1], points[low]];
  const distance = (point: PlotPoint | undefined): number =>
    point === undefined || point.memory === null ? Number.POSITIVE_INFINITY : Math.abs(point.at - at);
  const best = distance(before) <= distance(after) ? before : after;
  return distance(best) <= within ? best : undefined;
}

/** Mean, 95th percentile and largest of the values that are known. */
export interface Summary {
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

/**
 * Sums up all samples of a series, each as long as it stands for: a minute of history weighs as much as 60 samples of a
 * second. Undefined where nothing is known.
 */
export function summarise(
  { all, spans }: Pick<Plot, 'all' | 'spans'>,
  key: Exclude<keyof PlotPoint, 'at'>,
): Summary | undefined {
  const known: { readonly value: number; readonly span: number }[] = [];
  let whole = 0;
  let sum = 0;
  all.forEach((point, index) => {
    const value = point[key];
    if (value === null) return;
    const span = spans[index] ?? 0;
    known.push({ value, span });
    whole += span;
    sum += value * span;
  });
  known.sort((a, b) => a.value - b.value);
  const max = known[known.length - 1]?.value;
  if (max === undefined) return undefined;
  let below = 0;
  const p95 = known.find(({ span }) => (below += span) > whole * 0.95)?.value ?? max;
  return { mean: sum / whole, p95, max };
}

/** The top of an axis and its middle, both round: steps of 1, 2, 5 in tens, or of powers of two for memory. */
export function scaleTop(largest: number, floor: number, binary: boolean): number {
  const wanted = Math.max(largest, floor, Number.MIN_VALUE) / 2;
  if (binary) return 2 ** Math.ceil(Math.log2(wanted)) * 2;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= wanted * 0.9999) ?? 10;
  return step * power * 2;
}
