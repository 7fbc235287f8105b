import type { Pattern, PatternSnapshot } from '#shared/logs/patterns/pattern';

export type PatternOrder = 'count' | 'newest';

/** What the panel shows of all patterns. */
export interface PatternChoice {
  readonly order: PatternOrder;
  /** Only those whose first line is not older (epoch ms); undefined for all. */
  readonly newSince: number | undefined;
}

/** The patterns to list, in order: the most frequent, or those first seen last, first. */
export function panelRows(snapshot: PatternSnapshot, choice: PatternChoice): readonly Pattern[] {
  const { order, newSince } = choice;
  const chosen =
    newSince === undefined
      ? [...snapshot.patterns]
      : snapshot.patterns.filter((pattern) => pattern.first >= newSince);
  if (order === 'count') return chosen;
  const firstOf = (pattern: Pattern): number =>
    Number.isNaN(pattern.first) ? Number.NEGATIVE_INFINITY : pattern.first;
  return chosen.sort((one, other) => {
    const [a, b] = [firstOf(one), firstOf(other)];
    return a === b ? other.id - one.id : b > a ? 1 : -1;
  });
}

const drawnSamples = 48;

/** A trend for a sparkline of 48 samples: counts as percent of the fullest bucket, each as wide as fits. */
export function trendValues(trend: readonly number[]): readonly number[] {
  const most = Math.max(1, ...trend);
  const each = Math.max(1, Math.floor(drawnSamples / Math.max(1, trend.length)));
  return trend.flatMap((count) => Array.from({ length: each }, () => (count / most) * 100));
}
