import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainStyle } from '#shared/util/ansi';
import { lineText } from '../line-text';
import type { LogRowData } from '../model/types';
import { linksIn } from './links';
import { rowContent } from './row-content';
import { type LineRow, RowTexts } from './row-texts';

const encoder = new TextEncoder();
const content = (text: string, compact = true) => rowContent(lineText(encoder.encode(text)), compact);
const row = (sequence: number, text: string, change: Partial<LineRow> = {}): LineRow => ({
  kind: 'line',
  sequence,
  time: Number.NaN,
  source: 0,
  stderr: false,
  truncated: false,
  unfinished: false,
  level: 0,
  isContext: false,
  bytes: encoder.encode(text),
  ...change,
});

describe('rowContent', () => {
  it('says of a JSON line its message, then its fields', () => {
    const line =
      '{"time":"x","level":"error","msg":"pay\\nment failed","err":{"code":"E","n":1},"job":48211,"who":"a b"}';
    const { text, segments, fields } = content(line);
    expect(text).toBe('pay\u240ament failed err={2} job=48211 who="a b"');
    expect(segments.filter((segment) => segment.tone === 'key').map((segment) => segment.text)).toEqual([
      ' err=',
      ' job=',
      ' who=',
    ]);
    expect(fields?.level).toBe('error');
    expect(content(line, false).text).toBe(line);
  });

  it('dims the keys of pairs and keeps colours', () => {
    const { text, segments } = content('\u001b[32mGET\u001b[0m /cart 200 ms=12 user=u_1');
    expect(text).toBe('GET /cart 200 ms=12 user=u_1');
    expect(segments[0]).toMatchObject({ text: 'GET', tone: 'text', style: { foreground: 2 } });
    expect(segments.filter((segment) => segment.tone === 'key').map((segment) => segment.text)).toEqual([
      'ms=',
      'user=',
    ]);
  });

  it('leaves all other lines as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (line, compact) => {
        const made = content(line, compact);
        expect(made.segments.map((segment) => segment.text).join('')).toBe(made.text);
        if (made.fields === undefined) expect(made.text).toBe(lineText(encoder.encode(line)).text);
      }),
    );
  });
});

describe('RowTexts', () => {
  const shown = (rows: readonly LogRowData[]): readonly number[] => {
    const texts = new RowTexts();
    return rows.flatMap((at, index) =>
      at.kind === 'line'
        ? [texts.get(at, (back) => rows[index - back]).spans[0]?.style.foreground ?? plainStyle.foreground]
        : [],
    );
  };

  it('lets a style go on in the next lines of the same stream only', () => {
    const rows = [
      row(0, '\u001b[31mone'),
      row(1, 'two'),
      row(2, 'err', { stderr: true }),
      row(3, 'other', { source: 1 }),
      row(4, 'three\u001b[0m'),
      row(5, 'four'),
    ];
    expect(shown(rows)).toEqual([1, 1, -1, -1, 1, -1]);
  });

  it('does not show a line in place of another one of the same length that moved to its sequence', () => {
    const texts = new RowTexts();
    const alone = (): undefined => undefined;
    expect(texts.get(row(7, 'late one', { time: 2, source: 0 }), alone).text).toBe('late one');
    expect(texts.get(row(7, 'came new', { time: 1, source: 1 }), alone).text).toBe('came new');
  });

  it('stops at a gap, at a new run and after fifty rows', () => {
    expect(shown([row(0, '\u001b[31mone'), row(2, 'behind a filter')])).toEqual([1, -1]);
    const started: LogRowData = {
      kind: 'notice',
      sequence: 1,
      source: 0,
      notice: { what: 'started', at: 0, text: 'Started.' },
    };
    expect(shown([row(0, '\u001b[31mone'), started, row(2, 'new run')])).toEqual([1, -1]);
    const rows = [row(0, '\u001b[31mone'), ...Array.from({ length: 60 }, (_unused, at) => row(at + 1, 'x'))];
    const texts = new RowTexts();
    const styleAt = (index: number): number | undefined =>
      texts.get(rows[index]!, (back) => rows[index - back]).spans[0]?.style.foreground;
    expect(styleAt(60)).toBe(-1);
    expect(styleAt(50)).toBe(1);
  });

  it('makes a row anew that grew, and is bounded', () => {
    const texts = new RowTexts(2);
    const none = () => undefined;
    const first = texts.get(row(0, 'a'), none);
    expect(texts.get(row(0, 'a'), none)).toBe(first);
    expect(texts.get(row(0, 'ab'), none).text).toBe('ab');
    texts.get(row(1, 'x'), none);
    texts.get(row(2, 'x'), none);
    expect(texts.get(row(0, 'a'), none)).not.toBe(first);
  });
});

describe('linksIn', () => {
  it.each([
    ['see https://a.example/x?y=1. Then', ['https://a.example/x?y=1']],
    ['(http://a.example/(b)) "https://b.example"', ['http://a.example/(b)', 'https://b.example']],
    ['ftp://a javascript://b file:///etc', []],
    ['http:// nothing', []],
  ])('%s', (text, urls) => {
    expect(linksIn(text).map((link) => link.url)).toEqual(urls);
  });

  it('finds what is there, in order, and ends', () => {
    const part = fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom('http://', ')', '((', '.'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join(' ');
        let last = 0;
        for (const { from, to, url } of linksIn(text)) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(text.slice(from, to)).toBe(url);
          last = to;
        }
      }),
    );
  });
});
