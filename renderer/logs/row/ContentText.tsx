import type { ReactNode } from 'react';
import { SgrFlag, type SgrStyle } from '#shared/util/ansi';
import { classes } from '../../ui/classes';
import ansi from '../Ansi.module.css';
import { linksIn } from './links';
import styles from './LogRow.module.css';
import type { Segment } from './row-content';

const c = classes(styles);
const a = classes(ansi);

/** A part of a text that is highlighted, in UTF-16 units. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Classes of a style: sixteen colours each way and six styles, nothing else. */
function styleClass({ foreground, background, flags }: SgrStyle): string {
  const inverse = (flags & SgrFlag.inverse) !== 0;
  const front = inverse ? background : foreground;
  const back = inverse ? foreground : background;
  return a(
    front >= 0 && back < 0 && `fg${front}`,
    back >= 0 && `bg${back}`,
    inverse && back < 0 && 'inverse',
    (flags & SgrFlag.bold) !== 0 && 'bold',
    (flags & SgrFlag.dim) !== 0 && 'dim',
    (flags & SgrFlag.italic) !== 0 && 'italic',
    (flags & SgrFlag.underline) !== 0 && 'underline',
    (flags & SgrFlag.strike) !== 0 && 'strike',
  );
}

/** A text with parts of it highlighted. `start` is where it begins in what the ranges count in. */
export function highlighted(
  text: string,
  start: number,
  ranges: readonly TextRange[],
  current: boolean,
): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const range of ranges) {
    const from = Math.max(at, range.from - start);
    const to = Math.min(text.length, range.to - start);
    if (to <= from) continue;
    if (from > at) pieces.push(text.slice(at, from));
    pieces.push(
      <mark key={from} className={c('hit', current && 'hitCurrent')}>
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  if (at === 0) return text;
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

export interface ContentTextProps {
  readonly segments: readonly Segment[];
  /** Rising, none over another; they count in the text of all segments. */
  readonly ranges: readonly TextRange[];
  /** Find stands on this line. */
  readonly current: boolean;
  /** Asked for an address with Ctrl (or Command) and a click: nothing opens by itself. */
  readonly onLink: (url: string) => void;
}

/** A row's text: styles, highlights, and addresses that show themselves under the pointer. Text nodes only. */
export function ContentText({ segments, ranges, current, onLink }: ContentTextProps) {
  let start = 0;
  return segments.map((segment, index) => {
    const from = start;
    start += segment.text.length;
    const name = [styleClass(segment.style), c(segment.tone === 'key' && 'key')].filter(Boolean).join(' ');
    return (
      <span key={index} className={name === '' ? undefined : name}>
        {withLinks(segment.text, from, ranges, current, onLink)}
      </span>
    );
  });
}

function withLinks(
  text: string,
  start: number,
  ranges: readonly TextRange[],
  current: boolean,
  onLink: (url: string) => void,
): ReactNode {
  const links = linksIn(text);
  if (links.length === 0) return highlighted(text, start, ranges, current);
  const pieces: ReactNode[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) {
      pieces.push(<span key={at}>{highlighted(text.slice(at, to), start + at, ranges, current)}</span>);
    }
  };
  for (const { from, to, url } of links) {
    plain(from);
    pieces.push(
      <span
        key={from}
        className={c('link')}
        title="Ctrl+click opens this address, after a question"
        onClick={(event) => {
          if (!event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          onLink(url);
        }}
      >
        {highlighted(text.slice(from, to), start + from, ranges, current)}
      </span>,
    );
    at = to;
  }
  plain(text.length);
  return pieces;
}
