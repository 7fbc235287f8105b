import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outputSoFar, plentyBytes } from './output-so-far';

const tail = 200;
const line = (n: number): string => `line ${n}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => line(from + i)).join('');

/** An engine: at each reading of the log its log and what it sent have come so far. */
interface Engine {
  /** The first line that is sent. */
  readonly from: number;
  /** The last line of the log, and the last that was sent, at each reading. */
  readonly readings: readonly (readonly [log: number, sent: number])[];
}

/** What a view shows of the engine: what was so far, and what is sent afterwards until both are at their end. */
async function shown(engine: Engine): Promise<{ readonly text: string; readonly reads: number }> {
  let reads = 0;
  const now = (): readonly [number, number] =>
    engine.readings[Math.min(reads, engine.readings.length) - 1] ?? [0, 0];
  const bytes = (): Buffer => Buffer.from(lines(engine.from, now()[1]));
  const done = outputSoFar(
    { bytes, size: () => bytes().length, over: () => false },
    () => {
      reads += 1;
      const [log] = now();
      return Promise.resolve(Buffer.from(lines(Math.max(1, log - tail + 1), log)));
    },
    new AbortController().signal,
  );
  await vi.runAllTimersAsync();
  const soFar = (await done).toString();
  const [, sent] = now();
  return { text: soFar + lines(Math.max(engine.from, sent + 1), engine.readings.at(-1)?.[1] ?? 0), reads };
}

const isWhole = (text: string, last: number): boolean => {
  const numbers = text
    .split('\n')
    .slice(0, -1)
    .map((part) => Number(part.slice('line '.length)));
  return numbers.every((n, i) => n === numbers[0]! + i) && (numbers.at(-1) ?? 0) === last;
};

describe('what an attached program said so far', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is its log where it says nothing', async () => {
    const { text, reads } = await shown({
      from: 11,
      readings: [
        [10, 10],
        [10, 10],
      ],
    });
    expect(text).toBe(lines(1, 10));
    expect(reads).toBe(2);
  });

  it('is its log and what it said since', async () => {
    expect((await shown({ from: 9, readings: [[12, 10]] })).text).toBe(lines(1, 10));
  });

  it('waits for a log that the engine has not written yet', async () => {
    const behind = await shown({
      from: 5001,
      readings: [
        [40, 5100],
        [4000, 5200],
        [5150, 5300],
      ],
    });
    expect(behind.text).toBe(lines(4951, 5300));
    const silent = await shown({
      from: 5001,
      readings: [
        [40, 5000],
        [4000, 5000],
        [5000, 5000],
        [5000, 5000],
      ],
    });
    expect(silent.text).toBe(lines(4801, 5000));
  });

  it('waits for output that the log is ahead of', async () => {
    const ahead = await shown({
      from: 10,
      readings: [
        [4000, 60],
        [4000, 900],
        [4000, 4100],
      ],
    });
    expect(isWhole(ahead.text, 4100)).toBe(true);
  });

  it('goes on after a while where the two have nothing in common', async () => {
    let reads = 0;
    const live = { bytes: () => Buffer.from('of another kind\n'), size: () => 16, over: () => false };
    const done = outputSoFar(
      live,
      () => Promise.resolve(Buffer.from(lines(1, 9 + reads++))),
      AbortSignal.abort(),
    );
    await vi.runAllTimersAsync();
    expect((await done).toString()).toBe(`${lines(1, 9)}of another kind\n`);
    const long = outputSoFar(
      live,
      () => Promise.resolve(Buffer.from(lines(1, 9 + reads++))),
      new AbortController().signal,
    );
    await vi.runAllTimersAsync();
    expect((await long).toString()).toMatch(/of another kind\n$/);
    expect(reads).toBeLessThan(30);
  });

  it('is the output alone where that is plenty', async () => {
    const text = 'x'.repeat(plentyBytes);
    const live = { bytes: () => Buffer.from(text), size: () => text.length, over: () => false };
    const done = outputSoFar(live, () => Promise.reject(new Error('not read')), new AbortController().signal);
    await vi.runAllTimersAsync();
    expect((await done).toString()).toBe(text);
  });

  it('has no gap and nothing twice, however far behind or ahead the log is', async () => {
    const step = fc.nat({ max: 400 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.tuple(step, step), { maxLength: 6 }),
        async (log, from, steps) => {
          const readings: [number, number][] = [[log, from - 1]];
          for (const [more, sent] of steps) {
            const [lastLog, lastSent] = readings.at(-1)!;
            readings.push([lastLog + more + 1, lastSent + sent]);
          }
          // In the end both are there.
          const end = Math.max(readings.at(-1)![0], readings.at(-1)![1]);
          readings.push([end, end], [end, end]);
          expect(isWhole((await shown({ from, readings })).text, end)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
