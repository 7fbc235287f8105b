// @vitest-environment happy-dom
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogMemory, nothingRemembered, readRememberedLog, type RememberedLog } from './log-memory';
import { noSearch } from './types';

const key = 'pilothouse.logs.1';
const storage = window.localStorage;
beforeEach(() => storage.clear());

const remembered = (at: number): RememberedLog => ({
  options: { times: 'utc', wrap: true, compact: false, mode: 'filter', context: 3, hiddenLevels: [0, 2] },
  find: { ...noSearch, text: 'one', regex: true },
  filter: { ...noSearch, text: 'two', inverse: true },
  muted: ['web'],
  solo: ['api'],
  patterns: { only: { level: 5, text: 'failed <number>' }, muted: [{ level: 0, text: 'ping' }] },
  place: { at, part: 0.25 },
});

describe('what is remembered of logs', () => {
  it('is there again after a restart', () => {
    const memory = new LogMemory(storage);
    memory.set('a', remembered(5));
    memory.flush();
    const again = new LogMemory(storage);
    expect(again.get('a')).toEqual(remembered(5));
    expect(again.get('b')).toEqual(nothingRemembered);
  });

  it('is of two hundred logs, those that were set last', () => {
    const memory = new LogMemory(storage);
    for (let at = 0; at < 250; at += 1) memory.set(`log ${at}`, remembered(at));
    memory.set('log 60', remembered(1));
    memory.flush();
    const again = new LogMemory(storage);
    expect(again.get('log 49')).toEqual(nothingRemembered);
    expect(again.get('log 60').place?.at).toBe(1);
    expect(again.get('log 249').place?.at).toBe(249);
    expect((JSON.parse(storage.getItem(key) ?? '[]') as unknown[]).length).toBe(200);
  });

  it('is nothing, or what of it is sound, where the storage holds anything else', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: false });
    fc.assert(
      fc.property(fc.oneof(anything, fc.array(fc.tuple(fc.constant('a'), anything))), (value) => {
        storage.setItem(key, JSON.stringify([value]).slice(1, -1));
        const { options, find, muted, patterns, place } = new LogMemory(storage).get('a');
        expect(['local', 'utc', 'relative', 'start', 'off']).toContain(options.times);
        expect(options.context >= 0 && options.context <= 50).toBe(true);
        expect(typeof find.text).toBe('string');
        expect(Array.isArray(muted)).toBe(true);
        for (const { level, text } of [...patterns.muted, patterns.only].flatMap((one) => one ?? []))
          expect([level >= 0 && level <= 6, text !== '']).toEqual([true, true]);
        expect(place === undefined || Number.isFinite(place.at)).toBe(true);
        expect(place === undefined || (place.part >= 0 && place.part < 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
    const half = { options: { times: 'never', wrap: true, context: 70 }, find: { text: 7 }, muted: ['a', 1] };
    const { options, find, muted } = readRememberedLog(half);
    expect([options.times, options.wrap, options.context, find.text, muted]).toEqual([
      'local',
      true,
      0,
      '',
      ['a'],
    ]);
  });

  it('is lived without where there is no storage, or one that refuses', () => {
    const refusing = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
    } as unknown as Storage;
    for (const place of [undefined, refusing]) {
      const memory = new LogMemory(place);
      expect(memory.get('a')).toEqual(nothingRemembered);
      memory.set('a', remembered(5));
      memory.flush();
      expect(memory.get('a')).toEqual(remembered(5));
    }
  });
});
