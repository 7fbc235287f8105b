import { describe, expect, test } from 'vitest';
import {
  age,
  bytes,
  count,
  duration,
  exactMemory,
  grouped,
  longAge,
  memory,
  moment,
  percent,
  shortId,
} from './format';

describe('format', () => {
  test('bytes keep three digits and a space before the unit', () => {
    expect([0, 999, 1000, 10_200, 999_600, 279_000_000, 24_600_000_000].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '10.2 kB',
      '1 MB',
      '279 MB',
      '24.6 GB',
    ]);
  });

  test('memory counts as limits are given', () => {
    expect(memory(1024 ** 3)).toBe('1 GB');
    expect(memory(768 * 1024 ** 2)).toBe('768 MB');
    expect(memory(1.43 * 1024 ** 3)).toBe('1.43 GB');
    expect(memory(100 * 1024 ** 2)).toBe('100 MB');
    expect(memory(22.1 * 1024 ** 2)).toBe('22 MB');
    expect(memory(1.44 * 1024 ** 2)).toBe('1.4 MB');
    expect(memory(9.02 * 1024 ** 2)).toBe('9 MB');
    expect(memory(624 * 1024)).toBe('624 kB');
    expect(exactMemory(1024 ** 3)).toBe('1.0 GiB');
  });

  test('ages are one unit, long ages two', () => {
    const minute = 60_000;
    expect([9_000, 41 * minute, 180 * minute, 14 * 1440 * minute, 35 * 1440 * minute].map(age)).toEqual([
      '9 s',
      '41 m',
      '3 h',
      '14 d',
      '5 w',
    ]);
    expect(longAge(192 * minute)).toBe('3 h 12 m');
    expect(longAge(52 * 60 * minute)).toBe('2 d 4 h');
    expect(longAge(-5)).toBe('0 s');
  });

  test('durations', () => {
    expect([215, 4_200, 13_400, 69_000, 7_500_000].map(duration)).toEqual([
      '215 ms',
      '4.2 s',
      '13 s',
      '1 m 09 s',
      '2 h 05 m',
    ]);
  });

  test('moments of today are times, others dates', () => {
    const now = new Date(2026, 10, 20, 14, 32, 8).getTime();
    expect(moment(now, now)).toBe('14:32:08');
    expect(moment(new Date(2026, 10, 18).getTime(), now)).toBe('18 Nov');
  });

  test('small words', () => {
    expect(percent(34.249)).toBe('34.2 %');
    expect(count(1, 'container')).toBe('1 container');
    expect(count(1519, 'container')).toBe('1\u202f519 containers');
    expect(grouped(999)).toBe('999');
    expect(shortId(`sha256:${'a3d1e84c5b90'.repeat(5)}`)).toBe('a3d1e84c5b90');
  });
});
