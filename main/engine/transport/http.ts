import http from 'node:http';
import { Duplex } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { type Address, addressText } from './address';
import { connectionFailure, errorCode, timedOut } from './failure';
import { socketGroup } from './socket-group';

/** One request. Nothing in `path` is encoded any more. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, with its length. */
  readonly body?: string | Buffer;
  /** Aborting destroys the socket, also while the body of the answer is read. */
  readonly signal?: AbortSignal | undefined;
  /** Until the head of the answer; undefined waits for ever. */
  readonly headTimeoutMs?: number | undefined;
}

/** The head of an answer; `body` flows once it is read, and must be read or destroyed by the caller. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
}

/** A connection that became a plain duplex of bytes. The caller owns it and destroys it. */
export interface Hijacked {
  readonly socket: Duplex;
  /** Bytes of the stream that came along with the head. */
  readonly head: Buffer;
}

/** A refusal of a hijack, with a body to read. */
export type HijackAnswer =
  | { readonly kind: 'open'; readonly hijacked: Hijacked }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer };

/**
 * Plain HTTP/1.1 to one address over node:http. Reads share a small pool of kept connections; whatever changes
 * something, streams or hijacks gets a connection of its own, so that no request is repeated on a stale one and no
 * stream waits for another. Owner calls `close`; a hijacked connection is its taker's, and outlives it.
 */
export class HttpTransport {
  readonly address: Address;
  readonly #pool: http.Agent;
  readonly #open = new Set<http.ClientRequest>();

  constructor(address: Address) {
    this.address = address;
    this.#pool = new http.Agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 60_000 });
  }

  /** Sends one request. `pooled` only for reads with a short answer. */
  request(request: HttpRequest, pooled: boolean): Promise<Result<HttpAnswer>> {
    return this.#send(request, pooled, false).then((result) => {
      if (!result.ok) return result;
      if (result.value.kind === 'refused') return ok(result.value.answer);
      result.value.hijacked.socket.destroy();
      return fail(connectionFailure(this.address, undefined));
    });
  }

  /** Asks for `Upgrade: tcp`; both 101 and the older 200 hand the connection over. */
  hijack(request: HttpRequest): Promise<Result<HijackAnswer>> {
    const headers = { ...request.headers, Connection: 'Upgrade', Upgrade: 'tcp' };
    return this.#send({ ...request, headers }, false, true);
  }

  /** Destroys every connection that was not handed over; requests in flight fail as lost. */
  close(): void {
    this.#pool.destroy();
    for (const request of this.#open) request.destroy();
    this.#open.clear();
  }

  #send(
    request: HttpRequest,
    pooled: boolean,
    hijack: boolean,
    retried = false,
  ): Promise<Result<HijackAnswer>> {
    if (request.signal?.aborted === true) return Promise.resolve(fail(cancelled('The request')));
    return new Promise((resolve) => {
      const outgoing = http.request({
        ...this.#target(),
        method: request.method,
        path: request.path,
        headers: requestHeaders(request),
        agent: pooled ? this.#pool : false,
        signal: request.signal,
      });
      this.#open.add(outgoing);
      let settled = false;
      let timer: NodeJS.Timeout | undefined;
      const settle = (result: Result<HijackAnswer>): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        resolve(result);
      };
      outgoing.on('close', () => this.#open.delete(outgoing));
      outgoing.on('error', (cause) => {
        // A kept connection that the engine closed meanwhile says nothing about the engine: reads try once more.
        if (!settled && !retried && pooled && outgoing.reusedSocket && request.signal?.aborted !== true) {
          settled = true;
          clearTimeout(timer);
          resolve(this.#send(request, pooled, hijack, true));
          return;
        }
        void this.#failure(cause, request.signal).then((error) => settle(fail(error)));
      });
      outgoing.on('upgrade', (_answer, socket, head) => {
        settle(ok({ kind: 'open', hijacked: { socket, head } }));
      });
      outgoing.on('response', (answer) => {
        // A body that breaks off is seen by its reader; without a listener here it would end the process.
        answer.on('error', () => undefined);
        const status = answer.statusCode ?? 0;
        if (hijack && status === 200) {
          settle(ok({ kind: 'open', hijacked: { socket: joined(answer), head: Buffer.alloc(0) } }));
          return;
        }
        settle(ok({ kind: 'refused', answer: { status, headers: answer.headers, body: answer } }));
      });
      outgoing.on('socket', (socket) => {
        if (!pooled) socket.setKeepAlive(true, 30_000);
      });
      if (request.headTimeoutMs !== undefined) {
        const afterMs = request.headTimeoutMs;
        timer = setTimeout(() => {
          settle(fail(timedOut(`${request.method} ${addressText(this.address)}`, afterMs)));
          outgoing.destroy();
        }, afterMs);
      }
      outgoing.end(request.body);
    });
  }

  #target(): http.RequestOptions {
    switch (this.address.kind) {
      case 'unix':
        return { socketPath: this.address.path, host: 'localhost' };
      case 'tcp':
        return { host: this.address.host, port: this.address.port };
    }
  }

  async #failure(cause: unknown, signal: AbortSignal | undefined): Promise<AppError> {
    if (signal?.aborted === true) return cancelled('The request');
    const denied = errorCode(cause) === 'EACCES' && this.address.kind === 'unix';
    const group = denied ? await socketGroup(this.address.path) : undefined;
    return connectionFailure(this.address, cause, group);
  }
}

function requestHeaders(request: HttpRequest): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    Host: 'docker',
    'User-Agent': 'Pilothouse',
    ...request.headers,
  };
  if (request.body !== undefined) headers['Content-Length'] = Buffer.byteLength(request.body);
  else if (request.method === 'POST' || request.method === 'PUT') headers['Content-Length'] = 0;
  return headers;
}

/** The duplex of the older 200 form: node:http parses what is read, and what is written goes straight to the socket. */
function joined(answer: http.IncomingMessage): Duplex {
  return Duplex.from({ readable: answer, writable: answer.socket });
}
