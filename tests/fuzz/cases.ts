import fc from 'fast-check';
import { FrameError } from '#main/engine/codec/frames';
import { JsonStreamError } from '#main/engine/codec/json-stream';
import { parseAnsi, stripAnsi } from '#shared/util/ansi';
import { anyBytes, type Decode, type FuzzTarget } from './targets';

/** How many cases, and the seed that makes them again. */
export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
}

/** The bytes in pieces, cut at the given places; a place twice gives an empty piece between. */
export function* pieces(bytes: Buffer, places: readonly number[]): Generator<Buffer> {
  let from = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    yield bytes.subarray(from, place);
    from = place;
  }
  yield bytes.subarray(from);
}

/** Decodes a recorded stream at random splits; fails with the smallest splits that give something else than the whole. */
export function fuzzSplits(target: FuzzTarget, { cases, seed }: FuzzOptions): void {
  const { bytes, decode } = target;
  const whole = decode([bytes]);
  const places = fc.array(fc.nat(bytes.length), { maxLength: 12, size: 'max' });
  fc.assert(
    fc.property(places, (cuts) => decode(pieces(bytes, cuts)) === whole),
    { numRuns: cases, seed, endOnFailure: false },
  );
}

/** Cuts a recorded stream at every single place, and into single bytes. Gives the places at which it came out wrong. */
export function everySplit({ bytes, decode }: FuzzTarget): readonly number[] {
  const whole = decode([bytes]);
  const wrong: number[] = [];
  for (let place = 0; place <= bytes.length; place += 1) {
    if (decode(pieces(bytes, [place])) !== whole) wrong.push(place);
  }
  const singles = Array.from(bytes.keys());
  if (decode(pieces(bytes, singles)) !== whole) wrong.push(-1);
  return wrong;
}

/** Ends a recorded stream at every place, as a connection that breaks off does. Gives the places at which that threw. */
export function everyCut({ bytes, decode }: FuzzTarget): readonly number[] {
  return Array.from(bytes.keys()).filter((place) => {
    try {
      decode([bytes.subarray(0, place)]);
      return false;
    } catch {
      return true;
    }
  });
}

/** Bytes that no engine sent: random ones, and recorded ones that were damaged on the way. */
function noise(targets: readonly FuzzTarget[]): fc.Arbitrary<Buffer> {
  const random = fc.uint8Array({ maxLength: 48 }).map((bytes) => Buffer.from(bytes));
  const damaged = fc
    .tuple(
      fc.constantFrom(...targets),
      fc.nat(4000),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
    )
    .map(([{ bytes }, from, changes]) => {
      const start = from % bytes.length;
      const copy = Buffer.from(bytes.subarray(start, start + 400));
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  return fc.oneof(random, damaged);
}

/** Feeds bytes that no engine sent to every decoder, in two pieces; each may refuse them in its own way, and only so. */
export function fuzzNoise(targets: readonly FuzzTarget[], { cases, seed }: FuzzOptions): void {
  fc.assert(
    fc.property(noise(targets), fc.nat(400), (bytes, cut) => {
      for (const decode of anyBytes) feed(decode, pieces(bytes, [Math.min(cut, bytes.length)]));
      return bytes.toString('utf8').split('\n').every(ansiAgrees);
    }),
    { numRuns: cases, seed },
  );
}

function feed(decode: Decode, parts: Iterable<Buffer>): void {
  try {
    decode(parts);
  } catch (error) {
    if (!(error instanceof FrameError || error instanceof JsonStreamError)) throw error;
  }
}

/** Two readers of escape sequences, written apart, leave the same text. */
function ansiAgrees(line: string): boolean {
  return (
    parseAnsi(line)
      .spans.map(({ text }) => text)
      .join('') === stripAnsi(line)
  );
}
