import { classes } from './classes';
import { type GlyphName, StateGlyph } from './StateGlyph';
import styles from './StatusBadge.module.css';

const c = classes(styles);

const tones: Readonly<Record<GlyphName, string>> = {
  running: 'running',
  healthy: 'running',
  starting: 'restarting',
  restarting: 'restarting',
  unhealthy: 'unhealthy',
  paused: 'paused',
  exited: 'exited',
  unknown: 'exited',
  busy: 'exited',
  failed: 'failed',
  dead: 'dead',
  created: 'created',
};

/** Shape and exact words of a state on its tint. */
export function StatusBadge({
  glyph,
  words,
  stale = false,
}: {
  readonly glyph: GlyphName;
  readonly words: string;
  readonly stale?: boolean;
}) {
  return (
    <span className={c('badge', stale ? 'exited' : tones[glyph])}>
      <StateGlyph name={glyph} size={12} stale={stale} />
      {words}
    </span>
  );
}
