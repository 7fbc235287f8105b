import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../engine/client';
import type { EngineEvent } from '../engine/compat/events';
import { apiVersion } from '../engine/compat/version';
import type { EngineSession } from '../engine/connection';
import { EngineState } from './engine-state';

const id = 'a'.repeat(64);
const row = (state: string): unknown => ({ Id: id, Names: ['/web'], State: state, Status: '', ImageID: 'i' });
const event = (action: string): EngineEvent => ({ type: 'container', action, id });
const refused: AppError = { kind: 'engine-error', status: 500, message: 'no' };

interface Asked {
  readonly path: string;
  readonly filtered: boolean;
  answer(result: Result<unknown>): void;
}

/** A session whose engine answers for its containers when the test says so, and for its images at once or never. */
function scripted(imagesHang = false): {
  session: EngineSession;
  asked: Asked[];
  end: () => void;
  givenUp: AppError[];
  overdue: boolean[];
} {
  const controller = new AbortController();
  const asked: Asked[] = [];
  const givenUp: AppError[] = [];
  const overdue: boolean[] = [];
  const client = {
    version: apiVersion(1, 48),
    getJson: (path: string, options: { query?: { filters?: string } }) =>
      new Promise<Result<unknown>>((resolve) => {
        if (path === '/images/json') {
          if (!imagesHang) resolve(ok([]));
        } else asked.push({ path, filtered: options.query?.filters !== undefined, answer: resolve });
      }),
  } as unknown as EngineClient;
  const session = {
    client,
    signal: controller.signal,
    facts: { missing: {} },
    giveUp: (error: AppError) => givenUp.push(error),
    tellUnread: () => undefined,
    tellOverdue: (since: number | undefined) => overdue.push(since !== undefined),
  } as unknown as EngineSession;
  return { session, asked, givenUp, overdue, end: () => controller.abort() };
}

const states: EngineState[] = [];

afterEach(() => {
  for (const state of states.splice(0)) state.close();
  vi.useRealTimers();
});

/** A state in sync with a running container; what the sync asked is taken away. */
async function synced(): Promise<{ state: EngineState } & ReturnType<typeof scripted>> {
  vi.useFakeTimers();
  const state = new EngineState();
  states.push(state);
  const engine = scripted();
  const done = state.sync(engine.session);
  engine.asked.shift()?.answer(ok([row('running')]));
  await vi.advanceTimersByTimeAsync(50);
  await done;
  return { state, ...engine };
}

describe('the lists of an engine', () => {
  test('wait for no images: containers are shown, and read again, while those hang', async () => {
    vi.useFakeTimers();
    const state = new EngineState();
    states.push(state);
    const { session, asked } = scripted(true);
    const done = state.sync(session);
    asked.shift()?.answer(ok([row('running')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.state).toBe('running');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await done).toEqual(ok(undefined));
    state.event(session, event('die'));
    await vi.advanceTimersByTimeAsync(100);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.state).toBe('exited');
  });

  test('are called overdue while the engine does not give them, and no longer', async () => {
    const { state, session, asked, overdue } = await synced();
    state.event(session, event('die'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(overdue.at(-1)).not.toBe(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(overdue.at(-1)).toBe(true);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(overdue.at(-1)).toBe(false);
  });

  test('know a container by the beginning of its id, as old engines tell of it', async () => {
    const { state, session, asked } = await synced();
    state.event(session, { ...event('die'), id: id.slice(0, 12) });
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ filtered }) => filtered)).toEqual([true]);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.state).toBe('exited');
    state.event(session, { ...event('start'), id: 'b'.repeat(12) });
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ filtered }) => filtered)).toEqual([false]);
  });

  test('are not set back by a first list that is older than an event', async () => {
    vi.useFakeTimers();
    const state = new EngineState();
    states.push(state);
    const { session, asked } = scripted();
    const done = state.sync(session);
    state.event(session, event('die'));
    await vi.advanceTimersByTimeAsync(100);
    // Nothing may be read beside the first lists: their answer would come later and be older.
    expect(asked.map(({ path }) => path)).toEqual(['/containers/json']);
    asked.shift()?.answer(ok([row('running')]));
    await done;
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ filtered }) => filtered)).toEqual([true]);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.state).toBe('exited');
  });

  test('are read one after the other: the look at everything waits for the read of an event', async () => {
    const { state, session, asked } = await synced();
    await vi.advanceTimersByTimeAsync(9_930);
    state.event(session, event('die'));
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(1);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(1);
  });

  test('are asked for again when a read fails', async () => {
    const { state, session, asked, givenUp } = await synced();
    state.event(session, event('rename'));
    await vi.advanceTimersByTimeAsync(100);
    asked.shift()?.answer(fail(refused));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toHaveLength(1);
    asked.shift()?.answer(ok([{ ...(row('running') as object), Names: ['/renamed'] }]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.name).toBe('renamed');
    expect(givenUp).toEqual([]);
  });

  test('end the session when they cannot be read again and again, for nobody knows then what is true', async () => {
    const { state, session, asked, givenUp } = await synced();
    state.event(session, event('rename'));
    await vi.advanceTimersByTimeAsync(100);
    asked.shift()?.answer(fail(refused));
    await vi.advanceTimersByTimeAsync(5_000);
    asked.shift()?.answer(fail(refused));
    await vi.advanceTimersByTimeAsync(0);
    expect(givenUp).toEqual([refused]);
  });

  test('cost no timer once the session is over', async () => {
    const { state, session, end } = await synced();
    state.event(session, event('die'));
    end();
    expect(vi.getTimerCount()).toBe(0);
    state.event(session, event('start'));
    expect(vi.getTimerCount()).toBe(0);
  });
});
