/** The last `limit` bytes of a stream, addressed by their place in the whole stream, in one buffer of that size. */
export class ByteRing {
  readonly #buffer: Uint8Array;
  #end = 0;

  constructor(limit: number) {
    this.#buffer = new Uint8Array(limit);
  }

  /** Place of the oldest byte that is still held. */
  get start(): number {
    return Math.max(0, this.#end - this.#buffer.length);
  }

  /** Place behind the newest byte. */
  get end(): number {
    return this.#end;
  }

  /** Adds a copy of the bytes; the oldest that are held make room. */
  push(bytes: Uint8Array): void {
    const limit = this.#buffer.length;
    this.#end += bytes.length;
    const kept = bytes.subarray(Math.max(0, bytes.length - limit));
    const at = (this.#end - kept.length) % limit;
    const first = kept.subarray(0, limit - at);
    this.#buffer.set(first, at);
    this.#buffer.set(kept.subarray(first.length), 0);
  }

  /** A copy of at most `max` bytes from `place` on, which must not be before `start`; empty at the end. */
  read(place: number, max: number): Uint8Array {
    const limit = this.#buffer.length;
    const out = new Uint8Array(Math.max(0, Math.min(max, this.#end - place)));
    const at = place % limit;
    const first = this.#buffer.subarray(at, Math.min(limit, at + out.length));
    out.set(first, 0);
    out.set(this.#buffer.subarray(0, out.length - first.length), first.length);
    return out;
  }
}
