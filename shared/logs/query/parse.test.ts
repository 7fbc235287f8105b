import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOptions, type QueryNode } from './ast';
import { parseQuery } from './parse';
import { printNode } from './print';
import { anyQueryText } from '#tests/support/log-queries';

/** The query in its canonical text, or what is wrong and with which part. */
const read = (text: string, options = plainOptions): string => {
  const parsed = parseQuery(text, options);
  if (!parsed.ok) return `! ${parsed.message.split(/[.:]/)[0] ?? ''} [${text.slice(parsed.from, parsed.to)}]`;
  return parsed.query === undefined ? '' : printNode(parsed.query.root);
};

describe('parseQuery', () => {
  it.each([
    ['', ''],
    ['   ', ''],
    ['connection refused', '"connection refused"'],
    ['connection refused level:error', '"connection refused" level:error'],
    ['foo -bar baz', '"foo" NOT "bar" "baz"'],
    ['NOT bar baz', 'NOT "bar baz"'],
    ['a OR b c AND d', '"a" OR "b c" "d"'],
    ['(a OR b) c', '("a" OR "b") "c"'],
    ['-(a OR level:warn)', 'NOT ("a" OR level:warn)'],
    ['main() failed (exit 1)', '"main() failed" "exit 1"'],
    ['f(x) y) z', '"f(x) y) z"'],
    ['(f(x))', '"f(x)"'],
    ['"exact \\"phrase\\"" x', '"exact \\"phrase\\"" "x"'],
    ['"level":"error"', '"\\"level\\":\\"error\\""'],
    ['/timeout \\d+/i', '/timeout \\d+/'],
    ['/v1/orders', '"/v1/orders"'],
    ['GET /v1/orders/8 HTTP', '"GET /v1/orders/8 HTTP"'],
    ['/GET /v1/\\d+/ x', '/GET \\/v1\\/\\d+/ "x"'],
    ['--verbose', '"--verbose"'],
    ['a - b', '"a - b"'],
    ['and or not', '"and or not"'],
    ['valueOf', '"valueOf"'],
    ['foo:bar msg: x', '"foo:bar msg: x"'],
    ['level: x', '"level: x"'],
    ['Level:WARN,err', 'level:warn,error'],
    ['level:>=warn', 'level:warn,error,fatal'],
    ['level:<info', 'level:trace,debug'],
    ['level:none', 'level:none'],
    ['stream:err source:web*', 'stream:stderr source:"web*"'],
    ['source:"my web"', 'source:"my web"'],
    ['time:>14:05 time:14:00..14:05', 'time:>14:05 time:14:00..14:05'],
    ['time:<5m', 'time:<5m'],
    ['time:>2026-11-20T14:05:08.5', 'time:>2026-11-20T14:05:08.5'],
    ['time:>"2026-11-20 14:05"', 'time:>"2026-11-20 14:05"'],
    ['field.user.id:42 field.ms:>=100', 'field.user.id:42 field.ms:>=100'],
    ['field.a:">5" field.b:x* field.c:*', 'field.a:">5" field.b:x* field.c:*'],
    ['field."user id":"a b"', 'field."user id":"a b"'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['"open', '! The phrase that begins here has no closing quotation mark ["open]'],
    ['a (b OR c', '! The bracket that opens here is not closed [(]'],
    ['a ()', '! There is nothing between the brackets [()]'],
    ['a AND', '! A term is missing behind AND [AND]'],
    ['OR a', '! A term is missing before OR [OR]'],
    ['level:loud x', '! “loud” is no level [loud]'],
    ['level:>fatal', '! “>fatal” is no level [>fatal]'],
    ['stream:both', '! “both” is no stream [both]'],
    ['source:,', '! “,” is no source [,]'],
    ['time:12ms', '! “12ms” is no time [12ms]'],
    ['time:2026-02-30', '! “2026-02-30” is no time [2026-02-30]'],
    ['field.a:>x', '! A field is compared with a number, and “x” is none [>x]'],
    ['x /a(b/', '! The regular expression is not valid [(]'],
    ['/a**b/', '! The regular expression is not valid [*]'],
    ['/ab[c/', '! The regular expression is not valid [[]'],
    ['/a)b/', '! The regular expression is not valid [)]'],
    ['/x{2,1}y/', '! The regular expression is not valid [}]'],
  ])('says what is wrong with %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('takes the whole input as a regular expression where it is asked to', () => {
    const options = { ...plainOptions, regex: true };
    expect(read('level:error (a|b)', options)).toBe('/level:error (a|b)/');
    expect(read('a[b', options)).toBe('! The regular expression is not valid [[]');
    expect(read('a\\', options)).toBe('! The regular expression is not valid [\\]');
    expect(read('', options)).toBe('');
  });

  it('is bounded', () => {
    expect(read(`${'('.repeat(60)}a${')'.repeat(60)}`)).toMatch(/^! The query is nested too deeply/);
    expect(read('-"a" '.repeat(300))).toMatch(/^! The query has too many terms/);
    expect(read('x'.repeat(5000))).toMatch(/^! A query may have at most 4000 characters/);
    expect(read(`/${'x'.repeat(2000)}/`)).toMatch(/^! A regular expression may have at most 1000 characters/);
  });

  it('never throws, and points into the text', () => {
    fc.assert(
      fc.property(fc.oneof(anyQueryText, fc.string({ unit: 'binary' })), fc.boolean(), (text, regex) => {
        const parsed = parseQuery(text, { ...plainOptions, regex });
        if (parsed.ok) return;
        expect(parsed.message).toMatch(/[.]$/);
        expect(0 <= parsed.from && parsed.from <= parsed.to && parsed.to <= text.length).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads what it prints as the same query', () => {
    fc.assert(
      fc.property(anyQueryText, fc.boolean(), fc.boolean(), (text, matchCase, wholeWord) => {
        const options = { ...plainOptions, matchCase, wholeWord };
        const rootOf = (source: string): QueryNode | undefined | string => {
          const parsed = parseQuery(source, options);
          return parsed.ok ? parsed.query?.root : parsed.message;
        };
        const root = rootOf(text);
        if (typeof root !== 'object') return;
        expect(rootOf(printNode(root))).toEqual(structuredClone(root));
      }),
      { numRuns: 1000 },
    );
  });
});
