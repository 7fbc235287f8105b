import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '../test-chunks';
import { LogStore } from '../store/log-store';
import { AllRows } from './rows';
import { ViewPlace } from './view-place';

interface Shown {
  readonly store: LogStore;
  readonly rows: AllRows;
  readonly place: ViewPlace;
  readonly append: (count: number) => void;
}

function show(maxLines = 100_000): Shown {
  let now = 1_000_000;
  const store = new LogStore(
    { removed: () => undefined, shifted: (at, by) => place.shift(at, by) },
    { maxLines, maxBytes: 1e9 },
  );
  const rows = new AllRows(store);
  const place: ViewPlace = new ViewPlace(() => rows);
  place.viewRows = 20;
  const append = (count: number): void => {
    for (let line = 0; line < count; line += 1) {
      now += 10;
      store.append({ chunk: chunkOf([{ text: `at ${now}`, time: now }]), source: 0 });
    }
  };
  return { store, rows, place, append };
}

/** What stands at the top of the view. */
function topText({ rows, place }: Shown): string {
  const row = rows.at(rows.indexOf(Math.floor(place.top)));
  return row?.kind === 'line' ? new TextDecoder().decode(row.bytes) : '';
}

describe('the place of a view', () => {
  it('is the end while it follows, and does not move while rows come anywhere once it is paused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 90 }),
        fc.nat(29),
        fc.array(fc.tuple(fc.constantFrom('append', 'prepend', 'insert'), fc.integer({ min: 1, max: 60 })), {
          maxLength: 12,
        }),
        (held, top, changes) => {
          const shown = show();
          const { store, rows, place, append } = shown;
          append(held);
          expect(place.top).toBe(held - 20);
          expect(place.newRows).toBe(0);
          place.scrollTo(top + 0.25);
          const before = topText(shown);
          const newest = rows.sequenceAt(rows.count - 1) ?? 0;
          let came = 0;
          for (const [change, amount] of changes) {
            if (change === 'append') {
              append(amount);
              came += amount;
            } else if (change === 'prepend')
              store.prepend([
                {
                  chunk: chunkOf(Array.from({ length: amount }, () => ({ text: 'older', time: 1 }))),
                  source: 0,
                },
              ]);
            else {
              // Between the lines that were there when it was paused.
              const at = 1_000_000 + 10 * Math.min(amount, held - 1) + 5;
              store.insert({ chunk: chunkOf([{ text: 'late', time: at }]), source: 0 });
            }
            expect(topText(shown)).toBe(before);
            expect(place.top % 1).toBeCloseTo(place.top < 0 ? -0.75 : 0.25, 9);
            expect(place.newRows).toBe(came);
          }
          expect(newest).toBeGreaterThan(0);
          place.follow();
          expect(rows.indexOf(place.top)).toBe(Math.max(0, rows.count - 20));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('goes to what is left when its row fell off', () => {
    const { store, place, append } = show(200);
    append(100);
    place.scrollTo(10);
    append(5000);
    expect(store.firstSequence).toBeGreaterThan(10);
    expect(place.top).toBe(store.firstSequence);
    store.clear();
    expect(place.top).toBe(0);
  });

  it('brings a row to the middle where it is not in view, and leaves the view where it is', () => {
    const { place, append } = show();
    append(200);
    place.reveal(190);
    expect(place.paused).toBeUndefined();
    place.reveal(50);
    expect([place.paused, place.top]).toEqual(['scroll', 40]);
    place.reveal(55);
    expect(place.top).toBe(40);
  });

  it('keeps the stronger reason for its pause', () => {
    const { place, append } = show();
    append(50);
    place.scrollTo(3);
    place.pause('find', 40);
    expect([place.paused, place.top]).toEqual(['find', 3]);
    place.pause('scroll', 1);
    expect(place.paused).toBe('find');
  });
});
