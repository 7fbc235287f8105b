import type { AppError } from '#shared/errors';
import type { ContainerId, SessionId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { createExec, type ExecSpec, inspectExec, startExec } from '../engine/api/exec';
import type { EngineClient } from '../engine/client';
import { FrameDecoder } from '../engine/codec/frames';

/** One command that names the best shell of an image; `sh` itself is what runs it. */
const detectCommand = ['/bin/sh', '-c', 'command -v bash || command -v ash || command -v sh || echo /bin/sh'];
const detectTimeoutMs = 8_000;
const maxOutputBytes = 16 * 1024;

/** Variable that marks the processes of a session, so that they can be found when it is closed. */
export const sessionVariable = 'PILOTHOUSE_SESSION';

/**
 * Finds the shell of a container with a single exec: bash, ash, then sh. Fails with a sentence where the image has
 * none (the engine answers that in the stream, as exit 126 or 127, or refuses the start).
 */
export async function detectShell(client: EngineClient, containerId: ContainerId): Promise<Result<string>> {
  const ran = await runExec(client, containerId, detectCommand);
  if (!ran.ok) return ran;
  const path = ran.value.output.split('\n')[0]?.trim() ?? '';
  // busybox answers with a bare `ash` where the applet is built in.
  if (ran.value.exitCode === 0 && /^[\w./+-]+$/.test(path)) return ok(path);
  return fail(noShell(ran.value.output));
}

/** Sends SIGHUP, as a closed terminal does, to every process that the session started. */
export async function hangUp(
  client: EngineClient,
  containerId: ContainerId,
  session: SessionId,
): Promise<Result<void>> {
  const script =
    'for f in $(grep -l "$1" /proc/[0-9]*/environ 2>/dev/null); do p="${f#/proc/}"; kill -HUP "${p%/environ}"; done 2>/dev/null';
  const command = ['/bin/sh', '-c', script, 'sh', `${sessionVariable}=${session}`];
  const ran = await runExec(client, containerId, command);
  return ran.ok ? ok(undefined) : ran;
}

interface ExecOutcome {
  readonly output: string;
  readonly exitCode: number | undefined;
}

/** Runs a short command without a terminal and gathers its output, stdout and stderr together, at most 16 KiB. */
async function runExec(
  client: EngineClient,
  containerId: ContainerId,
  command: readonly string[],
): Promise<Result<ExecOutcome>> {
  const spec: ExecSpec = { command, tty: false, stdin: false };
  const created = await createExec(client, containerId, spec);
  if (!created.ok) return created;
  const started = await startExec(client, created.value, spec);
  if (!started.ok) return started;
  const { socket, head } = started.value;
  const decoder = new FrameDecoder();
  const parts: Buffer[] = [];
  let size = 0;
  const take = (bytes: Buffer): void => {
    decoder.push(bytes, (_type, chunk, start, end) => {
      if (size < maxOutputBytes) parts.push(Buffer.from(chunk.subarray(start, end)));
      size += end - start;
    });
  };
  const whole = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), detectTimeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const read = (bytes: Buffer): void => {
      try {
        take(bytes);
      } catch {
        end();
      }
    };
    socket.on('data', read).on('end', end).on('close', end).on('error', end);
    read(head);
  });
  socket.destroy();
  if (!whole) {
    return fail({
      kind: 'timeout',
      afterMs: detectTimeoutMs,
      message: `The container did not answer a short command within ${detectTimeoutMs / 1000} s.`,
    });
  }
  const state = await inspectExec(client, created.value);
  if (!state.ok) return state;
  return ok({ output: Buffer.concat(parts).toString('utf8'), exitCode: state.value.exitCode });
}

function noShell(output: string): AppError {
  const words = output.trim().slice(0, 300);
  return {
    kind: 'unsupported',
    capability: 'shell',
    message: `This image has no shell that could be started${words === '' ? '.' : `: “${words}”`}`,
  };
}
