import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '../../../renderer/logs/test-chunks';
import { stripAnsi } from '../../util/ansi';
import { lookupField } from '../field-lookup';
import { detectLevel, levelCode } from '../level';
import { type LogQuery, type MatchColumns, plainOptions, type QueryNode, type QueryOptions } from './ast';
import { lineAt, linesText, shownLine } from './lines-text';
import { createMatcher, matchLines } from './match';
import { parseQuery } from './parse';
import { termRegex } from './term-regex';
import { anyQueryText } from '#tests/support/log-queries';
import { timeRange } from './time-term';

const now = new Date(2026, 10, 20, 15, 0).getTime();
const sourceNames = ['web', 'web-2', 'api'];

interface Line {
  readonly text: string;
  readonly time?: number;
  readonly stderr?: boolean;
  readonly source?: number;
}

function columnsOf(lines: readonly Line[]): MatchColumns {
  const chunk = chunkOf(
    lines.map(({ text, time, stderr }) => ({
      text,
      time: time ?? Number.NaN,
      flags: stderr === true ? 1 : 0,
    })),
  );
  return {
    ...chunk,
    levels: new Uint8Array(0),
    sources: Uint16Array.from(lines, (line) => line.source ?? 0),
    sourceNames,
    now,
  };
}

function queryOf(text: string, options: QueryOptions = plainOptions): LogQuery {
  const parsed = parseQuery(text, options);
  if (!parsed.ok || parsed.query === undefined) throw new Error(`No query: ${text}`);
  return parsed.query;
}

const hits = (text: string, lines: readonly (string | Line)[], options?: QueryOptions): readonly number[] => [
  ...matchLines(
    queryOf(text, options),
    columnsOf(lines.map((line) => (typeof line === 'string' ? { text: line } : line))),
  ),
];

describe('matchLines', () => {
  it('finds text as it is shown, not across lines', () => {
    const lines = [
      'Connection \u001b[1mrefused\u001b[0m',
      'connection',
      'refused',
      'a\u0007b\r',
      'Übergröße',
      '\ufeffx',
    ];
    expect(hits('connection refused', lines)).toEqual([0]);
    expect(hits('"a\u2407b"', lines)).toEqual([3]);
    expect(hits('/b$/', lines)).toEqual([3]);
    expect(hits('übergrö', lines)).toEqual([4]);
    expect(hits('/^$/', ['', 'x', ''])).toEqual([0, 2]);
    expect(hits('/[^x]+$/', ['ax', 'xb', 'x'])).toEqual([1]);
    expect(hits('/a\\s/', ['a', 'a ', 'b'])).toEqual([1]);
    expect(hits('/a(?!\\s)$/', ['a', 'a ', 'b'])).toEqual([0]);
  });

  it('obeys the toggles', () => {
    const lines = ['Error', 'errors', 'an error!', 'größerror'];
    expect(hits('error', lines)).toEqual([0, 1, 2, 3]);
    expect(hits('error', lines, { ...plainOptions, matchCase: true })).toEqual([1, 2, 3]);
    expect(hits('error', lines, { ...plainOptions, wholeWord: true })).toEqual([0, 2]);
    expect(hits('^e|!$', lines, { ...plainOptions, regex: true })).toEqual([0, 1, 2]);
    expect(hits('error', lines, { ...plainOptions, inverse: true, wholeWord: true })).toEqual([1, 3]);
  });

  it('asks for level, stream, source and fields', () => {
    const lines: readonly Line[] = [
      { text: 'ERROR x', stderr: true },
      { text: '{"level":"warn","user":{"id":42},"ms":12.5}', source: 1 },
      { text: 'done ms=1500 user=u_1', source: 2 },
    ];
    expect(hits('level:error', lines)).toEqual([0]);
    expect(hits('level:>=warn', lines)).toEqual([0, 1]);
    expect(hits('level:none', lines)).toEqual([2]);
    expect(hits('stream:stderr', lines)).toEqual([0]);
    expect(hits('source:web', lines)).toEqual([0]);
    expect(hits('source:web*', lines)).toEqual([0, 1]);
    expect(hits('-source:api,web', lines)).toEqual([1]);
    expect(hits('field.user.id:42', lines)).toEqual([1]);
    expect(hits('field.user.id:42.0', lines)).toEqual([1]);
    expect(hits('field.ms:>12', lines)).toEqual([1, 2]);
    expect(hits('field.ms:<=12.5', lines)).toEqual([1]);
    expect(hits('field.user:u_*', lines)).toEqual([2]);
    expect(hits('field.user.id:* OR done', lines)).toEqual([1, 2]);
    expect(hits('field.id:9007199254740993', ['{"id":9007199254740992}', '{"id":9007199254740993}'])).toEqual(
      [1],
    );
  });

  it('asks for times', () => {
    const at = (hours: number, minutes: number, day = 20): Line => ({
      text: 'x',
      time: new Date(2026, 10, day, hours, minutes).getTime(),
    });
    const lines = [at(14, 5, 19), at(16, 0, 19), at(13, 59), at(14, 5), at(14, 58), { text: 'x' }];
    expect(hits('time:>14:05', lines)).toEqual([4]);
    expect(hits('time:>=14:05', lines)).toEqual([3, 4]);
    expect(hits('time:14:05', lines)).toEqual([3]);
    expect(hits('time:13:00..14:05', lines)).toEqual([2, 3]);
    expect(hits('time:16:00..13:00', lines)).toEqual([1]);
    expect(hits('time:<5m', lines)).toEqual([4]);
    expect(hits('time:>1h', lines)).toEqual([0, 1, 2]);
    expect(hits('time:2026-11-19', lines)).toEqual([0, 1]);
    expect(
      hits(
        'time:<2026-11-20T14',
        ['x'].map((text) => ({ text })),
        { ...plainOptions, regex: true },
      ),
    ).toEqual([]);
    expect(hits('-time:2026-11-19', lines)).toEqual([2, 3, 4, 5]);
  });

  it('finds what a test of each line finds', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'a',
            'b',
            'AB',
            ' ',
            'c',
            'ä',
            '\u001b[31m',
            '\r',
            'refused',
            'ERROR ',
            'a b',
            '\u2028',
            '\n',
          ),
          fc.constantFrom('{"a":1}', '{"a":{"b":"x"},"level":"info"}', ' a=1', ' a=xy', 'x"y', 'foo:bar'),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    const line = fc.record({
      text,
      time: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: now - 7_200_000, max: now })),
      stderr: fc.boolean(),
      source: fc.nat(2),
    });
    const toggles = fc.record({ matchCase: fc.boolean(), wholeWord: fc.boolean(), inverse: fc.boolean() });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), anyQueryText, toggles, (lines, source, options) => {
        const parsed = parseQuery(source, { ...plainOptions, ...options });
        if (!parsed.ok || parsed.query === undefined) return;
        const { root, inverse } = parsed.query;
        const expected = lines.flatMap((one, index) => (naive(root, one) === inverse ? [] : [index]));
        expect([...matchLines(parsed.query, columnsOf(lines))]).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds joined what it finds in each line, whatever the regular expression', () => {
    const atom = fc.constantFrom(
      ...[
        'a',
        'b',
        '.',
        '\\s',
        '\\S',
        '\\D',
        '\\W',
        '\\w',
        '[^a]',
        '[^\\s]',
        '[\\s\\S]',
        '[\\D]',
        '[^]',
        '[a\\n]',
      ],
      ...[
        '\\n',
        '\\x0a',
        '\\u000A',
        '\\b',
        '\\B',
        '^',
        '$',
        '(?=b)',
        '(?!\\s)',
        '(?<=\\s)',
        '(?<!a)',
        '[\\t-\\r]',
        '\\12',
      ],
      ...['(?:a|\\s)', '(a)\\1', '|'],
    );
    const regex = fc
      .array(fc.tuple(atom, fc.constantFrom('', '', '+', '*', '?', '{1,2}')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map((part) => part.join('')).join(''))
      .filter((source) => parseQuery(source, { ...plainOptions, regex: true }).ok);
    const lines = fc.array(fc.stringMatching(/^[ab _\t]{0,5}$/), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(regex, lines, fc.boolean(), (source, texts, wholeWord) => {
        const query = queryOf(source, { ...plainOptions, regex: true, wholeWord });
        const node = query.root as Extract<QueryNode, { kind: 'regex' }>;
        const expected = texts.flatMap((text, index) => (termRegex(node).test(text) ? [index] : []));
        expect([...createMatcher(query).match(columnsOf(texts.map((text) => ({ text }))))]).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });
});

/** The meaning of a query, one line at a time and without any haste. */
function naive(node: QueryNode, line: Line): boolean {
  const text = shownLine(new TextEncoder().encode(line.text));
  switch (node.kind) {
    case 'text':
    case 'regex':
      return termRegex(node).test(text);
    case 'level':
      return (node.mask & (1 << levelCode(detectLevel(stripAnsi(line.text))))) !== 0;
    case 'stream':
      return (line.stderr ?? false) === node.stderr;
    case 'source':
      return node.names.some((name) =>
        name.endsWith('*')
          ? sourceNames[line.source ?? 0]!.startsWith(name.slice(0, -1))
          : sourceNames[line.source ?? 0] === name,
      );
    case 'time': {
      const { from, fromOpen, to, toOpen } = timeRange(node, now);
      const time = line.time ?? Number.NaN;
      return (fromOpen ? time > from : time >= from) && (toOpen ? time < to : time <= to);
    }
    case 'field': {
      const { test } = node;
      return lookupField(text, node.path).some((value) => {
        if (test.op === 'exists') return true;
        if (test.op === 'is') {
          const fold = (one: string): string => (test.matchCase ? one : one.toLowerCase());
          if (test.prefix) return fold(value).startsWith(fold(test.value));
          return fold(value) === fold(test.value) || (value !== '' && Number(value) === Number(test.value));
        }
        return test.op === '>' && value !== '' && Number(value) > test.value;
      });
    }
    case 'and':
      return node.items.every((item) => naive(item, line));
    case 'or':
      return node.items.some((item) => naive(item, line));
    case 'not':
      return !naive(node.item, line);
  }
}

describe('linesText', () => {
  it('has each line as it is shown', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
      fc
        .constantFrom('x\u001b[31my', '\u001b]0;t', 'end\r', '\r\r', '漢字')
        .map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), (lines) => {
        let at = 0;
        const ends = Uint32Array.from(lines, (line) => (at += line.length));
        const all = Uint8Array.from(lines.flatMap((line) => [...line]));
        const made = linesText({ ...chunkOf([]), bytes: all, ends });
        expect(lines.map((_line, index) => lineAt(made, index))).toEqual(
          lines.map((line) => shownLine(line)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
