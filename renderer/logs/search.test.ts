import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fullText, lineText, LineTexts, shownCharacters } from './line-text';
import { LogRing } from './ring';
import { findAll, LogSearch, lowerBound, searchChunk } from './search';
import { chunkOf } from './test-chunks';

const piece = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('ab', 'aB', 'ä', 'b', 'a', '\u001b[31m', '\u001b[0m', '\u0130'),
);
const line = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));

describe('searchChunk', () => {
  it('finds the lines that a scan of each line finds', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('a', 'ab', 'aB', 'ba', 'ä', 'bb'),
        fc.boolean(),
        fc.nat(),
        (lines, text, matchCase, start) => {
          const chunk = chunkOf(lines.map((entry) => ({ text: entry })));
          const from = start % lines.length;
          const expected = lines.flatMap((entry, index) => {
            const shown = fullText(new TextEncoder().encode(entry));
            const hit = matchCase ? shown.includes(text) : shown.toLowerCase().includes(text.toLowerCase());
            return hit && index >= from ? [index] : [];
          });
          expect(searchChunk(chunk, { text, matchCase }, from)).toEqual(expected);
        },
      ),
    );
  });

  it('does not match across lines', () => {
    expect(
      searchChunk(chunkOf([{ text: 'xa' }, { text: 'bx' }]), { text: 'ab', matchCase: true }, 0),
    ).toEqual([]);
  });
});

describe('LogSearch', () => {
  it('goes through the ring in slices, follows new lines and forgets dropped ones', async () => {
    const ring = new LogRing({ maxLines: 100, maxBytes: 10_000_000 });
    const text = 'x'.repeat(9000);
    ring.append(chunkOf([{ text: `${text} needle` }, { text }]));
    const changed = vi.fn();
    const search = new LogSearch(ring, changed);
    search.start({ text: 'NEEDLE', matchCase: false });
    expect(search.running).toBe(true);
    await vi.waitFor(() => expect(search.running).toBe(false));
    expect(search.hits).toEqual([0]);
    ring.note({ what: 'lost', at: 0, text: 'needle' });
    ring.append(chunkOf([{ text }, { text: `needle ${text}` }]));
    search.extend();
    await vi.waitFor(() => expect(search.hits).toEqual([0, 4]));
    ring.release(10_000);
    expect(search.hits).toEqual([4]);
    search.start({ text: '', matchCase: false });
    expect(search.running).toBe(false);
    expect(search.hits).toEqual([]);
  });
});

describe('findAll', () => {
  it('finds every place once', () => {
    expect(findAll('aXax', { text: 'ax', matchCase: false })).toEqual([0, 2]);
    expect(findAll('aXax', { text: 'ax', matchCase: true })).toEqual([2]);
    expect(findAll('aaa', { text: 'aa', matchCase: true })).toEqual([0]);
    expect(findAll('aaa', { text: '', matchCase: true })).toEqual([]);
  });
});

describe('lowerBound', () => {
  it('is where an element would be put', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, value) => {
        const sorted = [...values].sort((a, b) => a - b);
        const at = lowerBound(sorted, value);
        expect(sorted.slice(0, at).every((entry) => entry < value)).toBe(true);
        expect(sorted.slice(at).every((entry) => entry >= value)).toBe(true);
      }),
    );
  });
});

describe('lineText', () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('cuts long lines and says how much is left', () => {
    const made = lineText(encode('y'.repeat(1_048_576)));
    expect(made.text).toHaveLength(shownCharacters);
    expect(made.hidden).toBe(1_048_576 - shownCharacters);
  });

  it('shows binary and controls as symbols and drops a final carriage return', () => {
    expect(lineText(Uint8Array.of(0xff, 0x00, 0x07, 0x41, 0x0d)).text).toBe('\ufffd\u2400\u2407A');
    expect(lineText(encode('a\u202eb')).text).toBe('a\ufffdb');
  });

  it('keeps a bounded number of lines', () => {
    const texts = new LineTexts(2);
    const first = texts.get(1, encode('a'));
    texts.get(2, encode('b'));
    expect(texts.get(1, encode('changed'))).toBe(first);
    texts.get(3, encode('c'));
    expect(texts.get(2, encode('new')).text).toBe('new');
  });
});
