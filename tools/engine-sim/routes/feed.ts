import type { Readable } from 'node:stream';
import type { RunningProcess } from '../shell/process';

/** Hands a client's bytes to a program, and reads no further while the program has no room. */
export function feed(input: Readable, process: RunningProcess): void {
  input.on('data', (chunk: Buffer) => {
    input.pause();
    void process.input(chunk).then(() => input.resume());
  });
}
