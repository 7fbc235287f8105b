/** More than so many bytes are no message any more. */
const maxBytes = 2000;

/** Gathers what frames of type 3 say: an error of the engine in the middle of a stream, and no output of a program. */
export class EngineWords {
  #bytes = new Uint8Array(0);
  #any = false;

  /** Takes a piece of such a frame; copies it. */
  push(chunk: Uint8Array, start: number, end: number): void {
    this.#any = true;
    const more = chunk.subarray(start, Math.min(end, start + maxBytes - this.#bytes.length));
    const all = new Uint8Array(this.#bytes.length + more.length);
    all.set(this.#bytes, 0);
    all.set(more, this.#bytes.length);
    this.#bytes = all;
  }

  /** What the engine said; undefined where it said nothing of the kind. */
  get text(): string | undefined {
    if (!this.#any) return undefined;
    return new TextDecoder().decode(this.#bytes).trim() || 'The engine reported an error.';
  }
}
