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
 * also inside a header. Payload is passed on as it comes and never gathered, so a frame may have any length and nothing
 * is allocated by what a header says.
 */
export class FrameDecoder {
  #type = 0;
  #left = 0;
  /** No piece of the open frame was given yet, because its header ended a chunk. */
  #fresh = false;
  readonly #header = new Uint8Array(headerBytes);
  #headerFilled = 0;

  /** True between frames; a stream that ends elsewhere was cut. */
  get atBoundary(): boolean {
    return this.#left === 0 && this.#headerFilled === 0;
  }

  /** Decodes one chunk. Throws FrameError on bytes that cannot be a header; the decoder is of no use afterwards. */
  push(chunk: Uint8Array, sink: FrameSink): void {
    const length = chunk.length;
    let at = 0;
    while (at < length) {
      if (this.#left > 0) {
        at = this.#continue(chunk, at, sink);
      } else if (this.#headerFilled > 0 || length - at < headerBytes) {
        at = this.#gather(chunk, at, sink);
      } else {
        at = this.#whole(chunk, at, sink);
      }
    }
  }

  /** The fast path: frames whose header lies in this chunk, up to the first that goes beyond it. */
  #whole(chunk: Uint8Array, from: number, sink: FrameSink): number {
    const length = chunk.length;
    let at = from;
    while (length - at >= headerBytes) {
      const type = typeAt(chunk, at);
      const size = sizeAt(chunk, at);
      at += headerBytes;
      const room = length - at;
      if (size > room) {
        this.#type = type;
        this.#left = size - room;
        this.#fresh = room === 0;
        if (room > 0) sink(type, chunk, at, length, true);
        return length;
      }
      sink(type, chunk, at, at + size, true);
      at += size;
    }
    return at;
  }

  /** Goes on with a frame that began in an earlier chunk. */
  #continue(chunk: Uint8Array, from: number, sink: FrameSink): number {
    const end = Math.min(chunk.length, from + this.#left);
    const first = this.#fresh;
    this.#left -= end - from;
    this.#fresh = false;
    sink(this.#type, chunk, from, end, first);
    return end;
  }

  /** Gathers a header that lies in several chunks. */
  #gather(chunk: Uint8Array, from: number, sink: FrameSink): number {
    let at = from;
    while (at < chunk.length && this.#headerFilled < headerBytes) {
      this.#header[this.#headerFilled] = chunk[at] ?? 0;
      this.#headerFilled += 1;
      at += 1;
    }
    if (this.#headerFilled < headerBytes) return at;
    this.#headerFilled = 0;
    this.#type = typeAt(this.#header, 0);
    this.#left = sizeAt(this.#header, 0);
    this.#fresh = this.#left > 0;
    if (this.#left === 0) sink(this.#type, chunk, at, at, true);
    return at;
  }
}

function typeAt(bytes: Uint8Array, at: number): number {
  const type = bytes[at] ?? 255;
  // Three bytes of zero follow in every frame that an engine ever sent.
  if (
    type > FrameType.systemError ||
    ((bytes[at + 1] ?? 1) | (bytes[at + 2] ?? 1) | (bytes[at + 3] ?? 1)) !== 0
  )
    throw new FrameError();
  return type;
}

/** Length of the payload, an unsigned 32-bit number with the highest byte first. */
function sizeAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
  const low = ((bytes[at + 6] ?? 0) << 8) | (bytes[at + 7] ?? 0);
  return high * 0x10000 + low;
}

/** The stream is not multiplexed, or was damaged on the way. */
export class FrameError extends Error {
  constructor() {
    super('The engine sent bytes that are not a multiplexed stream.');
    this.name = 'FrameError';
  }
}
