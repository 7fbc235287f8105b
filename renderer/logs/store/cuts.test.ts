import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogCut, LogCuts } from '#shared/model/log';
import { chunkOf, type TestLine } from '../test-chunks';
import { NewestCuts, oldestCuts } from './cuts';

/** Lines of both streams, each in order of time by itself, many of one time. */
const lineList = fc
  .array(
    fc.record({ stderr: fc.boolean(), step: fc.constantFrom(0, 0, 0, 1), nanos: fc.constantFrom(0, 0, 1) }),
    { maxLength: 40 },
  )
  .map((list) => {
    const clock = [1000, 1000];
    const nanoClock = [0, 0];
    return list.map(({ stderr, step, nanos }, at): TestLine => {
      const stream = stderr ? 1 : 0;
      clock[stream] = (clock[stream] ?? 0) + step;
      nanoClock[stream] = step > 0 ? 0 : (nanoClock[stream] ?? 0) + nanos;
      return { text: `${at}`, time: clock[stream], nanos: nanoClock[stream], flags: stream };
    });
  });

/** By the contract's words: the time of a stream's outermost line, and how many of its lines carry it. */
function naive(lines: readonly TestLine[], edge: 'oldest' | 'newest'): LogCuts {
  const cutOf = (stream: number): LogCut | undefined => {
    const own = lines.filter(({ flags }) => flags === stream);
    const end = edge === 'oldest' ? own[0] : own.at(-1);
    if (end === undefined) return undefined;
    const count = own.filter(({ time, nanos }) => time === end.time && nanos === end.nanos).length;
    return { ms: end.time ?? 0, nanos: end.nanos ?? 0, count };
  };
  return { stdout: cutOf(0), stderr: cutOf(1) };
}

function pieces(lines: readonly TestLine[], sizes: readonly number[]): TestLine[][] {
  const parts: TestLine[][] = [];
  for (let at = 0, turn = 0; at < lines.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    parts.push(lines.slice(at, at + size));
    at += size;
  }
  return parts;
}

const sizeList = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('the ends of what was read', () => {
  it('are the same however the lines were cut into chunks', () => {
    fc.assert(
      fc.property(lineList, sizeList, (lines, sizes) => {
        const chunks = pieces(lines, sizes).map(chunkOf);
        const newest = new NewestCuts();
        for (const chunk of chunks) newest.see(chunk);
        expect(newest.cuts).toEqual(naive(lines, 'newest'));
        expect(newest.any).toBe(lines.length > 0);
        expect(newest.untimed).toBe(false);
        const parts = chunks.map((chunk) => ({ chunk, source: 3 }));
        expect(oldestCuts(parts, 3)).toEqual(naive(lines, 'oldest'));
        expect(oldestCuts(parts, 4)).toEqual({});
      }),
      { numRuns: 500 },
    );
  });

  it('are those of one source among the lines of several', () => {
    fc.assert(
      fc.property(lineList, sizeList, fc.array(fc.nat(2), { minLength: 1 }), (lines, sizes, numbers) => {
        const sourceAt = (at: number): number => numbers[at % numbers.length] ?? 0;
        let at = 0;
        const parts = pieces(lines, sizes).map((piece) => ({
          chunk: chunkOf(piece),
          source: Uint16Array.from(piece, () => sourceAt(at++)),
        }));
        for (const source of [0, 1, 2]) {
          const own = lines.filter((_line, index) => sourceAt(index) === source);
          expect(oldestCuts(parts, source)).toEqual(naive(own, 'oldest'));
        }
      }),
    );
  });

  it('are not to be had of lines without a time', () => {
    const newest = new NewestCuts();
    newest.see(chunkOf([{ text: 'timed', time: 5 }]));
    newest.see(chunkOf([{ text: 'untimed' }]));
    expect(newest.untimed).toBe(true);
    const chunk = chunkOf([{ text: 'untimed' }, { text: 'timed', time: 5 }]);
    expect(oldestCuts([{ chunk, source: 0 }], 0)).toBeUndefined();
    newest.clear();
    expect([newest.untimed, newest.any]).toEqual([false, false]);
  });
});
