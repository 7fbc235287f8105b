import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder, FrameError } from './frames';
import { JsonStreamDecoder, JsonStreamError } from './json-stream';
import { LineFlag, type LineColumns, LogLines } from './log-lines';

function frame(type: number, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload as string);
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** The bytes in pieces cut at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const to of [...sorted, bytes.length]) {
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}

const cuts = fc.array(fc.nat(100_000), { maxLength: 40 });

function decodeFrames(pieces: readonly Buffer[]): string[] {
  const decoder = new FrameDecoder();
  const out = ['', '', '', ''];
  for (const piece of pieces) {
    decoder.push(piece, (type, chunk, start, end) => {
      out[type] = out[type]! + Buffer.from(chunk.slice(start, end)).toString('latin1');
    });
  }
  expect(decoder.atBoundary).toBe(true);
  return out;
}

describe('the frame decoder', () => {
  test('gives every payload to its stream, however the bytes are cut', () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.uint8Array({ maxLength: 300 })));
    fc.assert(
      fc.property(frames, cuts, (list, places) => {
        const want = ['', '', '', ''];
        for (const [type, body] of list) want[type] = want[type]! + Buffer.from(body).toString('latin1');
        const wire = Buffer.concat(list.map(([type, body]) => frame(type, body)));
        expect(decodeFrames(cut(wire, places))).toEqual(want);
      }),
    );
  });

  test('refuses bytes that cannot be a header', () => {
    const push = (): void => new FrameDecoder().push(Buffer.from('plain text from a TTY'), () => undefined);
    expect(push).toThrow(FrameError);
  });

  test('knows a stream that was cut inside a frame', () => {
    const decoder = new FrameDecoder();
    decoder.push(frame(1, 'hello').subarray(0, 10), () => undefined);
    expect(decoder.atBoundary).toBe(false);
  });
});

describe('the JSON stream decoder', () => {
  test('finds every object, with any separator and any cut', () => {
    const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
    const separator = fc.constantFrom('', '\n', '\r\n', '\x1e', ' ');
    fc.assert(
      fc.property(values, separator, cuts, (list, between, places) => {
        const wire = Buffer.from(list.map((value) => between + JSON.stringify(value)).join(''));
        const decoder = new JsonStreamDecoder();
        const got = cut(wire, places).flatMap((piece) => decoder.push(piece));
        expect(JSON.stringify(got)).toBe(JSON.stringify(list));
        expect(decoder.atBoundary).toBe(true);
      }),
    );
  });

  test.each(['<html>', '}', '{"a":}', 'null'])('refuses %s', (text) => {
    expect(() => new JsonStreamDecoder().push(Buffer.from(text))).toThrow(JsonStreamError);
  });

  test('gives the values before bytes that are no JSON, and then fails', () => {
    const decoder = new JsonStreamDecoder();
    expect(decoder.push(Buffer.from('{"a":1}{"b":2}<html>{"c":3}'))).toEqual([{ a: 1 }, { b: 2 }]);
    expect(decoder.atBoundary).toBe(false);
    expect(() => decoder.push(Buffer.from('{"d":4}'))).toThrow(JsonStreamError);
  });

  test('refuses a value beyond its bound', () => {
    const decoder = new JsonStreamDecoder(100);
    expect(() => decoder.push(Buffer.from(`{"a":"${'x'.repeat(200)}`))).toThrow(JsonStreamError);
  });
});

interface Line {
  readonly text: string;
  readonly ms: number;
  readonly nanos: number;
  readonly flags: number;
}

function toLines(columns: LineColumns | undefined): Line[] {
  if (columns === undefined) return [];
  return [...columns.ends].map((end, i) => ({
    text: Buffer.from(columns.bytes.slice(columns.ends[i - 1] ?? 0, end)).toString('utf8'),
    ms: columns.times[i]!,
    nanos: columns.nanos[i]!,
    flags: columns.flags[i]!,
  }));
}

/** Decodes a multiplexed log as the log service does. */
function readLog(pieces: readonly Buffer[], maxLineBytes?: number): Line[] {
  const decoder = new FrameDecoder();
  const lines = new LogLines({ timestamps: true, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
  for (const piece of pieces) {
    decoder.push(piece, (type, chunk, start, end, first) => {
      lines.push(type === 2 ? 1 : 0, chunk as Buffer, start, end, first);
    });
  }
  lines.finish();
  return toLines(lines.take());
}

const stamp = '2026-11-20T14:32:08.123456789Z ';
const stampMs = Date.UTC(2026, 10, 20, 14, 32, 8, 123);

describe('log lines', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 80 })
    .map((value) => value.replace(/[\r\n]/g, '').toWellFormed());

  test('come whole and in order from both streams, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2), text)), cuts, (list, places) => {
        const wire = Buffer.concat(list.map(([type, line]) => frame(type, `${stamp}${line}\n`)));
        expect(readLog(cut(wire, places))).toEqual(
          list.map(([type, line]) => ({
            text: line,
            ms: stampMs,
            nanos: 456_789,
            flags: type === 2 ? LineFlag.stderr : 0,
          })),
        );
      }),
    );
  });

  test('join the parts of a long record, which carry a timestamp each', () => {
    const part = 'x'.repeat(16 * 1024);
    const wire = Buffer.concat([frame(1, stamp + part), frame(1, stamp + part), frame(1, `${stamp}end\n`)]);
    fc.assert(
      fc.property(cuts, (places) => {
        const lines = readLog(cut(wire, places));
        expect(lines).toHaveLength(1);
        expect(lines[0]!.text).toBe(`${part}${part}end`);
      }),
      { numRuns: 30 },
    );
  });

  test('join the parts of a long record of a TTY, which has no frames', () => {
    const part = 'y'.repeat(16 * 1024);
    const wire = Buffer.from(`${stamp}${part}${stamp}${part}${stamp}\r\n${stamp}next\r\n`);
    fc.assert(
      fc.property(cuts, (places) => {
        const lines = new LogLines({ timestamps: true });
        for (const piece of cut(wire, places)) lines.push(0, piece, 0, piece.length, false);
        expect(toLines(lines.take()).map((line) => line.text)).toEqual([part + part, 'next']);
      }),
      { numRuns: 30 },
    );
  });

  test('are cut at the cap and say so, and the next line is whole again', () => {
    const wire = Buffer.concat([frame(1, `${stamp}${'z'.repeat(500)}\n`), frame(1, `${stamp}after\n`)]);
    fc.assert(
      fc.property(cuts, (places) => {
        const lines = readLog(cut(wire, places), 100);
        expect(lines.map((line) => line.text)).toEqual(['z'.repeat(100), 'after']);
        expect(lines.map((line) => line.flags)).toEqual([LineFlag.truncated, 0]);
      }),
    );
  });

  test('that never ended are given at the end, marked', () => {
    const lines = readLog([frame(2, `${stamp}half a li`)]);
    expect(lines).toEqual([
      { text: 'half a li', ms: stampMs, nanos: 456_789, flags: LineFlag.stderr | LineFlag.unfinished },
    ]);
  });

  test('without a timestamp stay whole', () => {
    expect(readLog([frame(1, 'no stamp here\n')])).toEqual([
      { text: 'no stamp here', ms: Number.NaN, nanos: 0, flags: 0 },
    ]);
  });

  test.each([
    ['2026-11-20T14:32:08Z ', stampMs - 123, 0],
    ['2026-11-20T14:32:08.5Z ', stampMs - 123 + 500, 0],
    ['2026-11-20T16:32:08.123456789+02:00 ', stampMs, 456_789],
    ['2026-11-20T09:02:08.123000001-05:30 ', stampMs, 1],
  ])('understand the timestamp %s', (prefix, ms, nanos) => {
    expect(readLog([frame(1, `${prefix}line\n`)])).toEqual([{ text: 'line', ms, nanos, flags: 0 }]);
  });

  test('keep bytes that are no UTF-8 as they are', () => {
    const lines = new LogLines({ timestamps: false });
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x0a]);
    lines.push(0, bytes, 0, bytes.length, true);
    expect([...lines.take()!.bytes]).toEqual([0xff, 0xfe, 0x00]);
  });
});
