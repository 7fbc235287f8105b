import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaTime, lineTime, needsDate, relativeTime, rowTime, sinceStart } from './log-time';

const noon = Date.UTC(2026, 10, 20, 12, 0, 0);
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replace('\u2212', '-');

describe('times of rows', () => {
  it.each([
    [0, 'now'],
    [12_400, '12 s ago'],
    [5 * 60_000 + 59_000, '5 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [49 * 3_600_000, '2 d ago'],
    [-4000, 'in 4 s'],
  ])('says how long ago: %i ms', (ms, words) => {
    expect(plain(relativeTime(noon - ms, noon))).toBe(words);
  });

  it.each([
    [12, '+12 ms'],
    [1204, '+1.204 s'],
    [-182_000, '-3 min 02 s'],
    [65 * 60_000, '+1 h 05 min'],
    [0, '+0 ms'],
  ])('says how far from the marked line: %i ms', (ms, words) => {
    expect(plain(deltaTime(noon + ms, noon))).toBe(words);
  });

  it.each([
    [12_345, '0:12.345'],
    [3_723_004, '1:02:03.004'],
    [-500, '-0:00.500'],
  ])('says how long since the start: %i ms', (ms, words) => {
    expect(plain(sinceStart(noon + ms, noon))).toBe(words);
  });

  it('takes the mode, and the mark before it', () => {
    const given = {
      time: noon,
      withDate: false,
      now: noon + 2000,
      start: noon - 1000,
      marked: undefined,
    } as const;
    expect(rowTime({ ...given, mode: 'off' })).toBe('');
    expect(rowTime({ ...given, mode: 'utc' })).toBe('12:00:00.000Z');
    expect(plain(rowTime({ ...given, mode: 'relative' }))).toBe('2 s ago');
    expect(rowTime({ ...given, mode: 'start' })).toBe('0:01.000');
    expect(plain(rowTime({ ...given, mode: 'utc', marked: noon - 7 }))).toBe('+7 ms');
    expect(rowTime({ ...given, mode: 'off', marked: noon })).toBe('');
    expect(rowTime({ ...given, mode: 'start', start: undefined })).toBe('');
  });

  it('says a date with lines of other days, on clocks only', () => {
    expect(needsDate(noon - 86_400_000, noon, 'utc')).toBe(true);
    expect(needsDate(noon - 1000, noon, 'utc')).toBe(false);
    expect(needsDate(noon - 86_400_000, noon, 'relative')).toBe(false);
    expect(lineTime(noon, 'utc', true)).toBe('20 Nov 12:00:00Z');
  });

  it('says nothing of lines without a time, and never throws', () => {
    const number = fc.oneof(fc.constant(Number.NaN), fc.nat(8e15));
    const mode = fc.constantFrom('off', 'local', 'utc', 'relative', 'start' as const);
    const optional = fc.option(number, { nil: undefined });
    fc.assert(
      fc.property(
        number,
        mode,
        fc.boolean(),
        fc.nat(8e15),
        optional,
        optional,
        (time, of, withDate, now, start, marked) => {
          const text = rowTime({ time, mode: of, withDate, now, start, marked });
          if (Number.isNaN(time) || of === 'off') expect(text).toBe('');
        },
      ),
    );
  });
});
