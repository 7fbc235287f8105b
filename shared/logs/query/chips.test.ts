import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOptions } from './ast';
import { queryChips, withoutChip } from './chips';
import { completeQuery } from './complete';
import { highlights, isQuick } from './highlight';
import { parseQuery } from './parse';
import { anyQueryText } from '#tests/support/log-queries';

const without = (text: string, index: number): string => {
  const chip = queryChips(text)[index];
  return chip === undefined ? text : withoutChip(text, chip);
};

describe('queryChips', () => {
  it('names the terms that must all match', () => {
    expect(queryChips('timeout now -level:info (a OR b)')).toEqual([
      { from: 0, to: 11, text: 'timeout now', kind: 'text', negated: false },
      { from: 12, to: 23, text: '-level:info', kind: 'level', negated: true },
      { from: 24, to: 32, text: '(a OR b)', kind: 'or', negated: false },
    ]);
    expect(queryChips('a OR b').map((chip) => chip.text)).toEqual(['a OR b']);
    expect(queryChips('"open')).toEqual([]);
  });

  it.each([
    ['a level:warn b', 1, 'a AND b'],
    ['a AND level:warn', 1, 'a'],
    ['a AND level:warn', 0, 'level:warn'],
    ['level:warn a', 0, 'a'],
    ['-"x" level:warn', 1, '-"x"'],
    ['a', 0, ''],
    // What is left has to be written anew, because a quotation mark would be read otherwise.
    ['( /B|c/ " b) "x\\"y"', 1, '(/B|c/ "\\" b")'],
    ['(a OR " b) c "x\\"y"', 2, '("a" OR "\\" b") AND "c"'],
  ])('%s without chip %i', (text, index, expected) => {
    expect(without(text, index)).toBe(expected);
  });

  it('takes exactly one term away', () => {
    fc.assert(
      fc.property(anyQueryText, fc.nat(), (text, number) => {
        const chips = queryChips(text);
        if (chips.length === 0) return;
        const index = number % chips.length;
        const nodes = (source: string): readonly unknown[] => {
          const parsed = parseQuery(source, plainOptions);
          return parsed.ok ? parsed.terms.map((term) => term.node) : [parsed.message];
        };
        expect(nodes(without(text, index))).toEqual(nodes(text).filter((_node, at) => at !== index));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('completeQuery', () => {
  const known = { sources: ['web', 'web 2', 'api'], fields: ['user.id', 'odd name'] };
  const after = (text: string): readonly string[] => {
    const made = completeQuery(text, text.length, known);
    return made.items.map((item) => text.slice(0, made.from) + item.insert);
  };

  it.each([
    ['', ['level:', 'stream:', 'source:', 'time:', 'field.']],
    ['le', ['level:']],
    ['x -le', ['x -level:']],
    ['level:wa', ['level:warn']],
    ['level:warn,e', ['level:warn,error']],
    ['(source:W', ['(source:web', '(source:"web 2"']],
    ['stream:', ['stream:stderr', 'stream:stdout']],
    ['field.u', ['field.user.id:']],
    ['field.', ['field.user.id:', 'field."odd name":']],
    ['x A', ['x AND']],
    ['"le', []],
    ['/le', []],
    ['foo:', []],
  ])('goes on with %s', (text, expected) => {
    expect(after(text)).toEqual(expected);
  });

  it('replaces the whole word at the caret, and stays within the text', () => {
    expect(completeQuery('a lev:x b', 4, known)).toMatchObject({ from: 2, to: 7 });
    fc.assert(
      fc.property(anyQueryText, fc.nat(), (text, number) => {
        const caret = number % (text.length + 1);
        const { from, to } = completeQuery(text, caret, known);
        expect(0 <= from && from <= caret && caret <= to && to <= text.length).toBe(true);
      }),
    );
  });
});

describe('highlights', () => {
  const marked = (text: string, source: string, inverse = false): string => {
    const parsed = parseQuery(source, { ...plainOptions, inverse });
    if (!parsed.ok || parsed.query === undefined) throw new Error(source);
    let at = 0;
    let made = '';
    for (const { from, to } of highlights(text, parsed.query)) {
      made += `${text.slice(at, from)}[${text.slice(from, to)}]`;
      at = to;
    }
    return made + text.slice(at);
  };

  it('marks every term that a hit has in it', () => {
    expect(marked('Read ECONNRESET, read', 'read OR /ECONN\\w+/')).toBe('[Read] [ECONNRESET], [read]');
    expect(marked('abcabc', '"ab" /bc/')).toBe('[abcabc]');
    expect(marked('a b', 'a -b level:none')).toBe('[a] b');
    expect(marked('a b', 'a', true)).toBe('a b');
    expect(marked('aaa', '/x*/')).toBe('aaa');
  });

  it('is bounded', () => {
    const parsed = parseQuery('a', plainOptions);
    if (!parsed.ok || parsed.query === undefined) throw new Error('no query');
    expect(highlights('a '.repeat(50_000), parsed.query)).toHaveLength(200);
    expect(isQuick(parsed.query)).toBe(true);
    const regex = parseQuery('a OR -/b/', plainOptions);
    expect(regex.ok && regex.query !== undefined && isQuick(regex.query)).toBe(false);
  });
});
