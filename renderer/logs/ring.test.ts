import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogRing } from './ring';
import { chunkOf, textOf } from './test-chunks';

const notice = (text: string) => ({ what: 'lost', at: 0, text }) as const;

describe('LogRing', () => {
  it('gives every line back under a sequence that stays', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'one', time: 5, flags: 1 }, { text: 'zwei äö' }]));
    ring.note(notice('gap'));
    ring.append(chunkOf([{ text: '' }, { text: 'four', flags: 2 }]));
    expect(ring.endSequence).toBe(5);
    expect(ring.lines).toBe(4);
    expect(ring.row(0)).toMatchObject({ kind: 'line', time: 5, stderr: true, truncated: false });
    expect(textOf(ring.row(1))).toBe('zwei äö');
    expect(ring.row(2)).toMatchObject({ kind: 'notice', notice: { text: 'gap' } });
    expect(textOf(ring.row(3))).toBe('');
    expect(ring.row(4)).toMatchObject({ truncated: true });
    expect(ring.row(5)).toBeUndefined();
    expect(ring.row(-1)).toBeUndefined();
  });

  it('holds the same lines as an array would, whatever the chunks and bounds', () => {
    const line = fc.record({ text: fc.string({ maxLength: 12 }), flags: fc.constantFrom(0, 1) });
    const big = fc
      .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9000 }))
      .map(([piece, times]) => [{ text: piece.repeat(times), flags: 0 }]);
    const step = fc.oneof(fc.array(line, { maxLength: 20 }), big, fc.constant('notice' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (steps, maxLines) => {
        const ring = new LogRing({ maxLines, maxBytes: 40_000 });
        const model: string[] = [];
        let total = 0;
        for (const item of steps) {
          if (item === 'notice') {
            ring.note(notice('n'));
            model.push('notice');
          } else {
            ring.append(chunkOf(item));
            model.push(...item.map((entry) => entry.text));
            total += item.length;
          }
        }
        expect(ring.endSequence).toBe(model.length);
        for (let at = ring.firstSequence; at < ring.endSequence; at++) {
          const row = ring.row(at);
          expect(row?.sequence).toBe(at);
          expect(row?.kind === 'notice' ? 'notice' : textOf(row)).toBe(model[at]);
        }
        expect(ring.lines + ring.dropped).toBe(total);
        expect(ring.row(ring.firstSequence - 1)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its bounds and counts what it dropped', () => {
    const ring = new LogRing({ maxLines: 1000, maxBytes: 1_000_000 });
    for (let at = 0; at < 5000; at++) {
      ring.append(chunkOf(Array.from({ length: 7 }, (_unused, index) => ({ text: `${at * 7 + index}` }))));
    }
    // Whole blocks go, and small chunks share one: the bound holds, give or take the open block.
    expect(ring.lines).toBeLessThanOrEqual(2048);
    expect(ring.lines + ring.dropped).toBe(35_000);
    expect(textOf(ring.row(ring.endSequence - 1))).toBe('34999');
    expect(textOf(ring.row(ring.firstSequence))).toBe(`${ring.firstSequence}`);
  });

  it('releases bytes from the old end', () => {
    const ring = new LogRing();
    for (let at = 0; at < 20; at++) ring.append(chunkOf([{ text: 'x'.repeat(10_000) }]));
    const before = ring.bytes;
    ring.release(35_000);
    expect(before - ring.bytes).toBeGreaterThanOrEqual(35_000);
    expect(ring.firstSequence).toBe(4);
    ring.release(Number.POSITIVE_INFINITY);
    expect(ring.lines).toBe(0);
    ring.append(chunkOf([{ text: 'after' }]));
    expect(textOf(ring.row(ring.endSequence - 1))).toBe('after');
  });

  it('goes on counting after it was cleared', () => {
    const ring = new LogRing();
    ring.append(chunkOf([{ text: 'a' }]));
    ring.clear();
    expect(ring.firstSequence).toBe(1);
    ring.append(chunkOf([{ text: 'b' }]));
    expect(textOf(ring.row(1))).toBe('b');
  });
});
