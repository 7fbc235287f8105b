import { type AppError, cancelled } from '#shared/errors';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { isAborted, withDeadline } from '../../engine/abort';
import { createExec, type ExecSpec, inspectExec, startExec } from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';
import { EngineWords } from '../../engine/codec/engine-words';
import { FrameDecoder, FrameType } from '../../engine/codec/frames';
import type { Hijacked } from '../../engine/transport/http';
import { watchExecEnd } from './exec-end';

/** A command whose end cannot be seen on its connection is asked after so often, in ms. */
const pollMs = 250;
/** Engines can end a connection before they know of the end; asked again so often, so many ms apart. */
const endTries = 5;
const endPauseMs = 60;

/** A command that runs without a terminal and is gathered. */
export interface ShortCommand {
  readonly command: readonly string[];
  readonly user?: string | undefined;
  readonly privileged?: boolean | undefined;
  readonly environment?: readonly string[] | undefined;
  /** It is given up after so many ms. */
  readonly limitMs: number;
  /** More output than that is read and thrown away. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface ShortOutcome {
  /** stdout and stderr together, as they came. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** More came than is given. */
  readonly cut: boolean;
  /** Undefined where it did not end, or the engine cannot say (below API 1.16). */
  readonly exitCode: number | undefined;
  /** False where the limit in time, or the signal, came first: it goes on in the container. */
  readonly ended: boolean;
}

/**
 * Runs a command without a terminal and gathers its output. A command that outlives its limit or the signal is not
 * ended, only left: `ended` is false then. Fails where it could not be started, the engine was lost, or told an error
 * among the output.
 */
export async function runShort(
  client: EngineClient,
  containerId: ContainerId,
  what: ShortCommand,
): Promise<Result<ShortOutcome>> {
  const spec: ExecSpec = {
    command: what.command,
    tty: false,
    stdin: false,
    ...(what.user === undefined ? {} : { user: what.user }),
    ...(what.privileged === undefined ? {} : { privileged: what.privileged }),
    ...(what.environment === undefined ? {} : { environment: what.environment }),
  };
  const limit = withDeadline(what.limitMs, what.signal);
  const created = await createExec(client, containerId, spec, limit);
  if (!created.ok) return given(created.error, what);
  const started = await startExec(client, created.value, spec, limit);
  if (!started.ok) return given(started.error, what);
  if (!started.value.halfClose) void watchExecEnd(client, created.value, started.value.socket, pollMs);
  const { ended, parts, size, refused } = await gather(started.value, what.maxBytes, limit);
  started.value.socket.destroy();
  if (refused !== undefined) return fail({ kind: 'engine-error', status: 200, message: refused });
  const exit = ended ? await exitCode(client, created.value) : ok(undefined);
  if (!exit.ok) return exit;
  const output = new Uint8Array(Math.min(size, what.maxBytes));
  let at = 0;
  for (const part of parts) {
    output.set(part, at);
    at += part.length;
  }
  return ok({ output, cut: size > what.maxBytes, exitCode: exit.value, ended });
}

/** A start that took longer than the whole limit is a timeout to whoever waits, not a cancelled request. */
function given(error: AppError, what: ShortCommand): Result<never> {
  if (error.kind !== 'cancelled') return fail(error);
  return fail(what.signal.aborted ? cancelled('The command') : tooLong(what.limitMs));
}

/** The sentence for a command that did not end in time. */
export function tooLong(limitMs: number): AppError {
  const message = `The container did not answer a short command within ${limitMs / 1000} s.`;
  return { kind: 'timeout', afterMs: limitMs, message };
}

async function exitCode(client: EngineClient, execId: string): Promise<Result<number | undefined>> {
  for (let tries = 1; ; tries += 1) {
    const state = await inspectExec(client, execId);
    if (!state.ok) return state;
    if (!state.value.running || tries === endTries) return ok(state.value.exitCode);
    await new Promise((resolve) => setTimeout(resolve, endPauseMs));
  }
}

interface Gathered {
  readonly ended: boolean;
  readonly parts: readonly Uint8Array[];
  readonly size: number;
  /** An error of the engine. */
  readonly refused: string | undefined;
}

/** Reads both streams to their end, or until the signal. */
function gather({ socket, head }: Hijacked, maxBytes: number, signal: AbortSignal): Promise<Gathered> {
  return new Promise((resolve) => {
    const decoder = new FrameDecoder();
    const parts: Uint8Array[] = [];
    const words = new EngineWords();
    let size = 0;
    const over = (ended: boolean): void => {
      signal.removeEventListener('abort', giveUp);
      resolve({ ended, parts, size, refused: words.text });
    };
    const end = (): void => over(true);
    const giveUp = (): void => over(false);
    signal.addEventListener('abort', giveUp, { once: true });
    if (isAborted(signal)) giveUp();
    const read = (bytes: Uint8Array): void => {
      try {
        decoder.push(bytes, (type, chunk, start, stop) => {
          if (type === FrameType.systemError) {
            words.push(chunk, start, stop);
            return;
          }
          const room = maxBytes - size;
          if (room > 0) parts.push(Uint8Array.from(chunk.subarray(start, Math.min(stop, start + room))));
          size += stop - start;
        });
      } catch {
        end();
      }
    };
    socket.on('data', read).on('end', end).on('close', end).on('error', end);
    read(head);
  });
}
