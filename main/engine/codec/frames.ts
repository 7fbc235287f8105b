/** Streams of a frame header that are not shown as stdout: 0 (stdin) and 1 are, as the engine documents. */
export const FrameType = { stderr: 2, systemError: 3 } as const;

/**
 * Gets each piece of payload: `chunk[start..end)` belongs to `type`. `first` is true for the first piece of a frame.
 * The bytes are the caller's: copy what must outlive the call. A frame of no bytes gives one empty first piece.
 */
export type FrameSink = (type: number, chunk: Uint8Array, start: number, end: number, first: boolean) => void;

const headerBytes = 8;

/**
 * Incremental decoder of multiplexed streams (logs, attach, exec without TTY; API 1.6 and later). Splits come anywhere,
 * also inside a header. Payload is passed on as it comes and never gathered, so a frame may have any length.
 */
export class FrameDecoder {
  #type = 0;
  #left = 0;
  #first = false;
  readonly #header = new Uint8Array(headerBytes);
  #headerFilled = 0;

  /** True between frames; a stream that ends elsewhere was cut. */
  get atBoundary(): boolean {
    return this.#left === 0 && this.#headerFilled === 0;
  }

  /** Decodes one chunk. Throws FrameError on bytes that cannot be a header; the decoder is of no use afterwards. */
  push(chunk: Uint8Array, sink: FrameSink): void {
    let at = 0;
    const length = chunk.length;
    while (at < length) {
      if (this.#left > 0) {
        const end = Math.min(length, at + this.#left);
        this.#left -= end - at;
        const first = this.#first;
        this.#first = false;
        sink(this.#type, chunk, at, end, first);
        at = end;
        continue;
      }
      if (this.#headerFilled === 0 && length - at >= headerBytes) {
        this.#open(chunk, at, sink);
        at += headerBytes;
        continue;
      }
      const take = Math.min(headerBytes - this.#headerFilled, length - at);
      this.#header.set(chunk.subarray(at, at + take), this.#headerFilled);
      this.#headerFilled += take;
      at += take;
      if (this.#headerFilled === headerBytes) {
        this.#headerFilled = 0;
        this.#open(this.#header, 0, sink);
      }
    }
  }

  #open(bytes: Uint8Array, at: number, sink: FrameSink): void {
    const type = bytes[at] ?? 255;
    if (type > FrameType.systemError || bytes[at + 1] !== 0 || bytes[at + 2] !== 0 || bytes[at + 3] !== 0)
      throw new FrameError();
    const b = (i: number): number => bytes[at + i] ?? 0;
    this.#type = type;
    this.#left = b(4) * 0x1000000 + ((b(5) << 16) | (b(6) << 8) | b(7));
    this.#first = true;
    if (this.#left === 0) sink(type, bytes, at, at, true);
  }
}

/** The stream is not multiplexed, or was damaged on the way. */
export class FrameError extends Error {
  constructor() {
    super('The engine sent bytes that are not a multiplexed stream.');
    this.name = 'FrameError';
  }
}
