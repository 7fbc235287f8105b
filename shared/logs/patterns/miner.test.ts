import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../../model/log';
import { PatternMiner } from './miner';
import { patternText } from './pattern';

const encoder = new TextEncoder();

function chunkOf(lines: readonly string[], time: (line: number) => number = () => Number.NaN): LogChunk {
  const parts = lines.map((line) => encoder.encode(line));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const ends = new Uint32Array(lines.length);
  let at = 0;
  parts.forEach((part, index) => {
    bytes.set(part, at);
    at += part.length;
    ends[index] = at;
  });
  const zeros = (): Uint32Array => new Uint32Array(lines.length);
  const times = Float64Array.from(lines, (_line, index) => time(index));
  return { bytes, ends, times, nanos: zeros(), flags: new Uint8Array(lines.length) };
}

const noLevels = (lines: readonly string[]): Uint8Array => new Uint8Array(lines.length);

function mined(lines: readonly string[]): PatternMiner {
  const miner = new PatternMiner();
  miner.mine(chunkOf(lines), noLevels(lines));
  return miner;
}

const texts = (miner: PatternMiner): readonly string[] =>
  miner.snapshot().patterns.map((pattern) => `${pattern.count} ${patternText(pattern.parts)}`);

describe('PatternMiner', () => {
  it('folds lines that differ in values, and in a word of several', () => {
    expect(
      texts(
        mined([
          'GET /v1/cart/8f21 200 in 12 ms',
          'GET /v1/cart/a44e 404 in 7 ms',
          'POST /v1/cart/a44e 200 in 7 ms',
          'user alice logged in from 10.0.0.1',
          'user bob logged in from 10.0.0.2',
          'user carol logged in from fe80::1',
        ]),
      ),
    ).toEqual([
      '3 user <word> logged in from <address>',
      '2 GET /v<number>/cart/<id> <number> in <number> ms',
      '1 POST /v<number>/cart/<id> <number> in <number> ms',
    ]);
  });

  it('takes the message of JSON and logfmt lines, without colours', () => {
    expect(
      texts(
        mined([
          '{"time":1,"msg":"order 12 \\"held\\"","n":3}',
          '{"n":{"msg":"no"},"message":"order 13 \\"held\\""}',
          'time=2026-11-20T14:31:02Z level=info msg="order 14 \\"held\\"" n=3',
          '\u001b[32morder\u001b[0m 15 "held"',
          '{"a":"b","n":1}',
        ]),
      ),
    ).toEqual(['4 order <number> "<quoted>"', '1 {"a":"<quoted>","n":<number>}']);
  });

  it('keeps levels apart and says when a pattern was seen', () => {
    const miner = new PatternMiner();
    const lines = ['retry 1', 'retry 2', 'retry 3', 'retry 4'];
    miner.mine(
      chunkOf(lines, (line) => 1_000_000 + line * 4000),
      Uint8Array.from([3, 3, 5, 3]),
    );
    const { patterns, trendFrom, trendWidth } = miner.snapshot();
    expect(patterns.map(({ level, count, first, last }) => [level, count, first, last])).toEqual([
      [3, 3, 1_000_000, 1_012_000],
      [5, 1, 1_008_000, 1_008_000],
    ]);
    expect(trendFrom).toBeLessThanOrEqual(1_000_000);
    expect(trendFrom + trendWidth * (patterns[0]?.trend.length ?? 0)).toBeGreaterThan(1_012_000);
    expect(patterns[0]?.trend.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('makes one of templates that a grown one covers, and says which ids they had', () => {
    const miner = new PatternMiner();
    const lines = [
      'copy of alpha to host one done',
      'copy of beta to host two done',
      'copy of alpha to host two done',
    ];
    const ids = miner.mine(chunkOf(lines), noLevels(lines));
    const { patterns, other } = miner.snapshot();
    expect(patterns).toHaveLength(1);
    expect(other).toBe(0);
    for (const id of ids) expect(patterns[0]?.ids).toContain(id);
  });

  const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'kappa');
  const value = fc.oneof(
    fc.integer().map(String),
    fc.uuid(),
    fc.ipV4(),
    fc.nat(9999).map((ms) => `${ms}ms`),
    fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text)),
  );

  it('folds the lines of one format whatever the values are', () => {
    const line = fc
      .tuple(value, word, value)
      .map(([one, name, two]) => `request from user ${name} got ${one} and then failed with code ${two}`);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
        // A quoted value has its quotes as text: one template with and one without.
        const quoted = new Set(
          lines.map((text) => [...text.matchAll(/ "/g)].map((hit) => hit.index > 40).join()),
        );
        expect(mined(lines).snapshot().patterns.length).toBeLessThanOrEqual(quoted.size);
      }),
    );
  });

  const anyLine = fc.oneof(
    fc.array(fc.oneof(word, value), { maxLength: 12 }).map((words) => words.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('does not depend on how lines are cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 80 }), fc.array(fc.nat(80)), (lines, cuts) => {
        const whole = new PatternMiner();
        const expected = [...whole.mine(chunkOf(lines), noLevels(lines))];
        const parts = new PatternMiner();
        const at = [0, ...cuts.map((cut) => Math.min(cut, lines.length)).sort((a, b) => a - b), lines.length];
        const ids = at.slice(1).flatMap((end, index) => {
          const part = lines.slice(at[index], end);
          return [...parts.mine(chunkOf(part), noLevels(part))];
        });
        expect(ids).toEqual(expected);
        expect(parts.snapshot()).toEqual(whole.snapshot());
      }),
    );
  });

  it('gives the same line the same pattern', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 60 }), (lines) => {
        const twice = [...lines, ...lines];
        const miner = new PatternMiner();
        const ids = miner.mine(chunkOf(twice), noLevels(twice));
        const { patterns } = miner.snapshot();
        const patternOf = (id: number | undefined): number =>
          patterns.findIndex((pattern) => id !== undefined && pattern.ids.includes(id));
        lines.forEach((_line, index) => {
          expect(patternOf(ids[index])).toBe(patternOf(ids[index + lines.length]));
        });
      }),
    );
  });

  it('counts every line once and stays within its bounds', () => {
    const bounds = { templates: 20, alike: 8, remembered: 16 };
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 }), { maxLength: 200 }),
        (rows) => {
          const lines = rows.map((words) => words.join(' '));
          const miner = new PatternMiner(bounds);
          miner.mine(chunkOf(lines), noLevels(lines));
          const { patterns, other } = miner.snapshot();
          expect(miner.size).toBe(patterns.length);
          expect(miner.size).toBeLessThanOrEqual(bounds.templates);
          expect(patterns.reduce((sum, pattern) => sum + pattern.count, other)).toBe(lines.length);
          const ids = patterns.flatMap((pattern) => pattern.ids);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });
});
