import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayText } from './display-text';

const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;
const anything = fc.string({ unit: 'binary', maxLength: 300 });
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\u200b',
        '\u200d',
        '\x1b[31m',
        '\x9b',
        '\x7f',
        '\n',
        '\ud800',
        '\udc00',
      ),
      anything,
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

describe('displayText', () => {
  test('leaves nothing that hides, moves or breaks text', () => {
    fc.assert(fc.property(hostile, (text) => !hidden.test(displayText(text))));
  });

  test('never grows past its bound', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, max) => {
        return displayText(text, max).length <= max;
      }),
    );
  });

  test('changes nothing that was already fit to show', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = displayText(text, 100_000);
        return displayText(once, 100_000) === once;
      }),
    );
  });

  test('keeps plain and international text as it is', () => {
    for (const text of ['web-1', 'naïve café', '数据库', 'база', '<b onclick=x>&amp;</b>', '🚢 harbour']) {
      expect(displayText(text)).toBe(text);
    }
  });

  test('shows each kind in its own way', () => {
    expect(displayText('a\nb\tc\x00')).toBe('a\u240ab\u2409c\u2400');
    expect(displayText('\x7f\x9b')).toBe('\u2421<U+009B>');
    expect(displayText('cod\u202eexe')).toBe('cod<U+202E>exe');
    expect(displayText('\ud83d')).toBe('\ufffd');
  });

  test('says where it was cut', () => {
    expect(displayText('abcdef', 4)).toBe('abc\u2026');
    expect(displayText('ab🚢cd', 4)).toBe('ab\u2026');
  });
});
