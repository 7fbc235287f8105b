const quote = 0x22;
const backslash = 0x5c;

/**
 * Incremental decoder of concatenated JSON objects and arrays, with any or no separator between them (engines up to
 * 0.9 send none; from 1.52 on 0x1E may stand before each). Splits come anywhere, also inside a UTF-8 character.
 */
export class JsonStreamDecoder {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #held = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** `maxBytes` bounds one value; 16 MiB by default. */
  constructor(maxBytes = 16 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** True between values; a stream that ends elsewhere was cut. */
  get atBoundary(): boolean {
    return this.#depth === 0;
  }

  /** Gives the values that the chunk completes. Throws JsonStreamError on what cannot be JSON or is too big. */
  push(chunk: Uint8Array): unknown[] {
    const values: unknown[] = [];
    let start = this.#depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
        continue;
      }
      switch (byte) {
        case quote:
          if (this.#depth === 0) throw new JsonStreamError();
          this.#inString = true;
          break;
        case 0x7b: // {
        case 0x5b: // [
          if (this.#depth === 0) start = i;
          this.#depth += 1;
          break;
        case 0x7d: // }
        case 0x5d: // ]
          if (this.#depth === 0) throw new JsonStreamError();
          this.#depth -= 1;
          if (this.#depth === 0) {
            this.#hold(chunk, start, i + 1);
            values.push(this.#parse());
            start = -1;
          }
          break;
        default:
          if (this.#depth === 0 && !isSeparator(byte)) throw new JsonStreamError();
      }
    }
    if (start >= 0) this.#hold(chunk, start, chunk.length);
    return values;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    this.#held += end - start;
    if (this.#held > this.#maxBytes) throw new JsonStreamError();
    // A copy: the socket may reuse its buffer before the value is complete.
    this.#parts.push(chunk.slice(start, end));
  }

  #parse(): unknown {
    const text = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#held = 0;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new JsonStreamError();
    }
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
