import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { chunkOf } from '../test-chunks';
import { initialsOf, SourceList } from './source-list';

const none = { muted: [], solo: [] };

function listOf(
  names: readonly string[],
  silent: { muted: readonly string[]; solo: readonly string[] } = none,
): SourceList {
  const engineId = 'engine' as EngineId;
  return new SourceList(
    new Map(names.map((name, index) => [index, { engineId, id: name as ContainerId, name }])),
    silent,
  );
}
const idle = (): { kind: 'idle' } => ({ kind: 'idle' });

describe('the initials of sources', () => {
  it('leave out what all names begin with, and differ', () => {
    expect(initialsOf(['shop-web-1', 'shop-worker-1', 'shop-db-1'])).toEqual(['WE', 'WO', 'DB']);
    expect(initialsOf(['shop-web-1', 'shop-web-2'])).toEqual(['WE', 'WB']);
    expect(initialsOf(['redis'])).toEqual(['RE']);
    expect(initialsOf(['', '-', '/x'])).toHaveLength(3);
  });

  it('are two letters, different for names that have letters enough', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{4,8}(-[a-z]{3,6})?$/), { maxLength: 4 }),
        (names) => {
          const initials = initialsOf(names);
          expect(initials).toHaveLength(names.length);
          for (const one of initials) expect(one).toMatch(/^\S{2}$/);
        },
      ),
    );
  });
});

describe('the sources of a log view', () => {
  it('are heard as on a mixing desk: solo before all others, mute before solo', () => {
    const list = listOf(['a', 'b', 'c'], { muted: ['c'], solo: [] });
    const heard = (): readonly boolean[] => list.list(idle, 0).map(({ audible }) => audible);
    const filtered = (): readonly boolean[] => [0, 1, 2].map((source) => list.audible?.(source) ?? true);
    expect(heard()).toEqual([true, true, false]);
    list.setSolo(0, true);
    expect(heard()).toEqual([true, false, false]);
    list.setSolo(2, true);
    expect(heard()).toEqual([true, false, false]);
    list.mute(2, false);
    expect(heard()).toEqual([true, false, true]);
    expect(filtered()).toEqual(heard());
    expect([list.muted, list.solo]).toEqual([[], ['a', 'c']]);
    list.setSolo(0, false);
    list.setSolo(2, false);
    expect(list.audible).toBeUndefined();
  });

  it('count the lines of the last minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 20 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 300_000 }),
        (parts, after) => {
          const now = 1_700_000_000_000 + after;
          const list = listOf(['a']);
          const seconds: number[] = [];
          let newest = 0;
          for (const part of parts) {
            const times = part.map((time) => 1_700_000_000_000 + time);
            list.see(0, chunkOf(times.map((time) => ({ text: 'x', time }))));
            for (const time of times) {
              const second = Math.floor(time / 1000);
              seconds.push(second);
              newest = Math.max(newest, second);
            }
            const until = Math.max(newest, Math.floor(now / 1000));
            const expected = seconds.filter((second) => second > until - 60).length;
            expect(list.list(idle, now)[0]?.perMinute).toBe(expected);
          }
        },
      ),
    );
  });

  it('have no rate once they are silent for a minute, by the clock or by the lines of another', () => {
    const at = 1_700_000_000_000;
    const list = listOf(['a', 'b']);
    const rates = (now: number): readonly number[] => list.list(idle, now).map(({ perMinute }) => perMinute);
    list.see(0, chunkOf([at, at + 30_000].map((time) => ({ text: 'x', time }))));
    expect(rates(at + 31_000)).toEqual([2, 0]);
    expect(rates(at + 61_000)).toEqual([1, 0]);
    expect(rates(at + 91_000)).toEqual([0, 0]);
    list.see(1, chunkOf([{ text: 'x', time: at + 200_000 }]));
    expect(rates(at + 31_000)).toEqual([0, 1]);
  });

  it('have ten colours, then the same ones outlined', () => {
    const sources = listOf(Array.from({ length: 12 }, (_unused, at) => `c${at}`)).list(idle, 0);
    expect(sources.map(({ colour }) => colour)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect(sources.map(({ outlined }) => outlined).filter(Boolean)).toHaveLength(2);
  });
});
