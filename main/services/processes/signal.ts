import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { changeContainer } from '../../engine/api/container-changes';
import { inspectContainer } from '../../engine/api/containers';
import type { EngineClient } from '../../engine/client';
import { field, num, str } from '../../engine/compat/read';
import { runShort } from '../terminals/short-command';
import { findInside, type Inner, lookInsideScript, type Outer, readInside, toOuter } from './inside';
import { hasInnerPids, readProcesses, signalsMissing } from './list';

/** Which process is to get which signal. */
export interface SignalTarget {
  readonly containerId: ContainerId;
  /** As the engine lists it. */
  readonly pid: number;
  /** A name without `SIG`. */
  readonly signal: string;
}

const limitMs = 8_000;
const maxBytes = 2 * 1024 * 1024;
/** Ways in which the scripts end that say something. */
const exit = { gone: 91, refused: 92, stays: 93 } as const;

/** Signals a process that still is who it was. */
const signalScript = `n=$1 t=$2 s=$3
read -r l <"/proc/$n/stat" || exit ${exit.gone}
l=\${l##*) }; set -- $l
[ "\${20}" = "$t" ] || exit ${exit.gone}
kill -"$s" "$n" || exit ${exit.refused}`;

/** After a kill: is it still there? */
const stillThereScript = `n=$1 t=$2
read -r l <"/proc/$n/stat" || exit 0
l=\${l##*) }; set -- $l
[ "$1" = Z ] || [ "$1" = X ] || [ "\${20}" != "$t" ] || exit ${exit.stays}`;

/** A killed process is looked after so often, so many ms apart. */
const looks = 5;
const lookPauseMs = 150;

/**
 * Sends a signal to one process of a container. The main process gets it from the engine; another is looked for inside,
 * with an exec as root, by arguments, ancestors and age, and left alone where that is not certain.
 */
export async function signalProcess(
  client: EngineClient,
  target: SignalTarget,
  signal: AbortSignal,
): Promise<Result<Record<string, never>>> {
  const missing = signalsMissing(client);
  if (missing !== undefined) return fail({ kind: 'unsupported', capability: 'exec', message: missing });
  const details = await inspectContainer(client, target.containerId, signal);
  if (!details.ok) return details;
  const innerPids = hasInnerPids(client);
  const main = innerPids ? 1 : num(field(field(details.value.raw, 'State'), 'Pid'));
  if (main === target.pid) {
    const sent = await changeContainer(
      client,
      target.containerId,
      { verb: 'kill', signal: target.signal },
      signal,
    );
    return sent.ok ? ok({}) : sent;
  }
  const listed = await readProcesses(client, target.containerId, signal);
  if (!listed.ok) return listed;
  const outer = toOuter(listed.value.titles, listed.value.processes);
  const wanted = outer.find(({ pid }) => pid === target.pid);
  if (wanted === undefined) return fail({ kind: 'not-found', message: goneText(target.pid) });
  const inner = await lookInside(client, target, signal);
  if (!inner.ok) return inner;
  const again = await readProcesses(client, target.containerId, signal);
  if (!again.ok) return again;
  const after = toOuter(again.value.titles, again.value.processes);
  // Where both count alike, the number is the process; it only has to be the same still.
  const alike = innerPids || str(field(field(details.value.raw, 'HostConfig'), 'PidMode')) === 'host';
  const own = ({ pid }: Outer): boolean => !alike || pid === target.pid;
  const listedOf = { before: outer.filter(own), after: after.filter(own) };
  const found = findInside(wanted, listedOf, inner.value.filter(own));
  switch (found.kind) {
    case 'one':
      return send(client, target, found.process, signal);
    case 'none':
      return refused(
        `Process ${target.pid} (${shown(wanted.command)}) could not be found inside the container, so nothing was sent.`,
      );
    case 'alike':
      return refused(
        `${found.count} processes of the container look the same (${shown(wanted.command)}), so it is not certain which of them is process ${target.pid}. Nothing was sent.`,
      );
  }
}

async function lookInside(
  client: EngineClient,
  { containerId }: SignalTarget,
  signal: AbortSignal,
): Promise<Result<readonly Inner[]>> {
  const command = ['sh', '-c', lookInsideScript];
  const looked = await runShort(client, containerId, { command, user: '0', limitMs, maxBytes, signal });
  if (!looked.ok) return noShell(looked.error.message) ? withoutShell() : looked;
  const text = new TextDecoder().decode(looked.value.output);
  const { exitCode } = looked.value;
  if (exitCode === 126 || exitCode === 127 || noShell(text)) return withoutShell();
  const inner = readInside(text);
  return inner === undefined
    ? refused('The processes inside the container could not be read, so nothing was sent.')
    : ok(inner);
}

async function send(
  client: EngineClient,
  { containerId, pid, signal: name }: SignalTarget,
  inner: Inner,
  signal: AbortSignal,
): Promise<Result<Record<string, never>>> {
  const who = [String(inner.pid), inner.startedAt];
  const run = (script: string, more: readonly string[] = []): ReturnType<typeof runShort> => {
    const command = ['sh', '-c', script, 'sh', ...who, ...more];
    return runShort(client, containerId, { command, user: '0', limitMs, maxBytes: 4096, signal });
  };
  const sent = await run(signalScript, [name]);
  if (!sent.ok) return sent;
  const { exitCode, output } = sent.value;
  if (exitCode === exit.gone) return fail({ kind: 'not-found', message: goneText(pid) });
  if (exitCode !== 0 && exitCode !== undefined) {
    const said = new TextDecoder().decode(output).trim().slice(0, 200);
    return refused(
      `The container refused to send ${name} to process ${pid}${said === '' ? '' : `: ${said}`}.`,
    );
  }
  if (name !== 'KILL') return ok({});
  for (let look = 1; look <= looks; look += 1) {
    const after = await run(stillThereScript);
    if (!after.ok) return after;
    if (after.value.exitCode !== exit.stays) return ok({});
    await new Promise((resolve) => setTimeout(resolve, lookPauseMs));
  }
  return refused(`Process ${pid} was killed and is still there: it waits for something in the kernel.`);
}

function refused(message: string): Result<never> {
  return fail({ kind: 'conflict', message });
}

function withoutShell(): Result<never> {
  const message =
    'The container has no “sh”, through which a process inside it would be found. Only its main process can be sent a signal.';
  return fail({ kind: 'unsupported', capability: 'exec', message });
}

/** Engines say it in the answer, or as output of the command. */
function noShell(text: string): boolean {
  return /executable file.*not found|no such file or directory.*\bsh\b|\bsh\b.*no such file or directory/i.test(
    text,
  );
}

function goneText(pid: number): string {
  return `There is no process ${pid} in the container any more.`;
}

function shown(command: string): string {
  return command.length > 80 ? `${command.slice(0, 79)}…` : command;
}
