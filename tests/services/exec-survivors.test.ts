import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContainerId, SessionId } from '#shared/model/ids';
import { type ExecProgram, openExecLink } from '#main/services/terminals/exec-link';
import { type RecordingEngine, recordingEngine } from '../support/recording-engine';
import { until } from '../support/wait';

const container = 'c'.repeat(64) as ContainerId;
const session = 's1' as SessionId;
const stat = (pid: number, name: string): string =>
  `${pid} (${name}) S 1 ${pid} ${pid} ${'0 '.repeat(15)}${1000 + pid} 4096 12`;

/** What a look at the container's processes prints; what every signal prints is of no interest. */
let look: string;
/** Whether the engine says that the program runs. */
let runs: boolean;
let engine: RecordingEngine;
const signals: string[] = [];

function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

beforeEach(async () => {
  look = 'end\n';
  runs = true;
  signals.length = 0;
  engine = await recordingEngine(({ path, body }) => {
    if (path === `/containers/${container}/exec`) {
      const spec = JSON.parse(body) as { readonly Tty: boolean; readonly Cmd: readonly string[] };
      if (spec.Tty) return { status: 201, json: { Id: 'program' } };
      const [, , script = '', , first = '', ...names] = spec.Cmd;
      if (!script.includes('kill -$s')) return { status: 201, json: { Id: 'look' } };
      signals.push(`${first} ${names.join(' ')}`);
      return { status: 201, json: { Id: 'signal' } };
    }
    switch (path) {
      case '/exec/program/start':
        return { keep: true };
      case '/exec/look/start':
        return { text: frame(look) };
      case '/exec/program/json':
        return { json: { Running: runs, ExitCode: runs ? null : 130 } };
      default:
        return { json: { Running: false, ExitCode: 0 } };
    }
  });
});
afterEach(() => engine.close());

/** Ends a program that was started in the container `web`; gives what is said about it. */
async function end(program: ExecProgram): Promise<string | undefined> {
  const never = new AbortController().signal;
  const client = engine.client(48);
  const opened = await openExecLink(
    {
      // Only asked for when a program ended by itself.
      engine: undefined as never,
      client,
      sessionId: session,
      containerId: container,
      containerName: 'web',
      settings: {},
      environment: [],
      size: { columns: 80, rows: 24 },
      signal: never,
    },
    program,
  );
  if (!opened.ok) throw new Error(opened.error.message);
  const early = new Promise<void>(() => undefined);
  return opened.value.end(client, { graceMs: 10, early, signal: never });
}

const shell: ExecProgram = { command: ['sh'], what: 'The shell', shell: 'sh' };
const command: ExecProgram = { command: ['top'], what: 'The command', shell: 'top' };

describe('what a terminal started and cannot be ended', () => {
  test('is named when it outlives a hangup and a kill', async () => {
    look = `/proc/42/environ\n${stat(1, 'init')}\n${stat(42, 'stuck')}\nend\n`;
    expect(await end(shell)).toBe(
      'What was started here goes on in web, although it was killed: stuck (42).',
    );
    expect(signals.slice(0, 2)).toEqual(['HUP 42:1042', 'KILL 42:1042']);
  });

  test('is told of where the container has no sh, after its terminal was tried', async () => {
    look = 'exec: "sh": executable file not found in $PATH\n';
    let typed = '';
    const program = end(command);
    const there = await until('the program', () => engine.kept[0]);
    there.on('data', (bytes: Buffer) => {
      typed += bytes.toString('latin1');
    });
    expect(await program).toBe(
      'The command in web goes on until it ends by itself or the container stops: the container has no sh to end it with.',
    );
    expect(typed).toBe('\u0003\u001c\u0004');
    expect(signals).toEqual([]);
  });

  test('is told of where it is not among the processes that can be seen', async () => {
    look = `${stat(1, 'init')}\nend\n`;
    expect(await end(shell)).toBe(
      'The shell in web goes on until it ends by itself or the container stops: it was not found among the processes.',
    );
  });

  test('is not told of where its terminal ended it', async () => {
    look = '';
    const program = end(command);
    const there = await until('the program', () => engine.kept[0]);
    there.on('data', () => {
      runs = false;
    });
    expect(await program).toBeUndefined();
  });
});
