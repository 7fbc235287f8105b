import { readFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeAll, afterAll, describe, expect, test, vi } from 'vitest';
import type { AppError } from '#shared/errors';
import type { Address } from '#main/engine/transport/address';
import { HttpTransport } from '#main/engine/transport/http';
import { type Authority, createAuthority } from '../setup/certificates';
import { whyWithout } from '../setup/tools';
import { until } from '../support/wait';

const answers = {
  'a list with its length':
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n[{"Id":"a"}]',
  'a list in chunks':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n[{"Id"\r\n6\r\n:"a"}]\r\n0\r\n\r\n',
  'an upgrade': 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello over there',
} as const;

let servers: net.Server[] = [];
let transports: HttpTransport[] = [];

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function open(address: Address): HttpTransport {
  const transport = new HttpTransport(address);
  transports.push(transport);
  return transport;
}

/** What came of one request: its text, or the kind of error; a hang fails the test by its limit. */
async function outcome(transport: HttpTransport, hijack: boolean): Promise<string> {
  const failure = (error: AppError): string => `failed: ${error.message}`;
  if (!hijack) {
    const answer = await transport.request({ method: 'GET', path: '/' }, false);
    if (!answer.ok) return failure(answer.error);
    return text(answer.value.body);
  }
  const answer = await transport.hijack({ method: 'POST', path: '/' });
  if (!answer.ok) return failure(answer.error);
  if (answer.value.kind !== 'open') return 'refused';
  const { socket, head } = answer.value.hijacked;
  return head.toString() + (await text(socket));
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = '';
  try {
    for await (const part of stream) all += String(part);
  } catch {
    return `cut: ${all}`;
  }
  return all;
}

describe('a connection that is reset', () => {
  afterEach(() => {
    for (const transport of transports) transport.close();
    for (const server of servers) server.close();
    transports = [];
    servers = [];
  });

  test.each(Object.entries(answers))(
    'at every byte of %s is an error or an end, and never more than that',
    async (_what, whole) => {
      for (let bytes = 0; bytes <= whole.length; bytes += 1) {
        const server = net.createServer((socket) => {
          socket.on('error', () => undefined);
          socket.once('data', () => {
            socket.write(whole.slice(0, bytes), () => socket.resetAndDestroy());
          });
        });
        const transport = open({ kind: 'tcp', host: '127.0.0.1', port: await listen(server) });
        const hijack = whole.includes('101');
        const found = await outcome(transport, hijack);
        const body = hijack ? 'hello over there' : '[{"Id":"a"}]';
        // What is given is a true beginning of what was sent, or says why there is nothing.
        if (found.startsWith('failed: ')) expect(found).toMatch(/broke off/);
        else expect(body.startsWith(found.replace('cut: ', ''))).toBe(true);
        // Nobody may take a part of a list for the whole.
        if (!hijack && bytes < whole.length - 7) expect(found).toMatch(/^(failed|cut): /);
      }
    },
  );

  test('before it is needed is replaced for a read, and nothing is lost', async () => {
    let connections = 0;
    const server = net.createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(answers['a list with its length']);
        // The engine restarts while the connection is kept.
        setImmediate(() => socket.resetAndDestroy());
      });
    });
    const transport = open({ kind: 'tcp', host: '127.0.0.1', port: await listen(server) });
    for (let count = 0; count < 5; count += 1) {
      const answer = await transport.request({ method: 'GET', path: '/' }, true);
      expect(answer.ok && (await text(answer.value.body))).toBe('[{"Id":"a"}]');
    }
    expect(connections).toBe(5);
  });
});

test('a path that is too long for a socket says so', async () => {
  const transport = open({ kind: 'unix', path: `/tmp/${'x'.repeat(200)}.sock` });
  for (const pooled of [true, false]) {
    const answer = await transport.request({ method: 'GET', path: '/' }, pooled);
    expect(!answer.ok && answer.error.message).toContain('longer than a socket’s can be');
  }
});

test('a transport that was closed takes no more requests', async () => {
  const transport = open({ kind: 'tcp', host: '127.0.0.1', port: 1 });
  const asked = transport.request({ method: 'GET', path: '/' }, true);
  transport.close();
  expect(await asked).toMatchObject({ ok: false, error: { kind: 'engine-unreachable' } });
  const late = await transport.request({ method: 'GET', path: '/' }, true);
  expect(late).toMatchObject({ ok: false, error: { reason: 'lost' } });
});

test('a connection that an old engine handed over outlives the transport', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n');
      socket.on('data', (part) => socket.end(`heard ${String(part)}`));
    });
  });
  const transport = open({ kind: 'tcp', host: '127.0.0.1', port: await listen(server) });
  const answer = await transport.hijack({ method: 'POST', path: '/' });
  if (!answer.ok || answer.value.kind !== 'open') throw new Error('The engine did not hand over.');
  const { socket } = answer.value.hijacked;
  transport.close();
  socket.write('ls');
  expect(await text(socket)).toBe('heard ls');
  server.close();
});

describe('what accepts and stays silent', () => {
  const sockets: net.Socket[] = [];

  afterEach(() => {
    vi.useRealTimers();
    for (const transport of transports) transport.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers) server.close();
    transports = [];
    servers = [];
  });

  const silent = async (): Promise<number> =>
    listen(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        sockets.push(socket);
      }),
    );

  test('does not hold a read that waits behind others, once its owner gives it up', async () => {
    const transport = open({ kind: 'tcp', host: '127.0.0.1', port: await silent() });
    const owner = new AbortController();
    const ask = (signal?: AbortSignal): Promise<unknown> =>
      transport.request({ method: 'GET', path: '/', signal }, true);
    const others = Array.from({ length: 20 }, () => ask());
    const waiting = ask(owner.signal);
    await until('the pool to be full', () => sockets.length === 8);
    owner.abort();
    expect(await waiting).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    transport.close();
    for (const each of others) expect(await each).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  test('is given up after the time for the head of an answer', async () => {
    const transport = open({ kind: 'tcp', host: '127.0.0.1', port: await silent() });
    const answer = await transport.request({ method: 'GET', path: '/', headTimeoutMs: 50 }, true);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'timeout', afterMs: 50 } });
  });

  test('where TLS is expected is given up after the time for a connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const transport = open({ kind: 'tls', host: '127.0.0.1', port: await silent(), folder: '' });
    const asked = transport.request({ method: 'GET', path: '/' }, true);
    while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toMatchObject({
      ok: false,
      error: { reason: 'no-answer', message: expect.stringContaining('within 10 s') as string },
    });
  });
});

describe.skipIf(whyWithout('openssl') !== undefined)('an encrypted connection that is cut', () => {
  let authority: Authority;
  let folder: string;
  beforeAll(async () => {
    authority = await createAuthority();
    folder = await authority.issue('engine', { names: 'IP:127.0.0.1' });
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await authority.remove();
  });

  test('after any number of bytes, in or after the handshake, is an error and nothing else', async () => {
    const context = {
      cert: readFileSync(join(folder, 'cert.pem')),
      key: readFileSync(join(folder, 'key.pem')),
    };
    const port = await listen(
      tls.createServer(context, (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answers['a list with its length']));
      }),
    );
    /** Lets so many bytes of the engine's through, then cuts. */
    const cutter = (bytes: number): net.Server =>
      net.createServer((near) => {
        const far = net.connect(port, '127.0.0.1');
        near.on('error', () => undefined);
        far.on('error', () => undefined);
        near.pipe(far);
        near.on('close', () => far.destroy());
        let left = bytes;
        far.on('data', (part: Buffer) => {
          near.write(part.subarray(0, left));
          left -= part.length;
          if (left <= 0) near.resetAndDestroy();
        });
      });
    const found: string[] = [];
    for (let bytes = 1; bytes < 1400; bytes += 41) {
      const transport = new HttpTransport({
        kind: 'tls',
        host: '127.0.0.1',
        port: await listen(cutter(bytes)),
        folder: authority.folder,
      });
      found.push(await outcome(transport, false));
      transport.close();
    }
    for (const each of found) expect(each).toMatch(/^(failed|cut): |^\[\{"Id":"a"\}\]$/);
    expect(found[0]).toMatch(/^failed: /);
  });
});
