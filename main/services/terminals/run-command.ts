import { randomUUID } from 'node:crypto';
import type { StreamInput } from '#shared/contract/index';
import { errorText } from '#shared/errors';
import type { ContainerId } from '#shared/model/ids';
import type { RunAnswer } from '#shared/model/terminal';
import { isAborted } from '../../engine/abort';
import type { EngineClient } from '../../engine/client';
import type { StreamSink } from '../stream-sink';
import { endProcesses } from './end-processes';
import { exitMeaning } from './exit-words';
import { sessionVariable } from './shells';
import { runShort } from './short-command';

/** So many containers run it at a time. */
const atOnce = 8;
/** So much output of each is given. */
const outputBytes = 64 * 1024;
/** What an answer counts for beside its output. */
const answerBytes = 256;
/** Between a hangup and a kill, and all in all, in ms. */
const graceMs = 500;
const endMs = 8_000;

const nothing = new Uint8Array(0);

/**
 * Runs one command in several containers, eight at a time, and sends an answer of each as it ends. One that outlives
 * its time is ended in the container; so are those that run when the view leaves.
 */
export async function runOverContainers(
  client: EngineClient,
  input: StreamInput<'terminals.run'>,
  sink: StreamSink<RunAnswer, never>,
): Promise<void> {
  const waiting = [...new Set(input.ids)].values();
  const lane = async (): Promise<void> => {
    for (const containerId of waiting) {
      if (sink.signal.aborted) return;
      const answer = await runIn(client, containerId, input, sink.signal);
      if (isAborted(sink.signal) || !(await sink.ready())) return;
      sink.send(answer, answer.output.length + answerBytes);
    }
  };
  // One iterator for all: each takes the next that nobody has.
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function runIn(
  client: EngineClient,
  containerId: ContainerId,
  { command, user, seconds }: StreamInput<'terminals.run'>,
  signal: AbortSignal,
): Promise<RunAnswer> {
  const mark = `${sessionVariable}=${randomUUID()}`;
  const from = performance.now();
  const ran = await runShort(client, containerId, {
    command: 'line' in command ? ['sh', '-c', command.line] : command,
    user,
    environment: [mark],
    limitMs: seconds * 1000,
    maxBytes: outputBytes,
    signal,
  });
  const ms = Math.round(performance.now() - from);
  if (!ran.ok && ran.error.kind !== 'timeout' && ran.error.kind !== 'cancelled')
    return { containerId, output: nothing, cut: false, ms, problem: errorText(ran.error) };
  const { output, cut, exitCode, ended } = ran.ok
    ? ran.value
    : { output: nothing, cut: false, exitCode: undefined, ended: false };
  if (ended) {
    const meaning = exitCode === 126 || exitCode === 127 ? exitMeaning(exitCode) : '';
    return {
      containerId,
      output,
      cut,
      ms,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(meaning === '' ? {} : { problem: `The command ended with exit code ${exitCode}: ${meaning}.` }),
    };
  }
  const killed = await endProcesses(
    client,
    { containerId, marks: [mark], user, privileged: false },
    { graceMs, early: Promise.resolve(), signal: AbortSignal.timeout(endMs) },
  );
  const fate =
    killed.ok && killed.value.length === 0
      ? 'It was ended.'
      : 'It goes on in the container, because it could not be ended.';
  const problem = `The command did not end within ${seconds} s. ${fate}`;
  return { containerId, output, cut, ms, problem };
}
