import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogLines } from '../engine/codec/log-lines';
import { LogResume } from './log-resume';

interface Line {
  readonly nanos: number;
  readonly stderr: boolean;
  readonly text: string;
}

/** A log in which many lines share a time, as bursts do. */
const logs = fc
  .array(fc.tuple(fc.nat(2), fc.boolean(), fc.constantFrom('a', 'b', 'same')), { maxLength: 40 })
  .map((steps) => {
    let nanos = 0;
    return steps.map(([step, stderr, text]): Line => {
      nanos += step;
      return { nanos, stderr, text };
    });
  });

function read(lines: readonly Line[], resume: LogResume): string[] {
  const splitter = new LogLines({ timestamps: true });
  for (const line of lines) {
    const stamp = `2026-11-20T10:00:00.${String(line.nanos).padStart(9, '0')}Z `;
    const bytes = Buffer.from(`${stamp}${line.text}\n`);
    splitter.push(line.stderr ? 1 : 0, bytes, 0, bytes.length, true);
  }
  const columns = splitter.take();
  const chunk = columns === undefined ? undefined : resume.fresh(columns);
  if (chunk === undefined) return [];
  return [...chunk.ends].map((end, i) => {
    const text = Buffer.from(chunk.bytes.slice(chunk.ends[i - 1] ?? 0, end)).toString();
    return `${chunk.nanos[i]} ${(chunk.flags[i]! & 1) === 1} ${text}`;
  });
}

describe('a log that was interrupted', () => {
  test('goes on with no line lost and none repeated, wherever it broke off', () => {
    fc.assert(
      fc.property(logs, fc.nat(40), (lines, place) => {
        const cut = Math.min(place, lines.length);
        const resume = new LogResume();
        resume.begin();
        const before = read(lines.slice(0, cut), resume);
        const since = resume.since;
        resume.begin();
        const from = since === undefined ? 0 : Number(since.split('.')[1]);
        const after = read(since === undefined ? lines : lines.filter((line) => line.nanos >= from), resume);
        const all = lines.map((line) => `${line.nanos} ${line.stderr} ${line.text}`);
        expect([...before, ...after]).toEqual(all);
      }),
    );
  });

  test('asks for the time of the last line to the nanosecond', () => {
    const resume = new LogResume();
    resume.begin();
    read([{ nanos: 123_456_789, stderr: false, text: 'x' }], resume);
    expect(resume.since).toBe(`${Date.UTC(2026, 10, 20, 10) / 1000}.123456789`);
  });
});
