import { describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { LogStore } from '../store/log-store';
import { chunkOf } from '../test-chunks';
import { rowsOf } from './rows';
import { everything } from './row-filter';
import { type SavedView, saveBlocked, saveRequest } from './save-request';
import { type LogTarget, noSearch, type SearchState } from './types';

const target = (name: string): LogTarget => ({
  engineId: 'e1' as EngineId,
  id: 'a'.repeat(64) as ContainerId,
  name,
});
const searched = (text: string, change: Partial<SearchState> = {}): SearchState => ({
  input: { ...noSearch, text },
  problem: undefined,
  running: false,
  progress: 1,
  count: 0,
  current: 0,
  ...change,
});

/** A view of ten lines, one a second from 1,000,000 on, each 7 ns late. */
function viewOf(change: Partial<SavedView> = {}): SavedView {
  const store = new LogStore({ removed: () => undefined, shifted: () => undefined });
  const lines = Array.from({ length: 10 }, (_line, at) => ({
    text: `line ${at}`,
    time: 1_000_000 + at * 1000,
    nanos: 7,
  }));
  store.append({ chunk: chunkOf(lines), source: 0 });
  const [web, api] = [target('web'), target('api')];
  return {
    targets: [web, api],
    audible: [web],
    options: { times: 'local', wrap: false, compact: true, mode: 'filter', context: 2, hiddenLevels: [1, 2] },
    filter: searched('timeout'),
    zoom: { from: 1_000_500.5, to: Number.POSITIVE_INFINITY },
    byPattern: false,
    untimed: false,
    selection: undefined,
    rows: rowsOf(store, everything),
    store,
    ...change,
  };
}

const now = new Date(2026, 10, 21, 14, 5, 6).getTime();

describe('what is asked to be saved', () => {
  test('is all of every container for everything, whatever is shown', () => {
    const request = saveRequest(viewOf({ byPattern: true }), 'everything', 'jsonl', now);
    expect(request.sources.map(({ name }) => name)).toEqual(['web', 'api']);
    expect(request).toMatchObject({ hiddenLevels: [], context: 0, format: 'jsonl' });
    expect([request.filter, request.from, request.to]).toEqual([undefined, undefined, undefined]);
    expect(request.suggestedName).toBe('web and 1 more 2026-11-21 14-05-06');
  });

  test('is what the filter, the levels, the zoom and muting leave for what is shown', () => {
    const request = saveRequest(viewOf(), 'filtered', 'text', now);
    expect(request.sources.map(({ name }) => name)).toEqual(['web']);
    expect(request).toMatchObject({ hiddenLevels: [1, 2], context: 2, from: { ms: 1_000_501, nanos: 0 } });
    expect(request.filter?.text).toBe('timeout');
    expect(request.to).toBeUndefined();
  });

  test('has no context without a filter', () => {
    const request = saveRequest(viewOf({ filter: searched('') }), 'filtered', 'text', now);
    expect([request.filter, request.context]).toEqual([undefined, 0]);
  });

  test('is from the first to the last moment of the selected lines, to the nanosecond', () => {
    const view = viewOf();
    const first = view.store.firstSequence;
    const selection = { from: first + 2, to: first + 4 };
    const request = saveRequest({ ...view, selection }, 'selection', 'text', now);
    expect([request.from, request.to]).toEqual([
      { ms: 1_002_000, nanos: 7 },
      { ms: 1_004_000, nanos: 7 },
    ]);
  });
});

describe('a part that main could not find', () => {
  test.each<readonly [string, Partial<SavedView>, RegExp]>([
    ['of chosen patterns', { byPattern: true }, /Patterns/],
    [
      'of a filter with a mistake',
      { filter: searched('(', { problem: { message: 'No.', from: 0, to: 1 } }) },
      /problem/,
    ],
    ['of muted containers alone', { audible: [] }, /muted/],
  ])('%s is not saved', (_what, change, words) => {
    expect(saveBlocked(viewOf(change), 'filtered')).toMatch(words);
    expect(saveBlocked(viewOf(change), 'everything')).toBeUndefined();
  });

  test('is a selection that is none, or whose lines have no times', () => {
    const view = viewOf();
    const selection = { from: view.store.firstSequence, to: view.store.firstSequence + 1 };
    expect(saveBlocked(view, 'selection')).toBe('Nothing is selected');
    expect(saveBlocked({ ...view, selection }, 'selection')).toBeUndefined();
    expect(saveBlocked({ ...view, selection, untimed: true }, 'selection')).toMatch(/time/);
  });
});
