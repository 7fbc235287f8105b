import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineBuilder, linesCost, lineStart, type SourcedLines, sourceOf } from '#shared/logs/lines/columns';
import type { LogChunk } from '#shared/model/log';
import type { LogSink } from '../log-output';
import { type LineTaker, readMerged } from './merged-reading';

/** One chunk of lines, each with a time (ms) that is its text, too, and a length. */
function chunkOf(times: readonly number[], length = 4): LogChunk {
  const builder = new LineBuilder();
  for (const time of times) {
    const bytes = new TextEncoder().encode(String(time).padStart(length));
    const ends = Uint32Array.of(bytes.length);
    const chunk = {
      bytes,
      ends,
      times: Float64Array.of(time),
      nanos: Uint32Array.of(0),
      flags: Uint8Array.of(0),
    };
    builder.add({ chunk, source: 0 });
  }
  return builder.take().chunk;
}

/** Gives chunks as there is room for them, and counts their bytes. */
const reader = (chunks: Iterable<LogChunk>, count: (bytes: number) => void = () => undefined) => {
  return async (sink: LogSink): Promise<void> => {
    for (const chunk of chunks) {
      if (!(await sink.ready())) return;
      count(linesCost(chunk));
      sink.send({ kind: 'lines', chunk }, 0);
    }
  };
};

function* endless(): Generator<LogChunk> {
  for (let at = 0; ; at += 1) yield chunkOf([at * 1000], 60_000);
}

const taker = (take: (lines: SourcedLines) => Promise<void>): LineTaker => ({
  over: false,
  take,
  notice: () => undefined,
  failed: () => undefined,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until a figure stays as it is. */
async function settled(figure: () => number): Promise<number> {
  for (let known = -1, same = 0; same < 50; same += 1) {
    if (figure() !== known) same = 0;
    known = figure();
    await turn();
  }
  return figure();
}

describe('reading several logs', () => {
  test('gives every line once, in order of time, lines of one time in the order of sources', async () => {
    const log = fc.array(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(log, { minLength: 1, maxLength: 4 }), async (logs) => {
        const inOrder = logs.map((chunks) => {
          const times = chunks.flat().sort((one, two) => one - two);
          return chunks.map(({ length }) => times.splice(0, length));
        });
        const given: string[] = [];
        const take = ({ chunk, source }: SourcedLines): Promise<void> => {
          for (let line = 0; line < chunk.ends.length; line += 1) {
            const bytes = chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]);
            given.push(`${new TextDecoder().decode(bytes)} ${sourceOf(source, line)}`);
          }
          return Promise.resolve();
        };
        const reads = inOrder.map((chunks) => reader(chunks.map((times) => chunkOf(times))));
        await readMerged(reads, taker(take), new AbortController().signal);
        const expected = inOrder.flatMap((chunks, source) =>
          chunks.flat().map((time) => `${String(time).padStart(4)} ${source}`),
        );
        expect(given).toEqual(expected.sort());
      }),
    );
  });

  test('reads no more than a few MiB ahead of whoever takes them', async () => {
    let pushed = 0;
    const cancel = new AbortController();
    const reads = [reader(endless(), (bytes) => (pushed += bytes))];
    const never = taker(
      () => new Promise((resolve) => cancel.signal.addEventListener('abort', () => resolve())),
    );
    const reading = readMerged(reads, never, cancel.signal);
    expect(await settled(() => pushed)).toBeLessThan(5 * 1024 * 1024);
    cancel.abort();
    await reading;
  });

  test('holds a log that is ahead until a silent one says something', async () => {
    let pushed = 0;
    let taken = 0;
    const cancel = new AbortController();
    let speak = (): void => undefined;
    const spoken = new Promise<void>((resolve) => (speak = resolve));
    const silent = async (): Promise<void> => spoken;
    const reads = [reader(endless(), (bytes) => (pushed += bytes)), silent];
    const take = async ({ chunk }: SourcedLines): Promise<void> => {
      taken += chunk.ends.length;
      if (taken > 2000) cancel.abort();
      await turn();
    };
    const reading = readMerged(reads, taker(take), cancel.signal);
    expect(await settled(() => pushed)).toBeLessThan(17 * 1024 * 1024);
    expect(taken).toBe(0);
    speak();
    await reading;
    expect(taken).toBeGreaterThan(2000);
  });

  test('goes on where so much carries one time that it cannot be held', async () => {
    const same = Array.from({ length: 2000 }, () => chunkOf([7], 60_000));
    let taken = 0;
    const take = ({ chunk }: SourcedLines): Promise<void> => {
      taken += chunk.ends.length;
      return Promise.resolve();
    };
    const reads = [reader(same), reader([chunkOf([7])]), reader(same)];
    await readMerged(reads, taker(take), new AbortController().signal);
    expect(taken).toBe(4001);
  });
});
