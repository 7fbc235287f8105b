import { memo, type ReactNode } from 'react';
import { type AnsiSpan, SgrFlag } from '#shared/util/ansi';
import { displayText } from '#shared/util/display-text';
import { classes } from '../ui/classes';
import ansi from './Ansi.module.css';
import { levelLetters } from './level';
import type { LineText } from './line-text';
import styles from './LogRow.module.css';
import type { TimesMode } from './log-model';
import { grouped, lineTime } from './log-time';
import { findAll, type LogQuery } from './search';

const c = classes(styles);
const a = classes(ansi);

/** Classes of a span: sixteen colours each way and six styles, nothing else. */
function spanClass({ style }: AnsiSpan): string | undefined {
  const { flags } = style;
  const inverse = (flags & SgrFlag.inverse) !== 0;
  const foreground = inverse ? style.background : style.foreground;
  const background = inverse ? style.foreground : style.background;
  const names = a(
    foreground >= 0 && background < 0 && `fg${foreground}`,
    background >= 0 && `bg${background}`,
    inverse && background < 0 && 'inverse',
    (flags & SgrFlag.bold) !== 0 && 'bold',
    (flags & SgrFlag.dim) !== 0 && 'dim',
    (flags & SgrFlag.italic) !== 0 && 'italic',
    (flags & SgrFlag.underline) !== 0 && 'underline',
    (flags & SgrFlag.strike) !== 0 && 'strike',
  );
  return names === '' ? undefined : names;
}

/** Pieces of a span's text, those from `hits` marked. `start` is the span's offset in the line. */
function marked(
  text: string,
  start: number,
  hits: readonly number[],
  size: number,
  current: boolean,
): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const hit of hits) {
    const from = Math.max(0, hit - start);
    const to = Math.min(text.length, hit + size - start);
    if (to <= at || from >= text.length || to <= from) continue;
    if (from > at) pieces.push(text.slice(at, from));
    pieces.push(
      <mark key={hit} className={c('hit', current && 'hitCurrent')}>
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  if (at === 0) return text;
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

function Message({
  line,
  query,
  current,
}: {
  readonly line: LineText;
  readonly query: LogQuery;
  readonly current: boolean;
}) {
  const hits = findAll(line.text, query);
  let start = 0;
  return line.spans.map((span, index) => {
    const from = start;
    start += span.text.length;
    const content = hits.length === 0 ? span.text : marked(span.text, from, hits, query.text.length, current);
    return (
      <span key={index} className={spanClass(span)}>
        {content}
      </span>
    );
  });
}

export interface LogRowProps {
  readonly sequence: number;
  readonly line: LineText;
  /** Epoch ms, NaN where unknown. */
  readonly time: number;
  readonly stderr: boolean;
  readonly truncated: boolean;
  readonly times: TimesMode;
  readonly withDate: boolean;
  readonly wrap: boolean;
  readonly query: LogQuery;
  /** Find stands on this line. */
  readonly current: boolean;
  readonly onOpen: (sequence: number) => void;
}

/** One line: a gutter that stays at the left (time, stream, level) and the text. 20 px high unless it wraps. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, time, stderr, times, wrap, onOpen, sequence } = props;
  const severe = line.level === 'error' || line.level === 'fatal';
  return (
    <div
      className={c('row', wrap && 'wrap', severe && 'error', line.level === 'warn' && 'warn')}
      data-sequence={sequence}
    >
      <span className={c('gutter')}>
        {times !== 'off' && (
          <span
            className={c('time', props.withDate && 'dated')}
            title={Number.isNaN(time) ? undefined : new Date(time).toISOString()}
          >
            {lineTime(time, times, props.withDate)}
          </span>
        )}
        <span className={c('stream', stderr && 'stderr')}>{stderr ? 'err' : 'out'}</span>
        <span className={c('level', line.level)}>
          {line.level === undefined ? '' : levelLetters[line.level]}
        </span>
      </span>
      <span className={c('message')} data-selectable>
        <Message line={line} query={props.query} current={props.current} />
        {line.hidden > 0 && (
          <button type="button" className={c('more')} onClick={() => onOpen(sequence)}>
            {`\u2026 ${grouped(line.hidden)} more characters`}
          </button>
        )}
        {props.truncated && line.hidden === 0 && <span className={c('cut')}>line cut at 1 MB</span>}
      </span>
    </div>
  );
});

/** A notice between lines. */
export const NoticeRow = memo(function NoticeRow({
  sequence,
  text,
  at,
  times,
}: {
  readonly sequence: number;
  readonly text: string;
  readonly at: number;
  readonly times: TimesMode;
}) {
  return (
    <div className={c('notice')} data-sequence={sequence}>
      <span className={c('rule', 'ruleStart')} />
      <span className={c('words')}>
        <b>{displayText(text)}</b>
        {times !== 'off' && ` ${lineTime(at, times, false)}`}
      </span>
      <span className={c('rule')} />
    </div>
  );
});
