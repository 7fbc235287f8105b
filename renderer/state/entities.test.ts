import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPatch, applySnapshot, dropScope, emptyCollection, keysOf, valuesOf } from './entities';

interface Thing {
  readonly n: number;
}
const start = emptyCollection<Thing>();

describe('entities', () => {
  test('a snapshot replaces its own scope only', () => {
    const one = applySnapshot(start, 'a', [
      ['x', { n: 1 }],
      ['y', { n: 2 }],
    ]);
    const two = applySnapshot(one, 'b', [['x', { n: 3 }]]);
    const three = applySnapshot(two, 'a', [['y', { n: 4 }]]);
    expect(valuesOf(three, 'a')).toEqual([{ n: 4 }]);
    expect(valuesOf(three, 'b')).toEqual([{ n: 3 }]);
    expect(three.byKey.has('a/x')).toBe(false);
  });

  test('keys keep their identity while no member comes or goes', () => {
    const one = applySnapshot(start, 'a', [['x', { n: 1 }]]);
    const two = applyPatch(one, 'a', [['x', { n: 2 }]], []);
    expect(keysOf(two, 'a')).toBe(keysOf(one, 'a'));
    expect(applySnapshot(two, 'a', [['x', { n: 5 }]]).keys).toBe(two.keys);
  });

  test('untouched entities keep their identity', () => {
    const one = applySnapshot(start, 'a', [
      ['x', { n: 1 }],
      ['y', { n: 2 }],
    ]);
    const two = applyPatch(one, 'a', [['y', { n: 3 }]], []);
    expect(two.byKey.get('a/x')).toBe(one.byKey.get('a/x'));
  });

  test('an id that is removed and comes again in one patch stays', () => {
    const one = applySnapshot(start, 'a', [['x', { n: 1 }]]);
    const two = applyPatch(one, 'a', [['x', { n: 2 }]], ['x']);
    expect(valuesOf(two, 'a')).toEqual([{ n: 2 }]);
    expect(keysOf(two, 'a')).toEqual(['a/x']);
  });

  test('forgets a scope whole', () => {
    const one = applySnapshot(applySnapshot(start, 'a', [['x', { n: 1 }]]), 'b', [['x', { n: 2 }]]);
    const two = dropScope(one, 'a');
    expect([...two.byKey.keys()]).toEqual(['b/x']);
    expect(dropScope(two, 'a')).toBe(two);
  });

  test('patches give what a plain map gives, without doubles', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.record({
      upserts: fc.array(fc.tuple(id, fc.record({ n: fc.nat() })), { maxLength: 4 }),
      removes: fc.array(id, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const model = new Map<string, Thing>();
        let collection = start;
        for (const { upserts, removes } of steps) {
          for (const gone of removes) model.delete(gone);
          for (const [key, value] of upserts) model.set(key, value);
          collection = applyPatch(collection, 's', upserts, removes);
        }
        const keys = keysOf(collection, 's');
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(keys)).toEqual(new Set([...model.keys()].map((key) => `s/${key}`)));
        for (const [key, value] of model) expect(collection.byKey.get(`s/${key}`)).toEqual(value);
      }),
    );
  });
});
