import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnNodeWorker } from '#tests/support/log-worker';
import { until } from '#tests/support/wait';
import { type LogQuery, type MatchColumns, plainOptions } from '#shared/logs/query/ast';
import { parseQuery } from '#shared/logs/query/parse';
import { chunkOf } from '../test-chunks';
import { type FindBlock, outward } from './log-finder';
import { type LogWorkView, LogWorkers } from './log-workers';

function queryOf(text: string): LogQuery {
  const parsed = parseQuery(text, plainOptions);
  if (!parsed.ok || parsed.query === undefined) throw new Error(text);
  return parsed.query;
}

let nextId = 1;

/** A block of lines that may grow. */
class TestBlock {
  readonly id = nextId++;
  first: number;
  #lines: readonly string[];

  constructor(first: number, lines: readonly string[]) {
    this.first = first;
    this.#lines = lines;
  }

  grow(...lines: string[]): void {
    this.#lines = [...this.#lines, ...lines];
  }

  view(): FindBlock {
    const lines = this.#lines;
    const columns = (): MatchColumns => ({
      ...chunkOf(lines.map((text) => ({ text }))),
      levels: new Uint8Array(0),
      sources: new Uint16Array(lines.length),
      sourceNames: ['web'],
      now: 0,
    });
    return { id: this.id, first: this.first, count: lines.length, columns };
  }
}

let workers: LogWorkers;
let view: LogWorkView;
beforeEach(() => {
  workers = new LogWorkers(spawnNodeWorker);
  view = workers.open();
});
afterEach(() => view.dispose());

describe('LogFinder', () => {
  it('finds what there is, goes on with what comes and forgets what went', async () => {
    const numbered = (from: number): string[] =>
      Array.from({ length: 10_000 }, (_line, at) => `line ${from + at}`);
    let blocks = [0, 1, 2].map((at) => new TestBlock(at * 10_000, numbered(at * 10_000)));
    let told = 0;
    const finder = view.finder(
      () => blocks.map((block) => block.view()),
      () => (told += 1),
    );
    expect(finder.running).toBe(false);
    finder.start(queryOf('/999$/'), 15_000);
    expect(finder.running).toBe(true);
    await until('the end of the search', () => !finder.running);
    expect([finder.count, finder.progress]).toEqual([30, 1]);
    expect([...(finder.hitsOf(blocks[1]!.id) ?? [])].slice(0, 2)).toEqual([999, 1999]);
    expect(finder.hitsOf(12_345_678)).toBeUndefined();

    blocks[2]!.grow('more 999', 'none', 'end 999');
    finder.extend();
    await until('the new hits', () => finder.count === 32 && !finder.running);
    expect([...(finder.hitsOf(blocks[2]!.id) ?? [])].slice(-2)).toEqual([10_000, 10_002]);

    const [gone] = blocks;
    blocks = blocks.slice(1);
    finder.extend();
    await until('the old hits to go', () => finder.count === 22);
    expect(finder.hitsOf(gone!.id)).toBeUndefined();
    expect(told).toBeGreaterThan(2);

    finder.start(undefined, 0);
    expect([finder.count, finder.running, finder.hitsOf(blocks[0]!.id)]).toEqual([0, false, undefined]);
    const before = told;
    await until('word of it', () => told > before);
    finder.dispose();
  });

  it('looks at what grows while it is looked at', async () => {
    const block = new TestBlock(0, ['a']);
    const finder = view.finder(
      () => [block.view()],
      () => undefined,
    );
    finder.start(queryOf('a'), 0);
    for (let grown = 0; grown < 50; grown++) {
      block.grow('a', 'b');
      finder.extend();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until('all of it', () => !finder.running && finder.count === 51);
    finder.dispose();
  });

  it('gives a catastrophic regular expression up, with a sentence, and levels go on meanwhile', async () => {
    const trap = new TestBlock(0, ['a'.repeat(40)]);
    const finder = view.finder(
      () => [trap.view()],
      () => undefined,
    );
    finder.start(queryOf('/(a+)+$b/'), 0);
    expect((await view.analyse(chunkOf([{ text: 'ERROR x' }])))?.levels).toEqual(Uint8Array.of(5));
    await until('the end of the search', () => finder.problem);
    expect([finder.running, finder.problem?.startsWith('The search was ended')]).toEqual([false, true]);
    expect(await view.highlight(queryOf('/(a+)+$b/'), ['a'.repeat(40)])).toBeUndefined();
    finder.start(queryOf('a'), 0);
    await until('a harmless search', () => finder.count === 1);
    expect(finder.problem).toBeUndefined();
    finder.dispose();
  });
});

describe('LogWorkers', () => {
  it('keeps the patterns of views apart, and no worker without a view', async () => {
    const other = workers.open();
    const chunk = chunkOf([{ text: 'took 5 ms' }, { text: 'took 7 ms' }]);
    const facts = await view.analyse(chunk);
    expect(facts?.patterns[0]).toBe(facts?.patterns[1]);
    expect((await view.patterns())?.lines).toBe(2);
    expect((await other.patterns())?.lines).toBe(0);
    expect(await other.highlight(queryOf('a'), ['ab'])).toEqual([[{ from: 0, to: 1 }]]);
    expect(workers.alive).toBe(2);
    view.dispose();
    expect(workers.alive).toBe(2);
    other.dispose();
    expect(workers.alive).toBe(0);
    expect(await other.analyse(chunk)).toBeUndefined();
  });
});

describe('outward', () => {
  it('begins with the block in view and goes on to both sides by distance', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 }),
        fc.nat(600),
        (counts, near) => {
          let first = 0;
          const blocks = counts.map((count): FindBlock => {
            const block = new TestBlock(first, new Array<string>(count).fill('')).view();
            first += count;
            return block;
          });
          const distance = (block: FindBlock): number =>
            Math.max(block.first - near, near - (block.first + block.count - 1), 0);
          const distances = outward(blocks, near).map(distance);
          expect(distances).toEqual(blocks.map(distance).sort((one, two) => one - two));
        },
      ),
    );
  });
});
