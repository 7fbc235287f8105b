/** Values of one container on the common grid of times, and its sum; NaN where nothing is known. */
export interface StackSeries {
  readonly key: string;
  readonly values: Float64Array;
  /** It ran through the whole of the time: before its first value nobody looked. */
  readonly throughout?: boolean | undefined;
}

/** A grid of equal steps in time. */
export interface TimeGrid {
  /** Epoch ms at which the first step begins. */
  readonly from: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** How long a value stands for what follows it, in ms: containers that are measured in turn have one each few seconds. */
const carryMs = 15_000;

/** Collects samples of one container on a grid: the mean of each step, carried on over steps without one. */
export class GridCollector {
  readonly #grid: TimeGrid;
  readonly #sums: Float64Array;
  readonly #counts: Uint16Array;
  #before = Number.NaN;
  #beforeAt = Number.NEGATIVE_INFINITY;

  constructor(grid: TimeGrid) {
    this.#grid = grid;
    this.#sums = new Float64Array(grid.steps);
    this.#counts = new Uint16Array(grid.steps);
  }

  add(at: number, value: number): void {
    if (!Number.isFinite(value) || value < 0) return;
    const { from, stepMs, steps } = this.#grid;
    const step = Math.floor((at - from) / stepMs);
    if (step < 0) {
      this.#before = value;
      this.#beforeAt = at;
    } else if (step < steps) {
      this.#sums[step] = (this.#sums[step] ?? 0) + value;
      this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    }
  }

  values(): Float64Array {
    const { from, stepMs, steps } = this.#grid;
    const values = new Float64Array(steps).fill(Number.NaN);
    let last = this.#before;
    let lastAt = this.#beforeAt;
    for (let step = 0; step < steps; step += 1) {
      const at = from + step * stepMs;
      const counted = this.#counts[step] ?? 0;
      if (counted > 0) {
        last = (this.#sums[step] ?? 0) / counted;
        lastAt = at + stepMs;
        values[step] = last;
      } else if (at - lastAt <= carryMs) values[step] = last;
    }
    return values;
  }
}

/** The mean of what is known; 0 where nothing is. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  let known = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? 0 : sum / known;
}

/** The largest few by their mean, largest first. What was among them before keeps its place against a near equal. */
export function largestOf(
  series: readonly StackSeries[],
  most: number,
  before: readonly string[],
): readonly string[] {
  const kept = new Set(before);
  return series
    .map(({ key, values }) => ({ key, mean: meanOf(values) * (kept.has(key) ? 1.1 : 1) }))
    .filter(({ mean }) => mean > 0)
    .sort((a, b) => b.mean - a.mean || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key);
}

/** A band of a stacked chart: lower and upper edge at each step; NaN where nobody was measured. */
export interface StackBand {
  readonly key: string;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Key of the band of all others. */
export const restKey = '';

/**
 * The bands from the ground up: the largest first, everything else as one on top. They begin where all are known that
 * ran: a sum that grows because more of them were looked at would be a lie.
 */
export function stack(
  series: readonly StackSeries[],
  largest: readonly string[],
  steps: number,
): StackBand[] {
  const known = new Uint8Array(steps);
  for (const { values } of series)
    for (let step = 0; step < steps; step += 1)
      if (!Number.isNaN(values[step] ?? Number.NaN)) known[step] = 1;
  for (const { values, throughout } of series) {
    const first = throughout === true ? values.findIndex((value) => !Number.isNaN(value)) : 0;
    if (first > 0) known.fill(0, 0, first);
  }
  let ground = new Float64Array(steps);
  const pile = (key: string, parts: readonly StackSeries[]): StackBand => {
    const lower = ground;
    const upper = Float64Array.from(lower);
    for (const { values } of parts)
      for (let step = 0; step < steps; step += 1) {
        const value = values[step] ?? Number.NaN;
        if (!Number.isNaN(value)) upper[step] = (upper[step] ?? 0) + value;
      }
    ground = upper;
    return { key, lower, upper };
  };
  const chosen = new Set(largest);
  const bands = largest.flatMap((key) => {
    const own = series.find((each) => each.key === key);
    return own === undefined ? [] : [pile(key, [own])];
  });
  bands.push(
    pile(
      restKey,
      series.filter(({ key }) => !chosen.has(key)),
    ),
  );
  for (const { lower, upper } of bands)
    for (let step = 0; step < steps; step += 1) if (known[step] === 0) lower[step] = upper[step] = Number.NaN;
  return bands;
}

/** The outline of a band in a box; steps at which nothing is known break it. */
export function bandPath({ lower, upper }: StackBand, width: number, height: number, top: number): string {
  const steps = upper.length;
  const x = (step: number): string => ((step / Math.max(1, steps - 1)) * width).toFixed(1);
  const y = (value: number): string =>
    (height - (top > 0 ? Math.min(1, value / top) : 0) * height).toFixed(1);
  let path = '';
  let start = 0;
  while (start < steps) {
    if (Number.isNaN(upper[start] ?? Number.NaN)) {
      start += 1;
      continue;
    }
    let end = start;
    while (end + 1 < steps && !Number.isNaN(upper[end + 1] ?? Number.NaN)) end += 1;
    let forth = '';
    let back = '';
    for (let step = start; step <= end; step += 1) {
      forth += `${step === start ? 'M' : 'L'}${x(step)} ${y(upper[step] ?? 0)}`;
      back = `L${x(step)} ${y(lower[step] ?? 0)}${back}`;
    }
    path += `${forth}${back}Z`;
    start = end + 1;
  }
  return path;
}
