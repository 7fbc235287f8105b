import { Readable, Writable } from 'node:stream';
import Modem from 'docker-modem';
import { FrameDecoder } from '#main/engine/codec/frames';
import { type Bench, type Figures, medians } from './bench';

/** What a read of a socket gives at most. */
const chunkBytes = 64 * 1024;
const megabyte = 1e6;

/** A stream of frames as it comes over the wire, and what it must decode to. */
interface Wire {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  readonly payload: number;
}

/** Frames of one size, in turn of stdout and stderr, cut where a socket's reads would cut them. */
function makeWire(payloadBytes: number, totalBytes: number): Wire {
  const count = Math.ceil(totalBytes / (payloadBytes + 8));
  const wire = Buffer.alloc(count * (payloadBytes + 8), 'x');
  for (let i = 0, at = 0; i < count; i += 1, at += payloadBytes + 8) {
    wire.writeUInt32BE((i % 2 === 0 ? 1 : 2) * 2 ** 24, at);
    wire.writeUInt32BE(payloadBytes, at + 4);
  }
  const chunks: Buffer[] = [];
  for (let at = 0; at < wire.length; at += chunkBytes) chunks.push(wire.subarray(at, at + chunkBytes));
  return { chunks, bytes: wire.length, payload: count * payloadBytes };
}

/** Where every case copies its bytes to, as a consumer would; it starts anew where it is full. */
class Output {
  readonly #buffer = Buffer.alloc(1024 * 1024);
  #at = 0;
  bytes = 0;

  take(chunk: Buffer, start: number, end: number): void {
    const size = end - start;
    if (this.#at + size > this.#buffer.length) this.#at = 0;
    chunk.copy(this.#buffer, this.#at, start, end);
    this.#at += size;
    this.bytes += size;
  }
}

/** Lets a stream flow into `use` and gives MB/s of the wire. `expected` is how many bytes must have come out. */
async function flow(
  wire: Wire,
  repeats: number,
  expected: number,
  output: Output,
  use: (source: Readable) => void,
): Promise<number> {
  function* all(): Generator<Buffer> {
    for (let i = 0; i < repeats; i += 1) yield* wire.chunks;
  }
  const source = Readable.from(all(), { objectMode: false, highWaterMark: chunkBytes });
  const ended = new Promise((resolve, reject) => {
    source.once('end', resolve);
    source.once('error', reject);
  });
  const begun = performance.now();
  use(source);
  await ended;
  const seconds = (performance.now() - begun) / 1000;
  if (output.bytes !== expected * repeats) {
    throw new Error(`${output.bytes} bytes came out, where ${expected * repeats} went in`);
  }
  return (wire.bytes * repeats) / megabyte / seconds;
}

function ours(wire: Wire, repeats: number): Promise<number> {
  const output = new Output();
  const decoder = new FrameDecoder();
  return flow(wire, repeats, wire.payload, output, (source) => {
    source.on('data', (chunk: Buffer) =>
      decoder.push(chunk, (_type, bytes, start, end) => output.take(bytes as Buffer, start, end)),
    );
  });
}

/** As docker-modem's users do it: two writable streams, which copy what they get like the others. */
function dockerModem(wire: Wire, repeats: number): Promise<number> {
  const output = new Output();
  const stream = (): Writable =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        output.take(chunk, 0, chunk.length);
        done();
      },
    });
  return flow(wire, repeats, wire.payload, output, (source) => {
    new Modem().demuxStream(source, stream(), stream());
  });
}

function copy(wire: Wire, repeats: number): Promise<number> {
  const output = new Output();
  return flow(wire, repeats, wire.bytes, output, (source) => {
    source.on('data', (chunk: Buffer) => output.take(chunk, 0, chunk.length));
  });
}

/** The frame decoder beside docker-modem's and a plain copy, on the same bytes from the same kind of stream. */
export const bench: Bench = {
  name: 'decode',
  description:
    "Decodes frames of 100 bytes and of 64 KiB, beside docker-modem's demuxStream and a plain copy",
  run: async (context) => {
    const small = makeWire(100, 4 * 1024 * 1024);
    const large = makeWire(64 * 1024, 16 * 1024 * 1024);
    const timed = await context.interleaved({
      frames_100b_mb_s: () => ours(small, 64),
      docker_modem_100b_mb_s: () => dockerModem(small, 1),
      copy_100b_mb_s: () => copy(small, 1024),
      frames_64k_mb_s: () => ours(large, 256),
      docker_modem_64k_mb_s: () => dockerModem(large, 32),
      copy_64k_mb_s: () => copy(large, 256),
    });
    const runs = timed.runs.map(withRatios);
    return { figures: medians(runs), runs };
  },
};

function withRatios(run: Figures): Figures {
  const figure = (name: string): number => run[name] ?? Number.NaN;
  return {
    ...run,
    times_docker_modem_100b: figure('frames_100b_mb_s') / figure('docker_modem_100b_mb_s'),
    times_docker_modem_64k: figure('frames_64k_mb_s') / figure('docker_modem_64k_mb_s'),
    ratio_to_copy_64k: figure('copy_64k_mb_s') / figure('frames_64k_mb_s'),
  };
}
