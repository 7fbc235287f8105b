import type { Readable } from 'node:stream';

/** What takes a client's bytes; the promise resolves when there is room for more. */
export interface Eater {
  readonly input: (data: Uint8Array) => Promise<void>;
}

/** Hands a client's bytes to a program, and reads no further while the program has no room. */
export function feed(input: Readable, eater: Eater): void {
  input.on('data', (chunk: Buffer) => {
    input.pause();
    void eater.input(chunk).then(() => input.resume());
  });
}
