import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder } from './frames';
import { LineFlag, LogLines, recordPartBytes } from './log-lines';

const mib = 1024 * 1024;
const stamp = '2026-11-20T14:32:08.123456789Z ';

interface Written {
  readonly stderr: boolean;
  readonly bytes: Buffer;
}

/** Text of up to some records, whose characters of several bytes lie across the seams. */
const content = fc
  .tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom('x', 'é', '€', '😀'),
    fc.nat(40),
  )
  .map(([records, around, character, short]) => {
    const length = records === 0 ? short : Math.max(0, records * recordPartBytes + around);
    return Buffer.from('-'.repeat(short % 3) + character.repeat(length)).subarray(0, length);
  });

/** As dockerd stores a line: parts of 16 KiB, the rest of it with its end last. */
function records({ bytes, stderr }: Written): Written[] {
  const parts: Written[] = [];
  let at = 0;
  for (; bytes.length - at >= recordPartBytes; at += recordPartBytes)
    parts.push({ stderr, bytes: bytes.subarray(at, at + recordPartBytes) });
  parts.push({ stderr, bytes: Buffer.concat([bytes.subarray(at), Buffer.from('\n')]) });
  return parts;
}

/** Mixes the records of two streams, each in its own order. */
function mixed(lines: readonly Written[], picks: readonly boolean[]): Written[] {
  const queues = [false, true].map((stderr) =>
    lines.filter((line) => line.stderr === stderr).flatMap(records),
  );
  const all: Written[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const first = picks[turn % picks.length] === true ? 1 : 0;
    const next = queues[first]!.shift() ?? queues[1 - first]!.shift();
    if (next !== undefined) all.push(next);
  }
  return all;
}

function framed({ stderr, bytes }: Written): Buffer {
  const payload = Buffer.concat([Buffer.from(stamp), bytes]);
  const head = Buffer.alloc(8);
  head[0] = stderr ? 2 : 1;
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

function pieces(wire: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < wire.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    cut.push(wire.subarray(at, at + size));
    at += size;
  }
  return cut;
}

/** The lines of both streams, as the log's reader gets them. */
function readAll(wire: readonly Buffer[], frames: boolean, maxLineBytes?: number) {
  const lines = new LogLines({ timestamps: true, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
  const decoder = new FrameDecoder();
  for (const piece of wire) {
    if (!frames) lines.push(0, piece, 0, piece.length, false);
    else
      decoder.push(piece, (type, chunk, start, end, first) =>
        lines.push(type === 2 ? 1 : 0, chunk as Buffer, start, end, first),
      );
  }
  lines.finish();
  const columns = lines.take();
  return Array.from(columns?.ends ?? [], (end, i) => ({
    bytes: Buffer.from(columns!.bytes.subarray(columns!.ends[i - 1] ?? 0, end)),
    flags: columns!.flags[i]!,
    ms: columns!.times[i]!,
  }));
}

const sizes = fc.array(fc.constantFrom(1, 7, 8, 36, 1000, 16_383, 16_384, 65_536), {
  minLength: 1,
  maxLength: 6,
});
// Bytes that come one by one, thousands of times over, prove nothing more.
const coarse = sizes.filter((each) => Math.max(...each) >= 1000);

describe('lines of any length', () => {
  test('come whole from both streams, however their records are mixed and the bytes are cut', () => {
    const log = fc.array(fc.record({ stderr: fc.boolean(), bytes: content }), { maxLength: 8 });
    fc.assert(
      fc.property(log, fc.array(fc.boolean(), { minLength: 1 }), coarse, (lines, picks, cut) => {
        const wire = Buffer.concat(mixed(lines, picks).map(framed));
        const got = readAll(pieces(wire, cut), true);
        for (const flags of [0, LineFlag.stderr]) {
          const own = got.filter((line) => line.flags === flags).map(({ bytes }) => bytes.toString('latin1'));
          const wrote = lines.filter(({ stderr }) => stderr === (flags !== 0));
          expect(own).toEqual(wrote.map(({ bytes }) => bytes.toString('latin1')));
        }
        expect(got).toHaveLength(lines.length);
        expect(got.every(({ ms }) => ms === Date.UTC(2026, 10, 20, 14, 32, 8, 123))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('come whole from a terminal, which has no frames', () => {
    fc.assert(
      fc.property(fc.array(content, { maxLength: 8 }), coarse, (lines, cut) => {
        const parts = lines.flatMap((bytes) => records({ stderr: false, bytes }));
        const wire = Buffer.concat(parts.flatMap(({ bytes }) => [Buffer.from(stamp), bytes]));
        const got = readAll(pieces(wire, cut), false).map(({ bytes }) => bytes.toString('latin1'));
        expect(got).toEqual(lines.map((bytes) => bytes.toString('latin1')));
      }),
      { numRuns: 60 },
    );
  });

  test('hold as many bytes as the cap, and say so where there were more', () => {
    const cap = fc.integer({ min: 1, max: 40_000 });
    fc.assert(
      fc.property(
        fc.array(content, { maxLength: 6 }),
        cap,
        coarse,
        fc.boolean(),
        (lines, max, cut, frames) => {
          const parts = lines.flatMap((bytes) => records({ stderr: false, bytes }));
          const wire = Buffer.concat(
            frames ? parts.map(framed) : parts.flatMap(({ bytes }) => [Buffer.from(stamp), bytes]),
          );
          const got = readAll(pieces(wire, cut), frames, max);
          expect(got.map(({ bytes, flags }) => [bytes.length, flags])).toEqual(
            lines.map((bytes) => [Math.min(bytes.length, max), bytes.length > max ? LineFlag.truncated : 0]),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    [mib, 0],
    [mib + 1, LineFlag.truncated],
    [3 * mib, LineFlag.truncated],
  ])('of %i bytes are held up to 1 MiB', (length, flags) => {
    const long = { stderr: false, bytes: Buffer.alloc(length, 'x') };
    const next = { stderr: false, bytes: Buffer.from('next') };
    const wire = Buffer.concat([...records(long), ...records(next)].map(framed));
    const got = readAll(pieces(wire, [65_536]), true);
    expect(got.map((line) => [line.bytes.length, line.flags])).toEqual([
      [mib, flags],
      [4, 0],
    ]);
  });
});
