import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TestLine } from '../test-chunks';
import { feedOf, texts } from './test-feed';
import { LogMain } from './test-log-main';

describe('several logs that are read on after a while', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A feed of two containers that is read up to now, and ways to go on with it. */
  async function opened() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const main = new LogMain();
    const line = (name: string, at: number): TestLine => ({ text: `${name} ${at}`, time: 1_000_000 + at });
    main.logs.set('noisy', [line('noisy', 1)]);
    main.logs.set('quiet', [line('quiet', 2)]);
    const feed = feedOf(main, ['quiet', 'noisy']);
    const serve = async (only?: string): Promise<void> => {
      for (let round = 0; round < 10; round += 1) {
        main.serve((stream) => only === undefined || stream.input['id'] === only);
        await new Promise(setImmediate);
      }
    };
    const pass = async (ms: number): Promise<void> => {
      await vi.advanceTimersByTimeAsync(ms);
      await new Promise(setImmediate);
    };
    feed.start();
    await serve();
    await pass(1000);
    expect(texts(feed)).toEqual(['noisy 1', 'quiet 2']);
    const say = (id: string, what: 'lost' | 'resumed' | 'ended', at: number): void =>
      main
        .open('containers.logs')
        .find(({ input }) => input['id'] === id)!
        .send({ kind: 'notice', notice: { what, at: 1_000_000 + at, text: `${id} ${what}` } });
    const backlog = (part: number): TestLine[] =>
      Array.from({ length: 100 }, (_unused, at) => line('noisy', 10 + part * 100 + at));
    /** All lines in order, and next to none in a block of its own. */
    const isSound = (): void => {
      const lines = texts(feed).filter((text) => !text.startsWith('--'));
      const all = [...main.logs.values()].flat().sort((one, two) => one.time! - two.time!);
      expect(lines).toEqual(all.map(({ text }) => text));
      expect(feed.store.blocks.length).toBeLessThan(20);
    };
    return { main, feed, line, serve, pass, say, backlog, isSound };
  }

  it('wait for the one whose backlog comes last', async () => {
    const { main, feed, line, serve, pass, backlog, isSound } = await opened();
    feed.stop();
    await serve();
    main.logs.get('noisy')!.push(...[0, 1, 2, 3, 4].flatMap(backlog));
    main.logs.get('quiet')!.push(line('quiet', 9000));
    feed.start();
    await serve('quiet');
    await pass(1000);
    expect(feed.store.lines).toBe(2);
    await serve();
    await pass(1000);
    isSound();
    feed.stop();
  });

  it('do not wait for ever for one that does not answer', async () => {
    const { main, feed, line, serve, pass, isSound } = await opened();
    feed.stop();
    await serve();
    main.logs.get('quiet')!.push(line('quiet', 9000));
    feed.start();
    await serve('quiet');
    await pass(3900);
    expect(feed.store.lines).toBe(2);
    await pass(500);
    isSound();
    feed.stop();
  });

  it('wait for what was held back while the window was hidden', async () => {
    const { main, feed, line, serve, pass, backlog, isSound } = await opened();
    feed.pause();
    main.write('quiet', [line('quiet', 9000)]);
    main.write('noisy', backlog(0));
    await serve();
    feed.resume();
    for (const part of [1, 2, 3, 4]) {
      await pass(150);
      main.write('noisy', backlog(part));
      await serve();
    }
    await pass(1000);
    isSound();
    feed.stop();
  });

  it('wait for each other when their engine is back', async () => {
    const { main, feed, line, serve, pass, say, backlog, isSound } = await opened();
    for (const id of ['quiet', 'noisy']) say(id, 'lost', 5);
    await serve();
    await pass(10_000);
    say('quiet', 'resumed', 9100);
    main.write('quiet', [line('quiet', 9000)]);
    await serve();
    await pass(600);
    say('noisy', 'resumed', 9100);
    for (const part of [0, 1, 2]) {
      main.write('noisy', backlog(part));
      await serve();
      await pass(150);
    }
    await pass(1000);
    isSound();
    feed.stop();
  });

  it('do not wait for a container that exited', async () => {
    const { main, feed, serve, pass, say, backlog, isSound } = await opened();
    main.write('noisy', backlog(0));
    await serve();
    expect(feed.store.lines).toBe(2);
    say('quiet', 'ended', 5);
    await serve();
    // The last ones may still be overtaken by those of the other stream.
    expect(feed.store.lines).toBeGreaterThan(70);
    await pass(1000);
    isSound();
    feed.stop();
  });
});
