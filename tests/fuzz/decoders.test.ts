import { describe, expect, test } from 'vitest';
import { everyCut, everySplit, fuzzSplits } from './cases';
import { fuzzTargets } from './targets';

const targets = fuzzTargets();
const limitMs = 120_000;

/** Of any run; a failure prints it, and `npm run fuzz -- --seed` makes the run again. */
const seed = Date.now() % 2 ** 31;

describe('every recorded stream', () => {
  test('is there', () => {
    expect(targets.length).toBeGreaterThan(25);
    for (const { name, bytes, decode } of targets) {
      const whole = decode([bytes]);
      expect(whole.length, name).toBeGreaterThan(10);
      // What ends inside a frame or an object was cut; a recording was not.
      expect(whole.startsWith('false'), name).toBe(false);
    }
  });

  test.each(targets.map((target) => [target.name, target] as const))(
    '%s gives the same at 10,000 random splits',
    (_, target) => fuzzSplits(target, { cases: 10_000, seed }),
    limitMs,
  );

  test.each(
    targets.filter(({ bytes }) => bytes.length < 10_000).map((target) => [target.name, target] as const),
  )(
    '%s gives the same at every single split, and byte by byte, and may end anywhere',
    (_, target) => {
      expect(everySplit(target)).toEqual([]);
      expect(everyCut(target)).toEqual([]);
    },
    limitMs,
  );
});
