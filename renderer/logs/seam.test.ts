import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogRing } from './ring';
import { Seam } from './seam';
import { chunkOf, type TestLine, textOf } from './test-chunks';

/** A log in which each stream is in order by itself, with many equal timestamps, and the streams a little mixed. */
const logs = fc
  .array(fc.record({ step: fc.integer({ min: 0, max: 2 }), stderr: fc.boolean() }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((entries) => {
    const clocks: (number | undefined)[] = [1000, 1000];
    return entries.map(({ step, stderr }, index): TestLine => {
      const stream = stderr ? 1 : 0;
      const time = (clocks[stream] ?? 0) + step;
      clocks[stream] = time;
      return { text: `line ${index}`, time, nanos: step === 1 ? 500 : 0, flags: stream };
    });
  })
  .map((lines) => {
    // Nanoseconds must not run back within a stream and a millisecond.
    const last = new Map<number, { time: number; nanos: number }>();
    return lines.map((line) => {
      const before = last.get(line.flags ?? 0);
      const nanos =
        before?.time === line.time ? Math.max(before?.nanos ?? 0, line.nanos ?? 0) : (line.nanos ?? 0);
      last.set(line.flags ?? 0, { time: line.time ?? 0, nanos });
      return { ...line, nanos };
    });
  });

function held(ring: LogRing): readonly string[] {
  const texts: string[] = [];
  for (let at = ring.firstSequence; at < ring.endSequence; at++) texts.push(textOf(ring.row(at)));
  return texts;
}

describe('Seam', () => {
  it('loses and repeats nothing, wherever the log was left and however it is cut into chunks', () => {
    fc.assert(
      fc.property(
        logs,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 7 }),
        (lines, leftAt, heldFrom, size) => {
          const end = (leftAt % lines.length) + 1;
          const begin = heldFrom % end;
          const ring = new LogRing();
          ring.append(chunkOf(lines.slice(begin, end)));
          const seam = new Seam(ring, lines.length);
          // Read again from where the held part begins, as a tail that is long enough does at least.
          const again = lines.slice(begin);
          for (let at = 0; at < again.length; at += size) {
            const { chunk } = seam.join(chunkOf(again.slice(at, at + size)));
            if (chunk !== undefined) ring.append(chunk);
          }
          expect(held(ring)).toEqual(lines.slice(begin).map((line) => line.text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('drops what is older than the oldest line held', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'b', time: 20 }]));
    const seam = new Seam(ring, 10);
    const result = seam.join(
      chunkOf([
        { text: 'err before', time: 5, flags: 1 },
        { text: 'a', time: 10 },
        { text: 'b', time: 20 },
        { text: 'c', time: 30 },
      ]),
    );
    expect(result.gap).toBe(false);
    const fresh = new LogRing();
    if (result.chunk !== undefined) fresh.append(result.chunk);
    expect(held(fresh)).toEqual(['c']);
  });

  it('tells a gap when the reading starts behind the newest line held', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'a', time: 10 }]));
    expect(new Seam(ring, 10).join(chunkOf([{ text: 'z', time: 99 }])).gap).toBe(true);
    expect(new Seam(ring, 10).join(chunkOf([{ text: 'a', time: 10 }])).gap).toBe(false);
  });

  it('lets everything through once the tail is read, even if the clock runs back', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'a', time: 10 }]));
    const seam = new Seam(ring, 1);
    seam.join(chunkOf([{ text: 'a', time: 10 }]));
    expect(seam.done).toBe(true);
    expect(seam.join(chunkOf([{ text: 'b', time: 3 }])).chunk).toBeDefined();
  });

  it('is not possible without timestamps', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'a' }]));
    expect(new Seam(ring, 1).possible).toBe(false);
  });
});
