import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '../../renderer/logs/test-chunks';
import { stripAnsi } from '../util/ansi';
import { decodeUtf8 } from './decode';
import { detectLevel, levelCode, levelsOf } from './level';
import { levelWords } from './level-words';

describe('detectLevel', () => {
  it.each([
    ['{"level":"error","msg":"x"}', 'error'],
    ['{"time":1,"lvl":30}', 'info'],
    ['{"level":60}', 'fatal'],
    ['{"level":600}', undefined],
    ['  {"severity": "WARNING"}', 'warn'],
    ['{"t":{"$date":"2026-11-20T14:31:02.118Z"},"s":"W",  "c":"NETWORK"}', 'warn'],
    ['{"s":"D2"}', 'debug'],
    ['{"msg":"[error] x"}', undefined],
    ['time=2026-11-20T14:31:02Z level=warn msg="slow"', 'warn'],
    ['lvl="dbug" x', undefined],
    ['loglevel=error', undefined],
    ['[ERROR] boom', 'error'],
    ['2026/11/20 14:31:02 [error] 7#7: *1 open() failed', 'error'],
    ['2026-11-20 14:31:02.118 UTC [1] LOG:  checkpoint', 'info'],
    ['2026-11-20 14:31:02.118 UTC [1] FATAL:  no', 'fatal'],
    ['2026-11-20T14:31:02.118Z 0 [Warning] [MY-010068] [Server] CA certificate', 'warn'],
    ['INFO  started in 3 s', 'info'],
    ['info: started', 'info'],
    ['14:31:02 | DEBUG | x', 'debug'],
    ['WARNING:root:slow', 'warn'],
    ['npm ERR! code 1', 'error'],
    ['E1120 14:31:02.118 1 main.go:1] x', 'error'],
    ['<4>slow disk', 'warn'],
    ['1:M 20 Nov 2026 14:31:02.118 * Ready to accept connections', 'info'],
    ['1:M 20 Nov 2026 14:31:02.118 # Warning: no config', 'warn'],
    ['panic: runtime error', 'fatal'],
    ['[14:31:02 INF] Now listening', 'info'],
    ['10 changes in 300 seconds. Saving...', undefined],
    ['GET /error/log 200', undefined],
    ['the ERRORs were few', undefined],
    ['', undefined],
  ])('%s', (line, level) => {
    expect(detectLevel(line)).toBe(level);
  });

  it('knows each word in brackets, in capitals and as a field', () => {
    for (const [word, level] of levelWords) {
      expect(detectLevel(`x [${word}] y`)).toBe(level);
      expect(detectLevel(`x ${word.toUpperCase()} y`)).toBe(level);
      expect(detectLevel(`x level=${word} y`)).toBe(level);
      expect(detectLevel(`{"level":"${word}"}`)).toBe(level);
    }
  });

  it('looks at the beginning only', () => {
    expect(detectLevel(`${'x'.repeat(100)} [error] y`)).toBeUndefined();
    expect(detectLevel(`${'x'.repeat(500)} level=error`)).toBeUndefined();
  });
});

const piece = fc.oneof(
  fc.constantFrom(...levelWords.flatMap(([word]) => [word, word.toUpperCase(), `[${word}]`, `${word}: `])),
  fc.constantFrom(
    '{',
    '"',
    'level',
    '"level":',
    ' level=',
    'severity',
    ':',
    '=',
    ' ',
    '\t',
    '[',
    ']',
    '30',
    '"s":"E"',
  ),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[',
    '\u001b]0;t\u0007',
    '\u009b1m',
    '\u001b',
    'E1120 14:31:02',
    '<3>',
  ),
  fc.constantFrom('x'.repeat(70), 'x'.repeat(390), 'ä', '漢', '\u{1f600}'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

describe('levelsOf', () => {
  it('says of bytes what detectLevel says of their text without escape sequences', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
          { maxLength: 12 },
        ),
        (lines) => {
          const expected = lines.map((line) =>
            levelCode(detectLevel(stripAnsi(decodeUtf8(new TextEncoder().encode(line))))),
          );
          expect([...levelsOf(chunkOf(lines.map((text) => ({ text }))))]).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes bytes that are no text', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 6 }), (parts) => {
        const lines = parts.map((part) => [...part, ...new TextEncoder().encode(' ERROR x')]);
        const bytes = Uint8Array.from(lines.flat());
        let at = 0;
        const ends = Uint32Array.from(lines, (line) => (at += line.length));
        const empty = { times: new Float64Array(0), nanos: new Uint32Array(0), flags: new Uint8Array(0) };
        const expected = lines.map((line) =>
          levelCode(detectLevel(stripAnsi(decodeUtf8(Uint8Array.from(line))))),
        );
        expect([...levelsOf({ bytes, ends, ...empty })]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
