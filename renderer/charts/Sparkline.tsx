import { memo } from 'react';
import { classes } from '../ui/classes';
import styles from './Sparkline.module.css';

const c = classes(styles);

const width = 54;
const height = 18;
const samples = 48;
/** Percent of a core that fills the height at least, so that idle rows stay flat. */
export const cpuFloor = 12;

export interface SparklineProps {
  /** Oldest first; the last 48 are drawn, at the right edge. */
  readonly values: readonly number[];
  /** What fills the height, where no value is above it: a limit, or 0. */
  readonly max: number;
  readonly tone: 'cpu' | 'mem' | 'quiet';
}

/** The path of a sparkline, for tests: 48 steps wide, newest at the right. */
export function sparkPath(
  values: readonly number[],
  max: number,
): { readonly line: string; readonly lastY: number } {
  const drawn = values.slice(-samples);
  const scale = Math.max(max, ...drawn);
  const step = (width - 3) / (samples - 1);
  const start = width - 2 - (drawn.length - 1) * step;
  let line = '';
  let lastY = height - 1;
  drawn.forEach((value, index) => {
    const share = scale > 0 && value > 0 ? value / scale : 0;
    lastY = height - 2 - share * (height - 4);
    line += `${index === 0 ? 'M' : 'L'}${(start + index * step).toFixed(1)} ${lastY.toFixed(1)}`;
  });
  return { line, lastY };
}

/** The same with the ground under it, for those who draw without React. */
export function sparkShape(
  values: readonly number[],
  max: number,
): { readonly line: string; readonly area: string } {
  if (values.length < 2) return { line: '', area: '' };
  const { line } = sparkPath(values, max);
  const count = Math.min(values.length, samples);
  const startX = width - 2 - (count - 1) * ((width - 3) / (samples - 1));
  return { line, area: `${line}L${width - 2} ${height}L${startX.toFixed(1)} ${height}Z` };
}

/** A sparkline that is drawn without React: whoever draws finds its paths by `data-spark`. */
export function EmptySparkline({
  name,
  tone,
}: {
  readonly name: string;
  readonly tone: 'cpu' | 'mem' | 'quiet';
}) {
  return (
    <svg className={c('spark', tone)} width={width} height={height} aria-hidden="true" data-spark={name}>
      <path className={c('area')} data-area="" />
      <path className={c('line')} data-line="" />
    </svg>
  );
}

/** The last 48 samples in 54 by 18 px. Decoration: the number stands beside it. */
export const Sparkline = memo(function Sparkline({ values, max, tone }: SparklineProps) {
  if (values.length < 2)
    return <svg className={c('spark')} width={width} height={height} aria-hidden="true" />;
  const { line, lastY } = sparkPath(values, tone === 'mem' ? max : Math.max(max, cpuFloor));
  const count = Math.min(values.length, samples);
  const startX = width - 2 - (count - 1) * ((width - 3) / (samples - 1));
  return (
    <svg className={c('spark', tone)} width={width} height={height} aria-hidden="true">
      <path className={c('area')} d={`${line}L${width - 2} ${height}L${startX.toFixed(1)} ${height}Z`} />
      <path className={c('line')} d={line} />
      <circle className={c('dot')} cx={width - 2} cy={lastY} r="1.6" />
    </svg>
  );
});
