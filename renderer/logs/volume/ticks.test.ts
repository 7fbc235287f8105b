import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeTicks } from './ticks';

const at = Date.UTC(2026, 10, 20, 14, 2, 0);
const texts = (range: number, most: number): readonly string[] =>
  timeTicks(at, at + range, most, true).map((tick) => tick.text);

describe('timeTicks', () => {
  it('says round times, as fine as the range', () => {
    expect(texts(30 * 60_000, 6)).toEqual(['14:05', '14:10', '14:15', '14:20', '14:25', '14:30']);
    expect(texts(10_000, 5)).toEqual(['14:02:00', '14:02:02', '14:02:04', '14:02:06', '14:02:08']);
    expect(texts(400, 4)).toEqual(['14:02:00.000', '14:02:00.100', '14:02:00.200', '14:02:00.300']);
    expect(texts(40 * 3_600_000, 5)).toEqual(['21 Nov', '12:00', '22 Nov']);
    expect(texts(0, 5)).toEqual([]);
  });

  it('stays in the range and within the number', () => {
    fc.assert(
      fc.property(fc.nat(4e12), fc.nat(4e11), fc.nat(20), fc.boolean(), (from, range, most, utc) => {
        const ticks = timeTicks(from, from + range, most, utc);
        expect(ticks.length).toBeLessThanOrEqual(most);
        for (const tick of ticks) {
          expect(tick.at).toBeGreaterThanOrEqual(from);
          expect(tick.at).toBeLessThanOrEqual(from + range);
        }
      }),
    );
  });
});
