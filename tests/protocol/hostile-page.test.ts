import { afterEach, describe, expect, test } from 'vitest';
import type { Handlers } from '#main/rpc/handlers';
import { RpcServer } from '#main/rpc/server';
import { Collection } from '#main/state/collection';
import type { SessionId } from '#shared/model/ids';
import type { Task } from '#shared/model/task';
import type { PortLike } from '#shared/protocol/port';
import { ok } from '#shared/result';
import { nodeChannel } from '../support/node-port';
import { until } from '../support/wait';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** Main with the given handlers, and a page's bare port on it. */
function bare(handlers: Partial<Handlers>): {
  port: PortLike;
  server: RpcServer;
  got: { t: string; id?: number }[];
  errors: string[];
} {
  const [page, main] = nodeChannel();
  const errors: string[] = [];
  const logger = { info: () => undefined, error: (line: string) => void errors.push(line) };
  const server = new RpcServer(main, handlers as Handlers, logger);
  const got: { t: string; id?: number }[] = [];
  page.listen((message) => got.push(message as { t: string; id?: number }));
  open.push(server, page);
  return { port: page, server, got, errors };
}

describe('a page out of control', () => {
  test('cannot end main with what is no message', async () => {
    const { port, got } = bare({ 'app.facts': () => Promise.resolve(ok({} as never)) });
    const nonsense = [
      null,
      undefined,
      7,
      'call',
      [],
      {},
      { t: 'call' },
      { t: 'call', id: 1 },
      { t: 'call', id: 1, name: 7 },
      { t: 'call', id: '1', name: 'app.facts', input: {} },
      { t: 'watch', id: 1, name: null },
      { t: 'open', id: 1, name: {}, credit: 'x' },
      { t: 'cancel' },
      { t: 'resync', id: {} },
      { t: 'no-such', id: 1 },
    ];
    for (const message of nonsense) port.post(message);
    port.post({ t: 'call', id: 99, name: 'app.facts', input: {} });
    await until('an answer to what is one', () => got.find((message) => message.id === 99));
  });

  test('cannot end main over a stream’s port', async () => {
    const { port, server } = bare({
      'terminals.attach': (_input, sink) => {
        sink.onUpward(() => undefined);
        return new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve()));
      },
    });
    const [ours, theirs] = nodeChannel();
    open.push(ours);
    ours.listen(() => undefined);
    const input = { sessionId: 's' as SessionId };
    port.post({ t: 'open', id: 1, name: 'terminals.attach', input, credit: 1000 }, [theirs]);
    await until('the stream', () => server.open.streams === 1);
    for (const message of [null, 7, 'item', {}, { t: 'credit', bytes: 'x' }, { t: 'no' }]) ours.post(message);
    ours.close();
    await until('the end', () => server.open.streams === 0);
  });

  test('cannot pass the bounds by using an id twice', async () => {
    const tasks = new Collection<Task>();
    let running = 0;
    const { port, server, got } = bare({
      'tasks.list': () => ok(tasks),
      'app.facts': () => {
        running += 1;
        return new Promise(() => undefined);
      },
    });
    for (let i = 0; i < 3; i += 1) {
      port.post({ t: 'call', id: 1, name: 'app.facts', input: {} });
      port.post({ t: 'watch', id: 2, name: 'tasks.list', input: {} });
    }
    await until('the refusals', () => got.filter(({ t }) => t !== 'snapshot').length >= 4);
    expect(running).toBe(1);
    expect(tasks.listenerCount).toBe(1);
    server.close();
    expect(tasks.listenerCount).toBe(0);
  });
});

describe('a handler that throws', () => {
  test('leaves its kind and place in the log, and no line of its message', async () => {
    const { port, got, errors } = bare({
      'app.facts': () => Promise.reject(new TypeError('the first line\nsecret')),
      'tasks.list': () => {
        throw new RangeError('the first line\nsecret');
      },
    });
    port.post({ t: 'call', id: 1, name: 'app.facts', input: {} });
    port.post({ t: 'watch', id: 2, name: 'tasks.list', input: {} });
    await until('both answers', () => got.length === 2);
    expect(got).toMatchObject([
      { t: 'answer', id: 1, result: { error: { kind: 'internal' } } },
      { t: 'watch-error', id: 2, error: { kind: 'internal' } },
    ]);
    expect(errors.join()).toContain('TypeError');
    expect(errors.join()).toContain('hostile-page.test.ts');
    expect(errors.join()).not.toContain('secret');
  });
});
