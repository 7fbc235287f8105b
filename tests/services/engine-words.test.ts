import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FrameDecoder } from '#main/engine/codec/frames';
import { readLogBody } from '#main/services/log-body';
import type { KnownEngine } from '#main/services/engines';
import { decode } from '#main/services/terminals/last-output';
import type { Link } from '#main/services/terminals/link';
import { runShort } from '#main/services/terminals/short-command';
import { newModel, TerminalSession } from '#main/services/terminals/terminal-session';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession as Model } from '#shared/model/terminal';
import { ok } from '#shared/result';
import { type RecordingEngine, recordingEngine } from '../support/recording-engine';
import { until } from '../support/wait';

function frame(type: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const outputThenError = Buffer.concat([frame(1, 'output\n'), frame(3, 'the driver '), frame(3, 'failed')]);
const nobody = new AbortController().signal;

let engine: RecordingEngine;
beforeEach(async () => {
  engine = await recordingEngine(({ path }) => {
    if (path.endsWith('/start')) return { text: outputThenError };
    return path.endsWith('/json') ? { json: { Running: false, ExitCode: 0 } } : { json: { Id: 'e1' } };
  });
});
afterEach(() => engine.close());

describe('an error that an engine tells in the middle of a stream', () => {
  test('fails a short command instead of standing in its output', async () => {
    const ran = await runShort(engine.client(41), 'c1' as ContainerId, {
      command: ['ls'],
      limitMs: 5_000,
      maxBytes: 1_000,
      signal: nobody,
    });
    expect(ran).toEqual({
      ok: false,
      error: { kind: 'engine-error', status: 200, message: 'the driver failed' },
    });
  });

  test('is no output of a program that is attached to', () => {
    const parts: string[] = [];
    const take = (bytes: Uint8Array): void => void parts.push(Buffer.from(bytes).toString());
    expect(decode(new FrameDecoder(), outputThenError, take)).toBe(true);
    expect(parts).toEqual(['output\n']);
  });

  test('is why a session ended, and not shown as output', async () => {
    const socket = new PassThrough();
    const client = engine.client(41);
    const link: Link = {
      socket,
      head: new Uint8Array(0),
      frames: new FrameDecoder(),
      tty: false,
      takesInput: false,
      shell: 'web',
      resize: () => Promise.resolve(ok(undefined)),
      ending: () => Promise.resolve({ end: 'engine-lost', endReason: 'The engine closed the connection.' }),
      end: () => Promise.resolve(undefined),
    };
    const known = { connection: { client: ok(client), model: { name: 'Local' } } } as unknown as KnownEngine;
    const session = new TerminalSession({
      model: newModel({
        id: 's1' as SessionId,
        engineId: 'e1' as EngineId,
        containerId: 'c1' as ContainerId,
        containerName: 'web',
        program: { kind: 'attach' },
        settings: {},
        ownEnvironment: false,
      }),
      environment: [],
      size: { columns: 80, rows: 24 },
      onChange: (): void => undefined,
      open: () => Promise.resolve(ok(link)),
      engine: () => ok(known),
    });
    let shown = '';
    const sink = {
      signal: nobody,
      writable: true,
      inFlight: 0,
      ready: () => Promise.resolve(true),
      send: (bytes: Uint8Array) => {
        shown += Buffer.from(bytes).toString();
      },
      end: () => undefined,
      onCredit: () => undefined,
      onUpward: () => undefined,
    };
    void session.attach(sink);
    session.start();
    socket.write(outputThenError);
    socket.end();
    const ended = await until('the end', (): Model | undefined =>
      session.model.status === 'ended' ? session.model : undefined,
    );
    expect(ended.endReason).toBe('The engine closed the connection. The engine said: the driver failed');
    expect(shown).toBe('output\n');
    await session.close(0, nobody);
  });

  test('is why a log ended, also where the connection breaks off after it', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(outputThenError);
    const lines: string[] = [];
    const taker = {
      writable: true,
      ready: () => Promise.resolve(true),
      take: ({ bytes }: { readonly bytes: Uint8Array }) => void lines.push(Buffer.from(bytes).toString()),
      leaveOut: () => undefined,
      heard: () => void setImmediate(() => body.destroy(new Error('reset'))),
    };
    const log = { body, framed: true, timestamps: false, attached: false };
    expect(await readLogBody(engine.client(48), log, taker, nobody)).toEqual({
      kind: 'engine-error',
      status: 200,
      message: 'the driver failed',
    });
    expect(lines).toEqual(['output']);
  });
});
