import { expect, test } from 'vitest';
import { withinTime } from './time-limit';

const letters = `${'a'.repeat(60)}!`;

test('a job gives its result', () => {
  expect(withinTime(() => /a+$/.test('aaa'), 10_000)).toBe(true);
});

test('a regular expression that would take for ever is stopped, and the next one runs', () => {
  expect(withinTime(() => /^(a+)+$/.test(letters), 50)).toBe('too-slow');
  expect(withinTime(() => /^a+!$/.test(letters), 10_000)).toBe(true);
});

test('what a job throws comes through', () => {
  const broken = (): never => {
    throw new RangeError('no');
  };
  expect(() => withinTime(broken, 10_000)).toThrow(RangeError);
});
