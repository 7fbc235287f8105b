import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { until } from '#tests/support/wait';
import type { TestLine } from '../test-chunks';
import { feedOf, texts } from './test-feed';
import { LogMain } from './test-log-main';

/** Lines whose times rise for each stream, many of them equal. */
const lineList = fc
  .array(fc.record({ step: fc.integer({ min: 0, max: 2 }), stderr: fc.boolean() }), { maxLength: 80 })
  .map((steps) => {
    let time = 1_000_000;
    return steps.map(({ step, stderr }, index): TestLine => {
      time += step * 400;
      return { text: `line ${index}`, time, nanos: step === 1 ? 5 : 0, flags: stderr ? 1 : 0 };
    });
  })
  // Nanoseconds make equal milliseconds fall out of order: put each log in the order of time, as an engine has it.
  .map((lines) =>
    [...lines].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || (a.nanos ?? 0) - (b.nanos ?? 0)),
  );

/** How many chunks come of each reading in one step: either may be the faster one. */
const speeds = fc.record({ page: fc.integer({ min: 1, max: 5 }), whole: fc.integer({ min: 1, max: 5 }) });

/** Waits while main answers what is asked. */
function eventually(main: LogMain, what: string, condition: () => boolean): Promise<unknown> {
  return until(what, () => {
    main.serve();
    return condition();
  });
}

async function serving<T>(main: LogMain, work: Promise<T>): Promise<T> {
  const state = { done: false };
  void work.finally(() => {
    state.done = true;
  });
  for (let steps = 0; !state.done && steps < 10_000; steps += 1) {
    main.serve();
    await new Promise(setImmediate);
  }
  expect(state.done).toBe(true);
  return work;
}

describe('the feed of one log', () => {
  it('shows what is there, then what follows', async () => {
    const main = new LogMain();
    main.logs.set('a', [{ text: 'one', time: 1 }]);
    const feed = feedOf(main, ['a']);
    feed.start();
    await eventually(main, 'the first line', () => texts(feed).length === 1);
    main.write('a', [{ text: 'two', time: 2 }]);
    await eventually(main, 'the second', () => texts(feed).length === 2);
    expect(texts(feed)).toEqual(['one', 'two']);
    expect(feed.older.atStart).toBe(true);
    feed.stop();
    await until('the stream to be closed', () => main.open('containers.logs').length === 0);
  });

  it('goes on after a pause with exactly what came meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(lineList, fc.nat(80), async (lines, seen) => {
        const main = new LogMain();
        main.logs.set('a', lines.slice(0, seen));
        const feed = feedOf(main, ['a']);
        feed.start();
        await eventually(main, 'the first part', () => feed.store.lines === Math.min(seen, lines.length));
        feed.stop();
        main.logs.set('a', [...lines]);
        feed.start();
        await eventually(main, 'the rest', () => feed.store.lines >= lines.length);
        main.write('a', [{ text: 'end', time: 9e9 }]);
        await eventually(main, 'the end', () => texts(feed).at(-1) === 'end');
        expect(texts(feed)).toEqual([...lines.map(({ text }) => text), 'end']);
        feed.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('loads everything that is older, from both ends, exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        lineList,
        fc.integer({ min: 1, max: 40 }),
        speeds,
        fc.boolean(),
        async (lines, held, speed, bothEnds) => {
          const main = new LogMain();
          Object.assign(main.speed, speed);
          main.logs.set('a', lines);
          const feed = feedOf(main, ['a'], { openLines: held, bothEnds });
          feed.start();
          await eventually(main, 'the end', () => feed.store.lines === Math.min(held, lines.length));
          await serving(main, feed.older.all());
          expect(texts(feed)).toEqual(lines.map(({ text }) => text));
          expect(feed.older.atStart || lines.length === 0).toBe(true);
          expect(feed.older.problem).toBeUndefined();
          feed.stop();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says when there is no room for what is older', async () => {
    const main = new LogMain();
    const lines = Array.from({ length: 60 }, (_unused, index) => ({
      text: `line ${index}`,
      time: index * 1000,
    }));
    main.logs.set('a', lines);
    const feed = feedOf(main, ['a'], { maxLines: 30, openLines: 10 });
    feed.start();
    await eventually(main, 'the end', () => feed.store.lines === 10);
    await serving(main, feed.older.all());
    expect(feed.older.problem).toContain('limit');
    expect(feed.store.lines).toBeLessThanOrEqual(30);
    expect(texts(feed).at(-1)).toBe('line 59');
    const shown = texts(feed);
    expect(shown).toEqual(lines.slice(-shown.length).map(({ text }) => text));
    feed.stop();
  });
});

describe('the feed of several logs', () => {
  it('merges them in strict order of time, also what is older', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lineList, { minLength: 2, maxLength: 4 }), async (logs) => {
        const main = new LogMain();
        logs.forEach((lines, index) =>
          main.logs.set(
            `c${index}`,
            lines.map((line) => ({ ...line, text: `${index} ${line.text}` })),
          ),
        );
        const all = [...main.logs.values()].flat();
        const feed = feedOf(main, [...main.logs.keys()], { openLines: 5 });
        feed.start();
        await until('the logs', () => {
          main.serve();
          return feed.opened && main.open('containers.logs').length === logs.length;
        });
        await serving(main, feed.older.all());
        const shown = texts(feed);
        expect([...shown].sort()).toEqual(all.map(({ text }) => text).sort());
        const timeOf = new Map(all.map(({ text, time, nanos }) => [text, [time ?? 0, nanos ?? 0] as const]));
        shown.slice(1).forEach((text, index) => {
          const [ms = 0, nanos = 0] = timeOf.get(text) ?? [];
          const [before = 0, nanosBefore = 0] = timeOf.get(shown[index] ?? '') ?? [];
          expect(ms > before || (ms === before && nanos >= nanosBefore)).toBe(true);
        });
        feed.stop();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a page of older lines', () => {
  it.each([
    { ids: ['a'], each: 20_000 },
    { ids: ['a', 'b', 'c', 'd'], each: 5000 },
    { ids: Array.from({ length: 40 }, (_unused, at) => `c${at}`), each: 1000 },
  ])('is shared by $ids.length logs', async ({ ids, each }) => {
    const main = new LogMain();
    for (const id of ids)
      main.logs.set(
        id,
        Array.from({ length: 20 }, (_unused, at) => ({ text: `${id} ${at}`, time: 1000 + at })),
      );
    const feed = feedOf(main, ids, { openLines: 5 });
    feed.start();
    await eventually(main, 'the ends', () => feed.opened && feed.store.lines > 0);
    await serving(main, feed.older.page());
    expect(new Set(main.pages)).toEqual(new Set([each]));
    feed.stop();
  });
});

describe('a source that answers late', () => {
  const line = (name: string, at: number): TestLine => ({
    text: `${name} ${at}`,
    // No two sources write at the same moment.
    time: 1_000_000 + at * 1000 + name.length,
  });
  const list = (name: string, from: number, to: number, step: number): TestLine[] =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_unused, at) => line(name, from + at * step));

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { what: 'one that writes as much', quick: 2, late: 2 },
    { what: 'one that writes more', quick: 5, late: 1 },
    { what: 'one that writes less', quick: 1, late: 5 },
  ])(
    '$what does not hold the others up longer than four seconds, and has its lines put among theirs',
    async (steps) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      const main = new LogMain();
      main.logs.set('quick', list('quick', 0, 200, steps.quick));
      main.logs.set('slow', list('slow', 1, 200, steps.late));
      const feed = feedOf(main, ['quick', 'slow'], { openLines: 20 });
      const serve = async (only?: string): Promise<void> => {
        for (let round = 0; round < 10; round += 1) {
          main.serve((stream) => only === undefined || stream.input['id'] === only);
          await new Promise(setImmediate);
        }
      };
      feed.start();
      await serve('quick');
      await vi.advanceTimersByTimeAsync(3900);
      expect(feed.store.lines).toBe(0);
      await vi.advanceTimersByTimeAsync(200);
      expect(texts(feed)).toHaveLength(20);
      // It answers at last.
      await serve();
      await vi.advanceTimersByTimeAsync(1000);
      expect(texts(feed).filter((text) => text.startsWith('slow')).length).toBeGreaterThan(0);
      await serve();
      const loading = { done: false };
      void feed.older.all().then(() => (loading.done = true));
      for (let round = 0; !loading.done && round < 100; round += 1) {
        await serve();
        await vi.advanceTimersByTimeAsync(300);
      }
      const all = [...main.logs.values()].flat().sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
      expect(texts(feed)).toEqual(all.map(({ text }) => text));
      feed.stop();
    },
  );

  it('can be one that failed at first', async () => {
    const main = new LogMain();
    main.logs.set('good', list('good', 0, 200, 2));
    main.logs.set('bad', list('bad', 101, 200, 2));
    const feed = feedOf(main, ['good', 'bad'], { openLines: 20 });
    feed.start();
    await until('both to be asked', () => main.open('containers.logs').length === 2);
    main
      .open('containers.logs')
      .find(({ input }) => input['id'] === 'bad')!
      .end({
        kind: 'engine-refused',
        message: 'The engine refused.',
      } as never);
    await eventually(main, 'the other', () => feed.store.lines === 20);
    expect(feed.reader(1)?.status.kind).toBe('failed');
    feed.readAgain();
    await eventually(main, 'both', () => feed.store.lines === 40);
    await serving(main, feed.older.all());
    const all = [...main.logs.values()].flat().sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
    expect(texts(feed)).toEqual(all.map(({ text }) => text));
    feed.stop();
  });
});

describe('the beginning', () => {
  it('is not claimed for a log that could not be read yet', async () => {
    const main = new LogMain();
    const lines = Array.from({ length: 50 }, (_unused, at) => ({ text: `line ${at}`, time: 1000 + at }));
    main.logs.set('a', lines);
    const feed = feedOf(main, ['a'], { openLines: 10 });
    feed.start();
    await until('it to be asked', () => main.open('containers.logs').length === 1);
    main.open('containers.logs')[0]!.end({ kind: 'engine-error', status: 500, message: 'Broken.' });
    await until('the failure', () => feed.reader(0)?.status.kind === 'failed');
    await serving(main, feed.older.page());
    await serving(main, feed.older.all());
    expect(feed.older.atStart).toBe(false);
    feed.readAgain();
    await eventually(main, 'its end', () => feed.store.lines === 10);
    await serving(main, feed.older.all());
    expect(texts(feed)).toEqual(lines.map(({ text }) => text));
    expect(feed.older.atStart).toBe(true);
    feed.stop();
  });

  it('is not claimed for a log whose engine is waited for', async () => {
    const main = new LogMain();
    const feed = feedOf(main, ['a'], { openLines: 10 });
    feed.start();
    await until('it to be asked', () => main.open('containers.logs').length === 1);
    const [stream] = main.open('containers.logs');
    stream!.send({ kind: 'notice', notice: { what: 'lost', at: 1, text: 'Away.' } });
    await until('the word', () => texts(feed).length === 1);
    await feed.older.page();
    expect([feed.opened, feed.older.atStart]).toEqual([false, false]);
    feed.stop();
  });

  it('is reached by a source of which no line is held any more, too', async () => {
    const main = new LogMain();
    const quiet = Array.from({ length: 10 }, (_unused, at) => ({ text: `quiet ${at}`, time: 1000 + at }));
    main.logs.set('loud', [{ text: 'loud', time: 1005, nanos: 1 }]);
    main.logs.set('quiet', quiet);
    const feed = feedOf(main, ['loud', 'quiet'], { openLines: 50, maxLines: 200 });
    feed.start();
    await eventually(main, 'both', () => feed.store.lines === 11);
    await eventually(
      main,
      'both to be followed',
      () => main.open('containers.logs').filter(({ input }) => input['follow'] === true).length === 2,
    );
    main.serve();
    for (let part = 0; part < 80; part += 1)
      main.write(
        'loud',
        Array.from({ length: 7 }, (_unused, at) => ({
          text: `loud ${part} ${at} ${'.'.repeat(1000)}`,
          time: 2000 + part * 7 + at,
        })),
      );
    await eventually(main, 'the quiet one to fall off', () => feed.store.dropped > 11);
    feed.store.bounds = { ...feed.store.bounds, maxLines: 10_000 };
    await serving(main, feed.older.all());
    const all = [...main.logs.values()]
      .flat()
      .sort((a, b) => a.time! - b.time! || (a.nanos ?? 0) - (b.nanos ?? 0));
    expect(texts(feed)).toEqual(all.map(({ text }) => text));
    expect(feed.older.atStart).toBe(true);
    feed.stop();
  });
});
