import { describe, expect, test } from 'vitest';
import { FrameDecoder } from '#main/engine/codec/frames';
import { LogLines } from '#main/engine/codec/log-lines';
import { fuzzNoise } from './cases';
import { fuzzTargets } from './targets';

const limitMs = 120_000;
/** Of any run; a failure prints it, and `npm run fuzz -- --seed` makes the run again. */
const seed = Date.now() % 2 ** 31;

describe('what no engine sent', () => {
  test(
    'never crashes a decoder, in 100,000 cases',
    () => fuzzNoise(fuzzTargets(), { cases: 100_000, seed }),
    limitMs,
  );

  test('never makes a decoder set memory aside for what a header promises', () => {
    const before = process.memoryUsage().arrayBuffers;
    const held = Array.from({ length: 64 }, (_, i) => {
      const frames = new FrameDecoder();
      const lines = new LogLines({ timestamps: true });
      const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
      // From 64 MiB to 4 GiB.
      header.writeUInt32BE(2 ** 32 - 1 - i * 2 ** 26, 4);
      frames.push(Buffer.concat([header, Buffer.alloc(1024, 'x')]), (type, chunk, start, end, first) =>
        lines.push(type === 2 ? 1 : 0, chunk as Buffer, start, end, first),
      );
      return { frames, lines };
    });
    const taken = process.memoryUsage().arrayBuffers - before;
    expect(held.every(({ frames }) => !frames.atBoundary)).toBe(true);
    expect(taken).toBeLessThan(held.length * 512 * 1024);
  });
});
