// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { numbered, search, shown, TestWindow, textAt } from '#tests/support/log-models';
import { until } from '#tests/support/wait';
import type { LogFeed } from './log-feed';
import type { LogModel } from './log-model';
import { feedOf, texts } from './test-feed';
import { LogMain } from './test-log-main';

async function page(main: LogMain, feed: LogFeed): Promise<void> {
  const state = { done: false };
  void feed.older
    .page(() => feed.store.firstSequence)
    .then(() => {
      state.done = true;
    });
  await until('the page', () => {
    main.serve();
    return state.done;
  });
}

describe('a feed that is read back further than its bounds reach', () => {
  it('holds a part of the log without a gap, comes to its beginning, and back to its end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 20, max: 90 }),
        fc.integer({ min: 16, max: 40 }),
        async (sources, count, maxLines) => {
          const main = new LogMain();
          const ids = Array.from({ length: sources }, (_unused, at) => `c${at}`);
          for (const [at, id] of ids.entries())
            main.logs.set(
              id,
              numbered(0, count, id).map((line) => ({ ...line, time: (line.time ?? 0) + at })),
            );
          const all = (): readonly string[] =>
            [...main.logs.values()]
              .flat()
              .sort((one, two) => (one.time ?? 0) - (two.time ?? 0))
              .map(({ text }) => text);
          const feed = feedOf(main, ids, { maxLines, openLines: 5 });
          feed.start();
          await until('the ends', () => {
            main.serve();
            return feed.opened && feed.store.lines > 0;
          });
          for (let pages = 0; !feed.older.atStart; pages += 1) {
            // Each brings some lines, or the way is not open.
            expect(pages).toBeLessThan(3 * sources * count);
            await page(main, feed);
            expect(feed.older.problem).toBeUndefined();
            expect(feed.store.lines).toBeLessThanOrEqual(maxLines);
            const held = texts(feed);
            const from = all().indexOf(held[0] ?? '');
            expect(held).toEqual(all().slice(from, from + held.length));
            // What is written now has no place behind what is held.
            if (feed.store.letGo > 0) main.write(ids[0] ?? '', [{ text: `new ${pages}`, time: 9e9 + pages }]);
          }
          expect(texts(feed)[0]).toBe('c0 0');
          if (feed.store.letGo > 0) {
            expect(main.open('containers.logs')).toEqual([]);
            feed.readEnd();
            await until('the end', () => {
              main.serve();
              return feed.opened && texts(feed).at(-1) === all().at(-1);
            });
            expect(feed.store.letGo).toBe(0);
          }
          main.write(ids[0] ?? '', [{ text: 'last', time: 9.5e9 }]);
          await until('what follows', () => {
            main.serve();
            return texts(feed).at(-1) === 'last';
          });
          const held = texts(feed);
          expect(held).toEqual(all().slice(-held.length));
          feed.stop();
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a log that is longer than what may be held', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function open(
    prepare: (world: TestWindow) => void = () => undefined,
  ): Promise<{ readonly world: TestWindow; readonly model: LogModel }> {
    const world = new TestWindow({ bounds: { maxLines: 6000, maxBytes: 100_000_000 } });
    prepare(world);
    world.main.logs.set('a', numbered(0, 60_000));
    const { model, close } = await world.open('a');
    closing.push(close);
    model.setViewRows(20);
    await world.eventually('its end', () => model.held.lines === 5000);
    return { world, model };
  }

  const isWhole = (model: LogModel): boolean => {
    const held = shown(model);
    const first = Number(held[0]?.slice(5));
    return held.every((text, at) => text === `line ${first + at}`);
  };

  it('does not lose its end while one follows it', async () => {
    const { world, model } = await open();
    model.loadOlder();
    await world.eventually('the bound', () => model.older.atLimit);
    expect(model.older.letGo).toBe(0);
    expect(shown(model).at(-1)).toBe('line 59999');
  });

  it('is read back beyond that where one reads above, what is in view stays, and the end comes back', async () => {
    const { world, model } = await open();
    model.scrollTo(model.rows.sequenceAt(300) ?? 0);
    model.loadOlder();
    await world.eventually('older lines', () => model.older.loading === undefined && model.older.letGo > 0);
    expect(isWhole(model)).toBe(true);
    expect(model.held.lines).toBeLessThanOrEqual(6000);
    expect(textAt(model, model.viewTop)).toBe('line 55300');
    expect(world.main.open('containers.logs')).toEqual([]);
    model.follow();
    await world.eventually('the end', () => shown(model).at(-1) === 'line 59999');
    expect(model.older.letGo).toBe(0);
    world.main.write('a', numbered(60_000, 60_001));
    await world.eventually('what follows', () => shown(model).at(-1) === 'line 60000');
    expect(isWhole(model)).toBe(true);
  });

  it('has what happened again where it was, at either end', async () => {
    const at = (line: number): number => 1_000_500 + line * 1000;
    const what = (line: number) => ({ what: 'ended' as const, at: at(line), text: `Ended at ${line}.` });
    const { world, model } = await open((each) => {
      each.main.answer = (name) =>
        name === 'containers.past' ? { notices: [what(30_000), what(59_900)] } : undefined;
    });
    const told = (): readonly string[] => model.notices.map(({ text }) => text);
    await world.eventually('the newer one', () => told().includes('Ended at 59900.'));
    model.seekTime(at(29_000));
    await world.eventually('the older one', () => told().join() === 'Ended at 30000.');
    await world.eventually('the end of the way', () => model.older.loading === undefined);
    model.follow();
    await world.eventually('the newer one again', () => told().join() === 'Ended at 59900.');
    model.seekTime(at(29_000));
    await world.eventually('the older one again', () => told().join() === 'Ended at 30000.');
    const rows = shown(model);
    const index = rows.indexOf('-- Ended at 30000.');
    expect(rows.slice(index - 1, index + 2)).toEqual(['line 30000', '-- Ended at 30000.', 'line 30001']);
  });

  it('is left and come back to where one was', async () => {
    const { world, model } = await open();
    model.scrollTo(model.rows.sequenceAt(300) ?? 0);
    model.loadOlder();
    await world.eventually('older lines', () => model.older.loading === undefined && model.older.letGo > 0);
    for (const close of closing.splice(0)) close();
    closing.push(model.hold());
    world.main.serve();
    expect(world.main.open('containers.logs')).toEqual([]);
    expect(textAt(model, model.viewTop)).toBe('line 55300');
  });

  it('is searched further back, and gone through by time in both directions', async () => {
    const { world, model } = await open();
    model.setSearch('find', search('/ (41000|59990)$/'));
    await world.eventually('the first hit', () => !model.find.running && model.find.count === 1);
    model.searchOlder();
    await world.eventually('the hit far back', () => textAt(model, model.currentHit) === 'line 41000');
    await world.eventually('the end of it', () => model.older.loading === undefined);
    expect(model.older.letGo).toBeGreaterThan(0);
    expect(isWhole(model)).toBe(true);
    model.seekTime(1_000_000 + 20_000 * 1000);
    await world.eventually('a time before', () => textAt(model, model.viewTop) === 'line 20000');
    model.seekTime(1_000_000 + 57_000 * 1000);
    await world.eventually('a time behind', () => textAt(model, model.viewTop) === 'line 57000');
    expect(isWhole(model)).toBe(true);
  });

  it('shows a time range that ended long ago', async () => {
    const { world, model } = await open();
    const at = (line: number): number => 1_000_000 + line * 1000;
    model.loadRange({ from: at(30_000), to: at(30_999) });
    await world.eventually('the range', () => model.older.loading === undefined);
    await world.eventually('its lines', () => model.rows.count === 1000);
    expect(shown(model)[0]).toBe('line 30000');
    model.loadRange({ from: at(59_000), to: at(59_099) });
    await world.eventually('a newer one', () => model.rows.count === 100);
    expect(shown(model)[0]).toBe('line 59000');
  });

  it('says that a range has no room which has more lines than that', async () => {
    const { world, model } = await open();
    model.loadRange({ from: 1_000_000, to: 1_000_000 + 58_000 * 1000 });
    await world.eventually('the bound', () => model.older.atLimit);
    expect(model.older.problem).toContain('no room');
    expect(shown(model).at(-1)).toBe('line 58000');
  });
});
