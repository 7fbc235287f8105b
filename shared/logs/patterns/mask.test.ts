import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinary } from './bytes';
import { holeByte, Mask } from './mask';

const encoder = new TextEncoder();
const mask = new Mask();

/** The masked line with its holes as `<kind>`. */
function masked(line: string): string {
  const bytes = encoder.encode(line);
  mask.read(bytes, 0, bytes.length);
  const text = decodeBinary(String.fromCharCode(...mask.bytes.subarray(0, mask.length)));
  let hole = 0;
  return text.replaceAll(String.fromCharCode(holeByte), () => `<${mask.kinds[hole++]}>`);
}

describe('Mask', () => {
  it.each([
    ['GET /v1/cart/8f21 200', 'GET /v<number>/cart/<id> <number>'],
    ['took 1h2m3s, 3.5s, 412 ms, 5\u00b5s, 12MiB', 'took <value> ms, <value>'],
    ['read 10.4.2.17:443 from fe80::1 and aa:bb:cc:dd:ee:ff', 'read <address> from <address> and <address>'],
    ['id 550e8400-e29b-41d4-a716-446655440000 at 0x7ffe', 'id <id> at <id>'],
    ['sha 4f8e2d11ab7c deadbeef face', 'sha <id> <id> face'],
    ['2026-11-20T14:31:02.118Z start', '<time> start'],
    ['2026/11/20 14:31:02 [error] x', '<time> [error] x'],
    ['- [20/Nov/2026:14:31:02 +0000] "GET / HTTP/1.1" 200', '- [<time>] "<quoted>" <number>'],
    ['14:31:02,118+01:00 x', '<time> x'],
    ["can't open 'some file': don't", "can't open '<quoted>': don't"],
    ['{"a":"b","list":[1,2, 3]}', '{"a":"<quoted>","list":[<number>]}'],
    ['temp=-5 and +3 but a-b 8080:80', 'temp=<number> and <number> but a-b <number>'],
    ['worker-7d9f8b6c5-xk2lp node12 x_48211_y', 'worker-<id>-<id> node<number> x_<number>_y'],
    ['h\u00e9llo \u2603 12', 'h\u00e9llo \u2603 <number>'],
    ['  a \t b  ', 'a b'],
    ['unclosed "quote', 'unclosed "quote'],
    ['', ''],
  ])('%s', (line, expected) => {
    expect(masked(line)).toBe(expected);
  });

  it('says of a long line that it goes on', () => {
    expect(masked(`start ${'word '.repeat(1000)}`)).toMatch(/^start (word )+wor?d? ?<rest>$/);
  });

  it('is bounded and ends for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        mask.read(bytes, 0, bytes.length);
        expect(mask.length).toBeLessThanOrEqual(mask.bytes.length - 4);
        const holes = mask.bytes.subarray(0, mask.length).filter((byte) => byte === holeByte);
        expect(holes.length).toBe(mask.kinds.length);
      }),
    );
  });

  it('hides what the value is', () => {
    const value = fc.oneof(
      fc.integer().map(String),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e9 })
        .map((number) => number.toFixed(3)),
      fc.uuid(),
      fc.ipV4(),
      fc
        .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
        .map((date) => date.toISOString()),
      fc.nat(100_000).map((ms) => `${ms}ms`),
      fc.string({ maxLength: 40 }).map((text) => JSON.stringify(text)),
    );
    fc.assert(
      fc.property(value, (text) => {
        const line = masked(`value ${text} seen`);
        expect(line.replace(/"?<\w+>"?/, '<>')).toBe('value <> seen');
      }),
    );
  });
});

describe('decodeBinary', () => {
  it('reads what is UTF-8 and marks what is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeBinary(String.fromCharCode(...encoder.encode(text)))).toBe(text);
      }),
    );
    expect(decodeBinary('\xffa\xe2\x98')).toBe('\ufffda\ufffd');
  });
});
