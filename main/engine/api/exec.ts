import type { ContainerId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { bool, field, num, str } from '../compat/read';
import { atLeast } from '../compat/version';
import type { Hijacked } from '../transport/http';

/** A terminal's size in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What to run in a container. */
export interface ExecSpec {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly environment?: readonly string[];
  readonly size?: TerminalSize;
}

/**
 * Keys that detach a session; the default ctrl-p,ctrl-q makes the engine hold back every ctrl-p. Nobody types this one
 * by chance (API 1.22).
 */
const detachKeys = 'ctrl-^,ctrl-_,ctrl-^,ctrl-@';

/** `POST /containers/{id}/exec` (API 1.15): prepares a process and gives its id; nothing runs yet. */
export async function createExec(
  client: EngineClient,
  containerId: ContainerId,
  spec: ExecSpec,
  signal?: AbortSignal,
): Promise<Result<string>> {
  const answer = await client.send('POST', `/containers/${containerId}/exec`, {
    body: {
      AttachStdin: spec.stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: spec.tty,
      Cmd: spec.command,
      ...(spec.environment !== undefined && atLeast(client.version, 1, 25) ? { Env: spec.environment } : {}),
      ...(atLeast(client.version, 1, 22) ? { DetachKeys: detachKeys } : {}),
      ...consoleSize(client, spec),
    },
    signal,
  });
  return answer.ok ? ok(str(field(answer.value, 'Id'))) : answer;
}

/**
 * `POST /exec/{id}/start`: runs it on a connection of its own. With a TTY the bytes are raw, without one they are
 * multiplexed, whatever the content type says. The caller owns the connection and must always drain it.
 */
export function startExec(client: EngineClient, execId: string, spec: ExecSpec): Promise<Result<Hijacked>> {
  return client.hijack(`/exec/${execId}/start`, {
    body: { Detach: false, Tty: spec.tty, ...consoleSize(client, spec) },
  });
}

/** `POST /exec/{id}/resize`. Before the process runs it fails on engines below 18.06: try again then. */
export async function resizeExec(
  client: EngineClient,
  execId: string,
  size: TerminalSize,
): Promise<Result<void>> {
  const answer = await client.send('POST', `/exec/${execId}/resize`, {
    query: { h: size.rows, w: size.columns },
  });
  return answer.ok ? ok(undefined) : answer;
}

/** How a process stands: its exit code once it has ended. */
export interface ExecState {
  readonly running: boolean;
  readonly exitCode: number | undefined;
}

/** `GET /exec/{id}/json` (API 1.16). */
export async function inspectExec(client: EngineClient, execId: string): Promise<Result<ExecState>> {
  const answer = await client.getJson(`/exec/${execId}/json`);
  if (!answer.ok) return answer;
  return ok({
    running: bool(field(answer.value, 'Running')),
    exitCode: num(field(answer.value, 'ExitCode')),
  });
}

/** `ConsoleSize` is [rows, columns] and known to exec from API 1.42 on. */
function consoleSize(client: EngineClient, spec: ExecSpec): { ConsoleSize?: readonly [number, number] } {
  if (!spec.tty || spec.size === undefined || !atLeast(client.version, 1, 42)) return {};
  return { ConsoleSize: [spec.size.rows, spec.size.columns] };
}
