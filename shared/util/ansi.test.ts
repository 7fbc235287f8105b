import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySgr, parseAnsi, plainStyle, SgrFlag, stripAnsi, visibleControls } from './ansi';

const texts = (line: string): readonly string[] => parseAnsi(line).spans.map((span) => span.text);

describe('parseAnsi', () => {
  it('reads the sixteen colours, bright ones and resets', () => {
    const { spans, end } = parseAnsi('a\u001b[31mb\u001b[1;92mc\u001b[0md');
    expect(spans).toEqual([
      { text: 'a', style: plainStyle },
      { text: 'b', style: { foreground: 1, background: -1, flags: 0 } },
      { text: 'c', style: { foreground: 10, background: -1, flags: SgrFlag.bold } },
      { text: 'd', style: plainStyle },
    ]);
    expect(end).toEqual(plainStyle);
  });

  it('brings 256 and 24-bit colours to the sixteen, in both notations', () => {
    expect(applySgr(plainStyle, '38;5;9').foreground).toBe(9);
    expect(applySgr(plainStyle, '38;5;196').foreground).toBe(9);
    expect(applySgr(plainStyle, '48;5;232').background).toBe(0);
    expect(applySgr(plainStyle, '38;2;0;200;0').foreground).toBe(2);
    expect(applySgr(plainStyle, '38:2::0:200:0').foreground).toBe(2);
    expect(applySgr(plainStyle, '38:2:0:200:0').foreground).toBe(2);
    expect(applySgr(plainStyle, '38;5;9;1').flags).toBe(SgrFlag.bold);
  });

  it('drops every other sequence and keeps the text around it', () => {
    expect(texts('a\u001b[2Jb\u001b[10;5Hc\u001b[?25ld')).toEqual(['abcd']);
    expect(texts('a\u001b]0;title\u0007b\u001b]8;;http://x\u001b\\c\u009d52;c;AAAA\u009cd')).toEqual([
      'abcd',
    ]);
    expect(texts('a\u001bPq#0\u001b\\b\u001b_x\u001b\\c\u001b(Bd\u001b7e')).toEqual(['abcde']);
    expect(texts('a\u009b31mb')).toEqual(['a', 'b']);
    expect(texts('\u001b[>4;1mx\u001b[1 my')).toEqual(['xy']);
  });

  it('never lets an unfinished sequence hide what follows', () => {
    expect(texts('a\u001b]0;rest of the line').join('')).toBe('a\u001b]0;rest of the line');
    expect(texts('a\u001b').join('')).toBe('a\u001b');
    expect(texts('a\u001b[31').join('')).toBe('a\u001b[31');
    expect(texts('\u001b]0;x\u001b[31mred')).toEqual(['\u001b]0;x', 'red']);
  });

  it('carries a style from line to line when asked', () => {
    const first = parseAnsi('\u001b[33mone');
    expect(parseAnsi('two', first.end).spans[0]?.style.foreground).toBe(3);
  });

  it('finds the same text whatever the colours do, and ends for any input', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b[',
        '\u001b]',
        '\u001b[1;31m',
        '\u001b[0m',
        '\u001b\\',
        '\u0007',
        '\u009b',
        ';5;',
        'm',
        'K',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const line = pieces.join('');
        const { spans, end } = parseAnsi(line);
        expect(spans.map((span) => span.text).join('')).toBe(stripAnsi(line));
        for (const { style } of [...spans, { style: end }]) {
          expect(style.foreground).toBeGreaterThanOrEqual(-1);
          expect(style.foreground).toBeLessThan(16);
          expect(style.background).toBeGreaterThanOrEqual(-1);
          expect(style.background).toBeLessThan(16);
        }
      }),
    );
  });

  it('keeps text without introducers as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(stripAnsi(text)).toBe(text);
      }),
    );
  });
});

describe('visibleControls', () => {
  it('shows controls and bidi characters, one for one', () => {
    expect(visibleControls('a\u0000\u0007\u001b\tb\u007f\u0085\u202e\u2066\ufeff')).toBe(
      'a\u2400\u2407\u241b\tb\u2421\ufffd\ufffd\ufffd\ufffd',
    );
  });

  it('keeps the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleControls(text)).toHaveLength(text.length);
      }),
    );
  });
});
