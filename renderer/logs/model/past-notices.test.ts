// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import type { LogNotice } from '#shared/model/log';
import { numbered, TestWindow } from '#tests/support/log-models';

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

const ended = (at: number): LogNotice => ({ what: 'ended', at, text: `Ended at ${at}.` });
/** Lines stand a second apart from this moment on. */
const start = 1_000_000;

describe('what happened before a log was opened', () => {
  it('stands where it happened, as soon as lines of that time are held', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 12_000));
    const old = start + 2_000_500;
    const recent = start + 11_500_500;
    world.main.answer = (name) =>
      name === 'containers.past' ? { notices: [ended(old), ended(recent)] } : undefined;
    const { model, close } = await world.open('a');
    closes.push(close);
    await world.eventually('the recent one', () => model.notices.length === 1);
    const { blocks } = model.feed.store;
    const at = blocks.findIndex(({ notice }) => notice !== undefined);
    expect(blocks[at]?.notice?.notice.at).toBe(recent);
    expect(blocks[at - 1]?.time((blocks[at - 1]?.count ?? 0) - 1)).toBe(recent - 500);
    expect(blocks[at + 1]?.time(0)).toBe(recent + 500);
    model.loadAll();
    await world.eventually('the old one', () => model.notices.length === 2);
    expect(model.notices.map((notice) => notice.at)).toEqual([old, recent]);
  });

  it('has a start before the first lines of its run, although the engine tells of it later', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 10));
    const started: LogNotice = { what: 'started', at: start + 5_003, text: 'Started.' };
    world.main.answer = (name) =>
      name === 'containers.past' ? { notices: [ended(start + 4_400), started] } : undefined;
    const { model, close } = await world.open('a');
    closes.push(close);
    await world.eventually('both', () => model.notices.length === 2);
    const rows = model.feed.store.blocks.map((block) => block.notice?.notice.what ?? block.count);
    expect(rows.slice(0, 3)).toEqual([5, 'ended', 'started']);
  });

  it('stands behind the last line where it happened after it', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 10));
    world.main.answer = (name) =>
      name === 'containers.past' ? { notices: [ended(start + 60_000)] } : undefined;
    const { model, close } = await world.open('a');
    closes.push(close);
    await world.eventually('its end', () => model.notices.length === 1);
    expect(model.feed.store.blocks.at(-1)?.notice?.notice.at).toBe(start + 60_000);
  });

  it('is not told twice, and each of many ends is told', async () => {
    const world = new TestWindow();
    world.main.logs.set('a', numbered(0, 100));
    const loop = [10, 10.4, 10.8, 11.2].map((seconds) => ended(start + seconds * 1000));
    world.main.answer = (name) => (name === 'containers.past' ? { notices: loop } : undefined);
    const first = await world.open('a');
    await world.eventually('all ends', () => first.model.notices.length === 4);
    first.close();
    const again = await world.open('a');
    closes.push(again.close);
    await world.eventually('its lines', () => again.model.held.lines === 100);
    expect(again.model.notices).toHaveLength(4);
  });
});
