import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lay, movePlace, padding, type Place, rowHeight, windowOf } from './viewport';

const heightsOf = (heights: readonly number[]) => (index: number) => heights[index] ?? rowHeight;
const rows = fc.array(fc.integer({ min: rowHeight, max: 400 }), { minLength: 1, maxLength: 80 });
const pixels = (place: Place, heights: readonly number[]): number =>
  heights.slice(0, place.index).reduce((sum, height) => sum + height, 0) +
  place.part * (heights[place.index] ?? 0);

describe('moving over rows', () => {
  test('goes exactly as many pixels as asked, or says how many are left', () => {
    fc.assert(
      fc.property(
        rows,
        fc.nat(),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.integer({ min: -5000, max: 5000 }),
        (heights, at, part, by) => {
          const start = { index: at % heights.length, part };
          const { place, left } = movePlace(start, by, heights.length, heightsOf(heights));
          expect(place.index).toBeGreaterThanOrEqual(0);
          expect(place.index).toBeLessThan(heights.length);
          const moved = pixels(place, heights) - pixels(start, heights);
          // The last row never goes wholly out of view.
          expect(Math.abs(moved + left - by)).toBeLessThan(1);
          if (left === 0) expect(moved).toBeCloseTo(by, 5);
        },
      ),
    );
  });

  test('there and back is where it was', () => {
    const heights = heightsOf([20, 120, 20, 60, 20, 20]);
    const there = movePlace({ index: 1, part: 0.5 }, 90, 6, heights).place;
    expect(there).toEqual({ index: 3, part: 10 / 60 });
    expect(movePlace(there, -90, 6, heights).place).toEqual({ index: 1, part: 0.5 });
  });
});

describe('laying rows', () => {
  const given = fc.record({
    heights: rows,
    at: fc.nat(),
    part: fc.double({ min: 0, max: 0.99, noNaN: true }),
    follow: fc.boolean(),
    height: fc.integer({ min: 40, max: 1200 }),
    headShown: fc.integer({ min: 0, max: 28 }),
  });

  test('fills the view from edge to edge unless all rows fit', () => {
    fc.assert(
      fc.property(given, ({ heights, at, part, follow, height, headShown }) => {
        const count = heights.length;
        const top = { index: at % count, part };
        const window = windowOf(top, follow, count, height);
        expect(window.to - window.from).toBeLessThanOrEqual(2 * Math.ceil(height / rowHeight) + 8);
        const heightOf = heightsOf(heights);
        const laid = lay({ window, count, top, follow, height, head: 28, headShown, heightOf });
        const total = heights.slice(window.from, window.to).reduce((sum, each) => sum + each, 0);
        if (laid.short) return;
        expect(laid.shift + total).toBeGreaterThanOrEqual(Math.min(height - padding, total + padding) - 0.01);
        if (window.from > 0) expect(laid.shift).toBeLessThanOrEqual(padding + 0.01);
        if (follow) expect(laid.shift + total).toBeCloseTo(height - padding, 5);
      }),
    );
  });

  test('keeps the top place where it is not at the end', () => {
    fc.assert(
      fc.property(given, ({ heights, at, part, height }) => {
        const count = heights.length;
        const top = { index: at % count, part };
        const window = windowOf(top, false, count, height);
        const heightOf = heightsOf(heights);
        const laid = lay({ window, count, top, follow: false, height, head: 0, headShown: 0, heightOf });
        if (laid.short || laid.pinned) return;
        expect(pixels(laid.top, heights)).toBeCloseTo(pixels(top, heights), 3);
      }),
    );
  });
});
