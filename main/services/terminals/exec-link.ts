import { cancelled, errorText } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { isAborted } from '../../engine/abort';
import { inspectContainer } from '../../engine/api/containers';
import {
  createExec,
  type ExecSpec,
  type ExecState,
  inspectExec,
  resizeExec,
  startExec,
} from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';
import { endProcesses, pause } from './end-processes';
import { watchExecEnd } from './exec-end';
import { endSentence } from './exit-words';
import {
  type ContainerRun,
  type Ending,
  endOfContainer,
  engineLost,
  type Link,
  type LinkContext,
  startSignal,
} from './link';
import type { ProcessRow } from './process-table';
import { sessionVariable } from './shells';

/** Engines can end a process's connection before they know of its end; asked again so often, so many ms apart. */
const endTries = 5;
const endPauseMs = 100;
/** The codes with which a process goes that the end of its container killed. */
const killedCodes = new Set([137, 143]);
/** Ctrl+C, Ctrl+\ and Ctrl+D, for a program that can be reached by its terminal alone. */
const farewell = [0x03, 0x1c, 0x04];
const farewellPauseMs = 250;
/** What a start that was given up may have left is looked for so long, in ms. */
const abandonedMs = 5_000;

/** What an exec runs. */
export interface ExecProgram {
  readonly command: readonly string[];
  /** `The shell` or `The command`, for sentences. */
  readonly what: string;
  /** Name of what runs. */
  readonly shell: string;
}

/** Starts a command with a terminal in a container. Aborting the context's signal gives up and leaves nothing. */
export async function openExecLink(context: LinkContext, program: ExecProgram): Promise<Result<Link>> {
  const { client, containerId, settings, signal, engine } = context;
  const mark = `${sessionVariable}=${context.sessionId}`;
  const spec: ExecSpec = {
    command: program.command,
    tty: true,
    stdin: true,
    environment: ['TERM=xterm-256color', 'COLORTERM=truecolor', ...context.environment, mark],
    size: context.size,
    ...(settings.user === undefined ? {} : { user: settings.user }),
    ...(settings.folder === undefined ? {} : { folder: settings.folder }),
    ...(settings.privileged === true ? { privileged: true } : {}),
  };
  // Only needed at the end, so it does not hold up the start.
  const inspected = inspectContainer(client, containerId);
  const created = await createExec(client, containerId, spec, signal);
  if (!created.ok) return created;
  if (isAborted(signal)) return fail(cancelled('The shell'));
  const marked = {
    containerId,
    marks: [mark],
    user: settings.user,
    privileged: settings.privileged === true,
  };
  const start = startSignal(signal);
  const started = await startExec(client, created.value, spec, start.signal);
  start.done();
  if (!started.ok) {
    // The engine may have started it all the same.
    if (isAborted(signal)) {
      const limit = AbortSignal.timeout(abandonedMs);
      await endProcesses(client, marked, { graceMs: 0, early: Promise.resolve(), signal: limit });
    }
    return started;
  }
  const execId = created.value;
  const { socket, head, halfClose } = started.value;
  if (!halfClose) void watchExecEnd(client, execId, socket);
  const run = async (): Promise<ContainerRun> => {
    const details = await inspected;
    return { engine, containerId, startedAt: details.ok ? details.value.startedAt : undefined };
  };
  return ok({
    socket,
    head,
    marked,
    tty: true,
    takesInput: true,
    shell: program.shell,
    resize: (now, size) => resizeExec(now, execId, size),
    ending: async (now) => endOfExec(now, execId, await run(), program.what),
    end: async (now, options) => {
      const ended = await endProcesses(now, marked, options);
      if (ended.ok && ended.value.length > 0) return survivors(ended.value, context.containerName);
      const goesOn = `${program.what} in ${context.containerName} goes on until it ends by itself or the container stops`;
      const before = await runs(now, execId);
      // Neither its container nor the engine could say that it ended.
      if (!before.ok)
        return ended.ok
          ? undefined
          : `${program.what} in ${context.containerName} could not be ended, and may go on. ${errorText(before.error)}`;
      if (!before.value) return undefined;
      // No shell that could look, or nothing with the mark: its terminal is what is left to reach it by.
      for (const key of farewell) {
        if (socket.writable) socket.write(Uint8Array.of(key));
        await Promise.race([options.early, pause(farewellPauseMs, options.signal)]);
        const after = await runs(now, execId);
        if (after.ok && !after.value) return undefined;
      }
      const why = ended.ok
        ? 'it was not found among the processes'
        : 'the container has no sh to end it with';
      return `${goesOn}: ${why}.`;
    },
  });
}

/** Whether the process runs; an engine that does not know it any more has ended it. */
async function runs(client: EngineClient, execId: string): Promise<Result<boolean>> {
  const state = await inspectExec(client, execId);
  if (state.ok) return ok(state.value.running);
  return state.error.kind === 'not-found' ? ok(false) : state;
}

function survivors(rows: readonly ProcessRow[], container: string): string {
  const names = rows.slice(0, 5).map(({ name, pid }) => `${name} (${pid})`);
  const more = rows.length > names.length ? ` and ${rows.length - names.length} more` : '';
  return `What was started here goes on in ${container}, although it was killed: ${names.join(', ')}${more}.`;
}

async function endOfExec(
  client: EngineClient | undefined,
  execId: string,
  run: ContainerRun,
  what: string,
): Promise<Ending> {
  const state = await stateOf(client, execId);
  if (state?.ok === true && !state.value.running) {
    const { exitCode } = state.value;
    // A container that ends takes everything in it along.
    const taken =
      exitCode === undefined || killedCodes.has(exitCode)
        ? await endOfContainer(client, run, exitCode === 137)
        : undefined;
    if (taken !== undefined && taken.end !== 'engine-lost')
      return { end: taken.end, endReason: taken.endReason, ...(exitCode === undefined ? {} : { exitCode }) };
    return {
      end: 'exit',
      endReason: endSentence(what, exitCode),
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  }
  // The process's own connection often breaks before the engine's is known to be lost.
  const unreachable = state?.ok === false && state.error.kind === 'engine-unreachable';
  if (unreachable || run.engine.connection.session === undefined) return engineLost(run.engine);
  const gone = await endOfContainer(client, run, false);
  if (gone !== undefined) return { end: gone.end, endReason: gone.endReason };
  return { end: 'engine-lost', endReason: 'The engine closed the connection to the shell.' };
}

/** How the process stands once its connection has ended; undefined where the engine cannot be asked. */
async function stateOf(
  client: EngineClient | undefined,
  execId: string,
): Promise<Result<ExecState> | undefined> {
  if (client === undefined) return undefined;
  for (let tries = 1; ; tries += 1) {
    const state = await inspectExec(client, execId);
    if (!state.ok || !state.value.running || tries === endTries) return state;
    await new Promise((resolve) => setTimeout(resolve, endPauseMs));
  }
}
