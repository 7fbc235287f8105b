import fc from 'fast-check';
import type { LogChunk, LogCut, LogCuts } from '#shared/model/log';
import { LogLines } from '#main/engine/codec/log-lines';

/** A line of a log that tests make up. */
export interface TestLine {
  readonly ms: number;
  readonly nanos: number;
  readonly stderr: boolean;
  readonly text: string;
}

/** When a line was written, in nanoseconds since the epoch. */
export function nanosOf({ ms, nanos }: Pick<TestLine, 'ms' | 'nanos'>): bigint {
  return BigInt(ms) * 1_000_000n + BigInt(nanos);
}

/**
 * Logs whose lines are `steps` nanoseconds apart. Each stream is in order by itself; lines of stderr stand up to half a
 * second later in the log than their time says. Each text is another.
 */
export function mixedLog(options: {
  readonly maxLength: number;
  readonly steps: readonly number[];
}): fc.Arbitrary<readonly TestLine[]> {
  const { maxLength, steps } = options;
  const step = fc.tuple(fc.constantFrom(...steps), fc.boolean());
  return fc
    .tuple(fc.array(step, { maxLength }), fc.constantFrom(0n, 2n, 500_000_000n))
    .map(([taken, late]) => {
      let at = 1_700_000_000_000_000_000n;
      return taken.map(([nanos, stderr], i): TestLine => {
        at += BigInt(nanos);
        const time = stderr ? at - late : at;
        return { ms: Number(time / 1_000_000n), nanos: Number(time % 1_000_000n), stderr, text: `line ${i}` };
      });
    });
}

/** The line's time as engines print it. */
export function stampOf({ ms, nanos }: Pick<TestLine, 'ms' | 'nanos'>): string {
  return `${new Date(ms).toISOString().slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
}

/** Lines as the reader gives them; undefined for none. */
export function chunkOfLines(lines: readonly TestLine[]): LogChunk | undefined {
  const splitter = new LogLines({ timestamps: true });
  for (const line of lines) {
    const bytes = Buffer.from(`${stampOf(line)} ${line.text}\n`);
    splitter.push(line.stderr ? 1 : 0, bytes, 0, bytes.length, true);
  }
  return splitter.take();
}

/** The text of each line. */
export function textsOf(chunk: LogChunk): string[] {
  const bytes = Buffer.from(chunk.bytes);
  return Array.from(chunk.ends, (end, i) => bytes.subarray(chunk.ends[i - 1] ?? 0, end).toString());
}

/** Where held lines end, as a view that holds them would say. */
export function newestCuts(held: readonly TestLine[]): LogCuts {
  return { stdout: cutOf(held, false), stderr: cutOf(held, true) };
}

/** Where held lines begin. */
export function oldestCuts(held: readonly TestLine[]): LogCuts {
  return newestCuts([...held].reverse());
}

function cutOf(held: readonly TestLine[], stderr: boolean): LogCut | undefined {
  const own = held.filter((line) => line.stderr === stderr);
  const edge = own.at(-1);
  if (edge === undefined) return undefined;
  const count = own.filter((line) => nanosOf(line) === nanosOf(edge)).length;
  return { ms: edge.ms, nanos: edge.nanos, count };
}
