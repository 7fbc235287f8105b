import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogChunk } from '#shared/model/log';
import { LogResume } from './log-resume';
import { LogTail } from './log-tail';

function chunk(lines: readonly { text: string; stderr: boolean }[]): LogChunk & {
  bytes: Uint8Array<ArrayBuffer>;
} & {
  ends: Uint32Array<ArrayBuffer>;
  times: Float64Array<ArrayBuffer>;
  nanos: Uint32Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
} {
  let end = 0;
  return {
    bytes: Uint8Array.from(Buffer.from(lines.map(({ text }) => text).join(''))),
    ends: Uint32Array.from(lines, ({ text }) => (end += Buffer.byteLength(text))),
    times: Float64Array.from(lines, () => Number.NaN),
    nanos: new Uint32Array(lines.length),
    flags: Uint8Array.from(lines, ({ stderr }) => (stderr ? 1 : 0)),
  };
}

function texts(given: LogChunk): string[] {
  const bytes = Buffer.from(given.bytes);
  return Array.from(given.ends, (end, i) => bytes.subarray(given.ends[i - 1] ?? 0, end).toString());
}

const line = fc.record({ text: fc.string({ maxLength: 6 }), stderr: fc.boolean() });
const log = fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { maxLength: 12 });

describe('the tail of a log that its engine cannot cut', () => {
  it('is exactly the last lines, however they come', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 0, max: 40 }), (chunks, wanted) => {
        const tail = new LogTail(wanted);
        for (const lines of chunks) tail.push(chunk(lines));
        const all = chunks.flat().map(({ text }) => text);
        expect(tail.take().flatMap(texts)).toEqual(wanted === 0 ? [] : all.slice(-wanted));
        expect(tail.take()).toEqual([]);
      }),
    );
  });

  it('holds 64 MiB at most, and the newest of it', () => {
    const tail = new LogTail(1_000_000);
    const big = { text: 'x'.repeat(1024 * 1024), stderr: false };
    for (let i = 0; i < 70; i += 1) tail.push(chunk([{ ...big, text: `${i}${big.text}` }]));
    // So it is not taken for all that there is, although more lines were wanted.
    expect(tail.whole).toBe(false);
    const kept = tail.take();
    expect(kept.length).toBeLessThanOrEqual(64);
    expect(texts(kept.at(-1) ?? chunk([]))[0]?.startsWith('69')).toBe(true);
  });
});

describe('a log without times', () => {
  it('that comes whole again gives each line once, whatever it was cut into', () => {
    fc.assert(
      fc.property(
        log,
        fc.array(fc.nat(80), { maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        (chunks, stops, size) => {
          const all = chunks.flat();
          const resume = new LogResume();
          const seen: string[] = [];
          // Each reading replays the log from its start up to where the connection broke; the last one goes to its end.
          for (const stop of [...stops, all.length]) {
            resume.begin(false);
            expect(resume.since).toBeUndefined();
            for (let at = 0; at < Math.min(stop, all.length); at += size) {
              const fresh = resume.fresh(chunk(all.slice(at, Math.min(stop, all.length, at + size))));
              if (fresh !== undefined) seen.push(...texts(fresh));
            }
          }
          expect(seen).toEqual(all.map(({ text }) => text));
          expect(resume.any).toBe(all.length > 0);
        },
      ),
    );
  });
});
