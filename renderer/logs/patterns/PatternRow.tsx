import { Filter, Volume2, VolumeX } from 'lucide-react';
import { memo } from 'react';
import { levelLetters, levelOfCode } from '#shared/logs/level';
import { type Pattern, patternText } from '#shared/logs/patterns/pattern';
import { Sparkline } from '../../charts/Sparkline';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { IconButton } from '../../ui/IconButton';
import { grouped } from '../log-time';
import { trendValues } from './panel-rows';
import styles from './PatternsPanel.module.css';
import { PatternText } from './PatternText';

const c = classes(styles);

export interface PatternRowProps {
  readonly pattern: Pattern;
  readonly only: boolean;
  readonly muted: boolean;
  /** Keys stand on it: the one row that Tab reaches. */
  readonly current: boolean;
  readonly onOnly: (pattern: Pattern | undefined) => void;
  readonly onMute: (pattern: Pattern, muted: boolean) => void;
  readonly onFocus: (id: number) => void;
}

/** One pattern with its number of lines and its trend, and what can be done with it. */
export const PatternRow = memo(function PatternRow(props: PatternRowProps) {
  const { pattern, only, muted, current } = props;
  const level = levelOfCode(pattern.level);
  const text = patternText(pattern.parts);
  const lines = `${grouped(pattern.count)} ${pattern.count === 1 ? 'line' : 'lines'}`;
  const state = muted ? ', muted' : only ? ', only these are shown' : '';
  return (
    <li
      className={c('row', muted && 'muted', only && 'only')}
      data-pattern={pattern.id}
      tabIndex={current ? 0 : -1}
      aria-label={`${lines}${level === undefined ? '' : `, ${level}`}: ${text}${state}`}
      onFocus={() => props.onFocus(pattern.id)}
    >
      <div className={c('facts')}>
        <span className={c('level', level)}>{level === undefined ? '' : levelLetters[level]}</span>
        <b className={c('count')} title={lines}>
          {grouped(pattern.count)}
        </b>
        <Sparkline values={trendValues(pattern.trend)} max={100} tone="quiet" />
        <span className={c('actions')}>
          <IconButton
            label={only ? 'Show all lines again' : 'Show only these lines'}
            icon={Filter}
            size="sm"
            iconSize={13}
            pressed={only}
            tooltip={false}
            onClick={() => props.onOnly(only ? undefined : pattern)}
          />
          <IconButton
            label={muted ? 'Show these lines again' : 'Mute these lines'}
            icon={muted ? VolumeX : Volume2}
            size="sm"
            iconSize={13}
            pressed={muted}
            tooltip={false}
            onClick={() => props.onMute(pattern, !muted)}
          />
          <CopyButton label="Copy pattern" text={() => text} />
        </span>
      </div>
      <div className={c('text')} data-selectable title={text.slice(0, 1000)}>
        <PatternText parts={pattern.parts} />
      </div>
    </li>
  );
});
