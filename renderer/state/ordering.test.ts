import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { holdOrder, type Placed, StillList, settleAfterMs } from './ordering';

const rows = (text: string, group = ''): Placed[] => Array.from(text, (key) => ({ key, group }));
const keys = (placed: readonly Placed[]): string =>
  placed
    .map(({ key, mark }) => (mark === undefined ? key : mark === 'new' ? `+${key}` : `-${key}`))
    .join(' ');

describe('holding an order', () => {
  test('a row that would move stays where it is', () => {
    expect(keys(holdOrder(rows('abc'), rows('cab'), () => true))).toBe('a b c');
  });

  test('new rows come at the end of their group, new groups at the end', () => {
    const shown = [...rows('ab', 'one'), ...rows('cd', 'two')];
    const wanted = [...rows('xab', 'one'), ...rows('n', 'three'), ...rows('cd', 'two')];
    expect(keys(holdOrder(shown, wanted, () => true))).toBe('a b +x c d +n');
  });

  test('what the engine lost stays, struck out; what only the filter hides stays as it is', () => {
    const gone = holdOrder(rows('abc'), rows('c'), (key) => key !== 'a');
    expect(keys(gone)).toBe('-a b c');
    expect(keys(holdOrder(gone, rows('ac'), () => true))).toBe('a b c');
  });

  test('a new row stays new until it settles', () => {
    const once = holdOrder(rows('a'), rows('ab'), () => true);
    expect(keys(holdOrder(once, rows('ba'), () => true))).toBe('a +b');
  });

  test('nothing shown ever moves, disappears or doubles', () => {
    const set = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 8 });
    const placed = set.map((list) => list.map((key) => ({ key, group: key < 'd' ? 'one' : 'two' })));
    fc.assert(
      fc.property(placed, placed, set, (shown, wanted, aliveKeys) => {
        const alive: readonly string[] = aliveKeys;
        const sorted = [...shown].sort((a, b) => a.group.localeCompare(b.group));
        const next = holdOrder(sorted, wanted, (key) => alive.includes(key));
        const order = next.map(({ key }) => key);
        expect(new Set(order).size).toBe(order.length);
        expect(order.filter((key) => sorted.some((row) => row.key === key))).toEqual(
          sorted.map(({ key }) => key),
        );
        for (const { key } of wanted) expect(order).toContain(key);
        const groups = next.map(({ group }) => group);
        expect(groups.filter((group, at) => group !== groups[at - 1]).length).toBe(new Set(groups).size);
      }),
    );
  });
});

describe('a still list', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('settles two seconds after the last hand has gone', () => {
    const onChange = vi.fn();
    const list = new StillList(onChange);
    list.update(rows('abc'), () => true, 'v');
    list.hold('pointer', true);
    list.hold('menu', true);
    list.update(rows('cba'), () => true, 'v');
    list.hold('pointer', false);
    vi.advanceTimersByTime(settleAfterMs * 2);
    expect(keys(list.shown)).toBe('a b c');
    list.hold('menu', false);
    vi.advanceTimersByTime(settleAfterMs - 1);
    expect(list.unsettled).toBe(true);
    vi.advanceTimersByTime(1);
    expect(keys(list.shown)).toBe('c b a');
    expect(onChange).toHaveBeenCalledOnce();
  });

  test('a hand that comes back in time keeps it still', () => {
    const list = new StillList(() => undefined);
    list.update(rows('ab'), () => true, 'v');
    list.hold('pointer', true);
    list.update(rows('ba'), () => true, 'v');
    list.hold('pointer', false);
    vi.advanceTimersByTime(1500);
    list.hold('focus', true);
    vi.advanceTimersByTime(10_000);
    expect(keys(list.shown)).toBe('a b');
  });

  test('what the person asks for shows at once', () => {
    const list = new StillList(() => undefined);
    list.update(rows('ab'), () => true, 'by name');
    list.hold('focus', true);
    list.update(rows('ba'), () => true, 'by age');
    expect(keys(list.shown)).toBe('b a');
  });

  test('"Sort now" takes out what is gone', () => {
    const list = new StillList(() => undefined);
    list.update(rows('abc'), () => true, 'v');
    list.hold('selection', true);
    list.update(rows('cb'), (key) => key !== 'a', 'v');
    expect(keys(list.shown)).toBe('-a b c');
    list.settleNow();
    expect(keys(list.shown)).toBe('c b');
    expect(list.unsettled).toBe(false);
  });

  test('the first rows that arrive under a resting pointer come in order', () => {
    const list = new StillList(() => undefined);
    list.hold('pointer', true);
    list.update([], () => true, 'v');
    list.update(rows('ab'), () => true, 'v');
    expect(keys(list.shown)).toBe('a b');
  });
});
