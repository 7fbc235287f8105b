import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookupField } from './field-lookup';
import { nodeJson, nodeText, readJsonObject } from './field-node';
import { parseFields } from './fields';

const shown = (line: string): unknown => {
  const made = parseFields(line);
  if (made === undefined) return undefined;
  const fields = made.fields.map((entry) => `${entry.name}=${nodeText(entry.value)}`);
  return [made.form, made.time, made.level, made.message, ...fields];
};

describe('parseFields', () => {
  it('takes JSON lines apart', () => {
    expect(
      shown(
        '{"ts":1763.5,"level":"warn","msg":"slow","ms":2000,"err":{"code":"E1","at":[1,2]},"ok":false,"n":null}',
      ),
    ).toEqual(['json', '1763.5', 'warn', 'slow', 'ms=2000', 'err={2}', 'ok=false', 'n=null']);
  });

  it('takes logfmt and text with pairs apart', () => {
    expect(shown('time=14:05:08 level=error msg="it \\"broke\\"" path=/a/b code=')).toEqual([
      'logfmt',
      '14:05:08',
      'error',
      'it "broke"',
      'path=/a/b',
      'code=',
    ]);
    expect(shown('GET /v1/cart/8f21?a=1 200  ms=12 user=u_20318')).toEqual([
      'pairs',
      undefined,
      undefined,
      'GET /v1/cart/8f21?a=1 200',
      'ms=12',
      'user=u_20318',
    ]);
  });

  it.each([
    '',
    'plain text',
    '{"a":1} more',
    '{"a":',
    '{a:1}',
    '[1,2]',
    'a=1',
    'x=1 then text',
    '{"a":01}',
    '{"a":"\\x"}',
  ])('finds none in %s', (line) => expect(parseFields(line)).toBeUndefined());

  it('keeps numbers as they are written and hostile names as data', () => {
    const root = readJsonObject('{"id":12345678901234567890,"__proto__":{"polluted":1},"constructor":2}');
    expect(root === undefined ? '' : nodeJson(root)).toBe(
      '{"id":12345678901234567890,"__proto__":{"polluted":1},"constructor":2}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(lookupField('{"a":1}', 'constructor')).toEqual([]);
    expect(lookupField('{"__proto__":{"a":1}}', '__proto__.a')).toEqual(['1']);
    expect(lookupField('{"n":12345678901234567890,"__proto__":{"a":1}}', '__proto__.a')).toEqual(['1']);
  });

  it('is bounded', () => {
    expect(parseFields(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)).toBeUndefined();
    const deep = readJsonObject(`{"a":${'['.repeat(100)}1${']'.repeat(100)}}`);
    expect(deep === undefined ? 0 : nodeJson(deep).length).toBeLessThan(80);
    const wide = readJsonObject(`{"a":[${'1,'.repeat(9999)}1]}`);
    expect(wide?.kind === 'object' && wide.entries[0] ? nodeText(wide.entries[0].value) : '').toBe('[10000]');
    expect(parseFields(`{"a":"${'x'.repeat(300_000)}"}`)).toBeUndefined();
  });

  it('reads every JSON object as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value);
        const root = readJsonObject(text);
        expect(root === undefined ? undefined : JSON.parse(nodeJson(root))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses, and never throws', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '"',
      'a',
      ':',
      ',',
      '1',
      '-',
      '[',
      ']',
      ' ',
      '\\',
      'true',
      '.',
      'e',
      '"a":',
      '"b"',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = `{${parts.join('')}}`;
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(readJsonObject(text) !== undefined).toBe(parses);
        parseFields(parts.join(''));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('lookupField', () => {
  it.each([
    ['{"user":{"id":42}}', 'user.id', ['42']],
    ['{"user.id":7,"user":{"id":42}}', 'user.id', ['7']],
    ['{"user":{"id":42}}', 'user', []],
    ['{"a.b":{"c.d":1}}', 'a.b.c.d', ['1']],
    ['{"a":{"x":1},"a.b":2}', 'a.b', ['2']],
    ['{"tags":["x","y"]}', 'tags', ['x', 'y']],
    ['{"items":[{"sku":1},{"sku":2}]}', 'items.sku', ['1', '2']],
    ['{"items":[{"sku":1},{"sku":2}]}', 'items.1.sku', ['2']],
    ['{"id":12345678901234567890}', 'id', ['12345678901234567890']],
    ['{"ok":true,"n":null}', 'n', ['null']],
    ['POST /pay failed ms=12 after ms=13', 'ms', ['12', '13']],
    ['msg="a b" user.id=4', 'user.id', ['4']],
    ['{"a":', 'a', []],
  ])('%s: %s', (line, path, values) => {
    expect(lookupField(line, path)).toEqual(values);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (line, path) => void lookupField(`{${line}`, path)));
    fc.assert(
      fc.property(fc.json(), fc.string(), (line, path) => void lookupField(`{"a":${line}}`, `a.${path}`)),
    );
  });
});
