import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startExec } from '#main/engine/api/exec';
import { watchExecEnd } from '#main/services/terminals/exec-end';
import { type RecordingEngine, recordingEngine } from '../support/recording-engine';
import { until } from '../support/wait';

const spec = { command: ['sh'], tty: true, stdin: true };

let engine: RecordingEngine;
let state: { readonly status?: number; readonly json?: unknown };
beforeEach(async () => {
  state = { json: { Running: true } };
  engine = await recordingEngine(({ path }) => (path.endsWith('/start') ? { keep: true } : state));
});
afterEach(() => engine.close());

/** A shell on a connection whose end cannot be seen, which is asked after each 10 ms. */
async function shell(minor = 48) {
  const client = engine.client(minor);
  const started = await startExec(client, 'e1', spec);
  if (!started.ok) throw new Error(started.error.message);
  const { socket } = started.value;
  let shown = '';
  socket.on('data', (bytes: Buffer) => {
    shown += bytes.toString();
  });
  const watched = watchExecEnd(client, 'e1', socket, 10);
  const there = await until('the connection', () => engine.kept[0]);
  const asked = (): number => engine.requests.filter(({ path }) => path === '/exec/e1/json').length;
  return { socket, there, watched, asked, shown: () => shown };
}

describe('a shell on a connection without an end of its own', () => {
  test('ends with its process, after what it wrote last', async () => {
    const { socket, there, watched, asked, shown } = await shell();
    await until('some questions', () => asked() > 2);
    expect(socket.destroyed).toBe(false);
    state = { json: { Running: false, ExitCode: 0 } };
    there.write('last words');
    await watched;
    expect(socket.destroyed).toBe(true);
    expect(shown()).toBe('last words');
  });

  test('ends where the engine has forgotten the process', async () => {
    const { socket, watched } = await shell();
    state = { status: 404 };
    await watched;
    expect(socket.destroyed).toBe(true);
  });

  test('goes on where the engine is not well, and is not watched any more once its connection is gone', async () => {
    const { socket, watched, asked } = await shell();
    state = { status: 500 };
    const before = asked();
    await until('more questions', () => asked() > before + 2);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
    await watched;
  });

  test('is left alone where the engine cannot say how its process is', async () => {
    const { socket, watched, asked } = await shell(15);
    await watched;
    expect(asked()).toBe(0);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});
