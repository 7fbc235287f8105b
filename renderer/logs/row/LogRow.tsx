import { ChevronDown, ChevronRight } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { type LogLevel, levelLetters } from '#shared/logs/level';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import type { LineText } from '../line-text';
import { grouped } from '../log-time';
import { ContentText, type TextRange } from './ContentText';
import { FieldTree } from './FieldTree';
import styles from './LogRow.module.css';
import type { RowContent } from './row-content';
import { SourceBadge, type RowSource } from './SourceBadge';

const c = classes(styles);

/** What a row's own controls do; the same object for all rows, so that a row is drawn again only when it changed. */
export interface RowActions {
  /** Shows the whole of a line that is too long for a row. */
  readonly onOpen: (sequence: number) => void;
  /** Its time was clicked: deltas are counted from it, or no longer. */
  readonly onMark: (sequence: number) => void;
  readonly onExpand: (sequence: number) => void;
  /** An address of the line is to be opened; whoever opens it asks first. */
  readonly onLink: (url: string) => void;
  /** Only lines with this value are to be shown; `path` is dotted. */
  readonly onFilterField: (path: string, value: string) => void;
}

/** How wide the column of times is: as wide as what its mode says. */
export type TimeColumn = 'none' | 'clock' | 'dated' | 'short';

export interface LogRowProps {
  readonly sequence: number;
  readonly line: LineText;
  /** See `rowContent`. */
  readonly content: RowContent;
  /** See `rowTime`; '' where the line has none. */
  readonly time: string;
  /** Epoch ms, NaN where unknown; the whole of it is the time's title. */
  readonly at: number;
  readonly timeColumn: TimeColumn;
  /** Deltas are counted from this line. */
  readonly marked: boolean;
  /** Where lines of several containers are shown. */
  readonly source: RowSource | undefined;
  readonly stderr: boolean;
  readonly level: LogLevel | undefined;
  /** Longer than 1 MiB: its rest was dropped. */
  readonly truncated: boolean;
  /** The stream ended in the middle of it. */
  readonly unfinished: boolean;
  /** Shown for the sake of its neighbours only. */
  readonly isContext: boolean;
  readonly wrap: boolean;
  /** Highlights, in `content.text`. */
  readonly ranges: readonly TextRange[];
  /** Find stands on it. */
  readonly current: boolean;
  readonly expanded: boolean;
  readonly actions: RowActions;
}

/**
 * One line: a gutter that stays at the left (time, container, stream, level) and its text, 20 px high unless it wraps;
 * the fields of a JSON or logfmt line beneath it when it is expanded.
 */
export const LogRow = memo(Row, sameRow);

function Row(props: LogRowProps) {
  const { sequence, line, content, level, expanded, actions } = props;
  const severe = level === 'error' || level === 'fatal';
  const { fields } = content;
  return (
    <div
      className={c(
        'line',
        severe && 'error',
        level === 'warn' && 'warn',
        props.isContext && 'context',
        props.current && 'current',
      )}
      aria-current={props.current || undefined}
      style={{ '--tree-indent': `${indentOf(props)}px` } as CSSProperties}
    >
      <div className={c('row', props.wrap && 'wrap')} data-sequence={sequence}>
        <span className={c('gutter')}>
          <RowClock {...props} />
          {props.source !== undefined && <SourceBadge source={props.source} />}
          <span className={c('stream', props.stderr && 'stderr')}>{props.stderr ? 'err' : ''}</span>
          <span className={c('level', level)}>{level === undefined ? '' : levelLetters[level]}</span>
          {fields !== undefined && (
            <button
              type="button"
              className={c('chevron')}
              tabIndex={-1}
              aria-label={expanded ? 'Hide fields' : 'Show fields'}
              aria-expanded={expanded}
              onClick={() => actions.onExpand(sequence)}
            >
              <Icon icon={expanded ? ChevronDown : ChevronRight} size={12} />
            </button>
          )}
        </span>
        <span className={c('message')} data-selectable>
          <ContentText
            segments={content.segments}
            ranges={props.ranges}
            current={props.current}
            onLink={actions.onLink}
          />
          {line.hidden > 0 && (
            <button type="button" className={c('more')} onClick={() => actions.onOpen(sequence)}>
              {`\u2026 ${grouped(line.hidden)} more characters`}
            </button>
          )}
          {props.truncated && <span className={c('cut')}>line cut at 1 MB</span>}
          {props.unfinished && <span className={c('cut')}>line unfinished</span>}
        </span>
      </div>
      {expanded && fields !== undefined && (
        <FieldTree
          root={fields.root}
          text={() => line.text}
          hits={[...new Set(props.ranges.map(({ from, to }) => content.text.slice(from, to)))]}
          onFilter={actions.onFilterField}
        />
      )}
    </div>
  );
}

/** Ranges are made anew with each drawing of the list; a row is drawn again only where they say something else. */
function sameRow(one: LogRowProps, other: LogRowProps): boolean {
  for (const key of Object.keys(one) as readonly (keyof LogRowProps)[]) {
    if (key !== 'ranges' && !Object.is(one[key], other[key])) return false;
  }
  return (
    one.ranges.length === other.ranges.length &&
    one.ranges.every((range, at) => same(range, other.ranges[at]))
  );
}

const same = (one: TextRange, other: TextRange | undefined): boolean =>
  one.from === other?.from && one.to === other.to;

const timeWidths: Readonly<Record<TimeColumn, number>> = { none: 0, clock: 98, dated: 122, short: 90 };

/** Width of the gutter in px: the tree stands beneath the text. */
function indentOf({ timeColumn, source }: LogRowProps): number {
  return 86 + timeWidths[timeColumn] + (source === undefined ? 0 : 104);
}

function RowClock({ time, at, timeColumn, marked, sequence, actions }: LogRowProps) {
  if (timeColumn === 'none') return null;
  return (
    <span
      className={c('time', timeColumn, marked && 'marked')}
      title={Number.isNaN(at) ? undefined : new Date(at).toISOString()}
      onClick={Number.isNaN(at) ? undefined : () => actions.onMark(sequence)}
    >
      {time}
    </span>
  );
}
