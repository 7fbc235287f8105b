import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTimes, linesCost, lineStart, type SourcedLines } from '#shared/logs/lines/columns';
import { chunkOf } from '../test-chunks';
import type { LogBlock } from './block';
import { LogStore } from './log-store';

interface Row {
  readonly text: string;
  readonly ms: number;
  readonly source: number;
  readonly notice: boolean;
}

function rowsOf(store: LogStore): Row[] {
  return store.blocks.flatMap((block) =>
    Array.from({ length: block.count }, (_unused, line): Row => {
      const { chunk, notice } = block;
      const text =
        chunk === undefined
          ? (notice?.notice.text ?? '')
          : new TextDecoder().decode(chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]));
      return { text, ms: block.time(line), source: block.source(line), notice: notice !== undefined };
    }),
  );
}

function linesOf(rows: readonly Row[], source: number): SourcedLines {
  return { chunk: chunkOf(rows.map(({ text, ms }) => ({ text, time: ms }))), source };
}

/** A row that the owner of a store remembers by its sequence, as places and marks are. */
interface Remembered {
  sequence: number;
  readonly text: string;
}

/** A store with what its owner is told of, beside a list of rows that does the same by hand. */
class Checked {
  readonly store: LogStore;
  readonly removed = new Set<number>();
  rows: Row[] = [];
  remembered: Remembered[] = [];
  /** The clock of what is appended. */
  now = 1000;
  #count = 0;

  constructor(maxLines: number, maxBytes: number) {
    this.store = new LogStore(
      {
        removed: (block: LogBlock) => {
          expect(this.removed.has(block.id)).toBe(false);
          this.removed.add(block.id);
        },
        shifted: (at, by) => {
          for (const one of this.remembered) if (one.sequence >= at) one.sequence += by;
        },
      },
      { maxLines, maxBytes },
    );
  }

  make(count: number, source: number, size: number, ms: () => number): Row[] {
    return Array.from({ length: count }, () => {
      this.#count += 1;
      return { text: `${this.#count}`.padEnd(size, '-'), ms: ms(), source, notice: false };
    });
  }

  /** Takes the rows that are held as the new truth, after it was checked that they are an end of the old. */
  settle(expected: readonly Row[]): void {
    const held = rowsOf(this.store);
    expect(held).toEqual(expected.slice(expected.length - held.length));
    this.rows = held;
    const { store } = this;
    const { blocks } = store;
    expect(store.endSequence - store.firstSequence).toBe(held.length);
    expect(store.lines).toBe(held.filter(({ notice }) => !notice).length);
    expect(store.bytes).toBe(blocks.reduce((sum, { cost }) => sum + cost, 0));
    blocks.forEach((block, at) => {
      expect(block.first).toBe(
        at === 0 ? store.firstSequence : blocks[at - 1]!.first + blocks[at - 1]!.count,
      );
      expect(this.removed.has(block.id)).toBe(false);
      for (const sequence of [block.first, block.first + block.count - 1])
        expect(store.blockAt(sequence)).toBe(block);
    });
    expect(store.blockAt(store.firstSequence - 1)).toBeUndefined();
    expect(store.blockAt(store.endSequence)).toBeUndefined();
    for (const { sequence, text } of this.remembered) {
      if (sequence < store.firstSequence) continue;
      expect(this.rows[sequence - store.firstSequence]?.text).toBe(text);
    }
    this.remembered = this.rows.map(({ text }, at) => ({ sequence: store.firstSequence + at, text }));
  }
}

type Step =
  | { readonly do: 'append'; readonly count: number; readonly size: number; readonly source: number }
  | { readonly do: 'note' }
  | { readonly do: 'prepend'; readonly parts: readonly number[]; readonly size: number }
  | { readonly do: 'insert'; readonly back: number; readonly source: number }
  | { readonly do: 'release'; readonly bytes: number; readonly lines: number }
  | { readonly do: 'clear' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 900, max: 1200 })),
      size: fc.constantFrom(1, 10, 3000),
      source: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'note' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('prepend' as const),
      parts: fc.array(fc.nat(300), { maxLength: 4 }),
      size: fc.constantFrom(1, 50),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('insert' as const), back: fc.nat(400), source: fc.nat(2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('release' as const), bytes: fc.nat(3000), lines: fc.nat(50) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
);

function perform(checked: Checked, step: Step): void {
  const { store } = checked;
  const before = checked.rows;
  const bounded = { lines: store.bounds.maxLines, bytes: store.bounds.maxBytes };
  switch (step.do) {
    case 'append': {
      const rows = checked.make(
        Math.min(step.count, step.size > 100 ? 5 : step.count),
        step.source,
        step.size,
        () => (checked.now += 1),
      );
      store.append(linesOf(rows, step.source));
      checked.settle([...before, ...rows]);
      break;
    }
    case 'note': {
      const notice = { what: 'resumed' as const, at: checked.now, text: `notice ${checked.now}` };
      store.note(notice, 1);
      checked.settle([...before, { text: notice.text, ms: notice.at, source: 1, notice: true }]);
      break;
    }
    case 'prepend': {
      const oldest = before[0]?.ms ?? checked.now;
      const parts = step.parts.map((count) => checked.make(count, 0, step.size, () => oldest - 1));
      const given = parts.map((rows) => linesOf(rows, 0));
      const { lines, dropped } = store;
      const leftOut = store.prepend(given);
      const all = parts.flat();
      checked.settle([...all.slice(leftOut), ...before]);
      expect(store.lines).toBe(lines + all.length - leftOut);
      expect(store.dropped).toBe(Math.max(0, dropped - (all.length - leftOut)));
      if (leftOut > 0) {
        // As much as there was room for: the next part would have been too much.
        const next = given.findLast(
          (part, at) => parts.slice(at).flat().length > all.length - leftOut && part.chunk.ends.length > 0,
        )!;
        const fits =
          store.lines + next.chunk.ends.length <= bounded.lines &&
          store.bytes + linesCost(next.chunk) <= bounded.bytes;
        expect(fits).toBe(false);
      }
      return;
    }
    case 'insert': {
      const ms = checked.now - step.back;
      const [row] = checked.make(1, step.source, 8, () => ms);
      const at = before.findLastIndex((one) => compareTimes(one.ms, 0, ms, 0) <= 0) + 1;
      store.insert(linesOf([row!], step.source));
      checked.settle([...before.slice(0, at), row!, ...before.slice(at)]);
      break;
    }
    case 'release': {
      const { lines, bytes } = store;
      store.release(step.bytes, step.lines);
      checked.settle(before);
      const freed = bytes - store.bytes >= step.bytes && lines - store.lines >= step.lines;
      expect(freed || store.blocks.length === 0).toBe(true);
      break;
    }
    case 'clear':
      store.clear();
      checked.settle([]);
      expect(store.dropped).toBe(0);
  }
  const isWithin = store.lines <= bounded.lines && store.bytes <= bounded.bytes;
  // One block is always held, however long its line is.
  expect(isWithin || store.blocks.length === 1).toBe(true);
}

describe('LogStore', () => {
  it('holds the same rows as a list, under the same numbers, within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(steps, { maxLength: 40 }),
        fc.constantFrom(20, 1500, 1_000_000),
        fc.constantFrom(4000, 100_000, 100_000_000),
        (list, maxLines, maxBytes) => {
          const checked = new Checked(maxLines, maxBytes);
          for (const step of list) perform(checked, step);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('puts a notice where its time belongs, and tells who names rows by number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: -5, max: 60 }), { maxLength: 10 }),
        (times, moments) => {
          const named = new Map<string, number>();
          const store = new LogStore({
            removed: () => undefined,
            shifted: (at, by) => {
              for (const [text, sequence] of named) if (sequence >= at) named.set(text, sequence + by);
            },
          });
          const rows = [...times]
            .sort((one, two) => one - two)
            .map((ms, index): Row => ({ text: `line ${index}`, ms, source: 0, notice: false }));
          for (const row of rows) {
            named.set(row.text, store.endSequence);
            store.append(linesOf([row], 0));
          }
          for (const [index, at] of moments.entries())
            store.insertNote({ what: 'ended', at, text: `notice ${index}` }, 0);
          const held = rowsOf(store);
          expect(held.map(({ ms }) => ms)).toEqual([...times, ...moments].sort((one, two) => one - two));
          for (const [index, { text, notice }] of held.entries())
            if (!notice) expect(named.get(text)).toBe(store.firstSequence + index);
          expect(store.endSequence - store.firstSequence).toBe(times.length + moments.length);
          expect(store.lines).toBe(times.length);
        },
      ),
    );
  });

  it('counts what fell off, and takes new bounds at once', () => {
    const store = new LogStore({ removed: () => undefined, shifted: () => undefined });
    for (let at = 0; at < 200; at += 1) {
      store.append({ chunk: chunkOf([{ text: `line ${at}`, time: at }]), source: 0 });
      store.note({ what: 'resumed', at, text: 'Resumed.' }, 0);
    }
    store.bounds = { maxLines: 30, maxBytes: 1_000_000 };
    expect(store.lines).toBe(30);
    expect(store.dropped).toBe(170);
    // The number of a row stays what it was; the notice behind the last line that went is still there.
    expect(store.firstSequence).toBe(2 * 170 - 1);
    expect(store.endSequence).toBe(400);
  });

  it('lets the newest go for older ones, but none that has to stay, and never names another row by their numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.nat(40),
        fc.nat(110),
        (counts, wanted, keep) => {
          const removed: LogBlock[] = [];
          const store = new LogStore(
            { removed: (block) => removed.push(block), shifted: () => undefined },
            { maxLines: 40, maxBytes: 1_000_000_000 },
          );
          const lines = (count: number, size: number): SourcedLines =>
            linesOf(
              Array.from({ length: count }, (_unused, at) => ({
                text: `${at}`.padEnd(size),
                ms: 1,
                source: 0,
                notice: false,
              })),
              0,
            );
          // Long ones make a block of each part.
          for (const count of counts) store.append(lines(count, 9000));
          const { firstSequence, endSequence } = store;
          removed.length = 0;
          const before = store.lines;
          const gone = store.letNewestGo(wanted, 0, keep);
          expect(removed).toEqual(gone);
          expect(store.firstSequence).toBe(firstSequence);
          expect(store.endSequence - store.firstSequence).toBe(store.lines);
          expect(store.lines + store.letGo).toBe(before);
          expect(store.letGo).toBe(gone.reduce((sum, { lineCount }) => sum + lineCount, 0));
          for (const { first } of gone) expect(first).toBeGreaterThan(keep);
          const last = store.blocks.at(-1)!;
          const isEnough = store.lines <= Math.max(40 - wanted, 20);
          expect(isEnough || last.first <= keep).toBe(true);
          // No more than had to.
          if (gone.length > 0)
            expect(store.lines + gone.at(-1)!.lineCount).toBeGreaterThan(Math.max(40 - wanted, 20));
          store.clear();
          expect(store.letGo).toBe(0);
          expect(store.endSequence).toBeGreaterThanOrEqual(endSequence);
        },
      ),
    );
  });

  it('gathers a quiet log in few blocks, whose lines stay while they grow', () => {
    const store = new LogStore({ removed: () => undefined, shifted: () => undefined });
    store.append({ chunk: chunkOf([{ text: 'first', time: 0 }]), source: 0 });
    const [block] = store.blocks;
    const view = block!.chunk!;
    for (let at = 1; at < 3000; at += 1)
      store.append({ chunk: chunkOf([{ text: `line ${at}`, time: at }]), source: at % 2 });
    expect(store.blocks.length).toBeLessThanOrEqual(3);
    expect(store.blocks[0]).toBe(block);
    expect(new TextDecoder().decode(view.bytes.subarray(0, view.ends[0]))).toBe('first');
    expect(rowsOf(store).map(({ source }) => source)).toEqual(
      Array.from({ length: 3000 }, (_unused, at) => at % 2),
    );
  });
});
