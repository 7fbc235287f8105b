import { afterEach, describe, expect, test } from 'vitest';
import type { KnownEngine } from '#main/services/engines';
import { openDebugLink } from '#main/services/terminals/debug-link';
import { openExecLink } from '#main/services/terminals/exec-link';
import type { LinkContext } from '#main/services/terminals/link';
import type { ContainerId, SessionId } from '#shared/model/ids';
import {
  type RecordingEngine,
  recordingEngine,
  type Recorded,
  type Reply,
} from '../support/recording-engine';
import { until } from '../support/wait';

let engine: RecordingEngine;
afterEach(() => engine.close());

async function answering(reply: (request: Recorded) => Reply | undefined): Promise<RecordingEngine> {
  engine = await recordingEngine((request) => {
    const own = reply(request);
    if (own !== undefined) return own;
    if (request.path.endsWith('/create')) return { status: 201, json: { Id: 'helper' } };
    if (request.path.endsWith('/attach')) return { keep: true };
    return request.path.endsWith('/json')
      ? { json: { Id: 'c1', State: { Running: true, Status: 'running', Pid: 7 }, Config: {} } }
      : {};
  });
  return engine;
}

function contextOf(minor: number, signal: AbortSignal): LinkContext {
  const client = engine.client(minor, { release: '' });
  return {
    engine: { connection: { model: { name: 'Local' } } } as unknown as KnownEngine,
    client,
    sessionId: 's1' as SessionId,
    containerId: 'c1' as ContainerId,
    containerName: 'web',
    settings: {},
    environment: [],
    size: { columns: 80, rows: 24 },
    signal,
  };
}

const nobody = new AbortController().signal;
const asked = (): readonly string[] => engine.requests.map(({ path }) => path);

describe('a debug shell', () => {
  test('is started before it is waited for below API 1.30, where what is created counts as ended', async () => {
    const isStarted = (): boolean => asked().includes('/containers/helper/start');
    await answering(({ path }) =>
      path.endsWith('/wait') ? { json: { StatusCode: isStarted() ? 7 : 0 } } : undefined,
    );
    const opened = await openDebugLink(contextOf(24, nobody), 'busybox', 'run');
    if (!opened.ok) throw new Error(opened.error.message);
    expect(await opened.value.ending(engine.client(24))).toMatchObject({ end: 'exit', exitCode: 7 });
    opened.value.socket.destroy();
  });

  test('is started once the engine waits for its end, from API 1.30 on', async () => {
    const paths: string[] = [];
    await answering(({ path }) => {
      paths.push(path);
      return path.endsWith('/wait') ? { text: '{"StatusCode"', stall: true } : undefined;
    });
    const opened = await openDebugLink(contextOf(48, nobody), 'busybox', 'run');
    if (!opened.ok) throw new Error(opened.error.message);
    const wait = paths.indexOf('/containers/helper/wait');
    expect(wait).toBeGreaterThan(-1);
    expect(paths.indexOf('/containers/helper/start')).toBeGreaterThan(wait);
    opened.value.socket.destroy();
    await opened.value.clear?.(engine.client(48));
  });

  test.each(['/attach', '/start'])('that is given up while %s is silent is removed', async (silent) => {
    await answering(({ path }) => (path.endsWith(silent) ? { silent: true } : undefined));
    const owner = new AbortController();
    const opening = openDebugLink(contextOf(24, owner.signal), 'busybox', 'run');
    await until('it to be asked', () => asked().some((path) => path.endsWith(silent)));
    owner.abort();
    expect(await opening).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(engine.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/containers/helper' });
  });
});

describe('a shell that is given up while the engine is silent', () => {
  test('ends at once, and what was started all the same is looked for', async () => {
    let starts = 0;
    await answering(({ path }) => {
      if (path.endsWith('/exec')) return { status: 201, json: { Id: 'e1' } };
      if (!path.endsWith('/start')) return undefined;
      starts += 1;
      return starts === 1 ? { silent: true } : { status: 500, text: 'no' };
    });
    const owner = new AbortController();
    const program = { command: ['sh'], what: 'The shell', shell: 'sh' };
    const opening = openExecLink(contextOf(48, owner.signal), program);
    await until('it to be started', () => starts === 1);
    owner.abort();
    expect(await opening).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    const last = engine.requests.filter(({ path }) => path.endsWith('/exec')).at(-1);
    expect(last?.body).toContain('PILOTHOUSE');
  });
});
