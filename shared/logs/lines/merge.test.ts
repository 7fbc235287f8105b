import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../../model/log';
import { compareTimes, LineBuilder, lineStart, sliceLines, type SourcedLines, sourceOf } from './columns';
import { LogMerge, mergeAll } from './merge';

interface Line {
  readonly text: string;
  readonly ms: number;
  readonly nanos: number;
  readonly stderr: boolean;
}

function chunkOf(lines: readonly Line[]): LogChunk {
  const texts = lines.map(({ text }) => new TextEncoder().encode(text));
  const ends = new Uint32Array(lines.length);
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0));
  let at = 0;
  texts.forEach((text, line) => {
    bytes.set(text, at);
    at += text.length;
    ends[line] = at;
  });
  return {
    bytes,
    ends,
    times: Float64Array.from(lines, ({ ms }) => ms),
    nanos: Uint32Array.from(lines, ({ nanos }) => nanos),
    flags: Uint8Array.from(lines, ({ stderr }) => (stderr ? 1 : 0)),
  };
}

interface Given extends Line {
  readonly source: number;
}

function linesOf({ chunk, source }: SourcedLines): readonly Given[] {
  return Array.from(chunk.ends, (end, line) => ({
    text: new TextDecoder().decode(chunk.bytes.subarray(lineStart(chunk, line), end)),
    ms: chunk.times[line] ?? Number.NaN,
    nanos: chunk.nanos[line] ?? 0,
    stderr: ((chunk.flags[line] ?? 0) & 1) === 1,
    source: sourceOf(source, line),
  }));
}

const text = (source: number, at: number): string => `${source}/${at}${'.'.repeat(at % 5)}`;

/** What one source writes: chunks, each with how long after the one before it comes, and how far its times lag behind. */
const sourceList = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 400 }),
    lag: fc.constantFrom(0, 0, 0, 100, 2000),
    lines: fc.array(
      fc.record({ step: fc.integer({ min: 0, max: 30 }), nanos: fc.nat(3), stderr: fc.boolean() }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
  { maxLength: 12 },
);

interface Arrival {
  readonly at: number;
  readonly source: number;
  readonly lines: readonly Line[];
}

function arrivalsOf(
  sources: readonly (typeof sourceList extends fc.Arbitrary<infer T> ? T : never)[],
): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  sources.forEach((chunks, source) => {
    let now = 0;
    let count = 0;
    // Each stream is in order of time by itself.
    let newest = 0;
    for (const { wait, lag, lines } of chunks) {
      now += wait;
      let ms = Math.max(newest, now - lag);
      const made = lines.map(({ step, nanos, stderr }): Line => {
        ms += step;
        count += 1;
        return { text: text(source, count), ms, nanos: step === 0 ? 3 : nanos, stderr };
      });
      newest = ms + 1;
      arrivals.push({ at: now, source, lines: made });
    }
  });
  return arrivals.sort((one, two) => one.at - two.at);
}

/** The rows as a person sees them: late lines put where their time belongs. */
class Rows {
  readonly rows: Given[] = [];

  give(lines: readonly Given[]): void {
    this.rows.push(...lines);
  }

  late(lines: readonly Given[]): void {
    const [first] = lines;
    if (first === undefined) return;
    const at = this.rows.findLastIndex((row) => compareTimes(row.ms, row.nanos, first.ms, first.nanos) <= 0);
    this.rows.splice(at + 1, 0, ...lines);
  }
}

const settleMs = 250;

describe('LogMerge, while lines come', () => {
  it('gives every line once, late ones apart, so that all are in strict order, and lets none wait longer than it says', () => {
    fc.assert(
      fc.property(
        fc.array(sourceList, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        (sources, ticks) => {
          const arrivals = arrivalsOf(sources);
          const rows = new Rows();
          const given = new Set<string>();
          const done: number[] = arrivals.map(() => 0);
          const note = (lines: SourcedLines): readonly Given[] => {
            const found = linesOf(lines);
            for (const line of found) given.add(line.text);
            return found;
          };
          const merge = new LogMerge(
            settleMs,
            (lines) => rows.give(note(lines)),
            (lines) => rows.late(note(lines)),
          );
          sources.forEach((_chunks, source) => merge.open(source));
          let next = 0;
          let waited = 0;
          const slowest = Math.max(...ticks);
          const end = (arrivals.at(-1)?.at ?? 0) + settleMs;
          for (let now = 0, tick = 0; now <= end; now += ticks[tick++ % ticks.length] ?? 1) {
            for (; next < arrivals.length && (arrivals[next]?.at ?? 0) <= now; next += 1) {
              const { source, lines } = arrivals[next]!;
              const index = next;
              merge.push(source, chunkOf(lines), now, () => (done[index] = (done[index] ?? 0) + 1));
            }
            merge.flush(now);
            for (; waited < next && (arrivals[waited]?.at ?? 0) + settleMs + slowest <= now; waited += 1)
              for (const line of arrivals[waited]!.lines)
                expect(given.has(line.text), `${line.text} at ${now}`).toBe(true);
            const due = merge.dueIn(now);
            // Nothing that is due now is left, or its owner would ask for ever.
            if (due !== undefined) expect(due).toBeGreaterThan(0);
          }
          for (; next < arrivals.length; next += 1) {
            const { source, lines } = arrivals[next]!;
            const index = next;
            merge.push(source, chunkOf(lines), end, () => (done[index] = (done[index] ?? 0) + 1));
          }
          merge.flush(end, true);
          expect(done.every((count) => count === 1)).toBe(true);
          expect(merge.waiting).toBe(0);
          expect(merge.dueIn(end)).toBeUndefined();
          const all = arrivals.flatMap(({ source, lines }) => lines.map((line) => ({ ...line, source })));
          const byText = (one: Given, two: Given): number => (one.text < two.text ? -1 : 1);
          expect([...rows.rows].sort(byText)).toEqual([...all].sort(byText));
          rows.rows.slice(1).forEach((row, at) => {
            const before = rows.rows[at]!;
            expect(compareTimes(before.ms, before.nanos, row.ms, row.nanos)).toBeLessThanOrEqual(0);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not let a source that always lags hold the others up', () => {
    const given: string[] = [];
    const take = (lines: SourcedLines): void => void given.push(...linesOf(lines).map((line) => line.text));
    const merge = new LogMerge(settleMs, take, take);
    merge.open(0);
    merge.open(1);
    merge.push(0, chunkOf([{ text: 'quick', ms: 10_000, nanos: 0, stderr: false }]), 0, () => undefined);
    for (let now = 0; now <= 1000; now += 50) {
      merge.push(
        1,
        chunkOf([{ text: `slow ${now}`, ms: 5000 + now, nanos: 0, stderr: false }]),
        now,
        () => undefined,
      );
      merge.flush(now);
      expect(given.includes('quick'), `at ${now}`).toBe(now >= settleMs);
    }
  });

  it('waits for sources that are behind however long that takes, and then gives all in order', () => {
    const given: string[] = [];
    const late: string[] = [];
    const merge = new LogMerge(
      settleMs,
      (lines) => given.push(...linesOf(lines).map((line) => line.text)),
      (lines) => late.push(...linesOf(lines).map((line) => line.text)),
    );
    const push = (source: number, now: number, ...times: readonly number[]): void =>
      merge.push(
        source,
        chunkOf(times.map((ms) => ({ text: `${source} ${ms}`, ms, nanos: 0, stderr: false }))),
        now,
        () => undefined,
      );
    for (const source of [0, 1, 2]) merge.open(source);
    merge.setBehind(0, true);
    merge.setBehind(1, true);
    push(0, 0, 9000);
    push(2, 0, 9500);
    merge.flush(10_000);
    expect([given, merge.dueIn(10_000)]).toEqual([[], undefined]);
    expect([merge.waitingBytes(0) > 0, merge.waitingBytes(1)]).toEqual([true, 0]);
    push(1, 10_000, 1000, 2000);
    merge.flush(10_000);
    expect(given).toEqual(['1 1000']);
    merge.setBehind(0, false);
    push(1, 20_000, 3000, 9400);
    merge.flush(20_000);
    expect(given).toEqual(['1 1000', '1 2000', '1 3000', '0 9000']);
    merge.setBehind(1, false);
    merge.flush(20_000 + settleMs);
    expect(given).toEqual(['1 1000', '1 2000', '1 3000', '0 9000', '1 9400', '2 9500']);
    expect(late).toEqual([]);
  });

  it('gives lines without a time at once, and takes empty chunks for done', () => {
    const given: string[] = [];
    const take = (lines: SourcedLines): void => void given.push(...linesOf(lines).map((line) => line.text));
    const merge = new LogMerge(settleMs, take, take);
    merge.open(0);
    merge.open(1);
    let done = 0;
    merge.push(0, chunkOf([]), 0, () => (done += 1));
    merge.push(
      0,
      chunkOf([{ text: 'no time', ms: Number.NaN, nanos: 0, stderr: false }]),
      0,
      () => (done += 1),
    );
    merge.push(7, chunkOf([{ text: 'nobody’s', ms: 1, nanos: 0, stderr: false }]), 0, () => (done += 1));
    merge.flush(0);
    expect(given).toEqual(['no time']);
    expect(done).toBe(3);
  });
});

describe('mergeAll', () => {
  it('orders all lines by time, those of one time by source, and keeps each stream’s own order', () => {
    fc.assert(
      fc.property(fc.array(sourceList, { maxLength: 4 }), (sources) => {
        const arrivals = arrivalsOf(sources);
        const chunks = new Map(
          sources.map((_list, source) => [
            source,
            arrivals.filter((one) => one.source === source).map(({ lines }) => chunkOf(lines)),
          ]),
        );
        const merged = mergeAll(chunks).flatMap(linesOf);
        const streams = sources.flatMap((_list, source) =>
          [false, true].map((stderr) =>
            arrivals.flatMap((one) =>
              one.source === source
                ? one.lines.filter((line) => line.stderr === stderr).map((line) => ({ ...line, source }))
                : [],
            ),
          ),
        );
        expect(merged).toHaveLength(streams.flat().length);
        merged.slice(1).forEach((line, at) => {
          const order = compareTimes(merged[at]!.ms, merged[at]!.nanos, line.ms, line.nanos);
          expect(order < 0 || (order === 0 && merged[at]!.source <= line.source)).toBe(true);
        });
        for (const lines of streams) {
          const [first] = lines;
          if (first === undefined) continue;
          const same = merged.filter(
            ({ source, stderr }) => source === first.source && stderr === first.stderr,
          );
          expect(same).toEqual(lines);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('lines in columns', () => {
  it('are the same lines whether they are sliced or gathered, and a view stays while more is added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ source: fc.nat(3), size: fc.nat(4000) }), { maxLength: 80 }),
        fc.nat(80),
        fc.nat(80),
        (made, one, two) => {
          const [from, to] = [Math.min(one, two, made.length), Math.min(Math.max(one, two), made.length)];
          const builder = new LineBuilder();
          const all = made.map(({ source, size }, at) => ({
            text: `${at}`.padEnd(size, 'x'),
            ms: at,
            nanos: at % 7,
            stderr: at % 2 === 1,
            source,
          }));
          const views = all.map((line) => {
            builder.add({ chunk: chunkOf([line]), source: line.source });
            return builder.view();
          });
          views.forEach((view, at) => expect(view.chunk.ends).toHaveLength(at + 1));
          const middle = views[Math.floor(views.length / 2)];
          if (middle !== undefined) expect(linesOf(middle)).toEqual(all.slice(0, middle.chunk.ends.length));
          const whole = builder.take();
          expect(builder.count).toBe(0);
          expect(linesOf(whole)).toEqual(all);
          expect(linesOf(sliceLines(whole, from, to))).toEqual(all.slice(from, to));
        },
      ),
      { numRuns: 100 },
    );
  });
});
