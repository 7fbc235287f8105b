import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogBefore } from '#main/services/log-before';
import { chunkOfLines, mixedLog, oldestCuts, type TestLine, textsOf } from '../support/log-lines';

/** What is older than the lines from number `from` to number `to`, out of the log from number `begin` on. */
function older(lines: readonly TestLine[], from: number, to: number, begin: number, size: number): string[] {
  const sieve = new LogBefore(oldestCuts(lines.slice(from, to)));
  const seen: string[] = [];
  for (let at = begin; at < lines.length && !sieve.passed; at += size) {
    const chunk = chunkOfLines(lines.slice(at, at + size));
    if (chunk !== undefined) seen.push(...sieve.push(chunk).flatMap(textsOf));
  }
  seen.push(...sieve.finish().flatMap(textsOf));
  return seen;
}

const texts = (lines: readonly TestLine[]): string[] => lines.map(({ text }) => text);

describe('the lines before those that are held', () => {
  const logs = mixedLog({ maxLength: 40, steps: [0, 0, 0, 1, 2, 700_000_000, 3_000_000_000] });

  test('are exactly those, however times are shared and streams mixed', () => {
    fc.assert(
      fc.property(logs, fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 9 }), (lines, cut, first, size) => {
        const from = Math.min(cut, lines.length - 1);
        fc.pre(from >= 0);
        const begin = Math.min(first, from);
        expect(older(lines, from, lines.length, begin, size)).toEqual(texts(lines.slice(begin, from)));
      }),
    );
  });

  test('page by page are the whole log, wherever it is cut and whatever is forgotten at the other end', () => {
    fc.assert(
      fc.property(
        mixedLog({ maxLength: 40, steps: [1, 2, 700_000_000, 3_000_000_000] }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 3, max: 20 }),
        (lines, pages, kept) => {
          let from = lines.length;
          let to = lines.length;
          let seen: string[] = [];
          for (let turn = 0; from > 0; turn += 1) {
            const wanted = pages[turn % pages.length]!;
            const page = older(lines, from, to, 0, 7).slice(-wanted);
            expect(page.length).toBeGreaterThan(0);
            seen = [...page, ...seen];
            from -= page.length;
            to = Math.min(to, from + kept);
          }
          expect(seen).toEqual(texts(lines));
        },
      ),
    );
  });

  test('are all of them where nothing is held, and none where the held ones are gone from the engine', () => {
    const line = (ms: number): TestLine => ({ ms, nanos: 5, stderr: false, text: `at ${ms}` });
    const lines = [line(1000), line(2000)];
    expect(older(lines, 0, 0, 0, 10)).toEqual(['at 1000', 'at 2000']);
    const sieve = new LogBefore(oldestCuts([line(500)]));
    expect(sieve.push(chunkOfLines(lines)!)).toEqual([]);
    expect(sieve.finish()).toEqual([]);
  });
});
