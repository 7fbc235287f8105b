import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistoryStore } from './history';
import { decodeRows, encodeRows, type Recorded } from './recording-file';
import { type Point, PointRing, type PointValues, toHistory } from './ring';

const start = 1_800_000_000_000;

function point(second: number, cpu = 1): Point {
  return { at: start + second * 1000, values: [cpu, 2e6 + second, 1e9, 3, 4, 5, 6, 7] };
}

function pointsOf(ring: PointRing): readonly Point[] {
  const points: Point[] = [];
  ring.each(0, Number.POSITIVE_INFINITY, (each) => points.push(each));
  return points;
}

describe('a ring of samples', () => {
  test('keeps the newest in the order of their times, and takes memory in steps', () => {
    const ring = new PointRing(10, 5);
    expect(ring.bytes).toBe(0);
    for (let second = 0; second < 200; second += 1) ring.add(point(second));
    const kept = pointsOf(ring);
    expect(kept.length).toBeGreaterThanOrEqual(50);
    expect(kept.length).toBeLessThanOrEqual(60);
    expect(kept.at(-1)).toEqual(point(199));
    expect(kept.map(({ at }) => at)).toEqual(kept.map((_, i) => start + (200 - kept.length + i) * 1000));
  });

  test('is sorted and bounded whatever the clock does', () => {
    const times = fc.oneof(
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(times, { maxLength: 200 }), (offsets) => {
        const ring = new PointRing(7, 4);
        for (const offset of offsets) ring.add({ ...point(0), at: start + offset });
        const kept = pointsOf(ring);
        expect(ring.length).toBe(kept.length);
        expect(kept.length).toBeLessThanOrEqual(35);
        for (const [i, { at }] of kept.entries()) expect(at).toBeGreaterThan(kept[i - 1]?.at ?? 0);
        const last = offsets.filter(Number.isFinite).at(-1);
        if (last !== undefined)
          expect(Math.abs((kept.at(-1)?.at ?? 0) - start - last)).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('the history', () => {
  test('of 300 names with an hour of seconds and a day of minutes takes 64 MiB at most', () => {
    const store = new HistoryStore();
    for (let name = 0; name < 300; name += 1) {
      for (let second = 0; second < 4_000; second += 1) store.addSecond(`e/${name}`, point(second));
      for (let minute = 0; minute < 1_700; minute += 1) store.addMinute(`e/${name}`, point(minute * 60));
    }
    expect(store.bytes).toBeLessThanOrEqual(64 * 1024 * 1024);
    for (let name = 0; name < 300; name += 1) {
      const kept = store.get(`e/${name}`);
      expect(kept?.read('second', start + 400_000, Infinity).length).toBe(3_600);
      expect(kept?.minutes.length).toBeGreaterThanOrEqual(1_440);
    }
  });

  test('of more names than that forgets those that were fed the longest ago', () => {
    const store = new HistoryStore(1024 * 1024);
    for (let name = 0; name < 500; name += 1) store.add(`e/${name}`, point(name));
    expect(store.bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(store.get('e/0')).toBeUndefined();
    expect(store.get('e/499')).toBeDefined();
  });

  test('forgets no name that is fed, however long it has been fed', () => {
    const store = new HistoryStore(1024 * 1024);
    // Its rings are full, and grow no more.
    for (let second = 0; second < 30 * 3600; second += 30) store.add('e/old', point(second));
    for (let second = 0; second < 3_700; second += 1) store.addSecond('e/old', point(30 * 3600 + second));
    for (let name = 0; name < 500; name += 1) {
      store.add(`e/${name}`, point(200_000 + name));
      store.add('e/old', point(200_000 + name));
    }
    expect(store.get('e/0')).toBeUndefined();
    expect(store.get('e/old')?.read('second', 0, Infinity).length).toBeGreaterThanOrEqual(3_600);
  });

  test('forgets what is recorded only where nothing else is left', () => {
    const recorded = new Set(['e/rec0', 'e/rec1']);
    const store = new HistoryStore(200_000, (key) => recorded.has(key));
    store.add('e/rec0', point(0));
    store.add('e/rec1', point(0));
    for (let name = 0; name < 100; name += 1) store.add(`e/${name}`, point(name));
    expect(store.bytes).toBeLessThanOrEqual(200_000);
    for (const key of recorded) expect(store.get(key)).toBeDefined();
    expect(store.get('e/98')).toBeDefined();
    for (let name = 0; name < 100; name += 1) {
      recorded.add(`e/more${name}`);
      store.add(`e/more${name}`, point(name));
    }
    expect(store.bytes).toBeLessThanOrEqual(200_000);
    expect(store.get('e/rec0')).toBeUndefined();
    expect(store.get('e/99')).toBeUndefined();
  });

  test('by the minute has means, and the largest of memory and processes, also of the minute that goes on', () => {
    const store = new HistoryStore();
    const minute = Math.ceil(start / 60_000) * 60_000;
    const add = (second: number, values: PointValues): void => {
      store.add('e/web', { at: minute + second * 1000, values });
    };
    const none = Number.NaN;
    add(0, [none, 10, 100, none, 0, 0, 0, 3]);
    add(20, [10, 50, 100, none, 30, 0, 0, 9]);
    add(40, [30, 20, 100, none, 0, 0, 0, 1]);
    add(61, [90, 5, 100, 1, 0, 0, 0, 2]);
    const kept = toHistory(store.get('e/web')?.read('minute', 0, Infinity) ?? []);
    expect([...kept.at]).toEqual([minute, minute + 60_000]);
    expect([...kept.cpu]).toEqual([20, 90]);
    expect([...kept.memory]).toEqual([50, 5]);
    expect([...kept.pids]).toEqual([9, 2]);
    expect([...kept.netTx]).toEqual([10, 0]);
    expect([...kept.netRx]).toEqual([none, 1]);
  });
});

describe('a recording as a file', () => {
  const rows = fc.array(
    fc.record({
      kind: fc.constantFrom<Recorded['kind']>('second', 'minute'),
      point: fc.record({
        at: fc.integer({ min: 1, max: 8e15 }),
        values: fc
          .array(fc.float({ noDefaultInfinity: true }), { minLength: 8, maxLength: 8 })
          .map((values) => values as unknown as PointValues),
      }),
    }),
    { minLength: 1, maxLength: 20 },
  );
  const magic = Buffer.from('PHSTATS1');

  test('gives back what was written', () => {
    fc.assert(
      fc.property(rows, (written) => {
        expect(decodeRows(Buffer.concat([magic, encodeRows(written)]))).toEqual(written);
      }),
    );
  });

  test('that was cut anywhere, or damaged in a place, loses those rows alone', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(255), (written, place, byte) => {
        const bytes = Buffer.concat([magic, encodeRows(written)]);
        const cut = decodeRows(bytes.subarray(0, Math.max(magic.length, place % bytes.length)));
        expect(cut).toEqual(written.slice(0, cut?.length));
        const at = magic.length + (place % (bytes.length - magic.length));
        bytes[at] = byte;
        const left = decodeRows(bytes);
        if (written.length > 2) expect(left?.length).toBeGreaterThanOrEqual(written.length - 1);
        for (const row of left ?? []) expect(written).toContainEqual(row);
      }),
    );
    expect(decodeRows(Buffer.from('something else'))).toBeUndefined();
  });
});
