import type { ContainerId } from '#shared/model/ids';
import { withDeadline } from '../../engine/abort';
import type { EngineClient } from '../../engine/client';
import { FrameDecoder, FrameType } from '../../engine/codec/frames';
import { segment } from '../../engine/api/paths';
import { atLeast } from '../../engine/compat/version';

/** So much of a log is shown before what an attached program writes: lines, and bytes. */
const logLines = 200;
const logBytes = 128 * 1024;
/** A log that takes longer is left out. */
const logMs = 3_000;
/** Less than so many bytes in common are taken for chance, unless they are all that one of both has. */
export const chanceBytes = 8;
/** So much of a log's beginning is looked for in what came live. */
const headBytes = 256;

/**
 * The last lines that a container wrote, 200 and 128 KiB at most, stdout and stderr together. Empty where
 * the log cannot be read; attaching does not depend on it.
 */
export async function readLastOutput(
  client: EngineClient,
  container: { readonly id: ContainerId; readonly tty: boolean },
  signal: AbortSignal,
): Promise<Buffer> {
  // Engines below 1.13 give the whole log, which may be any length.
  if (!atLeast(client.version, 1, 13)) return Buffer.alloc(0);
  const limit = withDeadline(logMs, signal);
  const opened = await client.open('GET', `/containers/${segment(container.id)}/logs`, {
    query: { stdout: true, stderr: true, tail: String(logLines) },
    signal: limit,
  });
  if (!opened.ok) return Buffer.alloc(0);
  const frames = container.tty ? undefined : new FrameDecoder();
  let last: Uint8Array[] = [];
  let size = 0;
  const keep = (bytes: Uint8Array): void => {
    last.push(bytes);
    size += bytes.length;
    if (size <= 2 * logBytes) return;
    last = [Buffer.concat(last).subarray(-logBytes)];
    size = logBytes;
  };
  try {
    for await (const part of opened.value as AsyncIterable<Buffer>) {
      if (frames === undefined) keep(part);
      else if (!decode(frames, part, keep)) break;
    }
  } catch {
    // What came is shown; the rest of a log that broke off is not worth an error.
  } finally {
    opened.value.destroy();
  }
  return Buffer.concat(last).subarray(-logBytes);
}

/** Takes a program's output out of a piece of a multiplexed stream; false where it is none. An engine's error is none. */
export function decode(
  frames: FrameDecoder,
  bytes: Uint8Array,
  take: (payload: Uint8Array) => void,
): boolean {
  try {
    frames.push(bytes, (type, chunk, start, end) => {
      if (type !== FrameType.systemError) take(chunk.slice(start, end));
    });
    return true;
  } catch {
    return false;
  }
}

/** Whether a log and live output have something in common, or there is too little of either to tell. */
export function meetsLive(log: Buffer, live: Buffer): boolean {
  if (log.length < chanceBytes || live.length < chanceBytes) return true;
  return withoutOverlap(log, live).length < log.length;
}

/**
 * The log without what `live` gives as well: live output began before the log was read, so the log may end with its
 * beginning, may be ahead of it, or begin in it.
 */
export function withoutOverlap(log: Buffer, live: Buffer): Buffer {
  for (let size = Math.min(log.length, live.length); size >= chanceBytes; size -= 1) {
    const at = log.length - size;
    if (log[at] === live[0] && log.subarray(at).equals(live.subarray(0, size))) return log.subarray(0, at);
  }
  if (live.length < chanceBytes) {
    const at = Math.max(0, log.length - live.length);
    return log.subarray(at).equals(live) ? log.subarray(0, at) : log;
  }
  if (log.length < chanceBytes) return live.subarray(0, log.length).equals(log) ? Buffer.alloc(0) : log;
  const ahead = log.lastIndexOf(live);
  if (ahead !== -1) return log.subarray(0, ahead);
  // It begins within what came: all of it comes that way.
  return live.includes(log.subarray(0, headBytes)) ? Buffer.alloc(0) : log;
}
