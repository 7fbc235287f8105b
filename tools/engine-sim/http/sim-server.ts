import { chmodSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import { type ApiVersion, compareVersions, parseVersion } from '../core/api-version';
import { EngineError } from '../core/errors';
import { Connection } from './connection';
import { Exchange } from './exchange';
import type { FaultAction, Faults } from './faults';
import { findRoute, type Route } from './router';

/** Where to listen: a unix socket, or 127.0.0.1 with a port (0 picks a free one). */
export type Listen = { readonly socketPath: string } | { readonly port: number };

interface ServerOptions {
  readonly listen: Listen;
  readonly routes: readonly Route[];
  readonly faults: () => Faults;
  readonly maxVersion: ApiVersion;
  readonly minVersion: ApiVersion;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Accepts connections, applies faults, checks the version and hands requests to routes. */
export class SimServer {
  readonly #options: ServerOptions;
  readonly #http = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  readonly #connections = new Set<Connection>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #net: Server | undefined;
  #port: number | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
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
    return this.#connections.size;
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
    for (const [name, value] of Object.entries(this.#options.headers)) res.setHeader(name, value);

    const target = req.url ?? '/';
    const cut = target.indexOf('?');
    const fullPath = cut < 0 ? target : target.slice(0, cut);
    const prefix = /^\/v(\d+\.\d+)(?=\/)/.exec(fullPath);
    const path = prefix ? fullPath.slice(prefix[0].length) : fullPath;
    const asked = prefix?.[1] === undefined ? undefined : parseVersion(prefix[1]);
    const exchange = new Exchange({
      req,
      res,
      connection,
      upgraded,
      path,
      query: new URLSearchParams(cut < 0 ? '' : target.slice(cut + 1)),
      version: asked ?? this.#options.maxVersion,
      signal: gone.signal,
    });
    for (const action of this.#options.faults().take(exchange.method, path)) {
      if (await this.#misbehave(action, exchange, connection)) return;
    }
    await this.#answer(exchange);
  }

  async #answer(exchange: Exchange): Promise<void> {
    try {
      const refusal = this.#refuse(exchange.version);
      if (refusal !== undefined) {
        exchange.sendError(400, refusal);
        return;
      }
      const found = findRoute(this.#options.routes, exchange.method, exchange.path);
      if (found) await found.handler(exchange, found.params);
      else exchange.sendError(404, 'page not found');
    } catch (cause) {
      if (exchange.res.headersSent) {
        exchange.req.socket.destroy();
        return;
      }
      const status = cause instanceof EngineError ? cause.status : 500;
      exchange.sendError(status, cause instanceof Error ? cause.message : String(cause));
    }
  }

  #refuse(version: ApiVersion): string | undefined {
    const { maxVersion, minVersion } = this.#options;
    const text = (v: ApiVersion): string => `${v.major}.${v.minor}`;
    if (compareVersions(version, minVersion) < 0) {
      return `client version ${text(version)} is too old. Minimum supported API version is ${text(minVersion)}, please upgrade your client to a newer version`;
    }
    if (compareVersions(version, maxVersion) > 0) {
      return `client version ${text(version)} is too new. Maximum supported API version is ${text(maxVersion)}`;
    }
    return undefined;
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
      case 'drip':
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
