import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch, encodeFrame, type Frame } from './wire';

const trip = (...frames: readonly Frame[]): readonly Frame[] =>
  decodeBatch(Buffer.from(encodeBatch(frames.map(encodeFrame))));
const port = (value: unknown): Frame => ({ op: 'port', id: 1, value, ports: [] });
const valueOf = (frame: Frame | undefined): unknown => (frame?.op === 'port' ? frame.value : undefined);

describe('the wire of the bridge', () => {
  it('gives back every clonable kind', () => {
    const value = {
      text: 'ü\u0000',
      none: null,
      missing: undefined,
      numbers: [1.5, -0, NaN, Infinity],
      big: 12n,
      when: new Date(5),
      bytes: new Uint8Array([1, 2, 3]),
      words: new Uint32Array([1, 2 ** 31]),
      reals: new Float64Array([0.1, -0]),
      buffer: new Uint8Array([9]).buffer,
      empty: new Uint8Array(0),
    };
    expect(valueOf(trip(port(value))[0])).toStrictEqual(value);
  });

  it('sends only the part of a buffer that a view shows', () => {
    const view = new Uint32Array(new Uint32Array([1, 2, 3]).buffer, 4, 1);
    expect(valueOf(trip(port(view))[0])).toStrictEqual(new Uint32Array([2]));
    expect(valueOf(trip(port(Buffer.from('abc')))[0])).toStrictEqual(new Uint8Array([97, 98, 99]));
  });

  it('copies when encoding, not when sending', () => {
    const bytes = new Uint8Array([1]);
    const encoded = encodeFrame(port(bytes));
    bytes[0] = 2;
    expect(valueOf(decodeBatch(encodeBatch([encoded]))[0])).toStrictEqual(new Uint8Array([1]));
  });

  it('keeps the order of frames and of their binary values', () => {
    const frames = [
      port(new Uint8Array([1])),
      { op: 'close', id: 7 } as const,
      port([new Uint8Array([2, 2]), 3]),
    ];
    expect(trip(...frames)).toStrictEqual(frames);
  });

  it('names what cannot be sent', () => {
    expect(() => encodeFrame(port(() => 1))).toThrow('cannot send a function');
    expect(() => encodeFrame(port(new Map()))).toThrow('cannot send a Map');
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encodeFrame(port(cycle))).toThrow('cyclic');
  });

  it('round trips any plain value', () => {
    fc.assert(
      fc.property(fc.anything({ withTypedArray: true, withBigInt: true }), (value) => {
        fc.pre(
          !JSON.stringify([value], (_, item: unknown) => (typeof item === 'bigint' ? 0 : item)).includes(
            '\\u0000',
          ),
        );
        expect(valueOf(trip(port(value))[0])).toStrictEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a key named __proto__ a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":1},"a":[{"__proto__":2}]}');
    const back = valueOf(trip(port(value))[0]);
    expect(JSON.stringify(back)).toBe(JSON.stringify(value));
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });
});
