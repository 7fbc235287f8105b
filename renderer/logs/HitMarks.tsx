import { classes } from '../ui/classes';
import styles from './LogList.module.css';
import { lowerBound } from './search';

const c = classes(styles);

/** As many marks as can be told apart on a scrollbar. */
const buckets = 160;

/** Where the hits are in the whole log, beside the scrollbar. Decoration: the count in the find bar says it in words. */
export function HitMarks({
  hits,
  first,
  rows,
  current,
}: {
  readonly hits: readonly number[];
  readonly first: number;
  readonly rows: number;
  readonly current: number | undefined;
}) {
  if (hits.length === 0 || rows === 0) return null;
  const marks: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = first + (bucket * rows) / buckets;
    const hit = hits[lowerBound(hits, from)];
    if (hit !== undefined && hit < first + ((bucket + 1) * rows) / buckets) marks.push(bucket);
  }
  return (
    <div className={c('marks')} aria-hidden="true">
      {marks.map((bucket) => (
        <i key={bucket} className={c('mark')} style={{ top: `${((bucket + 0.5) * 100) / buckets}%` }} />
      ))}
      {current !== undefined && (
        <i className={c('mark', 'markCurrent')} style={{ top: `${((current - first) * 100) / rows}%` }} />
      )}
    </div>
  );
}
