import { classes } from './classes';
import styles from './ProgressBar.module.css';

const c = classes(styles);

export interface ProgressBarProps {
  /** Accessible name: the layer or the task. */
  readonly label: string;
  /** 0 to 1; undefined where the length is not known. */
  readonly value: number | undefined;
  readonly tone?: 'fill' | 'extract' | 'done' | undefined;
  readonly height?: number;
}

/** How far something is. */
export function ProgressBar({ label, value, tone = 'fill', height = 4 }: ProgressBarProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <span
      className={c('track')}
      style={{ height }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i
        className={c('fill', tone, percent === undefined && 'unknown')}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </span>
  );
}
