import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Handlers } from '#main/rpc/handlers';
import { RpcServer } from '#main/rpc/server';
import { Collection } from '#main/state/collection';
import type { EngineId, SessionId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import type { Task } from '#shared/model/task';
import { ok } from '#shared/result';
import { Client } from '../../renderer/bridge/client';
import { nodeChannel } from '../support/node-port';
import { until } from '../support/wait';

const quiet = { info: () => undefined, error: () => undefined };
const engineId = 'e' as EngineId;
const sessionId = 's' as SessionId;
const containerId = 'a'.repeat(64);
const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A page and main with the given handlers, over Node's ports. */
function connected(handlers: Partial<Handlers>): { client: Client; server: RpcServer } {
  const [page, main] = nodeChannel();
  const server = new RpcServer(main, handlers as Handlers, quiet);
  const client = new Client(page, nodeChannel);
  open.push(client, server);
  return { client, server };
}

function lines(bytes: number): LogItem {
  const chunk = {
    bytes: new Uint8Array(bytes),
    ends: Uint32Array.of(bytes),
    times: Float64Array.of(1),
    nanos: Uint32Array.of(0),
    flags: Uint8Array.of(0),
  };
  return { kind: 'lines', chunk };
}

const logInput = { engineId, id: containerId as never, tail: 10, follow: true };

describe('a call', () => {
  test('is answered once, with its value', async () => {
    const { client, server } = connected({
      'app.openLink': ({ url }) => Promise.resolve(ok({ opened: url === 'x' })),
    });
    expect(await client.call('app.openLink', { url: 'x' })).toEqual(ok({ opened: true }));
    expect(server.open.calls).toBe(0);
  });

  test('with input that does not fit is refused before its handler sees it', async () => {
    const { client } = connected({
      'app.openLink': () => {
        throw new Error('must not be reached');
      },
    });
    const answer = await client.call('app.openLink', { url: 7 as unknown as string });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid-input', issues: [{ path: 'url' }] } });
  });

  test('to a name that is not in the contract is refused, also to one of every object', async () => {
    const { client } = connected({});
    for (const name of ['no.such', '__proto__', 'constructor', 'toString']) {
      const answer = await client.call(name as 'app.facts', {});
      expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid-input' } });
    }
  });

  test('whose handler throws is an internal error that does not repeat what was thrown', async () => {
    const { client } = connected({ 'app.facts': () => Promise.reject(new Error('secret')) });
    const answer = await client.call('app.facts', {});
    expect(answer).toMatchObject({ ok: false, error: { kind: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  test('that is given up aborts its handler', async () => {
    let aborted = false;
    const { client, server } = connected({
      'app.facts': (_input, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve({ ok: false, error: { kind: 'cancelled', message: '' } });
          });
        }),
    });
    const controller = new AbortController();
    const answer = client.call('app.facts', {}, controller.signal);
    await until('the call to arrive', () => server.open.calls === 1);
    controller.abort();
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    await until('main to hear of it', () => aborted && server.open.calls === 0);
  });

  test('is answered as cancelled when the port goes', async () => {
    const { client, server } = connected({ 'app.facts': () => new Promise(() => undefined) });
    const answer = client.call('app.facts', {});
    await until('the call to arrive', () => server.open.calls === 1);
    server.close();
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
  });
});

describe('a watch', () => {
  test('shows the collection as it is after any changes', async () => {
    const change = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.nat(9), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
        const tasks = new Collection<Task>();
        const { client } = connected({ 'tasks.list': () => ok(tasks) });
        const seen = new Map<string, Task>();
        const stop = client.watch(
          'tasks.list',
          {},
          {
            onSnapshot: (entries) => {
              seen.clear();
              for (const [key, value] of entries) seen.set(key, value);
            },
            onPatch: (upserts, removes) => {
              for (const [key, value] of upserts) seen.set(key, value);
              for (const key of removes) seen.delete(key);
            },
            onError: () => undefined,
          },
        );
        for (const [key, value] of changes) {
          if (value === undefined) tasks.delete(key);
          else tasks.set(key, { note: String(value) } as Task);
          if (value === 5) await new Promise((resolve) => setImmediate(resolve));
        }
        tasks.set('last', { note: 'last' } as Task);
        await until('the last value', () => seen.has('last'));
        expect(seen).toEqual(new Map(tasks.entries()));
        stop();
        await until('main to let go', () => tasks.listenerCount === 0);
      }),
      { numRuns: 25 },
    );
  });

  test('sends the latest value of each key only, at a bounded pace', async () => {
    const tasks = new Collection<Task>();
    const { client } = connected({ 'tasks.list': () => ok(tasks) });
    let snapshots = 0;
    let patches = 0;
    let last = '';
    client.watch(
      'tasks.list',
      {},
      {
        onSnapshot: () => {
          snapshots += 1;
        },
        onPatch: (upserts) => {
          patches += 1;
          last = upserts[0]?.[1].note ?? '';
        },
        onError: () => undefined,
      },
    );
    await until('the snapshot', () => snapshots === 1);
    for (let i = 0; i < 1000; i += 1) tasks.set('one', { note: String(i) } as Task);
    await until('the last value', () => last === '999');
    expect(patches).toBeLessThanOrEqual(2);
  });
});

describe('a stream', () => {
  test('never has more in flight than its window and one item', async () => {
    let sent = 0;
    let consumedBytes = 0;
    let worst = 0;
    const { client } = connected({
      'containers.logs': async (_input, sink) => {
        for (let i = 0; i < 400 && (await sink.ready()); i += 1) {
          const item = lines(1000 + ((i * 7919) % 60_000));
          const cost = item.kind === 'lines' ? item.chunk.bytes.length : 0;
          sink.send(item, cost);
          sent += cost;
          worst = Math.max(worst, sent - consumedBytes - cost);
        }
      },
    });
    await new Promise<void>((resolve) => {
      client.open('containers.logs', logInput, {
        onItem: (item, consumed) => {
          // Consumption takes a while, as an xterm write does.
          setTimeout(() => {
            if (item.kind === 'lines') consumedBytes += item.chunk.bytes.length;
            consumed();
          }, 1);
        },
        onEnd: () => resolve(),
      });
    });
    expect(worst).toBeLessThanOrEqual(1024 * 1024);
    expect(sent).toBeGreaterThan(8 * 1024 * 1024);
  });

  test('stops at the window when nothing is consumed', async () => {
    let sent = 0;
    const { client } = connected({
      'containers.logs': async (_input, sink) => {
        while (await sink.ready()) {
          sink.send(lines(64 * 1024), 64 * 1024);
          sent += 64 * 1024;
        }
      },
    });
    let received = 0;
    client.open('containers.logs', logInput, {
      onItem: () => {
        received += 1;
      },
      onEnd: () => undefined,
    });
    await until('the window to be full', () => received === 16);
    expect(sent).toBe(1024 * 1024);
  });

  test('that is closed aborts its handler and leaves nothing behind', async () => {
    let aborted = false;
    const { client, server } = connected({
      'containers.logs': async (_input, sink) => {
        await new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve()));
        aborted = true;
      },
    });
    const channel = client.open('containers.logs', logInput, {
      onItem: () => undefined,
      onEnd: () => undefined,
    });
    await until('the stream to open', () => server.open.streams === 1);
    channel.close();
    await until('main to let go', () => aborted && server.open.streams === 0);
  });

  test('wakes a handler that waits for credit when the window closes', async () => {
    let left = false;
    const { client, server } = connected({
      'containers.logs': async (_input, sink) => {
        while (await sink.ready()) sink.send(lines(64 * 1024), 64 * 1024);
        left = true;
      },
    });
    client.open('containers.logs', logInput, { onItem: () => undefined, onEnd: () => undefined });
    await until('the stream to open', () => server.open.streams === 1);
    client.close();
    await until('the handler to leave', () => left && server.open.streams === 0);
  });

  test('carries what the page sends, in order, at the pace main takes it', async () => {
    const got: number[] = [];
    let inFlight = 0;
    let worst = 0;
    const { client } = connected({
      'terminals.attach': (_input, sink) => {
        sink.onUpward((bytes, consumed) => {
          got.push(bytes[0] ?? -1);
          setTimeout(() => {
            inFlight -= bytes.length;
            consumed();
          }, 1);
        });
        return new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve()));
      },
    });
    const channel = client.open(
      'terminals.attach',
      { sessionId },
      { onItem: () => undefined, onEnd: () => undefined },
    );
    for (let i = 0; i < 64 && (await channel.ready()); i += 1) {
      const bytes = new Uint8Array(16 * 1024).fill(i);
      inFlight += bytes.length;
      worst = Math.max(worst, inFlight);
      channel.send(bytes, bytes.length);
    }
    await until('everything to arrive', () => got.length === 64);
    expect(got).toEqual(Array.from({ length: 64 }, (_, i) => i));
    expect(worst).toBeLessThanOrEqual(64 * 1024 + 16 * 1024);
  });

  test('refuses what its schema does not take', async () => {
    const { client, server } = connected({
      'terminals.attach': (_input, sink) => {
        sink.onUpward(() => undefined);
        return new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve()));
      },
    });
    let error: unknown;
    const channel = client.open(
      'terminals.attach',
      { sessionId },
      {
        onItem: () => undefined,
        onEnd: (cause) => {
          error = cause;
        },
      },
    );
    await channel.ready();
    channel.send('text' as never, 4);
    await until('the refusal', () => error !== undefined);
    expect(error).toMatchObject({ kind: 'invalid-input' });
    await until('main to let go', () => server.open.streams === 0);
  });
});

describe('a reload', () => {
  test('leaks nothing: the old page’s calls, watches and streams are freed', async () => {
    const tasks = new Collection<Task>();
    let running = 0;
    const handlers: Partial<Handlers> = {
      'tasks.list': () => ok(tasks),
      'app.facts': () => new Promise(() => undefined),
      'containers.logs': async (_input, sink) => {
        running += 1;
        while (await sink.ready()) sink.send(lines(64 * 1024), 64 * 1024);
        running -= 1;
      },
    };
    for (let i = 0; i < 10; i += 1) {
      const { client, server } = connected(handlers);
      client.watch(
        'tasks.list',
        {},
        { onSnapshot: () => undefined, onPatch: () => undefined, onError: () => undefined },
      );
      void client.call('app.facts', {});
      client.open('containers.logs', logInput, { onItem: () => undefined, onEnd: () => undefined });
      await until(
        'everything to open',
        () => running === 1 && server.open.watches === 1 && server.open.calls === 1,
      );
      client.close();
      await until('everything to be freed', () => running === 0 && tasks.listenerCount === 0);
      expect(server.open).toEqual({ calls: 0, watches: 0, streams: 0 });
    }
  });
});
