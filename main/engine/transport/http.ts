import http from 'node:http';
import { Duplex, Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import type { CertificateFacts } from '#shared/model/engine';
import { fail, ok, type Result } from '#shared/result';
import { type Address, addressText } from './address';
import { createDialer } from './create-dialer';
import { DialAgent } from './dial-agent';
import type { Dialer } from './dialer';
import { connectionFailure, errorCode, timedOut } from './failure';
import type { HijackAnswer, HttpAnswer, HttpRequest } from './messages';
import { mergeChunks } from './merge-chunks';
import { encryptedInstead, looksEncrypted } from './plain-to-tls';
import { QuickReads } from './quick-reads';
import { goneSource, requestHeaders, sendBody, sourceFailure } from './send-body';
import { socketGroup } from './socket-group';

export type { HijackAnswer, Hijacked, HttpAnswer, HttpRequest } from './messages';

/**
 * HTTP/1.1 to one address over node:http, whatever carries it. Reads share a small pool of kept connections; whatever
 * changes something, streams or hijacks gets a connection of its own, so that no request is repeated on a stale one and
 * no stream waits for another. Owner calls `close`; a hijacked connection is its taker's, and outlives it.
 */
export class HttpTransport {
  readonly address: Address;
  readonly #dialer: Dialer;
  readonly #host: string;
  readonly #pool: DialAgent;
  readonly #pings: DialAgent;
  readonly #single: DialAgent;
  readonly #merging: DialAgent;
  /** Requests in flight, each with what makes it fail as lost. */
  readonly #open = new Map<http.ClientRequest, () => void>();
  #everAnswered = false;
  #closed = false;

  constructor(address: Address) {
    this.address = address;
    this.#dialer = createDialer(address);
    this.#host = hostHeader(address);
    this.#pool = new DialAgent(this.#dialer, this.#dialer.poolSize);
    this.#pings = new DialAgent(this.#dialer, 1);
    this.#single = new DialAgent(this.#dialer, 0);
    this.#merging = new DialAgent(this.#dialer, 0, mergeChunks);
  }

  /** What the certificates of a TLS connection say; undefined before the first handshake and without TLS. */
  get certificates(): CertificateFacts | undefined {
    return this.#dialer.certificates;
  }

  /** Sends one request. `pooled` only for reads with a short answer. */
  async request(request: HttpRequest, pooled: boolean): Promise<Result<HttpAnswer>> {
    return this.#answer(await this.#send(request, pooled ? this.#pool : this.#alone(request), false));
  }

  /**
   * Sends a request on the one kept connection that is for this alone: where a connection of its own is dear and the
   * pool may be full of reads that wait for the engine. One at a time.
   */
  async ping(request: HttpRequest): Promise<Result<HttpAnswer>> {
    return this.#answer(await this.#send(request, this.#pings, false));
  }

  #answer(result: Result<HijackAnswer>): Result<HttpAnswer> {
    if (!result.ok) return result;
    if (result.value.kind === 'refused') return ok(result.value.answer);
    result.value.hijacked.socket.destroy();
    return fail(connectionFailure(this.address, undefined));
  }

  /** Asks for `Upgrade: tcp`; both 101 and the older 200 hand the connection over. */
  hijack(request: HttpRequest): Promise<Result<HijackAnswer>> {
    const headers = { ...request.headers, Connection: 'Upgrade', Upgrade: 'tcp' };
    return this.#send({ ...request, headers }, this.#single, true);
  }

  /** Many small reads on a few kept connections of their own. The caller closes them. */
  quickReads(): QuickReads {
    const dial = async (): Promise<Duplex | undefined> => {
      const obstacle = await this.#dialer.prepare();
      return obstacle === undefined && !this.#closed ? this.#dialer.dial() : undefined;
    };
    const { poolSize } = this.#dialer;
    // Where connections are dear, as over ssh, as few as in the pool.
    return new QuickReads(dial, this.#host, poolSize < 8 ? poolSize : 6 * poolSize);
  }

  /** Destroys every connection that was not handed over; requests in flight fail as lost. */
  close(): void {
    this.#closed = true;
    this.#pool.destroy();
    this.#pings.destroy();
    this.#single.destroy();
    this.#merging.destroy();
    for (const [request, lost] of this.#open) {
      lost();
      request.destroy();
    }
    this.#open.clear();
    this.#dialer.close();
  }

  #alone(request: HttpRequest): DialAgent {
    return request.smallChunks === true ? this.#merging : this.#single;
  }

  async #send(request: HttpRequest, agent: DialAgent, hijack: boolean): Promise<Result<HijackAnswer>> {
    // A source may break before anybody reads it; without a listener that would end the process.
    if (request.body instanceof Readable) request.body.on('error', () => undefined);
    const obstacle = await this.#obstacle(request);
    if (obstacle !== undefined) {
      if (request.body instanceof Readable) request.body.destroy();
      return fail(obstacle);
    }
    return new Promise((resolve) => {
      const outgoing = http.request({
        method: request.method,
        path: request.path,
        headers: requestHeaders(request, this.#host),
        agent,
        signal: request.signal,
      });
      let settled = false;
      let timer: NodeJS.Timeout | undefined;
      const settle = (result: Result<HijackAnswer> | Promise<Result<HijackAnswer>>): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      // Node tells of neither as long as the request waits for one of the pool's connections.
      const onAbort = (): void => settle(fail(cancelled('The request')));
      request.signal?.addEventListener('abort', onAbort, { once: true });
      this.#open.set(outgoing, () => settle(fail(connectionFailure(this.address, undefined))));
      outgoing.on('close', () => this.#open.delete(outgoing));
      outgoing.on('error', (cause) => {
        if (settled) return;
        // A kept connection that the engine closed meanwhile says nothing about the engine: reads try once more.
        if (outgoing.reusedSocket && request.signal?.aborted !== true) {
          // On a fresh connection: other kept ones may be as dead.
          settle(this.#send(request, this.#alone(request), hijack));
          return;
        }
        void this.#failure(cause, request).then((error) => settle(fail(error)));
      });
      outgoing.on('upgrade', (_answer, socket, head) => {
        socket.on('error', () => undefined);
        settle(ok({ kind: 'open', hijacked: { socket, head, halfClose: this.#dialer.halfClose } }));
      });
      outgoing.on('response', (answer) => {
        // A body that breaks off is seen by its reader; without a listener here it would end the process.
        answer.on('error', () => undefined);
        this.#everAnswered = true;
        if (looksEncrypted(this.address, answer)) {
          void encryptedInstead(this.address, answer).then((error) => settle(fail(error)));
          return;
        }
        const status = answer.statusCode ?? 0;
        if (hijack && status === 200) {
          const { halfClose } = this.#dialer;
          // It is not ours to close any more.
          this.#open.delete(outgoing);
          answer.socket.emit('agentRemove');
          const hijacked = { socket: joined(answer), head: Buffer.alloc(0), halfClose };
          settle(ok({ kind: 'open', hijacked }));
          return;
        }
        settle(ok({ kind: 'refused', answer: { status, headers: answer.headers, body: answer } }));
      });
      if (request.headTimeoutMs !== undefined) {
        const afterMs = request.headTimeoutMs;
        timer = setTimeout(() => {
          settle(fail(timedOut(`${request.method} ${addressText(this.address)}`, afterMs)));
          outgoing.destroy();
        }, afterMs);
      }
      // What the engine takes is a sign of life, too.
      sendBody(outgoing, request, () => {
        if (!settled) timer?.refresh();
      });
    });
  }

  /** Why nothing can be sent at all. */
  async #obstacle(request: HttpRequest): Promise<AppError | undefined> {
    const { signal } = request;
    const unprepared = await this.#dialer.prepare();
    if (unprepared !== undefined) return unprepared;
    if (signal?.aborted === true) return cancelled('The request');
    const given = goneSource(request);
    if (given !== undefined) return given;
    return this.#closed ? connectionFailure(this.address, undefined) : undefined;
  }

  async #failure(cause: unknown, request: HttpRequest): Promise<AppError> {
    if (request.signal?.aborted === true) return cancelled('The request');
    const unread = sourceFailure(request);
    if (unread !== undefined) return unread;
    const known = this.#dialer.explain(cause, this.#everAnswered);
    if (known !== undefined) return known;
    const denied = errorCode(cause) === 'EACCES' && this.address.kind === 'unix';
    const group = denied ? await socketGroup(this.address.path) : undefined;
    return connectionFailure(this.address, cause, group);
  }
}

/** Engines do not look at it; a proxy before one does. */
function hostHeader(address: Address): string {
  return address.kind === 'tcp' || address.kind === 'tls'
    ? addressText(address).slice('tcp://'.length)
    : 'docker';
}

/** The duplex of the older 200 form: node:http parses what is read, and what is written goes straight to the socket. */
function joined(answer: http.IncomingMessage): Duplex {
  const duplex = Duplex.from({ readable: answer, writable: answer.socket });
  // What comes after the last user of it would end the process.
  duplex.on('error', () => undefined);
  return duplex;
}
