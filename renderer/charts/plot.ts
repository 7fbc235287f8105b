import type { StatsSample } from '#shared/model/stats';

/** Values of one point in time; null where there is none, so that a line breaks instead of falling to zero. */
export interface PlotPoint {
  /** Epoch ms. */
  readonly at: number;
  /** Percent, of the basis that was asked for. */
  readonly cpu: number | null;
  readonly memory: number | null;
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
  readonly points: readonly PlotPoint[];
  readonly gaps: readonly PlotGap[];
}

/** What CPU percent is a share of. */
export type CpuBasis = 'core' | 'machine';

/** Samples come about once a second: where none came for so long, nothing is known. */
export const gapMs = 5000;

const known = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) || value < 0 ? null : value;

function pointOf(sample: StatsSample, basis: CpuBasis): PlotPoint {
  const share = basis === 'machine' && sample.cpuCores > 0 ? 100 / sample.cpuCores : 1;
  const cpu = known(sample.cpuPercent);
  return {
    at: sample.at,
    cpu: cpu === null ? null : cpu * share,
    memory: known(sample.memoryBytes),
    limit: sample.memoryLimit > 0 ? sample.memoryLimit : null,
    received: known(sample.netRxRate),
    sent: known(sample.netTxRate),
    read: known(sample.blkReadRate),
    written: known(sample.blkWriteRate),
    pids: known(sample.pids),
  };
}

const keys = ['cpu', 'memory', 'limit', 'received', 'sent', 'read', 'written', 'pids'] as const;

function larger(a: PlotPoint, b: PlotPoint): PlotPoint {
  const merged: Record<string, number | null> = { at: b.at };
  for (const key of keys) {
    const [left, right] = [a[key], b[key]];
    merged[key] = left === null ? right : right === null ? left : Math.max(left, right);
  }
  return merged as unknown as PlotPoint;
}

const blank = (at: number): PlotPoint => ({
  at,
  cpu: null,
  memory: null,
  limit: null,
  received: null,
  sent: null,
  read: null,
  written: null,
  pids: null,
});

/**
 * The points to draw between two times, at most about `most`: where there are more samples than pixels, the largest of
 * each bucket stands for it, so that no peak is lost. Times without samples longer than 5 s break every line and are
 * listed as gaps, up to the end of the window. What lies before the first sample of all is no gap: nobody looked yet.
 */
export function plot(samples: readonly StatsSample[], window: PlotGap, basis: CpuBasis, most: number): Plot {
  const points: PlotPoint[] = [];
  const gaps: PlotGap[] = [];
  const bucket = Math.max(1, (window.to - window.from) / Math.max(1, most));
  let last: number | undefined;
  for (const sample of samples) {
    if (sample.at > window.to) break;
    if (sample.at < window.from) {
      last = sample.at;
      continue;
    }
    const point = pointOf(sample, basis);
    const before = points[points.length - 1];
    if (last !== undefined && sample.at - last > gapMs) {
      gaps.push({ from: Math.max(window.from, last), to: sample.at });
      if (last >= window.from) points.push(blank(last + 1));
      points.push(point);
    } else if (
      before !== undefined &&
      last !== undefined &&
      Math.floor((before.at - window.from) / bucket) === Math.floor((sample.at - window.from) / bucket)
    ) {
      points[points.length - 1] = larger(before, point);
    } else points.push(point);
    last = sample.at;
  }
  if (last !== undefined && window.to - last > gapMs) {
    gaps.push({ from: Math.max(window.from, last), to: window.to });
  }
  return { points, gaps };
}

/** The point nearest to a time, undefined where none is within 5 s. `points` rise in time. */
export function pointAt(points: readonly PlotPoint[], at: number): PlotPoint | undefined {
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
  return distance(best) <= gapMs ? best : undefined;
}

/** Mean, 95th percentile and largest of the values that are known. */
export interface Summary {
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

/** Sums a series up; undefined where nothing is known. */
export function summarise(values: readonly (number | null)[]): Summary | undefined {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const max = sorted[sorted.length - 1];
  if (max === undefined) return undefined;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { mean, p95: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? max, max };
}

/** The top of an axis and its middle, both round: steps of 1, 2, 5 in tens, or of powers of two for memory. */
export function scaleTop(largest: number, floor: number, binary: boolean): number {
  const wanted = Math.max(largest, floor, Number.MIN_VALUE) / 2;
  if (binary) return 2 ** Math.ceil(Math.log2(wanted)) * 2;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= wanted * 0.9999) ?? 10;
  return step * power * 2;
}
