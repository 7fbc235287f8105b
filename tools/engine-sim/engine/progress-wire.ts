import type { Dialect } from '../core/dialect';
import type { Progress } from './images';

/**
 * One object of a progress stream as this release writes it. Before 0.7.1 there was the bar's text alone; Engine 29
 * has no text any more, whatever is asked for. Separators: none up to 0.9, after all but progress up to 1.9.
 */
export function progressText(step: Progress, dialect: Dialect): string {
  const known = Object.entries(step).filter(([key]) => {
    if (key === 'progress') return !dialect.speaks(52) && !dialect.podman;
    if (key === 'progressDetail' || key === 'errorDetail') return dialect.speaks(8);
    return true;
  });
  const text = JSON.stringify(Object.fromEntries(known));
  if (dialect.podman) return `${text}\n`;
  if (dialect.speaks(22)) return `${text}\r\n`;
  const isProgress = typeof step['progress'] === 'string';
  return dialect.speaks(10) && !isProgress ? `${text}\r\n` : text;
}
