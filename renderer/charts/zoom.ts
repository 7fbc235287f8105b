import type { PlotGap } from './plot';

/** Fewer samples than in so many ms make no chart. */
const leastSeconds = 10_000;
const leastMinutes = 10 * 60_000;

/** The shortest time that can be zoomed into, where each sample stands for `sampleMs`. */
export function leastSpan(sampleMs: number): number {
  return sampleMs > 1000 ? leastMinutes : leastSeconds;
}

/**
 * The time between two moments, in whichever order, within the whole and no shorter than `least`. Undefined where it is
 * the whole.
 */
export function zoomTo(one: number, other: number, whole: PlotGap, least: number): PlotGap | undefined {
  const room = whole.to - whole.from;
  const span = Math.min(room, Math.max(least, Math.abs(other - one)));
  if (span >= room) return undefined;
  const from = Math.min(whole.to - span, Math.max(whole.from, (one + other - span) / 2));
  return { from, to: from + span };
}

/** A time `factor` as long around a moment, which stays where it stands on the screen. */
export function zoomAbout(
  shown: PlotGap,
  at: number,
  factor: number,
  whole: PlotGap,
  least: number,
): PlotGap | undefined {
  const span = Math.max(least, (shown.to - shown.from) * factor);
  const share = (at - shown.from) / (shown.to - shown.from);
  const from = at - share * span;
  return zoomTo(from, from + span, whole, least);
}

/** The shown time moved by a share of itself, as far as there is something. */
export function zoomBy(shown: PlotGap, share: number, whole: PlotGap): PlotGap | undefined {
  const span = shown.to - shown.from;
  const by = span * share;
  return zoomTo(shown.from + by, shown.to + by, whole, span);
}
