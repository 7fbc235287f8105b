// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { numbered, search, shown, target, TestWindow, textAt } from '#tests/support/log-models';

describe('the logs of a window', () => {
  it('keep eight that nobody looks at, and free the others with all that they had', async () => {
    const world = new TestWindow();
    const names = Array.from({ length: 12 }, (_unused, at) => `c${at}`);
    for (const name of names) world.main.logs.set(name, numbered(0, 50, name));
    const models = [];
    for (const name of names) {
      const { model, close } = await world.open(name);
      await world.eventually('its lines', () => model.held.lines === 50 && model.levels.behind === 0);
      close();
      models.push(model);
    }
    await world.eventually('closed streams', () => world.main.open('containers.logs').length === 0);
    expect(world.models.size).toBe(8);
    expect(models.map(({ held }) => held.lines)).toEqual([0, 0, 0, 0, 50, 50, 50, 50, 50, 50, 50, 50]);
    expect(models.slice(0, 4).map(({ levels }) => levels.counts)).toEqual(
      Array.from({ length: 4 }, () => [0, 0, 0, 0, 0, 0, 0]),
    );
    expect(models.slice(0, 4).every(({ store }) => store.listeners === 0)).toBe(true);
    // What is opened again is what it was, and goes on.
    world.main.logs.get('c11')?.push(...numbered(50, 60, 'c11'));
    const again = await world.open('c11');
    expect(again.model).toBe(models[11]);
    await world.eventually('the rest', () => again.model.held.lines === 60);
    expect(shown(again.model)).toEqual(numbered(0, 60, 'c11').map(({ text }) => text));
    again.close();
    expect(world.threads.alive).toBeLessThanOrEqual(3);
  });

  it('remember a project as such: who is muted stays so when another container joins', () => {
    const world = new TestWindow();
    const two = [target('web'), target('api')];
    world.models.get(two, 'project/shop').mute(1, true);
    const joined = world.models.get([...two, target('worker')], 'project/shop');
    expect(joined.sources.map(({ muted }) => muted)).toEqual([false, true, false]);
    const chosen = world.models.get([target('api'), target('worker')]);
    expect(chosen.sources.map(({ muted }) => muted)).toEqual([false, false]);
  });

  it('are the same ones in whichever order the containers are named', () => {
    const world = new TestWindow();
    const two = world.models.get([target('web'), target('api')]);
    expect(world.models.get([target('api'), target('web')])).toBe(two);
    expect(world.models.get([target('api')])).not.toBe(two);
  });

  it.each([[['web']], [['web', 'api']]])(
    'of a project (%s) lose nothing when another container joins, whose lines are put among theirs',
    async (names) => {
      const world = new TestWindow();
      names.forEach((name, at) =>
        world.main.logs.set(
          name,
          numbered(0, 50, name).map((line) => ({ ...line, time: line.time! + at })),
        ),
      );
      const first = names.map(target);
      const model = world.models.get(first, 'project/shop');
      const close = model.hold();
      await world.eventually('the lines', () => model.feed.opened && model.held.lines === 50 * names.length);
      model.setViewRows(10);
      model.scrollTo(20);
      model.setZoom({ from: 0, to: 9e9 });
      const top = textAt(model, model.viewTop);
      world.main.logs.set(
        'late',
        numbered(45, 55, 'late').map((line) => ({ ...line, time: line.time! + 5 })),
      );
      expect(world.models.get([target('late'), ...first], 'project/shop')).toBe(model);
      await world.eventually('its lines', () => model.held.lines === 50 * names.length + 10);
      names.forEach((name) => world.main.write(name, numbered(60, 61, name)));
      await world.eventually('more', () => model.held.lines === 51 * names.length + 10);
      const wanted = [...world.main.logs.values()].flat().sort((one, two) => one.time! - two.time!);
      expect(shown(model)).toEqual(wanted.map(({ text }) => text));
      expect([textAt(model, model.viewTop), model.zoom]).toEqual([top, { from: 0, to: 9e9 }]);
      expect(model.sources.map((each) => each.target.name)).toEqual([...names, 'late']);
      expect(model.older.atStart).toBe(true);
      expect(world.models.size).toBe(1);
      close();
    },
  );

  it('of a project read a container that joined while nobody looked with the next look', async () => {
    const world = new TestWindow();
    world.main.logs.set('web', numbered(0, 5, 'web'));
    world.main.logs.set('late', numbered(7, 9, 'late'));
    const model = world.models.get([target('web')], 'project/shop');
    const close = model.hold();
    await world.eventually('the lines', () => model.held.lines === 5);
    close();
    world.models.get([target('web'), target('late')], 'project/shop');
    expect(world.main.open('containers.logs').every(({ input }) => input['id'] !== 'late')).toBe(true);
    const closeAgain = model.hold();
    await world.eventually('its lines', () => model.held.lines === 7);
    closeAgain();
  });

  it('do not free one that is looked at', async () => {
    const world = new TestWindow();
    for (let at = 0; at < 12; at += 1) world.main.logs.set(`c${at}`, numbered(0, 5));
    const looked = await world.open('c0');
    await world.eventually('its lines', () => looked.model.held.lines === 5);
    for (let at = 1; at < 12; at += 1) (await world.open(`c${at}`)).close();
    expect(world.models.size).toBe(9);
    expect(looked.model.held.lines).toBe(5);
    expect(world.models.get([target('c0')])).toBe(looked.model);
    looked.close();
  });

  it('share one bound: the oldest lines of the view that was asked for longest ago go first', async () => {
    const bounds = { maxLines: 6000, maxBytes: 1e9 };
    const world = new TestWindow({ bounds });
    for (const name of ['a', 'b', 'c']) world.main.logs.set(name, numbered(0, 2500, name));
    const models = [];
    for (const name of ['a', 'b', 'c']) {
      const { model, close } = await world.open(name);
      await world.eventually('its lines', () => model.held.lines === 2500);
      models.push(model);
      close();
      const sum = models.reduce((lines, { held }) => lines + held.lines, 0);
      expect(sum).toBeLessThanOrEqual(bounds.maxLines);
    }
    const [a, b, c] = models;
    expect([b?.held.lines, c?.held.lines]).toEqual([2500, 2500]);
    expect(a?.held.lines).toBeLessThanOrEqual(1000);
    expect(a?.older.dropped).toBe(2500 - (a?.held.lines ?? 0));
    // What is left of it is its end, without a gap.
    expect(shown(a!)).toEqual(numbered(a!.older.dropped, 2500, 'a').map(({ text }) => text));
    world.models.bound({ maxLines: 1_000_000, maxBytes: 300_000 });
    for (const model of models) expect(model.held.bytes).toBeLessThanOrEqual(300_000);
  });

  it('end their workers and searches with the last view', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 50));
    const { model, close } = await world.open('a');
    model.setSearch('find', search('/line/'));
    await world.eventually('the hits', () => model.find.count === 50);
    expect(world.threads.alive).toBeGreaterThan(0);
    close();
    model.dispose();
    expect(world.threads.alive).toBe(0);
    await world.eventually('the stream to be closed', () => world.main.open('containers.logs').length === 0);
  });
});
