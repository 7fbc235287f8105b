import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { FakeMain, type FakeStream } from './fake-client';
import { LogModels, logModel } from './log-models';
import { chunkOf, type TestLine, textOf } from './test-chunks';
import type { LogModel } from './log-model';

const engine = 'e1' as EngineId;
const container = 'a'.repeat(64) as ContainerId;
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function lines(from: number, to: number): readonly TestLine[] {
  return Array.from({ length: to - from }, (_unused, index) => ({
    text: `line ${from + index}`,
    time: 1000 + from + index,
  }));
}

function texts(model: LogModel): readonly string[] {
  const all: string[] = [];
  for (let at = model.ring.firstSequence; at < model.ring.endSequence; at++) {
    const row = model.ring.row(at);
    all.push(row?.kind === 'notice' ? `(${row.notice.what})` : textOf(row));
  }
  return all;
}

function setVisible(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}

let main: FakeMain;
const stream = (): FakeStream<'containers.logs'> => main.open('containers.logs')[0]!;
const send = (items: readonly TestLine[]): void =>
  stream().send({ kind: 'lines', chunk: chunkOf(items) }, 500);

beforeEach(() => {
  main = new FakeMain();
});

afterEach(() => {
  setVisible(true);
});

describe('LogModel', () => {
  it('reads while held, gives credit after the commit, and closes the stream when let go', async () => {
    const model = logModel(main.client, engine, container);
    const release = model.hold();
    await settle();
    expect(stream().input).toMatchObject({ tail: 5000, follow: true });
    send(lines(0, 3));
    await settle();
    expect(texts(model)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(stream().consumed()).toBe(500);
    release();
    await settle();
    expect(main.open('containers.logs')).toHaveLength(0);
    expect(logModel(main.client, engine, container)).toBe(model);
  });

  it('comes back without losing or repeating a line', async () => {
    const model = logModel(main.client, engine, container);
    model.hold()();
    const first = model.hold();
    await settle();
    send(lines(0, 10));
    await settle();
    first();
    model.hold();
    await settle();
    send(lines(4, 12));
    send(lines(12, 14));
    await settle();
    expect(texts(model)).toEqual(lines(0, 14).map((line) => line.text));
  });

  it('reads more when the tail does not reach back, and says it when nothing does', async () => {
    const model = logModel(main.client, engine, container);
    const first = model.hold();
    await settle();
    send(lines(0, 2));
    await settle();
    first();
    model.hold();
    for (const tail of [5000, 100_000]) {
      await settle();
      expect(stream().input).toMatchObject({ tail });
      send(lines(50, 60));
    }
    await settle();
    expect(stream().input).toMatchObject({ tail: 1_000_000 });
    send(lines(20, 22));
    await settle();
    expect(texts(model)).toEqual(['line 0', 'line 1', '(dropped)', 'line 20', 'line 21']);
  });

  it('consumes nothing while the window is hidden and loses nothing', async () => {
    const model = logModel(main.client, engine, container);
    model.hold();
    await settle();
    setVisible(false);
    send(lines(0, 2));
    await settle();
    expect(model.ring.lines).toBe(0);
    expect(stream().consumed()).toBe(0);
    setVisible(true);
    await settle();
    expect(model.ring.lines).toBe(2);
    expect(stream().consumed()).toBe(500);
  });

  it('shows an end once, a failure as such, and reads again', async () => {
    const model = logModel(main.client, engine, container);
    model.hold();
    await settle();
    send(lines(0, 1));
    const ended = { what: 'ended', at: 5, text: 'The container exited (0).' } as const;
    stream().send({ kind: 'notice', notice: ended });
    stream().end();
    await settle();
    expect(model.status.kind).toBe('ended');
    model.readAgain();
    await settle();
    send(lines(0, 1));
    stream().send({ kind: 'notice', notice: ended });
    stream().end({ kind: 'not-found', message: 'No such container.' });
    await settle();
    expect(model.status).toMatchObject({ kind: 'failed', error: { message: 'No such container.' } });
    expect(texts(model)).toEqual(['line 0', '(ended)']);
  });

  it('counts new lines while paused and finds hits near the view', async () => {
    const model = logModel(main.client, engine, container);
    model.hold();
    model.setViewRows(5);
    await settle();
    send(lines(0, 100));
    await settle();
    expect(model.viewTop).toBe(95);
    model.scrollTo(40.5);
    expect(model.paused).toBe('scroll');
    send(lines(100, 128));
    await settle();
    expect(model.newRows).toBe(28);
    model.find('LINE 3', false);
    await vi.waitFor(() => expect(model.current).toBe(39));
    expect(model.currentNumber).toBe(11);
    model.step(1);
    expect(model.current).toBe(3);
    model.step(-1);
    expect(model.current).toBe(39);
    model.follow();
    expect(model.newRows).toBe(0);
  });

  it('notifies at most once a frame', async () => {
    const model = logModel(main.client, engine, container);
    const heard = vi.fn();
    model.store.subscribe(heard);
    model.hold();
    await settle();
    heard.mockClear();
    for (let at = 0; at < 50; at++) send(lines(at, at + 1));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle();
    expect(heard.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('leaves nothing behind when disposed', async () => {
    const added = vi.spyOn(document, 'addEventListener');
    const removed = vi.spyOn(document, 'removeEventListener');
    const model = logModel(main.client, engine, container);
    model.store.subscribe(() => undefined);
    model.hold();
    await settle();
    model.dispose();
    await settle();
    expect(main.open('containers.logs')).toHaveLength(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
    expect(model.store.listeners).toBe(0);
  });
});

describe('LogModels', () => {
  it('keeps eight that nobody shows', () => {
    const models = new LogModels(main.client);
    const id = (at: number): ContainerId => `${at}`.padStart(64, '0') as ContainerId;
    const first = models.get(engine, id(0));
    for (let at = 1; at < 20; at++) models.get(engine, id(at));
    expect(models.size).toBeLessThanOrEqual(9);
    expect(models.get(engine, id(0))).not.toBe(first);
  });

  it('takes room from the log that was shown longest ago', async () => {
    const models = new LogModels(main.client, 30_000);
    const other = 'b'.repeat(64) as ContainerId;
    const old = models.get(engine, container);
    old.hold();
    await settle();
    stream().send({ kind: 'lines', chunk: chunkOf([{ text: 'x'.repeat(20_000) }]) });
    await settle();
    const fresh = models.get(engine, other);
    fresh.hold();
    await settle();
    main.open('containers.logs')[1]!.send({ kind: 'lines', chunk: chunkOf([{ text: 'y'.repeat(20_000) }]) });
    await settle();
    expect(old.ring.lines).toBe(0);
    expect(fresh.ring.lines).toBe(1);
  });
});
