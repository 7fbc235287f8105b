import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchWords } from './match';

describe('finding words in a label', () => {
  test('every word must be there, in any order', () => {
    expect(matchWords('api rest', 'Restart api')?.ranges).toEqual([
      [0, 4],
      [8, 11],
    ]);
    expect(matchWords('api stop', 'Restart api')).toBeUndefined();
  });

  test('beginnings are better than middles, labels than hints', () => {
    const score = (text: string, label: string, also?: string): number =>
      matchWords(text, label, also)?.score ?? -1;
    expect(score('st', 'Stop web')).toBeGreaterThan(score('st', 'Fast stop'));
    expect(score('web', 'Stop web')).toBeGreaterThan(score('web', 'Stop aweb'));
    expect(score('web', 'Stop', 'web')).toBeLessThan(score('web', 'Stop aweb'));
  });

  test('nothing typed finds everything', () => {
    expect(matchWords('  ', 'x')).toEqual({ score: 0, ranges: [] });
  });

  test('ranges are in order, apart and within the label', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, label) => {
        let before = -1;
        for (const [start, end] of matchWords(text, label)?.ranges ?? []) {
          expect(start).toBeGreaterThan(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(label.toLowerCase().length);
          before = end;
        }
      }),
    );
  });
});
