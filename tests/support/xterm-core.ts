import { createRequire } from 'node:module';
import type { Terminal } from '@xterm/xterm';

/** xterm's parser and buffer without a document; usually as large as in the app's window. It must not be opened. */
export function xtermCore(size = { cols: 140, rows: 40 }): Terminal {
  // Its bundle asks for the global object by this name when it is loaded.
  Object.assign(globalThis, { self: globalThis });
  const { Terminal: Made } = createRequire(import.meta.url)('@xterm/xterm') as {
    readonly Terminal: typeof Terminal;
  };
  return new Made({ ...size, scrollback: 10_000, allowProposedApi: true });
}
