import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastSpan, zoomAbout, zoomBy, zoomTo } from './zoom';

const whole = { from: 1_000_000, to: 1_900_000 };

describe('zooming into a time', () => {
  test('takes two moments in any order, keeps inside, and is no shorter than a chart needs', () => {
    expect(zoomTo(1_200_000, 1_100_000, whole, 10_000)).toEqual({ from: 1_100_000, to: 1_200_000 });
    expect(zoomTo(1_100_000, 1_100_100, whole, 10_000)).toEqual({ from: 1_095_050, to: 1_105_050 });
    expect(zoomTo(1_899_999, 1_900_000, whole, 10_000)).toEqual({ from: 1_890_000, to: 1_900_000 });
    expect(zoomTo(0, 9_000_000, whole, 10_000)).toBeUndefined();
    expect(leastSpan(60_000)).toBeGreaterThan(leastSpan(1000));
  });

  test('leaves the moment under the cursor where it stands, in and out again', () => {
    const half = zoomAbout(whole, 1_300_000, 0.5, whole, 10_000);
    expect(half).toEqual({ from: 1_150_000, to: 1_600_000 });
    expect(zoomAbout(half ?? whole, 1_300_000, 2, whole, 10_000)).toBeUndefined();
  });

  test('moves as far as there is something, and keeps its length', () => {
    const shown = { from: 1_100_000, to: 1_200_000 };
    expect(zoomBy(shown, 0.5, whole)).toEqual({ from: 1_150_000, to: 1_250_000 });
    expect(zoomBy(shown, -5, whole)).toEqual({ from: 1_000_000, to: 1_100_000 });
    expect(zoomBy(shown, 50, whole)).toEqual({ from: 1_800_000, to: 1_900_000 });
  });

  test('never shows what is outside, whatever is pressed', () => {
    const moment = fc.integer({ min: 0, max: 3_000_000 });
    fc.assert(
      fc.property(moment, moment, fc.double({ min: 0.01, max: 100, noNaN: true }), (one, other, factor) => {
        const shown = zoomTo(one, other, whole, 10_000) ?? whole;
        const at = Math.min(shown.to, Math.max(shown.from, one));
        for (const next of [
          shown,
          zoomAbout(shown, at, factor, whole, 10_000),
          zoomBy(shown, factor, whole),
        ]) {
          if (next === undefined) continue;
          expect(next.from).toBeGreaterThanOrEqual(whole.from - 1e-3);
          expect(next.to).toBeLessThanOrEqual(whole.to + 1e-3);
          expect(next.to - next.from).toBeGreaterThanOrEqual(10_000 - 1e-3);
        }
      }),
    );
  });
});
