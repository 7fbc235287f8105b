import {
  CirclePause,
  CirclePlay,
  HeartPulse,
  type LucideIcon,
  MemoryStick,
  Play,
  Settings2,
  Square,
} from 'lucide-react';
import type { StatsMark } from '#shared/model/stats';
import { displayText } from '#shared/util/display-text';
import { clock, fullMoment } from '../state/format';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import type { PlacedMark } from './marks';
import styles from './StatsView.module.css';

const c = classes(styles);

const icons: Readonly<Record<StatsMark['kind'], LucideIcon>> = {
  start: Play,
  die: Square,
  oom: MemoryStick,
  health: HeartPulse,
  update: Settings2,
  pause: CirclePause,
  unpause: CirclePlay,
};

/** What happened, over the charts: each mark at its time, and the time at the cursor. */
export function EventLane({
  marks,
  at,
}: {
  readonly marks: readonly PlacedMark[];
  /** Epoch ms of the cursor. */
  readonly at: number | undefined;
}) {
  return (
    <section className={c('lane', 'events')}>
      <div className={c('title')}>
        <b>Events</b>
      </div>
      <div className={c('axis')} />
      <ul className={c('plot', 'marks')} aria-label="Events">
        {marks.length === 0 && <li className={c('noMarks')}>None in this time</li>}
        {marks.map(({ key, at: when, kind, words, x, side }) => (
          <li
            key={key}
            className={c('mark', kind, side)}
            style={{ left: x }}
            title={`${displayText(words, 200)}, ${fullMoment(when)}`}
          >
            <Icon icon={icons[kind]} size={12} />
            <span className={c(side === 'none' && 'unseen')}>{displayText(words, 80)}</span>
          </li>
        ))}
      </ul>
      <div className={c('values', 'when')}>
        {at !== undefined && (
          <>
            At <b>{clock(at)}</b>
          </>
        )}
      </div>
    </section>
  );
}
