/**
 * The last bytes of a stream, addressed by their place in the whole stream. Holds at most `limit` bytes; the oldest are
 * dropped. Bytes that are given in belong to the ring from then on.
 */
export class ByteRing {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #start = 0;
  #end = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Place of the oldest byte that is still held. */
  get start(): number {
    return this.#start;
  }

  /** Place behind the newest byte. */
  get end(): number {
    return this.#end;
  }

  /** Adds bytes; may drop old ones. */
  push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#end += bytes.length;
    while (this.#end - this.#start > this.#limit) {
      const oldest = this.#parts[0];
      if (oldest === undefined) return;
      const excess = this.#end - this.#start - this.#limit;
      if (oldest.length <= excess) {
        this.#parts.shift();
        this.#start += oldest.length;
      } else {
        this.#parts[0] = oldest.subarray(excess);
        this.#start += excess;
      }
    }
  }

  /** A copy of at most `max` bytes from `place` on, which must not be before `start`; empty at the end. */
  read(place: number, max: number): Uint8Array {
    const size = Math.max(0, Math.min(max, this.#end - place));
    const out = new Uint8Array(size);
    let filled = 0;
    let at = this.#start;
    for (const part of this.#parts) {
      if (filled === size) break;
      const next = at + part.length;
      if (next > place + filled) {
        const from = place + filled - at;
        const piece = part.subarray(from, from + size - filled);
        out.set(piece, filled);
        filled += piece.length;
      }
      at = next;
    }
    return out;
  }
}
