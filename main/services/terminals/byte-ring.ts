/** The last `limit` bytes of a stream, addressed by their place in the whole stream, in one buffer of that size. */
export class ByteRing {
  readonly #buffer: Uint8Array;
  readonly #leaving: ((bytes: Uint8Array) => void) | undefined;
  #end = 0;
  /** What stands before was forgotten on purpose. */
  #cleared = 0;

  /** `leaving` is shown what is held no longer, in order, each time before it goes; it may only read. */
  constructor(limit: number, leaving?: (bytes: Uint8Array) => void) {
    this.#buffer = new Uint8Array(limit);
    this.#leaving = leaving;
  }

  /** Place of the oldest byte that is still held. */
  get start(): number {
    return Math.max(this.#cleared, this.#end - this.#buffer.length);
  }

  /** Whether what is held begins wherever the room ended. */
  get isCut(): boolean {
    return this.start > this.#cleared;
  }

  /** Place behind the newest byte. */
  get end(): number {
    return this.#end;
  }

  /** Adds a copy of the bytes; the oldest that are held make room. */
  push(bytes: Uint8Array): void {
    const limit = this.#buffer.length;
    this.#leave(Math.min(this.#end, this.#end + bytes.length - limit));
    if (bytes.length > limit) this.#leaving?.(bytes.subarray(0, bytes.length - limit));
    this.#end += bytes.length;
    const kept = bytes.subarray(Math.max(0, bytes.length - limit));
    const at = (this.#end - kept.length) % limit;
    const first = kept.subarray(0, limit - at);
    this.#buffer.set(first, at);
    this.#buffer.set(kept.subarray(first.length), 0);
  }

  /** Forgets what stands before a place. */
  clear(place: number): void {
    this.#leave(Math.min(this.#end, place));
    this.#cleared = Math.min(this.#end, Math.max(this.#cleared, place));
  }

  /** Shows what is held up to `place`. */
  #leave(place: number): void {
    const { start } = this;
    if (this.#leaving === undefined || place <= start) return;
    const limit = this.#buffer.length;
    const from = start % limit;
    const first = this.#buffer.subarray(from, Math.min(limit, from + place - start));
    this.#leaving(first);
    this.#leaving(this.#buffer.subarray(0, place - start - first.length));
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
