import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopyLine, copyLine, copyText } from './copy-format';

const line = (text: string, change: Partial<CopyLine> = {}): CopyLine => ({
  time: Date.UTC(2026, 10, 20, 14, 31, 2, 118),
  source: 'api',
  stderr: false,
  truncated: false,
  text,
  ...change,
});

describe('copyLine', () => {
  it('has what the format says', () => {
    expect(copyLine(line('hello'), 'plain')).toBe('hello');
    expect(copyLine(line('hello'), 'times')).toBe('2026-11-20T14:31:02.118Z hello');
    expect(copyLine(line('hello', { nanos: 42 }), 'times')).toBe('2026-11-20T14:31:02.118000042Z hello');
    expect(copyLine(line('hello', { stderr: true }), 'source')).toBe(
      '2026-11-20T14:31:02.118Z api stderr hello',
    );
    expect(copyLine(line('hello', { time: Number.NaN }), 'times')).toBe('hello');
  });

  it('says of a line that was cut that it is not whole', () => {
    for (const format of ['plain', 'times', 'source', 'markdown'] as const)
      expect(copyLine(line('hello', { truncated: true }), format)).toMatch(
        / ?hello \[cut: the line is longer than 1 MiB\]$/,
      );
  });
});

describe('copyText', () => {
  it('fences Markdown so that no line ends it', () => {
    const text = copyText([line('```'), line('a', { source: 'web' })], 'markdown');
    expect(text).toBe(
      [
        'Log of `api`, `web`:',
        '',
        '````text',
        '2026-11-20T14:31:02.118Z api stdout ```',
        '2026-11-20T14:31:02.118Z web stdout a',
        '````',
        '',
      ].join('\n'),
    );
    expect(copyText([], 'markdown')).toBe('');
  });

  it('is bounded and says what it left out', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 40 }), fc.nat(200), (texts, most) => {
        const copied = copyText(
          texts.map((text) => line(text.replaceAll(/\s/g, ' '))),
          'plain',
          most,
        );
        const left = /\((\d+) more lines? left out\)$/.exec(copied)?.[1];
        if (copied.length > most) expect(left).toBeDefined();
        if (left === undefined) expect(copied.split('\n')).toHaveLength(Math.max(1, texts.length));
      }),
    );
  });
});
