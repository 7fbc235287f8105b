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

/** A session whose engine answers when the test says so. */
function scripted(): { session: EngineSession; asked: Asked[]; end: () => void; givenUp: AppError[] } {
  const controller = new AbortController();
  const asked: Asked[] = [];
  const givenUp: AppError[] = [];
  const client = {
    version: apiVersion(1, 48),
    getJson: (path: string, options: { query?: { filters?: string } }) =>
      new Promise<Result<unknown>>((resolve) => {
        asked.push({ path, filtered: options.query?.filters !== undefined, answer: resolve });
      }),
  } as unknown as EngineClient;
  const session = {
    client,
    signal: controller.signal,
    giveUp: (error: AppError) => givenUp.push(error),
  } as unknown as EngineSession;
  return { session, asked, givenUp, end: () => controller.abort() };
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
  await vi.advanceTimersByTimeAsync(0);
  engine.asked.shift()?.answer(ok([]));
  await done;
  return { state, ...engine };
}

describe('the lists of an engine', () => {
  test('show containers at once, however long the images take', async () => {
    const state = new EngineState();
    states.push(state);
    const { session, asked } = scripted();
    void state.sync(session);
    asked[0]?.answer(ok([row('running')]));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(state.containers.get(id)?.state).toBe('running');
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
    await vi.advanceTimersByTimeAsync(0);
    asked.shift()?.answer(ok([]));
    await done;
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ filtered }) => filtered)).toEqual([true]);
    asked.shift()?.answer(ok([row('exited')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(state.containers.get(id)?.state).toBe('exited');
  });

  test('are read one after the other: the look at everything waits for the read of an event', async () => {
    const { state, session, asked } = await synced();
    await vi.advanceTimersByTimeAsync(59_990);
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
