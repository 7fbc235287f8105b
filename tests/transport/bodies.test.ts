import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpTransport } from '#main/engine/transport/http';
import { until } from '../support/wait';

/** A server that says what it got, refuses at `/refuse` before it reads, and reads nothing at `/stall`. */
describe('a request body', () => {
  const server = http.createServer((request, response) => {
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    request.on('end', () => {
      const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
      response.end(JSON.stringify({ bytes, length, coding }));
    });
  });
  server.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (request.url === '/refuse') {
      response.writeHead(404, { Connection: 'close' });
      response.end('no such container');
    } else if (request.url === '/silent') server.emit('request', request, response);
    else {
      response.writeContinue();
      if (request.url !== '/stall') server.emit('request', request, response);
    }
  });
  let transport: HttpTransport;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    transport = new HttpTransport({ kind: 'tcp', host: '127.0.0.1', port });
  });

  afterAll(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });

  const send = async (
    path: string,
    body: string | Buffer | Readable,
    bodyBytes?: number,
  ): Promise<unknown> => {
    const answer = await transport.request({ method: 'PUT', path, body, bodyBytes }, false);
    if (!answer.ok) return answer.error;
    let text = '';
    for await (const part of answer.value.body) text += String(part);
    return answer.value.status === 200 ? (JSON.parse(text) as unknown) : `${answer.value.status} ${text}`;
  };

  const pieces = function* (count: number, bytes: number): Generator<Buffer> {
    for (let sent = 0; sent < count; sent += 1) yield Buffer.alloc(bytes, 120);
  };

  test('of text or bytes goes with its length', async () => {
    expect(await send('/', 'héllo')).toEqual({ bytes: 6, length: '6' });
    expect(await send('/', Buffer.alloc(1000))).toEqual({ bytes: 1000, length: '1000' });
  });

  test('that flows goes in chunks, or with the length that is known', async () => {
    expect(await send('/', Readable.from(pieces(50, 65_536)))).toEqual({
      bytes: 50 * 65_536,
      coding: 'chunked',
    });
    expect(await send('/', Readable.from(pieces(3, 1000)), 3000)).toEqual({ bytes: 3000, length: '3000' });
  });

  test('is sent to engines that never ask for it, too', async () => {
    expect(await send('/silent', Readable.from(pieces(2, 10)))).toEqual({ bytes: 20, coding: 'chunked' });
  });

  test('that is refused is not read at all, and the refusal arrives', async () => {
    const body = Readable.from(pieces(1_000_000, 65_536));
    expect(await send('/refuse', body)).toBe('404 no such container');
    expect(body.destroyed).toBe(true);
  });

  test('waits for an engine that does not take it', async () => {
    let made = 0;
    const body = new Readable({
      read() {
        made += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    const owner = new AbortController();
    const answer = transport.request({ method: 'PUT', path: '/stall', body, signal: owner.signal }, false);
    let before = -1;
    await until('the source to rest', async () => {
      const rests = made > 0 && made === before;
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return rests;
    });
    // What lies in the buffers of both sides; an endless source would fill memory in no time.
    expect(made).toBeLessThan(32 * 1024 * 1024);
    owner.abort();
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    await until('the source to be let go', () => body.destroyed);
  });

  test('whose source breaks ends the request', async () => {
    const body = Readable.from(
      (function* () {
        yield Buffer.alloc(10);
        throw new Error('the disk is gone');
      })(),
    );
    expect(await send('/', body)).toMatchObject({
      kind: 'invalid-input',
      message: 'What was to be sent could not be read: the disk is gone.',
    });
  });

  test('whose source was given up before is no request that waits for ever', async () => {
    const body = Readable.from(pieces(1, 10));
    body.destroy();
    await until('the source to be gone', () => body.closed);
    expect(await send('/', body)).toMatchObject({ kind: 'invalid-input' });
  });

  test('whose source breaks while the certificates are read ends the request alone', async () => {
    const secure = new HttpTransport({ kind: 'tls', host: '127.0.0.1', port: 1, folder: tmpdir() });
    const body = new Readable({ read: () => undefined });
    process.nextTick(() => body.destroy(new Error('the disk is gone')));
    expect(await secure.request({ method: 'PUT', path: '/', body }, false)).toMatchObject({
      ok: false,
      error: { message: 'What was to be sent could not be read: the disk is gone.' },
    });
    secure.close();
  });

  test('of a request that is never sent is let go', async () => {
    const body = Readable.from(pieces(1, 10));
    const answer = await transport.request(
      { method: 'PUT', path: '/', body, signal: AbortSignal.abort() },
      false,
    );
    expect(answer).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(body.destroyed).toBe(true);
  });
});
