import { chmodSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import { Dialect } from '../core/dialect';
import type { EngineKind } from '../core/releases';
import { Connection } from './connection';
import { errorBody, statusOf, unknownRoute } from './errors';
import { Exchange } from './exchange';
import type { FaultAction, Faults } from './faults';
import { headersOf } from './headers';
import { findRoute, type Route, routesOf } from './router';
import { type TlsMaterial, TlsFront } from './tls-front';
import { judge, splitPath } from './version-gate';

/** Where to listen: a unix socket, or 127.0.0.1 with a port (0 picks a free one), with TLS or without. */
export type Listen = { readonly socketPath: string } | { readonly port: number; readonly tls?: TlsMaterial };

interface ServerOptions {
  readonly listen: Listen;
  readonly kind: EngineKind;
  readonly routes: readonly Route[];
  readonly faults: () => Faults;
}

/** Accepts connections, applies faults, checks the version and hands requests to routes. */
export class SimServer {
  readonly #options: ServerOptions;
  readonly #routes: readonly Route[];
  readonly #tls: TlsFront | undefined;
  readonly #http = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  readonly #connections = new Set<Connection>();
  /** Accepted and left hanging; with TLS all of them, because a handshake may never come. */
  readonly #raw = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #net: Server | undefined;
  #port: number | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#routes = routesOf(options.routes, options.kind.newest);
    if ('port' in options.listen && options.listen.tls) {
      this.#tls = new TlsFront(options.listen.tls, (socket) => this.#connect(socket));
    }
    this.#http.timeout = 0;
    this.#http.on('request', (req, res) => void this.#serve(req, res, false));
    this.#http.on('upgrade', (req, stream, head) => {
      // Node types the stream as a plain Duplex; it is the Connection that was handed in, which is all a socket need be.
      const connection = stream as unknown as Connection;
      if (head.length > 0) connection.unshift(head);
      const res = new ServerResponse(req);
      res.shouldKeepAlive = false;
      res.assignSocket(req.socket);
      res.on('finish', () => {
        res.detachSocket(req.socket);
        connection.destroySoon();
      });
      void this.#serve(req, res, true);
    });
    this.#http.on('clientError', (_error, socket) => {
      socket.end(
        'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n400 Bad Request',
      );
    });
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#raw.size + (this.#tls ? 0 : this.#connections.size);
  }

  /** The TCP port, once listening on one. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Starts to listen; a unix socket is made with mode 0600. Rejects when the address cannot be had. */
  async listen(): Promise<void> {
    const { listen } = this.#options;
    const net = createNetServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      net.once('error', reject);
      if ('socketPath' in listen) net.listen(listen.socketPath, resolve);
      else net.listen(this.#port ?? listen.port, '127.0.0.1', resolve);
    });
    if ('socketPath' in listen) chmodSync(listen.socketPath, 0o600);
    const address = net.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#net = net;
  }

  /** Breaks every connection; goes on listening. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.destroy();
    for (const socket of this.#raw) socket.destroy();
    this.#raw.clear();
  }

  /** Breaks every connection, stops listening and removes the socket file. Safe to call twice. */
  async stop(): Promise<void> {
    const net = this.#net;
    this.#net = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const closed = net && new Promise<void>((resolve) => net.close(() => resolve()));
    this.dropConnections();
    await closed;
    if (net && 'socketPath' in this.#options.listen) rmSync(this.#options.listen.socketPath, { force: true });
  }

  #accept(socket: Socket): void {
    const fate = this.#options.faults().connections;
    if (fate === 'reset') {
      if (socket.remoteAddress === undefined) socket.destroy();
      else socket.resetAndDestroy();
      return;
    }
    if (fate === 'serve' && !this.#tls) {
      this.#connect(socket);
      return;
    }
    this.#raw.add(socket);
    socket.on('close', () => this.#raw.delete(socket));
    socket.on('error', () => socket.destroy());
    if (fate === 'serve') this.#tls?.accept(socket);
    else {
      // Read and thrown away, or the end of a client that gives up would never be seen.
      socket.resume();
      socket.on('end', () => socket.destroy());
    }
  }

  #connect(socket: Socket): void {
    const connection = new Connection(socket);
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => connection.destroy());
    this.#http.emit('connection', connection);
  }

  async #serve(req: IncomingMessage, res: ServerResponse, upgraded: boolean): Promise<void> {
    const connection = req.socket as unknown as Connection;
    const gone = new AbortController();
    const abort = (): void => gone.abort();
    connection.once('close', abort);
    res.once('close', () => {
      connection.off('close', abort);
      connection.setOutputFault(undefined);
      if (!upgraded) abort();
    });
    res.on('error', () => connection.destroy());

    const target = req.url ?? '/';
    const cut = target.indexOf('?');
    const { given, path } = splitPath(cut < 0 ? target : target.slice(0, cut));
    const verdict = judge(this.#options.kind, given);
    const dialect = new Dialect(this.#options.kind, verdict.asked);
    // Before 17.11 the version was looked at before the headers were set.
    if (verdict.kind === 'serve' || dialect.speaks(34)) {
      for (const [name, value] of headersOf(dialect)) res.setHeader(name, value);
    }
    const exchange = new Exchange({
      req,
      res,
      connection,
      upgraded,
      path,
      query: new URLSearchParams(cut < 0 ? '' : target.slice(cut + 1)),
      dialect,
      signal: gone.signal,
    });
    for (const action of this.#options.faults().take(exchange.method, path)) {
      if (await this.#misbehave(action, exchange, connection)) return;
    }
    if (verdict.kind === 'refuse') {
      exchange.sendBody(verdict.status, errorBody(dialect, verdict.status, verdict.text));
    } else await this.#answer(exchange);
  }

  async #answer(exchange: Exchange): Promise<void> {
    try {
      const found = findRoute(this.#routes, exchange.method, exchange.path);
      if (found) await found.handler(exchange, found.params);
      else exchange.sendBody(404, unknownRoute(exchange.dialect));
    } catch (cause) {
      if (exchange.res.headersSent) {
        exchange.req.socket.destroy();
        return;
      }
      exchange.sendError(
        statusOf(exchange.dialect, cause),
        cause instanceof Error ? cause.message : String(cause),
      );
    }
  }

  /** Applies one fault. True when the request is settled by it. */
  async #misbehave(action: FaultAction, exchange: Exchange, connection: Connection): Promise<boolean> {
    switch (action.kind) {
      case 'delay':
        await this.#wait(action.ms, exchange.signal);
        return exchange.signal.aborted;
      case 'hang':
        return true;
      case 'close':
        connection.destroy();
        return true;
      case 'garbage':
        exchange.res.detachSocket(exchange.req.socket);
        connection.end(action.bytes, () => connection.destroy());
        return true;
      case 'answer': {
        const text = typeof action.body === 'string' ? action.body : JSON.stringify(action.body);
        const type =
          action.contentType ?? (typeof action.body === 'string' ? 'text/plain' : 'application/json');
        exchange.res.writeHead(action.status, { 'Content-Type': type });
        exchange.res.end(exchange.method === 'HEAD' ? undefined : text);
        return true;
      }
      case 'truncate':
      case 'reset':
      case 'half-close':
      case 'stall':
      case 'drip':
      case 'slow':
      case 'chunk':
        connection.setOutputFault(action);
        return false;
    }
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#timers.add(timer);
      signal.addEventListener('abort', done);
    });
  }
}
