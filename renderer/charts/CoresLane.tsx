import type { CoreStrip } from './cores';
import { coreLevels } from './cores';
import { classes } from '../ui/classes';
import styles from './StatsView.module.css';

const c = classes(styles);

/** Each core as a strip of its own, the busier the stronger. `strip` undefined: the engine does not tell cores apart. */
export function CoresLane({
  strip,
  width,
  cursorX,
}: {
  readonly strip: CoreStrip | undefined;
  readonly width: number;
  readonly cursorX: number | undefined;
}) {
  const height = strip === undefined ? 34 : Math.max(18, Math.min(120, strip.cores * 8));
  const words =
    strip === undefined
      ? 'Not counted by this engine: with cgroup v2 it tells the sum of all cores only.'
      : `Busyness of each of ${strip.cores} cores, 0 to 100 %.`;
  return (
    <section className={c('lane')} style={{ height: height + 18 }}>
      <div className={c('title')}>
        <b>Cores</b>
        <small>% of each</small>
      </div>
      <div className={c('axis')} />
      <div className={c('plot')} role="img" aria-label="CPU by core" aria-description={words}>
        {strip === undefined ? (
          <span className={c('missing')}>{words}</span>
        ) : (
          <svg
            className={c('cores')}
            width={width}
            height={height}
            viewBox={`0 0 ${strip.columns} ${strip.cores}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {strip.paths.map((path, level) => (
              <path
                key={level}
                d={path}
                fill="var(--chart-cpu)"
                opacity={0.08 + (0.92 * level) / (coreLevels - 1)}
              />
            ))}
          </svg>
        )}
        {cursorX !== undefined && strip !== undefined && (
          <div className={c('cursor')} style={{ left: cursorX }} />
        )}
      </div>
      <div className={c('values')} />
    </section>
  );
}
