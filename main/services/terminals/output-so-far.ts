import { isAborted } from '../../engine/abort';
import { pause } from './end-processes';
import { chanceBytes, meetsLive, withoutOverlap } from './last-output';

/** Who writes so much while the log is read needs no log before it. In bytes. */
export const plentyBytes = 64 * 1024;
/** An engine says that it attached a moment before it does: what is written in between is found in the log, in ms. */
const settleMs = 50;
/** The log is read so often at most, so many ms apart. */
const mostReads = 20;
const readPauseMs = 50;
/** So often it is read again only because something came while it was read. */
const quietReads = 4;

/** What an attached program says while its log is read. */
export interface LiveOutput {
  /** Everything that came so far. */
  readonly bytes: () => Buffer;
  /** How much that is, in bytes. */
  readonly size: () => number;
  /** Nothing more comes. */
  readonly over: () => boolean;
}

/**
 * The end of a log and what came live since, put together so that nothing is missing or there twice. An engine
 * writes its log behind the output, by thousands of lines on a busy machine, and of a program that writes fast
 * the log is far ahead of what has been read of the connection. So the log is read again until the two meet, or,
 * where nothing came to meet it, until it stands still; for a second or so at most. Of a program that wrote 64 KiB
 * meanwhile that output is given alone. Its first line may be the rest of one.
 */
export async function outputSoFar(
  live: LiveOutput,
  readLog: () => Promise<Buffer>,
  signal: AbortSignal,
): Promise<Buffer> {
  await pause(settleMs, signal);
  let log: Buffer | undefined;
  for (let reads = 1; live.size() < plentyBytes; reads += 1) {
    const before = live.size();
    const last = log;
    log = await readLog();
    const quiet = live.size() === before || reads >= quietReads;
    if (reads === mostReads || isAborted(signal) || live.over()) break;
    if (quiet && (canMeet(log, live.bytes()) ? meetsLive(log, live.bytes()) : last?.equals(log) === true))
      break;
    await pause(readPauseMs, signal);
  }
  const came = live.bytes();
  return came.length >= plentyBytes || log === undefined
    ? came
    : Buffer.concat([withoutOverlap(log, came), came]);
}

/** Whether there is enough of both to know that they meet. A log has no line that is not finished. */
function canMeet(log: Buffer, live: Buffer): boolean {
  return log.length >= chanceBytes && live.lastIndexOf('\n') + 1 >= chanceBytes;
}
