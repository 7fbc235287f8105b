import type { ChartSample, PlotGap } from './plot';

/** Steps of busyness that are told apart by shade. */
export const coreLevels = 5;
/** Most cores that have a line of their own. */
export const mostCores = 128;

/** Busyness of each core over time: for each level the cells that have it. */
export interface CoreStrip {
  readonly cores: number;
  /** Paths of cells in a box of `columns` by `cores`, from the least busy level to the most. */
  readonly paths: readonly string[];
  readonly columns: number;
}

/**
 * The largest busyness of each core in each column of time, as shades. Undefined where no sample tells the cores apart:
 * engines on cgroup v2 do not count them.
 */
export function coreStrip(
  samples: readonly ChartSample[],
  window: PlotGap,
  columns: number,
): CoreStrip | undefined {
  const cores = samples.reduce((most, { detail }) => Math.max(most, detail?.cores?.length ?? 0), 0);
  if (cores === 0 || columns < 1) return undefined;
  const rows = Math.min(cores, mostCores);
  const cells = new Float64Array(rows * columns).fill(Number.NaN);
  const step = (window.to - window.from) / columns;
  for (const { at, detail } of samples) {
    if (at < window.from || at > window.to || detail?.cores === undefined) continue;
    const column = Math.min(columns - 1, Math.floor((at - window.from) / step));
    for (let core = 0; core < rows; core += 1) {
      const value = detail.cores[core];
      if (value === undefined || !Number.isFinite(value) || value < 0) continue;
      const cell = core * columns + column;
      const before = cells[cell] ?? Number.NaN;
      cells[cell] = Number.isNaN(before) ? value : Math.max(before, value);
    }
  }
  const paths = Array.from({ length: coreLevels }, () => '');
  for (let core = 0; core < rows; core += 1)
    for (let column = 0; column < columns; column += 1) {
      const value = cells[core * columns + column] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const level = Math.min(coreLevels - 1, Math.floor((value / 100) * coreLevels));
      paths[level] = `${paths[level] ?? ''}M${column} ${core}h1v1h-1z`;
    }
  return { cores: rows, paths, columns };
}
