/** What stood in a place that varies. `word` where words differ, `value` where the kinds do, `rest` for a long line's end. */
export const holeKinds = [
  'number',
  'id',
  'address',
  'time',
  'duration',
  'size',
  'quoted',
  'word',
  'value',
  'rest',
] as const;
export type HoleKind = (typeof holeKinds)[number];

/** A piece of a template: text that all its lines have, or a place that varies. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly hole: HoleKind };

/** Lines of one template, since the view was opened: lines that fell off the ring stay counted. */
export interface Pattern {
  readonly id: number;
  /** Its id and those of templates that were found to be the same later: lines carry any of them. */
  readonly ids: readonly number[];
  readonly parts: readonly PatternPart[];
  /** 0 none, 1 trace, 2 debug, 3 info, 4 warn, 5 error, 6 fatal. */
  readonly level: number;
  readonly count: number;
  /** Epoch ms of the oldest and newest line; NaN where lines have no time. */
  readonly first: number;
  readonly last: number;
  /** Lines in each of the snapshot's time buckets, oldest first. */
  readonly trend: readonly number[];
}

/** Everything that was found. A line whose id is in no pattern belongs to none, as those with id 0. */
export interface PatternSnapshot {
  /** Most frequent first. */
  readonly patterns: readonly Pattern[];
  /** Lines mined. */
  readonly lines: number;
  /** Lines of no pattern: empty ones, and those of templates that were too rare to be kept. */
  readonly other: number;
  /** Epoch ms at which the trends begin, and ms of each of their buckets; NaN without any time. */
  readonly trendFrom: number;
  readonly trendWidth: number;
}

/** A template in one line, holes as `<number>`. For copying, and as a name that a screen reader can say. */
export function patternText(parts: readonly PatternPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : `<${part.hole}>`)).join('');
}
