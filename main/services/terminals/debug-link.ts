import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { isAborted } from '../../engine/abort';
import { openAttach } from '../../engine/api/attach';
import { beginWait, changeContainer, startContainer } from '../../engine/api/container-changes';
import { createContainer, inspectContainer } from '../../engine/api/containers';
import type { EngineClient } from '../../engine/client';
import { field, num, str } from '../../engine/compat/read';
import { atLeast } from '../../engine/compat/version';
import { sizeContainer } from './attach-link';
import { pause } from './end-processes';
import { endSentence } from './exit-words';
import { type Ending, endOfContainer, engineLost, type Link, type LinkContext, startSignal } from './link';

/** Labels of a helper container: that it is one, of which session, and of which run of Pilothouse. */
export const helperLabels = {
  helper: 'app.pilothouse.helper',
  session: 'app.pilothouse.session',
  instance: 'app.pilothouse.instance',
} as const;

/** A removal may take so long, in ms. */
const removeMs = 10_000;
/** The exit code comes a moment after the connection's end, in ms. */
const codeMs = 2_000;
/** An engine that does not say that it waits is not waited for longer than that, in ms. */
const askedMs = 2_000;

/**
 * Starts a shell of `image`, which must be on the engine, in a helper container that sees the processes and the network
 * of the target. Root, and allowed to look into the target's files under `/proc/1/root`, where it starts. Nothing of it
 * is logged. The helper goes with the session, however that ends; one that outlived a crash is known by its labels.
 */
export async function openDebugLink(
  context: LinkContext,
  image: string,
  instance: string,
): Promise<Result<Link>> {
  const { client, containerId, engine, signal, size } = context;
  const has = client.supports('debug-shell');
  if (!has.ok) return has;
  const target = await inspectContainer(client, containerId, signal);
  if (!target.ok) return target;
  if (target.value.state !== 'running') {
    const message = `The container ${context.containerName} is ${target.value.state}: a debug shell needs a running one.`;
    return fail({ kind: 'conflict', message });
  }
  const created = await createContainer(
    client,
    helperSpec(context, target.value.raw, image, instance),
    signal,
  );
  if (!created.ok) {
    if (created.error.kind !== 'not-found') return created;
    const message = `The image ${image} is not on this engine. Pull it, or choose another one for the debug shell.`;
    return fail({ kind: 'not-found', message });
  }
  const helper = created.value.id;
  const given = async (result: Result<never>): Promise<Result<never>> => {
    await removeHelper(client, helper);
    return result;
  };
  if (isAborted(signal)) return given(fail({ kind: 'cancelled', message: 'The debug shell was cancelled.' }));
  const streams = { logs: false, stream: true, stdin: true, stdout: true, stderr: true };
  const start = startSignal(signal);
  const opened = await openAttach(client, helper, streams, start.signal);
  if (!opened.ok) return given(opened);
  const ended = new AbortController();
  // Before the start, because the engine removes the helper as soon as it has ended. Engines before API 1.30 know no next
  // exit: what has not been started does not run, which is all that they wait for.
  const early = atLeast(client.version, 1, 30)
    ? beginWait(client, helper, 'next-exit', ended.signal)
    : undefined;
  if (early !== undefined) {
    const limit = new AbortController();
    await Promise.race([early.asked, pause(askedMs, limit.signal)]);
    limit.abort();
  }
  const started = await startContainer(client, helper, undefined, start.signal);
  if (!started.ok) {
    ended.abort();
    opened.value.destroy();
    return given(started);
  }
  start.done();
  const waiting = (early ?? beginWait(client, helper, 'not-running', ended.signal)).outcome;
  await sizeContainer(client, helper, size, signal);
  return ok({
    socket: opened.value,
    head: new Uint8Array(0),
    tty: true,
    takesInput: true,
    shell: 'sh',
    resize: (now, to) => sizeContainer(now, helper, to, signal),
    ending: async (now): Promise<Ending> => {
      if (now === undefined) return engineLost(engine);
      const limit = new AbortController();
      const waited = await Promise.race([waiting, pause(codeMs, limit.signal)]);
      limit.abort();
      ended.abort();
      const exitCode = waited?.ok === true ? waited.value.exitCode : undefined;
      const run = { engine, containerId, startedAt: target.value.startedAt };
      const gone =
        exitCode === undefined || exitCode === 137 ? await endOfContainer(now, run, true) : undefined;
      if (gone !== undefined) return { end: gone.end, endReason: gone.endReason };
      return {
        end: 'exit',
        endReason: endSentence('The debug shell', exitCode),
        ...(exitCode === undefined ? {} : { exitCode }),
      };
    },
    end: () => Promise.resolve(undefined),
    clear: async (now) => {
      ended.abort();
      const removed = await removeHelper(now, helper);
      if (removed.ok) return undefined;
      return `The helper container ${helper.slice(0, 12)} of the debug shell could not be removed: ${removed.error.message}`;
    },
  });
}

/** The helper as the engine makes it. */
function helperSpec(
  { settings, size, ...context }: LinkContext,
  target: unknown,
  image: string,
  instance: string,
) {
  const root = targetRoot(target);
  const folder = root === undefined ? undefined : `${root}${settings.folder ?? ''}`;
  // Where the target's files cannot be reached, the helper's own root is as good as any.
  const script = 'cd "$1" 2>/dev/null || cd "$2" 2>/dev/null || cd /; exec "${SHELL:-/bin/sh}" -i';
  const mode = `container:${context.containerId}`;
  return {
    config: {
      Image: image,
      Entrypoint: ['/bin/sh', '-c', script, 'sh', folder ?? '/', root ?? '/'],
      Cmd: [],
      Env: ['TERM=xterm-256color', 'COLORTERM=truecolor', 'SHELL=/bin/sh', ...context.environment],
      User: settings.user ?? '0',
      WorkingDir: '/',
      Tty: true,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Labels: {
        [helperLabels.helper]: 'debug',
        [helperLabels.session]: context.sessionId,
        [helperLabels.instance]: instance,
      },
    },
    hostConfig: {
      PidMode: mode,
      NetworkMode: mode,
      CapAdd: ['SYS_PTRACE'],
      Privileged: settings.privileged === true,
      LogConfig: { Type: 'none' },
      ...(atLeast(context.client.version, 1, 25) ? { AutoRemove: true } : {}),
      ...(atLeast(context.client.version, 1, 42) ? { ConsoleSize: [size.rows, size.columns] } : {}),
    },
  };
}

/**
 * Where the target's files are to be seen from its processes: under process 1, or under its own number where it shares
 * the machine's processes. Undefined where it shares those of another container, whose process 1 is not the target's.
 */
export function targetRoot(raw: unknown): string | undefined {
  const mode = str(field(field(raw, 'HostConfig'), 'PidMode'));
  if (mode.startsWith('container:')) return undefined;
  if (mode !== 'host') return '/proc/1/root';
  const pid = num(field(field(raw, 'State'), 'Pid'));
  return pid === undefined || pid < 1 ? undefined : `/proc/${pid}/root`;
}

/** Ends and removes a helper; one that is gone, or being removed, is as it should be. */
export async function removeHelper(client: EngineClient, helper: ContainerId): Promise<Result<void>> {
  const what = { verb: 'remove', volumes: true, force: true } as const;
  const removed = await changeContainer(client, helper, what, AbortSignal.timeout(removeMs));
  if (removed.ok || removed.error.kind === 'not-found' || removed.error.kind === 'conflict')
    return ok(undefined);
  return removed;
}
