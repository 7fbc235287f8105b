/** Bits of a line's flag byte in a LogChunk. */
export const LogFlag = {
  /** The line was written to stderr; stdout otherwise. */
  stderr: 1,
  /** The line was longer than the cap and its rest was dropped. */
  truncated: 2,
  /** The stream ended in the middle of the line. */
  unfinished: 4,
} as const;

/**
 * A batch of whole log lines, columns instead of objects so that a million of them cost neither main nor the port an
 * allocation each. Line i is `bytes[ends[i-1] ?? 0 .. ends[i]]`: UTF-8 as the container wrote it, not validated,
 * without timestamp and newline; at most 1 MiB. A chunk holds about 64 KiB, more only where one line is longer.
 */
export interface LogChunk {
  readonly bytes: Uint8Array;
  /** End offset of each line in `bytes`. */
  readonly ends: Uint32Array;
  /** Epoch milliseconds of each line, NaN where the engine gave no timestamp. */
  readonly times: Float64Array;
  /** Nanoseconds below the millisecond of each line, 0 to 999999. */
  readonly nanos: Uint32Array;
  /** LogFlag bits of each line. */
  readonly flags: Uint8Array;
}

/** Something to say between two lines; shown as a divider. */
export interface LogNotice {
  readonly what:
    | 'lost'
    | 'resumed'
    | 'ended'
    | 'started'
    | 'dropped'
    | 'oom'
    | 'healthy'
    | 'unhealthy'
    | 'paused'
    | 'unpaused'
    | 'reopened';
  /** Epoch ms. */
  readonly at: number;
  /** A sentence. */
  readonly text: string;
}

/** One end of what is held of an output stream: a line's time, and how many held lines carry exactly that time; 0 where all that is held lies beyond it. */
export interface LogCut {
  /** Epoch ms. */
  readonly ms: number;
  /** Nanoseconds below the millisecond, 0 to 999999. */
  readonly nanos: number;
  readonly count: number;
}

/**
 * Where the held part of a log ends (or begins), for each output stream alone: a stream is in order of time by itself,
 * while the two may be interleaved slightly out of order. Undefined for a stream of which nothing is held.
 */
export interface LogCuts {
  readonly stdout?: LogCut | undefined;
  readonly stderr?: LogCut | undefined;
}

/** What a log stream carries. `start`: what came first (or comes next, where nothing came) is the log's very beginning. */
export type LogItem =
  | { readonly kind: 'lines'; readonly chunk: LogChunk }
  | { readonly kind: 'notice'; readonly notice: LogNotice }
  | { readonly kind: 'start' };

/** Bytes that a chunk costs of the credit window. */
export function logItemCost(item: LogItem): number {
  return item.kind === 'lines' ? item.chunk.bytes.byteLength + item.chunk.ends.length * 17 : 256;
}
