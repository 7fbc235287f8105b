const quote = 0x22;
const backslash = 0x5c;

/** A value that comes in pieces is gathered in one buffer, which is kept for the next one up to this size. */
const keptBytes = 256 * 1024;

/**
 * Incremental decoder of concatenated JSON objects and arrays, with any or no separator between them (engines up to
 * 0.9 send none; from 1.52 on 0x1E may stand before each). Splits come anywhere, also inside a UTF-8 character.
 */
export class JsonStreamDecoder {
  readonly #maxBytes: number;
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #broken = false;

  /** `maxBytes` bounds one value; 16 MiB by default. */
  constructor(maxBytes = 16 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** True between values; a stream that ends elsewhere was cut. */
  get atBoundary(): boolean {
    return this.#depth === 0 && !this.#broken;
  }

  /**
   * Gives the values that the chunk completes. Throws JsonStreamError on what cannot be JSON or is too big; where values
   * come before it in the same chunk they are given first, and the next push throws.
   */
  push(chunk: Uint8Array): unknown[] {
    if (this.#broken) throw new JsonStreamError();
    const values: unknown[] = [];
    try {
      this.#scan(chunk, values);
    } catch (cause) {
      this.#broken = true;
      if (values.length === 0) throw cause;
    }
    return values;
  }

  #scan(chunk: Uint8Array, values: unknown[]): void {
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let start = depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      switch (byte) {
        case quote:
          if (depth === 0) throw new JsonStreamError();
          inString = true;
          break;
        case 0x7b: // {
        case 0x5b: // [
          if (depth === 0) start = i;
          depth += 1;
          break;
        case 0x7d: // }
        case 0x5d: // ]
          if (depth === 0) throw new JsonStreamError();
          depth -= 1;
          if (depth === 0) {
            values.push(this.#complete(chunk, start, i + 1));
            start = -1;
          }
          break;
        default:
          if (depth === 0 && !isSeparator(byte)) throw new JsonStreamError();
      }
    }
    if (start >= 0) this.#hold(chunk, start, chunk.length);
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
  }

  /** Copies: the socket may reuse its buffer before the value is complete. */
  #hold(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.#heldBytes + end - start;
    if (needed > this.#maxBytes) throw new JsonStreamError();
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#held.length, 1024));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    this.#held.set(chunk.subarray(start, end), this.#heldBytes);
    this.#heldBytes = needed;
  }

  #complete(chunk: Uint8Array, start: number, end: number): unknown {
    if (this.#heldBytes === 0) {
      if (end - start > this.#maxBytes) throw new JsonStreamError();
      return parse(Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start));
    }
    this.#hold(chunk, start, end);
    const value = parse(this.#held.subarray(0, this.#heldBytes));
    this.#heldBytes = 0;
    if (this.#held.length > keptBytes) this.#held = Buffer.alloc(0);
    return value;
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new JsonStreamError();
  }
}

function isSeparator(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09 || byte === 0x1e;
}

/** The engine sent something that is not a stream of JSON objects. */
export class JsonStreamError extends Error {
  constructor() {
    super('The engine sent something that is not JSON.');
    this.name = 'JsonStreamError';
  }
}
