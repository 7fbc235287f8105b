import { memo } from 'react';
import { levelOfCode } from '#shared/logs/level';
import { classes } from '../../ui/classes';
import { rowTime } from '../log-time';
import type { LogRowData, LogSource, TimesMode } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import { LogRow, type RowActions, type TimeColumn } from '../row/LogRow';
import { NoticeRow } from '../row/NoticeRow';
import { rowContent } from '../row/row-content';
import type { RowTexts } from '../row/row-texts';
import styles from './LogList.module.css';

const c = classes(styles);

/** What all rows of one drawing of the list share. */
export interface RowFrame {
  readonly model: LogViewModel;
  readonly texts: RowTexts;
  readonly actions: RowActions;
  /** `off` also where the engine gives lines no times. */
  readonly times: TimesMode;
  readonly withDate: boolean;
  /** Of the page's clock, in ms; only relative times look at it. */
  readonly now: number;
  readonly merged: boolean;
}

export interface ListRowProps {
  readonly frame: RowFrame;
  readonly row: LogRowData;
  readonly index: number;
  readonly atCursor: boolean;
  readonly selected: boolean;
}

/** One row of the list, with what marks it: the keyboard's place and the selection. */
export function ListRow({ frame, row, index, atCursor, selected }: ListRowProps) {
  return (
    <Marked sequence={row.sequence} atCursor={atCursor} selected={selected}>
      {row.kind === 'notice' ? (
        <Notice frame={frame} row={row} />
      ) : (
        <Line frame={frame} row={row} index={index} />
      )}
    </Marked>
  );
}

function Marked({
  sequence,
  atCursor,
  selected,
  children,
}: {
  readonly sequence: number;
  readonly atCursor: boolean;
  readonly selected: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <div className={c('row', atCursor && 'cursor', selected && 'selected')} data-sequence={sequence}>
      {children}
    </div>
  );
}

type LineRow = Extract<LogRowData, { readonly kind: 'line' }>;

function Line({
  frame,
  row,
  index,
}: {
  readonly frame: RowFrame;
  readonly row: LineRow;
  readonly index: number;
}) {
  const { model, texts, times, merged } = frame;
  const { options, rows, marked, expanded } = model;
  const { sequence } = row;
  const line = texts.get(row, (back) => rows.at(index - back));
  const content = rowContent(line, options.compact);
  const isMarked = marked?.sequence === sequence;
  return (
    <LogRow
      sequence={sequence}
      line={line}
      content={content}
      time={rowTime({
        time: row.time,
        mode: times,
        withDate: frame.withDate,
        now: frame.now,
        start: times === 'start' ? model.startOf(sequence) : undefined,
        marked: isMarked ? undefined : marked?.time,
      })}
      at={row.time}
      timeColumn={timeColumn(times, frame.withDate, marked !== undefined)}
      marked={isMarked}
      source={merged ? badgeOf(model.sources, row.source) : undefined}
      stderr={row.stderr}
      level={levelOfCode(row.level) ?? line.level}
      truncated={row.truncated}
      unfinished={row.unfinished}
      isContext={row.isContext}
      wrap={options.wrap}
      ranges={model.highlights(sequence, content.text)}
      current={model.currentHit === sequence}
      expanded={expanded.has(sequence)}
      actions={frame.actions}
    />
  );
}

function timeColumn(times: TimesMode, withDate: boolean, deltas: boolean): TimeColumn {
  if (times === 'off') return 'none';
  if (withDate && (times === 'local' || times === 'utc')) return 'dated';
  return times === 'relative' && !deltas ? 'short' : 'clock';
}

const Notice = memo(function Notice({
  frame,
  row,
}: {
  readonly frame: RowFrame;
  readonly row: Extract<LogRowData, { readonly kind: 'notice' }>;
}) {
  const { model, times, withDate, now } = frame;
  const time = rowTime({
    time: row.notice.at,
    mode: times,
    withDate,
    now,
    start: times === 'start' ? model.startOf(row.sequence) : undefined,
    marked: undefined,
  });
  return (
    <NoticeRow
      sequence={row.sequence}
      notice={row.notice}
      time={time}
      source={frame.merged ? badgeOf(model.sources, row.source) : undefined}
    />
  );
});

const badges = new WeakMap<LogSource['target'], Badge>();

interface Badge {
  readonly name: string;
  readonly initials: string;
  readonly colour: number;
  readonly outlined: boolean;
}

/** The same object while a source looks the same, so that rows are not drawn again for its rate. */
function badgeOf(sources: readonly LogSource[], index: number): Badge | undefined {
  const source =
    sources[index]?.index === index ? sources[index] : sources.find((each) => each.index === index);
  if (source === undefined) return undefined;
  const known = badges.get(source.target);
  const { initials, colour, outlined, target } = source;
  if (known?.initials === initials && known.colour === colour && known.outlined === outlined) return known;
  const made = { name: target.name, initials, colour, outlined };
  badges.set(target, made);
  return made;
}
