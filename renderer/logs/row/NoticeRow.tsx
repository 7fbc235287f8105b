import { memo } from 'react';
import type { LogNotice } from '#shared/model/log';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import { type GlyphName, StateGlyph } from '../../ui/StateGlyph';
import styles from './LogRow.module.css';
import { type RowSource, SourceBadge } from './SourceBadge';

const c = classes(styles);

type Tone = 'restarting' | 'exited' | 'dead' | 'running' | 'unhealthy' | 'paused' | 'quiet';

/** Shape and colour of what happened. What concerns the reading and not the container has neither. */
export const noticeLooks: Readonly<
  Record<LogNotice['what'], { readonly glyph?: GlyphName; readonly tone: Tone }>
> = {
  lost: { tone: 'unhealthy' },
  resumed: { tone: 'quiet' },
  reopened: { tone: 'quiet' },
  dropped: { tone: 'unhealthy' },
  started: { glyph: 'restarting', tone: 'restarting' },
  ended: { glyph: 'exited', tone: 'exited' },
  oom: { glyph: 'dead', tone: 'dead' },
  healthy: { glyph: 'healthy', tone: 'running' },
  unhealthy: { glyph: 'unhealthy', tone: 'unhealthy' },
  paused: { glyph: 'paused', tone: 'paused' },
  unpaused: { glyph: 'running', tone: 'running' },
};

/** What happened between two lines: a rule across with the words in it. */
export const NoticeRow = memo(function NoticeRow({
  sequence,
  notice,
  time,
  source,
}: {
  readonly sequence: number;
  readonly notice: LogNotice;
  /** As `rowTime` says it; '' for none. */
  readonly time: string;
  readonly source: RowSource | undefined;
}) {
  const { glyph, tone } = noticeLooks[notice.what];
  return (
    <div className={c('notice')} data-sequence={sequence} data-notice={notice.what}>
      <span className={c('rule', 'ruleStart')} />
      {source !== undefined && <SourceBadge source={source} />}
      <span className={c('words', tone)}>
        {glyph !== undefined && <StateGlyph name={glyph} size={12} />}
        <b>{displayText(notice.text)}</b>
        {time !== '' && <span className={c('noticeTime')}>{time}</span>}
      </span>
      <span className={c('rule')} />
    </div>
  );
});
