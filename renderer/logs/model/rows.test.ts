import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf, textOf } from '../test-chunks';
import type { LogBlock } from '../store/block';
import { LogStore } from '../store/log-store';
import { marksOf } from './marks';
import { everything, type RowFilter } from './row-filter';
import { AllRows, FilteredRows, rowsOf } from './rows';
import { MarkBit, type RowSpace } from './types';

interface Line {
  readonly text: string;
  readonly time: number;
  readonly source: number;
  readonly level: number;
  readonly pattern: number;
  readonly hit: boolean;
  readonly notice: boolean;
}

const lineList = fc.array(
  fc.record({
    source: fc.nat(2),
    level: fc.nat(6),
    pattern: fc.integer({ min: 1, max: 3 }),
    hit: fc.boolean(),
    notice: fc.constantFrom(false, false, false, false, true),
    /** Ends a block, so that contexts reach over its edge. */
    big: fc.constantFrom(false, false, true),
  }),
  { maxLength: 40 },
);

const filters = fc.record({
  text: fc.boolean(),
  hiddenLevels: fc.constantFrom(0, 0, 0b10, 0b1111000),
  audible: fc.option(fc.nat(2), { nil: undefined }),
  zoom: fc.option(fc.tuple(fc.nat(30), fc.nat(30)), { nil: undefined }),
  pattern: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  context: fc.constantFrom(0, 0, 1, 3, 50),
});

type FilterParts = typeof filters extends fc.Arbitrary<infer T> ? T : never;

/** A store with facts about its lines, and what a search found in it. */
class World {
  readonly store = new LogStore({ removed: () => undefined, shifted: () => undefined });
  readonly lines: Line[] = [];
  readonly #found = new Map<number, Uint32Array>();

  add(made: typeof lineList extends fc.Arbitrary<infer T> ? T : never): void {
    for (const { big, notice, ...facts } of made) {
      const at = this.lines.length;
      const line: Line = { ...facts, notice, text: `line ${at}`, time: at };
      this.lines.push(line);
      if (notice) this.store.note({ what: 'resumed', at, text: line.text }, line.source);
      else {
        const text = big ? line.text.padEnd(9000, '.') : line.text;
        this.store.append({ chunk: chunkOf([{ text, time: at }]), source: line.source });
      }
    }
  }

  /** As the workers do, up to a part of the lines. */
  analyse(upTo: number): void {
    for (const block of this.store.blocks) {
      const from = block.first + block.analysed;
      const to = Math.min(upTo, block.first + block.lineCount);
      if (to <= from) continue;
      const lines = this.lines.slice(from, to);
      block.addFacts(
        Uint8Array.from(lines, ({ level }) => level),
        Uint32Array.from(lines, ({ pattern }) => pattern),
      );
    }
  }

  search(): void {
    for (const block of this.store.blocks) {
      const lines = this.lines.slice(block.first, block.first + block.lineCount);
      this.#found.set(block.id, Uint32Array.from(lines.flatMap(({ hit }, line) => (hit ? [line] : []))));
    }
  }

  filter(parts: FilterParts): RowFilter {
    const { audible, zoom, pattern, text } = parts;
    return {
      text: text ? (block: LogBlock) => this.#found.get(block.id) : undefined,
      hiddenLevels: parts.hiddenLevels,
      audible: audible === undefined ? undefined : (source) => source === audible,
      zoom: zoom === undefined ? undefined : { from: Math.min(...zoom), to: Math.max(...zoom) },
      pattern: pattern === undefined ? undefined : (id) => id === pattern,
      context: parts.context,
    };
  }

  /** What the filter shows, by its words: the numbers of rows, and which of them are context. */
  naive(filter: RowFilter, parts: FilterParts, analysed: number): readonly (readonly [number, boolean])[] {
    const mayShow = (line: Line): boolean =>
      (filter.audible?.(line.source) ?? true) &&
      (filter.zoom === undefined || (line.time >= filter.zoom.from && line.time <= filter.zoom.to));
    const isKept = (line: Line, at: number): boolean => {
      if (!mayShow(line)) return false;
      if (line.notice) return filter.text === undefined;
      const byFacts = filter.hiddenLevels !== 0 || filter.pattern !== undefined;
      if (byFacts && at >= analysed) return false;
      return (
        (!parts.text || line.hit) &&
        ((filter.hiddenLevels >> line.level) & 1) === 0 &&
        (filter.pattern?.(line.pattern) ?? true)
      );
    };
    const kept = new Set(this.lines.flatMap((line, at) => (isKept(line, at) ? [at] : [])));
    // Notices are no lines: they neither are context nor have any.
    const onlyLines = this.lines.flatMap((line, at) => (line.notice ? [] : [at]));
    const places = new Map(onlyLines.map((at, place) => [at, place]));
    const near = (at: number): boolean => {
      const place = places.get(at) ?? 0;
      return onlyLines
        .slice(Math.max(0, place - filter.context), place + filter.context + 1)
        .some((other) => kept.has(other));
    };
    return this.lines.flatMap((line, at): (readonly [number, boolean])[] => {
      if (kept.has(at)) return [[at, false]];
      return !line.notice && filter.context > 0 && mayShow(line) && near(at) ? [[at, true]] : [];
    });
  }
}

function shownBy(rows: RowSpace): (readonly [number, boolean])[] {
  return Array.from({ length: rows.count }, (_unused, index) => {
    const row = rows.at(index);
    return [row?.sequence ?? Number.NaN, row?.kind === 'line' && row.isContext] as const;
  });
}

function isInverse(rows: RowSpace, from: number, to: number): void {
  const sequences = shownBy(rows).map(([sequence]) => sequence);
  for (let sequence = from - 2; sequence < to + 2; sequence += 0.5) {
    const at = sequences.findIndex((one) => one >= sequence);
    expect(rows.indexOf(sequence)).toBe(at === -1 ? rows.count : at);
  }
  sequences.forEach((sequence, index) => expect(rows.sequenceAt(index)).toBe(sequence));
  for (const index of [-1, rows.count]) {
    expect(rows.sequenceAt(index)).toBeUndefined();
    expect(rows.at(index)).toBeUndefined();
  }
}

describe('the rows of a log', () => {
  it('are those that the filter’s words mean, while blocks grow and become known', () => {
    fc.assert(
      fc.property(lineList, lineList, filters, fc.nat(80), (first, second, parts, known) => {
        const world = new World();
        const filter = world.filter(parts);
        const rows = rowsOf(world.store, filter);
        const check = (analysed: number): void => {
          if (rows instanceof FilteredRows) rows.update();
          expect(shownBy(rows)).toEqual(world.naive(filter, parts, analysed));
          isInverse(rows, 0, world.lines.length);
        };
        world.add(first);
        world.search();
        check(0);
        const analysed = Math.min(known, first.length);
        world.analyse(analysed);
        check(analysed);
        world.add(second);
        world.search();
        check(analysed);
        world.analyse(Number.POSITIVE_INFINITY);
        check(Number.POSITIVE_INFINITY);
        for (let index = 0; index < rows.count; index += 1) {
          const row = rows.at(index)!;
          const line = world.lines[row.sequence]!;
          expect(row.source).toBe(line.source);
          if (row.kind !== 'line') continue;
          expect(textOf(row).replace(/\.+$/, '')).toBe(line.text);
          expect([row.level, row.time]).toEqual([line.level, line.time]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are all of them, under their numbers, where nothing is filtered', () => {
    const world = new World();
    const rows = rowsOf(world.store, everything);
    expect(rows).toBeInstanceOf(AllRows);
    expect([rows.count, rows.indexOf(0)]).toEqual([0, 0]);
    world.store.append({ chunk: chunkOf([{ text: 'new', time: 2 }]), source: 0 });
    world.store.prepend([{ chunk: chunkOf([{ text: 'old', time: 1 }]), source: 0 }]);
    expect(shownBy(rows).map(([sequence]) => sequence)).toEqual([-1, 0]);
    expect(textOf(rows.at(rows.indexOf(-1)))).toBe('old');
  });
});

describe('the marks of a scrollbar', () => {
  it('tell of every hit, warning and error that is shown, and of nothing else', () => {
    fc.assert(
      fc.property(
        lineList,
        filters,
        fc.integer({ min: 1, max: 60 }),
        fc.nat(45),
        (list, parts, count, current) => {
          const world = new World();
          world.add(list);
          world.search();
          world.analyse(Number.POSITIVE_INFINITY);
          const rows = rowsOf(world.store, world.filter(parts));
          if (rows instanceof FilteredRows) rows.update();
          const hits = world.filter({ ...parts, text: true }).text;
          const expected = new Uint8Array(count);
          const set = (index: number, bit: number): void => {
            const part = Math.min(count - 1, Math.floor((index * count) / rows.count));
            expected[part] = (expected[part] ?? 0) | bit;
          };
          shownBy(rows).forEach(([sequence], index) => {
            const line = world.lines[sequence]!;
            if (line.notice) return;
            if (line.hit) set(index, MarkBit.hit);
            if (line.level >= 5) set(index, MarkBit.error);
            if (line.level === 4) set(index, MarkBit.warning);
          });
          if (rows.indexOf(current) < rows.count) set(rows.indexOf(current), MarkBit.current);
          expect([...marksOf(rows, count, hits, current)]).toEqual([...expected]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
