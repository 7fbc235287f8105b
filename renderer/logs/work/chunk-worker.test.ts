import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MatchColumns, plainOptions } from '#shared/logs/query/ast';
import { parseQuery } from '#shared/logs/query/parse';
import { chunkOf } from '../test-chunks';
import { ChunkWorker, chunkWorkerLimits } from './chunk-worker';
import type { WorkerAnswer, WorkerAsk, WorkerLike } from './messages';
import { WorkerSide } from './worker-side';

/** A worker that answers when it is told to, in order; a job that has `hang` in its text is never answered. */
class FakeWorker implements WorkerLike {
  readonly asks: WorkerAsk[] = [];
  ended = false;
  #onAnswer: (answer: WorkerAnswer) => void = () => undefined;
  fail: () => void = () => undefined;
  readonly #side: WorkerSide;
  readonly #held: WorkerAnswer[] = [];

  constructor() {
    this.#side = new WorkerSide((answer) => this.#held.push(answer));
  }

  postMessage(ask: WorkerAsk): void {
    this.asks.push(structuredClone(ask));
  }

  terminate(): void {
    this.ended = true;
  }

  listen(onAnswer: (answer: WorkerAnswer) => void, onError: () => void): void {
    this.#onAnswer = onAnswer;
    this.fail = onError;
  }

  /** Does all that was asked, up to a job that hangs. */
  work(): void {
    for (const answer of this.#held.splice(0)) this.#onAnswer(answer);
    for (let ask = this.asks.shift(); ask !== undefined; ask = this.asks.shift()) {
      if (JSON.stringify(ask).includes('hang')) {
        this.asks.unshift(ask);
        return;
      }
      this.#side.take(ask);
      for (const answer of this.#held.splice(0)) this.#onAnswer(answer);
    }
  }
}

const query = (text: string) => {
  const parsed = parseQuery(text, plainOptions);
  if (!parsed.ok || parsed.query === undefined) throw new Error(text);
  return parsed.query;
};

const columns = (...lines: string[]): MatchColumns => ({
  ...chunkOf(lines.map((text) => ({ text }))),
  levels: new Uint8Array(0),
  sources: new Uint16Array(lines.length),
  sourceNames: ['web'],
  now: 0,
});

const never = (): AbortSignal => new AbortController().signal;
const whole = { from: 0, to: 2 };

let workers: FakeWorker[];
let chunks: ChunkWorker;
const last = (): FakeWorker => workers.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  chunks = new ChunkWorker(() => {
    workers.push(new FakeWorker());
    return last();
  });
});
afterEach(() => {
  chunks.dispose();
  vi.useRealTimers();
});

describe('ChunkWorker', () => {
  it('answers in order, with a bounded number of jobs at the worker, and leaves the columns alone', async () => {
    expect(chunks.alive).toBe(false);
    const given = columns('a b', 'b');
    const answers = Array.from({ length: 20 }, () => chunks.match(query('a'), given, whole, never()));
    expect(last().asks).toHaveLength(8);
    last().work();
    for (const answer of answers) expect(await answer).toEqual(Uint32Array.of(0));
    expect(new TextDecoder().decode(given.bytes)).toBe('a bb');
    expect(workers).toHaveLength(1);
  });

  it('takes a part of the columns, and levels from the text where they are not known', async () => {
    const given = columns('x', '[error] y', 'ERROR z', 'w');
    const found = chunks.match(query('level:error'), given, { from: 1, to: 4 }, never());
    last().work();
    expect(await found).toEqual(Uint32Array.of(0, 1));
  });

  it('lets highlights go first', async () => {
    for (let job = 0; job < 10; job++)
      void chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    const ranges = chunks.highlight(query('/b+/'), ['abb', 'x'], never());
    last().work();
    expect(await ranges).toEqual([[{ from: 1, to: 3 }], []]);
  });

  it('ends a worker that hangs, and gives the other jobs to a new one', async () => {
    const before = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    const endless = query('/hang/');
    const guilty = chunks.match(endless, columns('hang'), { from: 0, to: 1 }, never());
    const innocent = chunks.match(query('/b/'), columns('b'), { from: 0, to: 1 }, never());
    last().work();
    expect(await before).toEqual(Uint32Array.of(0));
    await vi.advanceTimersByTimeAsync(400);
    expect(last().ended).toBe(false);
    await vi.advanceTimersByTimeAsync(60);
    expect(workers.map((worker) => worker.ended)).toEqual([true, false]);
    // It may have been the computer: the job gets a second worker.
    last().work();
    await vi.advanceTimersByTimeAsync(460);
    expect(workers.map((worker) => worker.ended)).toEqual([true, true, false]);
    expect(await guilty).toBe('too-slow');
    last().work();
    expect(await innocent).toEqual(Uint32Array.of(0));
    // It is not tried again: the same query with other lines.
    expect(await chunks.highlight(endless, ['x'], never())).toBe('too-slow');
    expect(await chunks.match(endless, columns('x'), { from: 0, to: 1 }, never())).toBe('too-slow');
    expect(workers).toHaveLength(3);
  });

  it('does not count the time that a worker needs to start, nor give up what cannot be endless', async () => {
    const slow = chunks.match(query('/a/'), columns('a'), { from: 0, to: 1 }, never());
    await vi.advanceTimersByTimeAsync(5000);
    last().work();
    expect(await slow).toEqual(Uint32Array.of(0));
    const plain = chunks.match(query('hang'), columns('x'), { from: 0, to: 1 }, never());
    await vi.advanceTimersByTimeAsync(5000);
    expect(last().ended).toBe(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(workers[0]?.ended).toBe(true);
    last().work();
    await vi.advanceTimersByTimeAsync(21_000);
    expect(await plain).toBe('too-slow');
  });

  it('cancels what waits and what is under way', async () => {
    const controller = new AbortController();
    const mine = Array.from({ length: 10 }, () =>
      chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, controller.signal),
    );
    const other = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    controller.abort();
    for (const answer of mine) expect(await answer).toBe('cancelled');
    last().work();
    expect(await other).toEqual(Uint32Array.of(0));
    expect(await chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, controller.signal)).toBe(
      'cancelled',
    );
  });

  it('survives a worker that dies, and says so where none can be started', async () => {
    const guilty = chunks.match(query('hang'), columns('x'), { from: 0, to: 1 }, never());
    const innocent = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    last().work();
    last().fail();
    expect(await guilty).toBe('failed');
    last().work();
    expect(await innocent).toEqual(Uint32Array.of(0));
    last().fail();
    expect(chunks.alive).toBe(false);
    chunks.dispose();
    chunks = new ChunkWorker(() => {
      workers.push(new FakeWorker());
      return last();
    });
    const jobs = Array.from({ length: 9 }, () => chunks.match(query('a'), columns('a'), whole, never()));
    last().fail();
    for (const answer of jobs) expect(await answer).toBe('failed');
    expect(chunks.alive).toBe(false);
  });

  it('rests a worker that has nothing to do, where it may, and starts it again', async () => {
    chunks = new ChunkWorker(
      () => {
        workers.push(new FakeWorker());
        return last();
      },
      { ...chunkWorkerLimits, idleMs: 1000 },
    );
    chunks.warm();
    await vi.advanceTimersByTimeAsync(900);
    const slow = chunks.match(query('hang'), columns('x'), { from: 0, to: 1 }, never());
    await vi.advanceTimersByTimeAsync(5000);
    expect(chunks.alive).toBe(true);
    const quick = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    last().asks.shift();
    last().work();
    expect(await quick).toEqual(Uint32Array.of(0));
    await vi.advanceTimersByTimeAsync(25_000);
    last().work();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await slow).toBe('too-slow');
    chunks.warm();
    await vi.advanceTimersByTimeAsync(1000);
    expect(chunks.alive).toBe(false);
    const again = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    last().work();
    expect(await again).toEqual(Uint32Array.of(0));
    await vi.advanceTimersByTimeAsync(1000);
    expect(workers.every((worker) => worker.ended)).toBe(true);
  });

  it('ends with its owner', async () => {
    const job = chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never());
    chunks.dispose();
    expect(await job).toBe('cancelled');
    expect(last().ended).toBe(true);
    expect(await chunks.match(query('a'), columns('a'), { from: 0, to: 1 }, never())).toBe('cancelled');
    expect(vi.getTimerCount()).toBe(0);
  });
});
