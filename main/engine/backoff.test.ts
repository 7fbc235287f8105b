import { describe, expect, test } from 'vitest';
import { Backoff } from './backoff';

describe('the wait before another try', () => {
  test('is at most 250 ms at first, and doubles to 30 s', () => {
    const backoff = new Backoff(() => 1);
    const waits = Array.from({ length: 10 }, () => backoff.next());
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('is anything below that, but never nothing', () => {
    expect(new Backoff(() => 0).next()).toBe(50);
    expect(new Backoff(() => 0.5).next()).toBe(125);
  });

  test('begins anew after a connection that held, and not after one that broke at once', () => {
    const backoff = new Backoff(() => 1);
    backoff.next();
    backoff.next();
    backoff.held(500);
    expect(backoff.next()).toBe(1000);
    backoff.held(60_000);
    expect(backoff.next()).toBe(250);
  });
});
