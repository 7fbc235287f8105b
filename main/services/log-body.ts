import type { AppError } from '#shared/errors';
import type { OpenedLog } from '../engine/api/container-logs';
import { pump } from '../engine/api/pump';
import type { EngineClient } from '../engine/client';
import { EngineWords } from '../engine/codec/engine-words';
import { FrameDecoder, FrameError, FrameType } from '../engine/codec/frames';
import { type LineColumns, LogLines } from '../engine/codec/log-lines';

/**
 * A batch is given at once where the last one was so many ms ago, when it holds so many bytes or lines (which may be
 * empty), or so many ms after the last one.
 */
const chunkBytes = 64 * 1024;
const chunkLines = 16 * 1024;
const flushMs = 8;
/** So many batches of an attached container's output are held for a view that lags; then they are left out. */
const attachedBatches = 16;

/** Who takes the lines. */
export interface LogTaker {
  /** Room for a batch right now. */
  readonly writable: boolean;
  /** Resolves with true once there is room, with false when nobody takes any more. */
  ready(): Promise<boolean>;
  take(lines: LineColumns): void;
  /** These were read and are left out: the view did not keep up, and waiting would have held the container up. */
  leaveOut(lines: LineColumns): void;
  /** Bytes came. */
  heard?(): void;
}

/** How the end of a log is read. */
export interface BodyOptions {
  /** The log is read on at once, so a line without an end is not given: it comes again. */
  readonly goesOn?: boolean;
}

/**
 * Reads an open log to its end and gives whole lines in batches. Without room the socket is not read, except where that
 * would hold the container up. Gives why it ended, undefined for a clean end; a frame of type 3 is the engine's error.
 */
export async function readLogBody(
  client: EngineClient,
  log: OpenedLog,
  taker: LogTaker,
  signal: AbortSignal,
  { goesOn = false }: BodyOptions = {},
): Promise<AppError | undefined> {
  const frames = new FrameDecoder();
  const lines = new LogLines({ timestamps: log.timestamps });
  const refused = new EngineWords();
  let flushedAt = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    const columns = lines.take();
    if (columns === undefined) return;
    flushedAt = performance.now();
    taker.take(columns);
  };
  const holds = (batches: number): boolean =>
    lines.bytes >= batches * chunkBytes || lines.count >= batches * chunkLines;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    void taker.ready().then((open) => {
      timer = undefined;
      if (open) flush();
    });
  };
  const outcome = await pump(client, log.body, signal, (chunk) => {
    taker.heard?.();
    if (!log.framed) lines.push(0, chunk, 0, chunk.length, false);
    else {
      try {
        frames.push(chunk, (type, bytes, start, end, frameStart) => {
          if (type === FrameType.systemError) refused.push(bytes, start, end);
          else lines.push(type === FrameType.stderr ? 1 : 0, bytes as Buffer, start, end, frameStart);
        });
      } catch (cause) {
        return frameFailure(cause);
      }
    }
    if (lines.count === 0) return undefined;
    const full = holds(1);
    const sinceFlush = performance.now() - flushedAt;
    if ((full || sinceFlush >= flushMs) && taker.writable) {
      flush();
      return undefined;
    }
    if (!full || log.attached) {
      if (holds(attachedBatches)) {
        const columns = lines.take();
        if (columns !== undefined) taker.leaveOut(columns);
      }
      timer ??= setTimeout(later, Math.max(0, flushMs - sinceFlush));
      return undefined;
    }
    return taker.ready().then((open) => {
      if (open) flush();
      return undefined;
    });
  });
  clearTimeout(timer);
  // A line that broke off with the connection comes again, whole, when the log is read on.
  if (!goesOn && outcome?.kind !== 'engine-unreachable' && outcome?.kind !== 'cancelled') lines.finish();
  if (await taker.ready()) flush();
  const { text } = refused;
  // The engine's words say more than the connection that broke off after them.
  if (text === undefined || outcome?.kind === 'cancelled') return outcome;
  return { kind: 'engine-error', status: 200, message: text };
}

function frameFailure(cause: unknown): AppError {
  const message = cause instanceof FrameError ? cause.message : 'The log could not be read.';
  return { kind: 'engine-error', status: 200, message };
}
