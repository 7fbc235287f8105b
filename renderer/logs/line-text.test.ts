import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainStyle } from '#shared/util/ansi';
import { fullText, lineText, shownCharacters } from './line-text';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('lineText', () => {
  it('drops sequences, shows controls and bytes that are no text, and says the level', () => {
    const line = lineText(Uint8Array.of(...bytesOf('\u001b[31mERROR\u001b[0m a\u0007b \u202e '), 0xff, 0x0d));
    expect(line.text).toBe('ERROR a\u2407b \ufffd \ufffd');
    expect(line.level).toBe('error');
    expect(line.spans[0]).toEqual({ text: 'ERROR', style: { ...plainStyle, foreground: 1 } });
    expect(line.end).toEqual(plainStyle);
  });

  it('begins in the style that it is given, and says the one that it ends in', () => {
    const red = lineText(bytesOf('a\u001b[31mb')).end;
    expect(lineText(bytesOf('c'), red).spans).toEqual([
      { text: 'c', style: { ...plainStyle, foreground: 1 } },
    ]);
  });

  it('lays out a part of a long line and says what is left', () => {
    const line = lineText(bytesOf('x'.repeat(1_000_000)));
    expect(line.text).toHaveLength(shownCharacters);
    expect(line.hidden).toBe(1_000_000 - shownCharacters);
  });

  it('shows of any line what the whole of it says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const line = lineText(bytes);
        expect(line.spans.map((span) => span.text).join('')).toBe(line.text);
        expect(fullText(bytes)).toBe(line.text);
        expect(line.hidden).toBe(0);
      }),
    );
  });
});
