import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnTotal, VolumeHistogram, volumeLevels } from './histogram';

interface Line {
  readonly time: number;
  readonly level: number;
}

const line: fc.Arbitrary<Line> = fc.record({
  time: fc.oneof(
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    fc.constant(Number.NaN),
  ),
  level: fc.nat(volumeLevels - 1),
});

describe('VolumeHistogram', () => {
  it('counts what a naive count counts, also after lines were taken away', () => {
    const window = fc.tuple(
      fc.nat(200_000),
      fc.integer({ min: 1, max: 400_000 }),
      fc.integer({ min: 1, max: 300 }),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 80 }),
        fc.array(line, { maxLength: 40 }),
        window,
        (kept, gone, at) => {
          const histogram = new VolumeHistogram();
          for (const { time, level } of [...gone, ...kept]) histogram.add(time, level);
          for (const { time, level } of gone) histogram.remove(time, level);
          const timed = kept.filter(({ time }) => !Number.isNaN(time));
          expect(histogram.total).toBe(timed.length);
          const [offset, length, columns] = at;
          const from = 1_700_000_000_000 - 50_000 + offset;
          const whole = histogram.range;
          for (const [low, high] of [
            [from, from + length],
            ...(whole === undefined ? [] : [[whole.from, whole.to]]),
          ]) {
            const view = histogram.view(low ?? 0, high ?? 0, columns);
            expect(view.columns).toBeLessThanOrEqual(columns);
            expect(view.counts).toHaveLength(view.columns * volumeLevels);
            if (columns > 1) {
              expect(view.from).toBeLessThanOrEqual(low ?? 0);
              expect(view.from + view.columns * view.width).toBeGreaterThanOrEqual(high ?? 0);
            }
            const naive = new Uint32Array(view.columns * volumeLevels);
            for (const { time, level } of timed) {
              const column = Math.floor((time - view.from) / view.width);
              if (column >= 0 && column < view.columns) naive[column * volumeLevels + level]! += 1;
            }
            expect(view.counts).toEqual(naive);
            const totals = Array.from({ length: view.columns }, (_unused, column) =>
              columnTotal(naive, column),
            );
            expect(view.most).toBe(Math.max(...totals));
          }
        },
      ),
    );
  });

  it('keeps its resolution while the ring moves on', () => {
    const histogram = new VolumeHistogram();
    const start = 1_700_000_000_000;
    for (let second = 0; second < 100_000; second++) {
      histogram.add(start + second * 1000, 3);
      if (second >= 30) histogram.remove(start + (second - 30) * 1000, 3);
    }
    const { from, to } = histogram.range ?? { from: 0, to: 0 };
    expect(to - from).toBeLessThan(31_000);
    expect(histogram.view(from, to, 100).columns).toBeGreaterThan(50);
    histogram.clear();
    expect(histogram.range).toBeUndefined();
    expect(histogram.view(0, 1000, 10).most).toBe(0);
  });

  it('takes blocks', () => {
    const histogram = new VolumeHistogram();
    const times = Float64Array.of(1000, 2000, Number.NaN);
    histogram.addAll(times, Uint8Array.of(5, 0, 3));
    expect(histogram.total).toBe(2);
    histogram.removeAll(times, Uint8Array.of(5, 0, 3));
    expect(histogram.range).toBeUndefined();
  });
});
