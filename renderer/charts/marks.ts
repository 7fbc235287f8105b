import type { StatsMark } from '#shared/model/stats';
import type { PlotGap } from './plot';

/** A mark on the event lane. */
export interface PlacedMark {
  readonly key: string;
  readonly at: number;
  readonly kind: StatsMark['kind'];
  readonly words: string;
  /** Px from the left of the plots. */
  readonly x: number;
  /** On which side of its line the label stands; `none` where there is room on neither. */
  readonly side: 'right' | 'left' | 'none';
}

/** Most marks that are drawn; the newest. */
const mostMarks = 40;
const labelPadding = 26;
const perCharacter = 6.2;

/** About how wide a label is in px. */
export function labelWidth(words: string): number {
  return labelPadding + Math.min(28, words.length) * perCharacter;
}

/**
 * Places marks on the lane: a label stands right of its line, left of it where that would leave the lane or touch the
 * next one, and is left out (the line stays) where there is room on neither side. Ends are served
 * first, then the newest.
 */
export function layoutMarks(
  marks: readonly StatsMark[],
  window: PlotGap,
  width: number,
): readonly PlacedMark[] {
  const span = Math.max(1, window.to - window.from);
  const inside = marks
    .filter(({ at }) => at >= window.from && at <= window.to)
    .toSorted((a, b) => a.at - b.at)
    .slice(-mostMarks);
  const placed: PlacedMark[] = [];
  const taken: { readonly from: number; readonly to: number }[] = [];
  const free = (from: number, to: number): boolean =>
    from >= 0 && to <= width && taken.every((other) => to <= other.from || from >= other.to);
  const weight = ({ kind }: StatsMark): number => (kind === 'oom' || kind === 'die' ? 0 : 1);
  const served = inside.toSorted((a, b) => weight(a) - weight(b) || b.at - a.at);
  for (const { at, kind, words } of served) {
    const x = ((at - window.from) / span) * width;
    const room = labelWidth(words);
    const side = free(x, x + room) ? 'right' : free(x - room, x) ? 'left' : 'none';
    if (side !== 'none') taken.push(side === 'right' ? { from: x, to: x + room } : { from: x - room, to: x });
    placed.push({ key: `${at} ${kind} ${words}`, at, kind, words, x, side });
  }
  return placed.sort((a, b) => a.at - b.at);
}
