import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBuilder, lineStart, type SourcedLines } from '#shared/logs/lines/columns';
import { LineContext, type LinePick } from './line-context';

/** Lines whose text is their number. */
function linesFrom(first: number, count: number): SourcedLines {
  const builder = new LineBuilder();
  for (let at = 0; at < count; at += 1) {
    const bytes = new TextEncoder().encode(String(first + at));
    const ends = Uint32Array.of(bytes.length);
    const chunk = {
      bytes,
      ends,
      times: Float64Array.of(at),
      nanos: Uint32Array.of(0),
      flags: Uint8Array.of(0),
    };
    builder.add({ chunk, source: 0 });
  }
  return builder.take();
}

const textsOf = ({ lines: { chunk }, numbers }: LinePick): number[] =>
  [...numbers].map((line) =>
    Number(new TextDecoder().decode(chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]))),
  );

test('the lines around each kept line are written once, in order, wherever chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 6 }),
      (keeps, sizes, around) => {
        const context = new LineContext(around);
        const written: number[] = [];
        for (let at = 0, piece = 0; at < keeps.length; piece += 1) {
          const size = Math.min(sizes[piece % sizes.length]!, keeps.length - at);
          const within = Uint32Array.from({ length: size }, (_line, number) => number);
          const kept = within.filter((line) => keeps[at + line]);
          for (const pick of context.pick(linesFrom(at, size), { within, kept }))
            written.push(...textsOf(pick));
          at += size;
        }
        const near = (line: number): boolean =>
          keeps.some((keep, other) => keep && Math.abs(other - line) <= around);
        expect(written).toEqual(keeps.map((_keep, line) => line).filter(near));
      },
    ),
  );
});
