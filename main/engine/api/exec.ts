import type { ContainerId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { bool, field, num, str } from '../compat/read';
import { atLeast } from '../compat/version';
import type { Hijacked } from '../transport/http';
import { segment } from './paths';
import { change } from './typed';

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
  /** `NAME=value`; by way of the container's own `env` below API 1.25. */
  readonly environment?: readonly string[];
  /** Folder to run in; by way of the container's own `sh` below API 1.35. */
  readonly folder?: string;
  /** `user[:group]`; the container's own where absent. */
  readonly user?: string;
  readonly privileged?: boolean;
  readonly size?: TerminalSize;
}

/**
 * Keys that detach a session; the default ctrl-p,ctrl-q makes the engine hold back every ctrl-p. Nobody types this one
 * by chance (API 1.22).
 */
export const detachKeys = 'ctrl-^,ctrl-_,ctrl-^,ctrl-@';

/**
 * `POST /containers/{id}/exec` (API 1.15): prepares a process and gives its id; nothing runs yet. `unsupported` below
 * 1.15, 409 where the container does not run or is paused.
 */
export async function createExec(
  client: EngineClient,
  containerId: ContainerId,
  spec: ExecSpec,
  signal?: AbortSignal,
): Promise<Result<string>> {
  const has = client.supports('exec');
  if (!has.ok) return has;
  const answer = await client.send('POST', `/containers/${segment(containerId)}/exec`, {
    body: {
      AttachStdin: spec.stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: spec.tty,
      Cmd: execCommand(client, spec),
      User: spec.user,
      Privileged: spec.privileged,
      ...(spec.folder !== undefined && atLeast(client.version, 1, 35) ? { WorkingDir: spec.folder } : {}),
      ...(spec.environment !== undefined && atLeast(client.version, 1, 25) ? { Env: spec.environment } : {}),
      ...(atLeast(client.version, 1, 22) ? { DetachKeys: detachKeys } : {}),
      ...consoleSize(client, spec),
    },
    signal,
  });
  return answer.ok ? ok(str(field(answer.value, 'Id'))) : answer;
}

/** What engines without environment or folder for a command can do through the command itself. */
function execCommand(client: EngineClient, spec: ExecSpec): readonly string[] {
  let command = spec.command;
  if (spec.environment !== undefined && spec.environment.length > 0 && !atLeast(client.version, 1, 25))
    command = ['env', ...spec.environment, ...command];
  if (spec.folder !== undefined && !atLeast(client.version, 1, 35))
    command = ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', spec.folder, ...command];
  return command;
}

/**
 * `POST /exec/{id}/start`: runs it on a connection of its own. With a TTY the bytes are raw, without one they are
 * multiplexed, whatever the content type says. The caller owns the connection and must always drain it. Aborting `signal`
 * gives up, and destroys the connection.
 */
export function startExec(
  client: EngineClient,
  execId: string,
  spec: ExecSpec,
  signal?: AbortSignal,
): Promise<Result<Hijacked>> {
  return client.hijack(`/exec/${segment(execId)}/start`, {
    body: { Detach: false, Tty: spec.tty, ...consoleSize(client, spec) },
    signal,
  });
}

/** `POST /exec/{id}/resize`. Before the process runs it fails on engines below 18.06: try again then. */
export function resizeExec(client: EngineClient, execId: string, size: TerminalSize): Promise<Result<void>> {
  return change(client, 'POST', `/exec/${segment(execId)}/resize`, {
    query: { h: size.rows, w: size.columns },
  });
}

/** `POST /exec/{id}/start` with nobody listening: it runs on its own. */
export function startExecDetached(client: EngineClient, execId: string): Promise<Result<void>> {
  const body = { Detach: true, Tty: false };
  return change(client, 'POST', `/exec/${segment(execId)}/start`, { body });
}

/** How a process stands: its exit code once it has ended, undefined where the engine cannot say. */
export interface ExecState {
  readonly running: boolean;
  readonly exitCode: number | undefined;
}

/**
 * `GET /exec/{id}/json` (API 1.16). Engines forget a process some minutes after its end (404). Below 1.16 nobody can
 * say: the end of the connection is the end, and the exit code stays unknown.
 */
export async function inspectExec(client: EngineClient, execId: string): Promise<Result<ExecState>> {
  if (!client.supports('exec-exit-code').ok) return ok({ running: false, exitCode: undefined });
  const answer = await client.getJson(`/exec/${segment(execId)}/json`);
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
