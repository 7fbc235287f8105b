import { clock, moment } from '../state/format';
import type { PlotGap } from './plot';

const dayMs = 86_400_000;

/** Whether a window is so long that its times are told by the minute, with their day. */
export function isByMinute({ from, to }: PlotGap): boolean {
  return to - from > dayMs / 2;
}

/** `14:32:08`; for a long window `14:32`, and `18 Nov, 14:32` for a day that is not that of its end. */
export function axisTime(at: number, window: PlotGap): string {
  if (!isByMinute(window)) return clock(at);
  const day = moment(at, window.to);
  return `${day === clock(at) ? '' : `${day}, `}${clock(at).slice(0, 5)}`;
}
