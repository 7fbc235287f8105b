import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meetsLive, withoutOverlap } from './last-output';

const lines = (from: number, to: number): Buffer =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join(''));
const joined = (log: Buffer, live: Buffer): string =>
  Buffer.concat([withoutOverlap(log, live), live]).toString();

describe('a log and the output after it', () => {
  it('are put together without a gap and without a repetition, whichever is ahead', () => {
    const at = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(at, at, at, (a, b, c) => {
        const [from, to, live] = [1, Math.max(b, a) + 3, Math.min(a, b)];
        const all = lines(from, to + c).toString();
        // Live output began within the log and is behind its end, at it, or beyond it.
        expect(all.startsWith(joined(lines(from, to), lines(live, live + c)))).toBe(true);
      }),
    );
  });

  it('are left alone where they have nothing in common, or too little to tell', () => {
    expect(joined(lines(1, 3), lines(7, 9))).toBe(`${lines(1, 3).toString()}${lines(7, 9).toString()}`);
    expect(joined(Buffer.from('a\nb\n'), Buffer.from('b\nc\nd\ne\n'))).toBe('a\nb\nb\nc\nd\ne\n');
    expect(joined(Buffer.alloc(0), lines(1, 2))).toBe(lines(1, 2).toString());
  });

  it('meet in less than that where it is all that one of them has', () => {
    expect(joined(Buffer.from('one\ntwo\nthree\n'), Buffer.from('three\n'))).toBe('one\ntwo\nthree\n');
    expect(joined(Buffer.from('one\n'), Buffer.from('one\ntwo\nthree\n'))).toBe('one\ntwo\nthree\n');
    expect(joined(Buffer.from('one\n'), Buffer.from('two\n'))).toBe('one\ntwo\n');
    expect(joined(Buffer.from('one\n'), Buffer.alloc(0))).toBe('one\n');
  });

  it('meet once the output has come as far as the log, and not while the log is far ahead', () => {
    expect(meetsLive(lines(500, 700), lines(2, 90))).toBe(false);
    expect(meetsLive(lines(500, 700), lines(2, 600))).toBe(true);
    expect(meetsLive(lines(500, 700), lines(2, 900))).toBe(true);
    expect(meetsLive(lines(1, 20), lines(15, 30))).toBe(true);
    // Too little to tell: it is not waited for.
    expect(meetsLive(lines(1, 20), Buffer.from('x\n'))).toBe(true);
    expect(meetsLive(Buffer.alloc(0), lines(1, 20))).toBe(true);
  });

  it('go on with the output alone where that came from far behind the log', () => {
    expect(joined(lines(500, 700), lines(2, 600))).toBe(lines(2, 600).toString());
  });

  it('are the output alone where it begins before the log', () => {
    expect(joined(lines(5, 8), lines(2, 20))).toBe(lines(2, 20).toString());
  });
});
