// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { numbered, search, shown, target, TestWindow, textAt } from '#tests/support/log-models';
import { until } from '#tests/support/wait';

const visibility = (state: 'hidden' | 'visible'): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
};

const windows: (() => void)[] = [];
afterEach(() => {
  visibility('visible');
  for (const close of windows.splice(0)) close();
});

async function openLog(
  lines = numbered(0, 300),
): Promise<{ world: TestWindow; model: Awaited<ReturnType<TestWindow['open']>>['model'] }> {
  const world = new TestWindow();
  world.main.logs.set('a', lines);
  const { model, close } = await world.open('a');
  windows.push(close);
  model.setViewRows(20);
  await world.eventually('all lines', () => model.held.lines === Math.min(lines.length, 5000));
  await world.eventually('their levels', () => model.levels.behind === 0);
  return { world, model };
}

describe('find in a log', () => {
  it('goes to the nearest hit above the lower edge of the view, and steps around the ends', async () => {
    const { world, model } = await openLog();
    model.scrollTo(150);
    model.setSearch('find', search('/5$/'));
    await world.eventually('the hits', () => !model.find.running && model.find.count === 30);
    expect(textAt(model, model.currentHit)).toBe('line 165');
    expect(model.paused).toBe('find');
    expect(model.viewTop).toBe(150);
    expect(model.find.current).toBe(17);
    model.step(-1);
    expect(textAt(model, model.currentHit)).toBe('line 155');
    for (let turn = 0; turn < 14; turn += 1) model.step(1);
    expect(textAt(model, model.currentHit)).toBe('line 295');
    model.step(1);
    expect(textAt(model, model.currentHit)).toBe('line 5');
    expect(model.find.current).toBe(1);
    model.step(-1);
    expect(textAt(model, model.currentHit)).toBe('line 295');
    const first = model.rows.indexOf(model.viewTop);
    expect(model.rows.indexOf(model.currentHit ?? -1) - first).toBeLessThan(20);
  });

  it('passes over what the filter hides, at once and when stepping, around the ends, too', async () => {
    const lines = numbered(0, 300).map((line, at) => ({
      ...line,
      text: at % 100 === 50 ? `ERROR needle ${at}` : at % 10 === 0 ? `INFO needle ${at}` : `INFO ${at}`,
    }));
    const { world, model } = await openLog(lines);
    model.setOptions({ hiddenLevels: [3] });
    expect(shown(model)).toEqual(['ERROR needle 50', 'ERROR needle 150', 'ERROR needle 250']);
    model.setSearch('find', search('needle'));
    await world.eventually('the hits', () => !model.find.running && model.find.count === 30);
    expect(textAt(model, model.currentHit)).toBe('ERROR needle 250');
    const stepped: string[] = [];
    for (const direction of [1, 1, 1, -1, -1, -1, -1] as const) {
      model.step(direction);
      stepped.push(textAt(model, model.currentHit).slice(13));
    }
    expect(stepped).toEqual(['50', '150', '250', '150', '50', '250', '150']);
  });

  it('keeps its place and what it found while a mistake is typed', async () => {
    const { world, model } = await openLog();
    model.setSearch('find', search('line 7'));
    await world.eventually('the hits', () => !model.find.running && model.find.count === 11);
    const { currentHit } = model;
    model.setSearch('find', search('/line (7/'));
    expect(model.find.problem?.message).toMatch(/\.$/);
    expect(model.find.count).toBe(11);
    expect(model.currentHit).toBe(currentHit);
    model.setSearch('find', search(''));
    expect([model.find.problem, model.find.count, model.currentHit]).toEqual([undefined, 0, undefined]);
  });

  it('goes on into older lines until there is a hit, and ends at the beginning where there is none', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', [...numbered(0, 90_000, 'old'), ...numbered(90_000, 100_000)]);
    const { model, close } = await world.open('a');
    windows.push(close);
    model.setViewRows(20);
    await world.eventually('the end', () => model.held.lines === 5000);
    model.setSearch('find', search('/old 69999$/'));
    await world.eventually('the first search', () => !model.find.running);
    expect(model.currentHit).toBeUndefined();
    model.searchOlder();
    expect(model.older.loading?.what).toBe('search');
    await world.eventually('the hit', () => model.currentHit !== undefined);
    expect(textAt(model, model.currentHit)).toBe('old 69999');
    await world.eventually('rest', () => model.older.loading === undefined);
    expect(model.older.atStart).toBe(false);
    model.setSearch('find', search('nowhere'));
    model.searchOlder();
    await world.eventually('the beginning', () => model.older.loading === undefined);
    expect(model.older.atStart).toBe(true);
    expect(model.held.lines).toBe(100_000);
    expect([model.find.count, model.currentHit]).toEqual([0, undefined]);
  });

  it('goes on into older lines for the filter, too', async () => {
    const { world, model } = await openLog(numbered(0, 30_000));
    model.setOptions({ mode: 'filter' });
    model.setSearch('filter', search('/^line 7$/'));
    await world.eventually('the first search', () => !model.filter.running);
    expect(model.rows.count).toBe(0);
    model.searchOlder();
    await world.eventually('the line', () => model.rows.count === 1);
  });
});

describe('older lines', () => {
  it('that could not be loaded are not asked for by scrolling, but by a person', async () => {
    const { world, model } = await openLog(numbered(0, 30_000));
    model.wantOlder();
    await until('the question', () => world.main.open('containers.olderLogs').length === 1);
    world.main
      .open('containers.olderLogs')[0]
      ?.end({ kind: 'engine-error', status: 500, message: 'Broken.' });
    await until('the problem', () => model.older.problem !== undefined);
    model.wantOlder();
    expect(model.older.loading).toBeUndefined();
    model.loadOlder();
    await world.eventually('more lines', () => model.held.lines > 5000);
    expect(model.older.problem).toBeUndefined();
  });
});

describe('a moment', () => {
  it('is gone to also while a page is being loaded', async () => {
    const { world, model } = await openLog(numbered(0, 60_000));
    model.wantOlder();
    expect(model.older.loading?.what).toBe('page');
    model.seekTime(numbered(7, 8)[0]?.time ?? 0);
    await world.eventually('the place', () => model.paused !== undefined);
    expect(textAt(model, model.viewTop)).toBe('line 7');
  });

  it('that is older than what is held is loaded first, and one to come is the end', async () => {
    const { world, model } = await openLog(numbered(0, 30_000));
    const wanted = numbered(7, 8)[0]!.time!;
    expect(model.goToTime(wanted)).toBe(false);
    model.seekTime(wanted);
    await world.eventually('the place', () => model.paused !== undefined);
    expect(textAt(model, model.viewTop)).toBe('line 7');
    model.seekTime(8e15);
    expect([model.paused, model.zoom]).toEqual([undefined, undefined]);
  });
});

describe('times since the start', () => {
  it('go by the run that the log told of last, however many lines came since', async () => {
    const world = new TestWindow();
    const { answer } = world.main;
    world.main.answer = (name, input) =>
      name === 'containers.inspect' ? { startedAt: 999_000 } : answer(name, input);
    world.main.logs.set('a', numbered(0, 10));
    const { model, close } = await world.open('a');
    windows.push(close);
    const newest = (): number | undefined => model.startOf(model.rows.sequenceAt(model.rows.count - 1) ?? -1);
    await world.eventually('the start', () => newest() === 999_000);
    const [stream] = world.main.open('containers.logs');
    stream!.send({
      kind: 'notice',
      notice: { what: 'started', at: 1_009_500, text: 'The container started.' },
    });
    world.main.write('a', numbered(10, 1010));
    await world.eventually('its lines', () => model.held.lines === 1010);
    expect([newest(), model.lastStart]).toEqual([1_009_500, 1_009_500]);
  });
});

describe('a log view', () => {
  it('reads nothing while the window is hidden, and loses nothing', async () => {
    const { world, model } = await openLog();
    visibility('hidden');
    const [stream] = world.main.open('containers.logs');
    const consumed = stream!.consumed();
    for (let turn = 0; turn < 10; turn += 1)
      world.main.write('a', numbered(300 + turn * 10, 310 + turn * 10));
    await world.eventually('main to have answered', () => true);
    expect(model.held.lines).toBe(300);
    expect(stream!.consumed()).toBe(consumed);
    visibility('visible');
    await world.eventually('what came meanwhile', () => model.held.lines === 400);
    expect(shown(model)).toEqual(numbered(0, 400).map(({ text }) => text));
  });

  it('stays unread after a stream that ended while the window was hidden', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 10));
    world.main.logs.set('b', numbered(0, 10, 'other'));
    visibility('hidden');
    const { model, close } = await world.open('a', 'b');
    windows.push(close);
    await world.eventually('the following streams', () =>
      ['a', 'b'].every((id) =>
        world.main
          .open('containers.logs')
          .some(({ input }) => input['id'] === id && input['follow'] === true),
      ),
    );
    const [stream] = world.main.open('containers.logs');
    world.main.write('a', numbered(10, 20));
    world.main.write('b', numbered(10, 20, 'other'));
    for (let turn = 0; turn < 3; turn += 1) await world.eventually('main to have answered', () => true);
    expect([model.held.lines, stream?.consumed()]).toEqual([20, 0]);
    visibility('visible');
    await world.eventually('the rest', () => model.held.lines === 40);
  });

  it('comes back to the line that it was paused at, after the page was made anew', async () => {
    const storage = window.localStorage;
    storage.clear();
    const before = new TestWindow({ storage });
    before.main.logs.set('a', numbered(0, 300));
    const first = await before.open('a');
    await before.eventually('all lines', () => first.model.held.lines === 300);
    first.model.setOptions({ wrap: true, times: 'utc' });
    first.model.setSearch('filter', search('line'));
    await before.eventually('the filter', () => first.model.rows.count === 300);
    first.model.scrollTo(123.4);
    before.models.flush();
    first.close();

    const after = new TestWindow({ storage });
    after.main.logs.set('a', numbered(0, 400));
    const { model, close } = await after.open('a');
    windows.push(close);
    await after.eventually('all lines', () => model.held.lines === 400);
    await after.eventually('the filter', () => model.rows.count === 400);
    expect([model.options.wrap, model.options.times, model.filter.input.text]).toEqual([true, 'utc', 'line']);
    await after.eventually('the place', () => textAt(model, Math.floor(model.viewTop)) === 'line 123');
    expect(model.paused).toBeDefined();
    expect(model.viewTop % 1).toBeCloseTo(0.4);
    storage.clear();
  });

  it.each([
    { what: 'loads back to the line that it was paused at', gives: 'nothing up' },
    { what: 'stays at the end where that is given up', gives: 'loading up' },
    { what: 'stays where somebody went meanwhile', gives: 'the place up' },
  ])('$what', async ({ gives }) => {
    const storage = window.localStorage;
    storage.clear();
    const before = new TestWindow({ storage });
    before.main.logs.set('a', numbered(0, 60_000));
    const first = await before.open('a');
    first.model.loadAll();
    await before.eventually('all lines', () => first.model.held.lines === 60_000);
    first.model.scrollTo(first.model.rows.sequenceAt(10_000)! + 0.5);
    before.models.flush();
    first.close();

    const after = new TestWindow({ storage });
    after.main.logs.set('a', numbered(0, 60_000));
    const { model, close } = await after.open('a');
    windows.push(close);
    await after.eventually('the loading', () => model.older.loading?.what === 'place');
    expect(model.paused).toBeUndefined();
    if (gives === 'loading up') model.cancelLoading();
    if (gives === 'the place up') model.scrollTo(model.rows.sequenceAt(model.rows.count - 100)!);
    await after.eventually('the end of it', () => model.older.loading === undefined);
    await after.eventually('the place', () => model.paused !== undefined || gives === 'loading up');
    const top = textAt(model, Math.floor(model.viewTop));
    if (gives === 'nothing up')
      expect([top, model.viewTop - Math.floor(model.viewTop)]).toEqual(['line 10000', 0.5]);
    else expect(Number(top.slice(5))).toBeGreaterThan(59_800);
    if (gives === 'loading up') expect(model.paused).toBeUndefined();
    storage.clear();
  });

  it('waits for the rows behind the line that it comes back to, but not for ever', async () => {
    const storage = window.localStorage;
    storage.clear();
    const before = new TestWindow({ storage });
    before.main.logs.set('a', numbered(0, 300));
    const first = await before.open('a');
    await before.eventually('all lines', () => first.model.held.lines === 300);
    first.model.scrollTo(290.5);
    before.models.flush();
    first.close();

    for (const later of [100, 0]) {
      const after = new TestWindow({ storage });
      after.main.logs.set('a', numbered(0, 295));
      const { model, close } = await after.open('a');
      model.setViewRows(30);
      await after.eventually('its lines', () => model.held.lines === 295);
      expect([later, model.paused]).toEqual([later, undefined]);
      after.main.write('a', numbered(295, 295 + later));
      await after.eventually('the place', () => model.paused !== undefined);
      expect([textAt(model, Math.floor(model.viewTop)), model.viewTop % 1]).toEqual(['line 290', 0.5]);
      close();
    }
    storage.clear();
  });

  it('zooms to a range and reads back as far as it begins', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 60_000));
    const { model, close } = await world.open('a');
    windows.push(close);
    await world.eventually('the end', () => model.held.lines === 5000);
    const range = { from: 1_000_000 + 30_000_000, to: 1_000_000 + 30_009_000 };
    model.loadRange(range);
    expect(model.zoom).toEqual(range);
    await world.eventually('the range', () => model.older.loading === undefined);
    expect(shown(model)).toEqual(numbered(30_000, 30_010).map(({ text }) => text));
    expect(model.older.atStart).toBe(false);
    model.setZoom(undefined);
    expect(model.rows.count).toBe(model.held.lines);
  });

  it('counts within the range that it is zoomed to, also what does not match, and anew in another one', async () => {
    const lines = numbered(0, 300).map((line, at) => ({
      ...line,
      text: `${at % 3 === 0 ? 'ERROR' : 'INFO'} ${at}`,
    }));
    const { world, model } = await openLog(lines);
    const range = (from: number, to: number) => ({
      from: 1_000_000 + from * 1000,
      to: 1_000_000 + to * 1000,
    });
    model.setSearch('find', search('error'));
    model.setSearch('filter', { ...search('/9$/'), inverse: true });
    await world.eventually('the hits', () => !model.find.running && model.find.count === 100);
    await world.eventually('the lines', () => !model.filter.running && model.filter.count === 270);
    const counts = (): readonly unknown[] => [
      model.find.count,
      model.filter.count,
      model.levels.counts.slice(3),
    ];
    model.setZoom(range(30, 59));
    expect(counts()).toEqual([10, 27, [20, 0, 10, 0]]);
    model.step(1);
    const stood = model.find.current;
    expect(stood).toBeGreaterThan(0);
    expect(stood).toBeLessThanOrEqual(10);
    model.setZoom(range(0, 8));
    expect(counts()).toEqual([3, 9, [6, 0, 3, 0]]);
    expect(model.find.current).toBe(0);
    model.setZoom(range(290, 400));
    world.main.write('a', [{ text: 'ERROR late', time: range(310, 0).from }]);
    await world.eventually('the late one', () => model.find.count === 4);
    await world.eventually('its level', () => model.levels.counts[5] === 4);
    model.setZoom(undefined);
    expect(counts()).toEqual([101, 271, [200, 0, 101, 0]]);
  });

  it('shows the others where one of several cannot be read, and says which', async () => {
    const world = new TestWindow();
    world.main.logs.set('good', numbered(0, 10));
    const model = world.models.get([target('good'), target('bad')]);
    windows.push(model.hold());
    await world.eventually('both to be asked', () => world.main.streams.length >= 2);
    world.main
      .open('containers.logs')
      .find(({ input }) => input['id'] === 'bad')
      ?.end({
        kind: 'gone',
        message: 'There is no container “bad” any more.',
      } as never);
    await world.eventually('the lines', () => model.held.lines === 10);
    expect(model.status.kind).toBe('reading');
    expect(model.sources.map(({ status }) => status.kind)).toEqual(['reading', 'failed']);
    model.mute(0, true);
    expect(model.rows.count).toBe(0);
    model.mute(0, false);
    expect(model.rows.count).toBe(10);
  });
});
