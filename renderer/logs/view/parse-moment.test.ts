import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMoment } from './parse-moment';

const now = Date.UTC(2026, 10, 21, 9, 30, 0);
const read = (text: string): string => {
  const moment = parseMoment(text, { now, utc: true });
  return moment.ok ? new Date(moment.time).toISOString() : moment.message;
};

describe('a typed moment', () => {
  test.each([
    ['now', '2026-11-21T09:30:00.000Z'],
    ['30m', '2026-11-21T09:00:00.000Z'],
    ['-2h', '2026-11-21T07:30:00.000Z'],
    ['1.5d ago', '2026-11-19T21:30:00.000Z'],
    ['9:05', '2026-11-21T09:05:00.000Z'],
    ['14:05', '2026-11-20T14:05:00.000Z'],
    ['14:05:30.25', '2026-11-20T14:05:30.250Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    [' 2026-11-20 14:05 ', '2026-11-20T14:05:00.000Z'],
    ['2026-11-20T14:05:08.5Z', '2026-11-20T14:05:08.500Z'],
  ])('%s is %s', (text, wanted) => expect(read(text)).toBe(wanted));

  test.each([
    ['', 'No time is given.'],
    ['yesterday', 'no time that can be read'],
    ['2026-13-01', '12 months'],
    ['2026-02-30', 'no day 30'],
    ['14:75', '60 minutes'],
    ['25:00', '24 hours'],
    ['9999999d', 'before 1970'],
  ])('“%s” is refused: %s', (text, reason) => expect(read(text)).toContain(reason));

  test('says which part is wrong', () => {
    expect(parseMoment('2026-11-20 14:75', { now, utc: true })).toMatchObject({
      ok: false,
      from: 14,
      to: 16,
    });
  });

  test('never throws, and gives a moment or a part of the text', () => {
    const piece = fc.constantFrom(
      '1',
      '20',
      '2026',
      '-',
      ':',
      '.',
      ' ',
      'T',
      'Z',
      'm',
      'h',
      '99',
      'now',
      'x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (source, utc) => {
        const moment = parseMoment(source, { now, utc });
        if (moment.ok) {
          expect(moment.time).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(moment.time)).toBe(true);
        } else {
          expect(moment.from).toBeGreaterThanOrEqual(0);
          expect(moment.to).toBeGreaterThanOrEqual(moment.from);
          expect(moment.to).toBeLessThanOrEqual(source.length);
        }
      }),
    );
  });

  test('reads what it is given back, by either clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: now }), (time) => {
        expect(parseMoment(new Date(time).toISOString(), { now, utc: false })).toEqual({ ok: true, time });
      }),
    );
  });
});
