/** Height of a row of one line in px, of the tokens' `--row-log`. */
export const rowHeight = 20;
/** Kept free above the first and below the last row. */
export const padding = 4;

/** What stands at the view's upper edge: a row by index, and how much of it is scrolled away, 0 to below 1. */
export interface Place {
  readonly index: number;
  readonly part: number;
}

/** Height of a row in px by index: as it was measured, `rowHeight` where it was never drawn. */
export type HeightOf = (index: number) => number;

/**
 * Moves a place by pixels over rows of different heights. Stops at the first row's upper edge and in the last row;
 * `left` is what could not be moved. O(rows passed).
 */
export function movePlace(
  place: Place,
  by: number,
  count: number,
  heightOf: HeightOf,
): { readonly place: Place; readonly left: number } {
  if (count <= 0) return { place: { index: 0, part: 0 }, left: by };
  let index = Math.min(Math.max(0, place.index), count - 1);
  let offset = place.part * heightOf(index) + by;
  while (offset < 0) {
    if (index === 0) return { place: { index: 0, part: 0 }, left: offset };
    index -= 1;
    offset += heightOf(index);
  }
  for (;;) {
    const height = heightOf(index);
    if (offset < height) return { place: { index, part: offset / height }, left: 0 };
    if (index === count - 1) return { place: { index, part: 0.999 }, left: offset - height };
    offset -= height;
    index += 1;
  }
}

/** Rows to draw: `from` up to, not including, `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Which rows are drawn for a view of `height` px. No row is lower than `rowHeight`, so these always fill it, also
 * where the rows are laid from the end: after `follow`, or because the last one would stand above the lower edge.
 */
export function windowOf(top: Place, follow: boolean, count: number, height: number): Window {
  const fit = Math.ceil(height / rowHeight) + 1;
  if (follow) return { from: Math.max(0, count - fit), to: count };
  const to = Math.min(count, top.index + fit + 1);
  // Near the end as many before the top row may come into view; else a few, so that their heights are known.
  const before = to === count ? fit : 6;
  return { from: Math.max(0, Math.min(top.index - before, count - fit)), to };
}

/** Where drawn rows stand. */
export interface Laid {
  /** Upper edge of the first drawn row in px of the view. */
  readonly shift: number;
  /** They were laid from the lower edge although they do not follow. */
  readonly pinned: boolean;
  /** All rows fit into the view. */
  readonly short: boolean;
  /** What stands at the upper edge now. */
  readonly top: Place;
}

export interface LayInput {
  readonly window: Window;
  readonly count: number;
  readonly top: Place;
  readonly follow: boolean;
  /** Height of the view in px. */
  readonly height: number;
  /** Height of what stands above the very first row, and how much of it is to be seen. */
  readonly head: number;
  readonly headShown: number;
  readonly heightOf: HeightOf;
}

/** Lays the drawn rows: from the top place down, or from the lower edge up where they follow or would leave room. */
export function lay({ window, count, top, follow, height, head, headShown, heightOf }: LayInput): Laid {
  let total = 0;
  let above = 0;
  for (let index = window.from; index < window.to; index++) {
    if (index === top.index) above = total;
    total += heightOf(index);
  }
  const whole = window.from === 0 && window.to === count;
  if (whole && total + head + 2 * padding <= height) {
    return { shift: padding + head, pinned: false, short: true, top: { index: 0, part: 0 } };
  }
  const fromTop = padding + (top.index === 0 ? headShown : 0) - top.part * heightOf(top.index) - above;
  const atEnd = window.to === count;
  const pinned = !follow && atEnd && fromTop + total < height - padding - 0.5;
  const shift = (follow || pinned) && atEnd ? height - padding - total : fromTop;
  return { shift, pinned, short: false, top: drawnTop(shift, window, heightOf) };
}

/** The first row whose lower edge is below the view's upper one. */
function drawnTop(shift: number, window: Window, heightOf: HeightOf): Place {
  let at = shift;
  for (let index = window.from; index < window.to; index++) {
    const row = heightOf(index);
    if (at + row > padding) return { index, part: Math.max(0, (padding - at) / row) };
    at += row;
  }
  return { index: window.from, part: 0 };
}
