import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogLines } from '#main/engine/codec/log-lines';
import { LogResume } from '#main/services/log-resume';
import { chunkOfLines, mixedLog, nanosOf, newestCuts, type TestLine, textsOf } from '../support/log-lines';

/** A log in which many lines share a time, and the two streams may stand a little out of order. */
const logs = mixedLog({ maxLength: 40, steps: [0, 0, 1, 2, 700_000_000] });

function read(lines: readonly TestLine[], resume: LogResume, size = 1000): string[] {
  const seen: string[] = [];
  for (let at = 0; at < lines.length; at += size) {
    const chunk = chunkOfLines(lines.slice(at, at + size));
    const fresh = chunk === undefined ? undefined : resume.fresh(chunk);
    if (fresh !== undefined) seen.push(...textsOf(fresh));
  }
  return seen;
}

/** What an engine sends for `since`: everything from the first line on that is not older. */
function sent(lines: readonly TestLine[], since: string | undefined): readonly TestLine[] {
  if (since === undefined) return lines;
  const [seconds = '', nanos = ''] = since.split('.');
  const from = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
  const first = lines.findIndex((line) => nanosOf(line) >= from);
  return first === -1 ? [] : lines.slice(first);
}

describe('a log that was interrupted', () => {
  test('goes on with no line lost and none repeated, wherever it broke off, again and again', () => {
    fc.assert(
      fc.property(
        logs,
        fc.array(fc.nat(40), { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (lines, stops, size) => {
          const resume = new LogResume();
          const seen: string[] = [];
          let stored = 0;
          for (const stop of [...stops, lines.length]) {
            stored = Math.max(stored, Math.min(stop, lines.length));
            const since = resume.since;
            resume.begin();
            seen.push(...read(sent(lines.slice(0, stored), since), resume, size));
          }
          expect(seen).toEqual(lines.map(({ text }) => text));
        },
      ),
    );
  });

  test('goes on behind what another held of it, also where that began in the middle', () => {
    // Which lines of one and the same time are held cannot be known where nothing else is.
    const distinct = mixedLog({ maxLength: 40, steps: [1, 2, 700_000_000] });
    fc.assert(
      fc.property(distinct, fc.nat(40), fc.nat(40), (lines, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const held = lines.slice(from, to);
        fc.pre(held.length > 0);
        const resume = new LogResume(newestCuts(held));
        const since = resume.since;
        resume.begin();
        expect(read(sent(lines, since), resume)).toEqual(lines.slice(to).map(({ text }) => text));
      }),
    );
  });

  test('gives what came when all that was known of it is gone from the engine', () => {
    const line = (second: number, stderr: boolean): TestLine => ({
      ms: second * 1000,
      nanos: 0,
      stderr,
      text: `${second} ${stderr ? 'err' : 'out'}`,
    });
    const resume = new LogResume(newestCuts([line(1, false), line(2, false)]));
    resume.begin();
    expect(read([line(5, true), line(6, false)], resume)).toEqual(['5 err', '6 out']);
  });

  test('asks from a second before the last line on, to the nanosecond', () => {
    const resume = new LogResume();
    resume.begin();
    read([{ ms: 1_700_000_000_123, nanos: 456_789, stderr: false, text: 'x' }], resume);
    expect(resume.since).toBe('1699999999.123456789');
  });

  describe('after a run that stopped in the middle of a line', () => {
    const begun = '2026-11-20T10:00:01.000000000Z panic: no';
    const next = '2026-11-20T10:00:05.000000007Z the next run\n';

    const readOn = (resume: LogResume, frames: readonly string[], framed: boolean): string[] => {
      const splitter = new LogLines({ timestamps: true });
      for (const frame of frames) splitter.push(0, Buffer.from(frame), 0, frame.length, framed);
      splitter.finish();
      const columns = splitter.take();
      const chunk = columns === undefined ? undefined : resume.fresh(columns);
      return [...(chunk?.ends ?? [])].map((end, i) =>
        Buffer.from(chunk!.bytes.slice(chunk!.ends[i - 1] ?? 0, end)).toString(),
      );
    };

    test.each([
      ['with frames', true],
      ['of a TTY', false],
    ])('gives the first line of the next one, %s', (_what, framed) => {
      const resume = new LogResume();
      resume.begin();
      expect(readOn(resume, [begun], framed)).toEqual(['panic: no']);
      resume.begin();
      expect(readOn(resume, [begun], framed)).toEqual([]);
      resume.begin();
      expect(readOn(resume, [begun, next], framed)).toEqual(['the next run']);
      resume.begin();
      expect(readOn(resume, [begun, next, next], framed)).toEqual(['the next run']);
    });
  });
});
