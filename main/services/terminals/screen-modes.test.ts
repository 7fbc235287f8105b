import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteRing } from './byte-ring';
import { ScreenModes } from './screen-modes';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function after(...pieces: readonly string[]): ScreenModes {
  const modes = new ScreenModes();
  for (const piece of pieces) modes.take(bytes(piece));
  return modes;
}

describe('the modes of a terminal', () => {
  test('are what the output set last, and nothing where it set none', () => {
    expect(after('plain \x1b[31mred\x1b[0m').sequence).toBe('');
    expect(after('\x1b[?1049h\x1b[?25l').sequence).toBe('\x1b[?1049h\x1b[?25l');
    expect(after('\x1b[?1000;1006h text \x1b[?1000l').sequence).toBe('\x1b[?1006h\x1b[?1000l');
    // Private modes that change nothing of how later output reads, and sequences that are none.
    expect(after('\x1b[?12h\x1b[?h\x1b[?1049').sequence).toBe('');
  });

  test('are gone after a full reset', () => {
    expect(after('\x1b[?1049h\x1bc').sequence).toBe('');
    expect(after('\x1bc\x1b[?1h').sequence).toBe('\x1b[?1h');
  });

  test('tell of a program that has the whole screen', () => {
    expect(after('\x1b[?1049h').fullScreen).toBe(true);
    expect(after('\x1b[?47h\x1b[?47l').fullScreen).toBe(false);
  });

  const piece = fc.constantFrom(
    '\x1b[?1049h',
    '\x1b[?1049l',
    '\x1b[?1;2004h',
    '\x1b[?25l',
    '\x1bc',
    '\x1b',
    '[?7',
    '\x1b[?',
    'h',
    'some text\r\n',
    `\x1b[?${'9'.repeat(80)}h`,
  );

  test('are the same wherever the output is cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (parts, cuts) => {
          const all = parts.join('');
          const places = [...new Set(cuts.filter((cut) => cut < all.length))].sort((a, b) => a - b);
          const cut = [0, ...places].map((from, i) => all.slice(from, places[i] ?? all.length));
          expect(after(...cut).sequence).toBe(after(all).sequence);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of what a ring no longer holds and of what it holds are those of the whole output', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(30), (parts, clearAt) => {
        const gone = new ScreenModes();
        const ring = new ByteRing(40, (leaving) => gone.take(leaving));
        parts.forEach((part, i) => {
          ring.push(bytes(part));
          if (i === clearAt) ring.clear(ring.end - (clearAt % 3));
        });
        const whole = gone.copy();
        whole.take(ring.read(ring.start, 40));
        expect(whole.sequence).toBe(after(parts.join('')).sequence);
      }),
      { numRuns: 2000 },
    );
  });
});
