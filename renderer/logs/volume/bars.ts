import { type VolumeView, volumeLevels } from './histogram';

/** Height of the bars in px. */
export const barsHeight = 34;
const warn = 4;
const error = 5;

/** How many lines, and how many of them are warnings, and errors or worse. */
export interface VolumeCounts {
  readonly lines: number;
  readonly warnings: number;
  readonly errors: number;
}

/** What is counted in columns `from` up to, not including, `to`. */
export function countsOf(view: VolumeView, from: number, to: number): VolumeCounts {
  let lines = 0;
  let warnings = 0;
  let errors = 0;
  for (let column = Math.max(0, from); column < Math.min(view.columns, to); column++) {
    for (let level = 0; level < volumeLevels; level++) {
      const count = view.counts[column * volumeLevels + level] ?? 0;
      lines += count;
      if (level === warn) warnings += count;
      else if (level >= error) errors += count;
    }
  }
  return { lines, warnings, errors };
}

/** Paths of the stacked bars, one for each of their colours: few nodes however many columns there are. */
export interface BarPaths {
  readonly rest: string;
  readonly warn: string;
  readonly error: string;
}

/** Draws columns from `from` to `to` (epoch ms) over `width` px. What is there at all is at least a pixel high. */
export function barPaths(view: VolumeView, from: number, to: number, width: number): BarPaths {
  const scale = width / Math.max(1, to - from);
  const size = Math.max(1, view.width * scale * 0.8);
  const paths = { rest: '', warn: '', error: '' };
  for (let column = 0; column < view.columns; column++) {
    const { lines, warnings, errors } = countsOf(view, column, column + 1);
    if (lines === 0) continue;
    const x = (view.from + column * view.width - from) * scale;
    const height = (count: number): number =>
      count === 0 ? 0 : Math.max(1, (count / view.most) * (barsHeight - 2));
    let top = barsHeight;
    const bar = (count: number): string => {
      const high = height(count);
      if (high === 0) return '';
      top = Math.max(0, top - high);
      return `M${x.toFixed(1)} ${top.toFixed(1)}h${size.toFixed(1)}v${high.toFixed(1)}h-${size.toFixed(1)}z`;
    };
    paths.rest += bar(lines - warnings - errors);
    paths.warn += bar(warnings);
    paths.error += bar(errors);
  }
  return paths;
}

const words = (count: number, one: string, many: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, '\u00a0')} ${count === 1 ? one : many}`;

/** `120 lines, 2 errors, 1 warning`. */
export function countWords({ lines, warnings, errors }: VolumeCounts): string {
  const parts = [words(lines, 'line', 'lines')];
  if (errors > 0) parts.push(words(errors, 'error', 'errors'));
  if (warnings > 0) parts.push(words(warnings, 'warning', 'warnings'));
  return parts.join(', ');
}
