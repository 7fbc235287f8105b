import { defaultBounds, type StoreBounds } from '../store/log-store';

/** How much a feed holds, and how many lines each log is opened with. */
export interface FeedLimits extends StoreBounds {
  readonly openLines: number;
  /** Read everything of one log from both of its ends at once: worth it from four processors on. */
  readonly bothEnds: boolean;
}

const processorsForBoth = 4;

/** A log is opened with its last 5,000 lines; several share 20,000. `processors` of this machine. */
export function feedLimits(
  sources: number,
  processors: number,
  bounds: StoreBounds = defaultBounds,
): FeedLimits {
  const openLines = sources > 1 ? Math.max(200, Math.min(5000, Math.floor(20_000 / sources))) : 5000;
  return { ...bounds, openLines, bothEnds: processors >= processorsForBoth };
}
