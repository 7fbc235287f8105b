import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dialect } from '../core/dialect';
import { badRequest, EngineError } from '../core/errors';
import { isAborted } from '../core/scheduler';
import { type Connection, plainHijack } from './connection';
import { errorBody } from './errors';

const maxBody = 16 * 1024 * 1024;
const falseWords = new Set(['', '0', 'no', 'false', 'none']);

/** A connection taken over as a pipe of bytes. */
export interface Hijacked {
  /** What the client sends, or undefined when it sent a request that cannot carry input. */
  readonly input: Readable | undefined;
  /** Writes and says whether the reader keeps up; wait for `drained` when it does not. */
  readonly write: (data: Uint8Array) => boolean;
  readonly drained: () => Promise<void>;
  /** Ends the engine's side. */
  readonly end: () => void;
}

/** One request and the way to answer it. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  /** Without the version prefix and the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The engine, and the API version asked for: the prefix, or the newest one. */
  readonly dialect: Dialect;
  /** Aborts when the client has gone or the engine closes. */
  readonly signal: AbortSignal;
  readonly #connection: Connection;
  readonly #upgraded: boolean;

  constructor(options: {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly connection: Connection;
    readonly upgraded: boolean;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly dialect: Dialect;
    readonly signal: AbortSignal;
  }) {
    this.req = options.req;
    this.res = options.res;
    this.method = options.req.method ?? 'GET';
    this.path = options.path;
    this.query = options.query;
    this.dialect = options.dialect;
    this.signal = options.signal;
    this.#connection = options.connection;
    this.#upgraded = options.upgraded;
  }

  /** A boolean of the query, read as dockerd reads it. */
  flag(name: string, otherwise = false): boolean {
    const value = this.query.get(name);
    if (value === null) return otherwise;
    if (!this.dialect.speaks(10)) return oldFlag(value);
    return !falseWords.has(value.trim().toLowerCase());
  }

  /** An integer of the query, or undefined when it is missing. 400 when it is no integer. */
  int(name: string): number | undefined {
    const value = this.query.get(name);
    if (value === null || value === '') return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw badRequest(`strconv.Atoi: parsing "${value}": invalid syntax`);
    }
    return Number(value);
  }

  /** The whole body. Refuses more than 16 MiB with 400. */
  async body(): Promise<Buffer> {
    const source = this.#upgraded ? takeBody(this.#connection, this.req) : this.req;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBody) throw badRequest('request body too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** The body as a JSON object; an empty body is an empty object. 400 for anything else. */
  async json(): Promise<Readonly<Record<string, unknown>>> {
    const text = (await this.body()).toString('utf8').trim();
    if (text === '') return {};
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw badRequest(`invalid JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badRequest('invalid JSON: an object is wanted');
    }
    return value as Record<string, unknown>;
  }

  /** Answers one JSON document; a long one in chunks, as Go's server sends what it does not know the length of. */
  sendJson(status: number, value: unknown): void {
    const body = Buffer.from(`${JSON.stringify(value)}\n`);
    const short = body.length <= 2048 || this.method === 'HEAD';
    this.res.writeHead(status, {
      'Content-Type': 'application/json',
      ...(short ? { 'Content-Length': body.length } : {}),
    });
    if (short) this.res.end(this.method === 'HEAD' ? undefined : body);
    else {
      this.res.write(body.subarray(0, 2048));
      this.res.end(body.subarray(2048));
    }
  }

  /** Answers this body. One for HEAD is left out. */
  sendBody(status: number, { type, body }: { readonly type: string; readonly body: string | Buffer }): void {
    this.res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
    this.res.end(this.method === 'HEAD' ? undefined : body);
  }

  /** Answers without a body. */
  sendEmpty(status: number): void {
    this.res.writeHead(status, status === 204 || status === 304 ? {} : { 'Content-Length': 0 });
    this.res.end();
  }

  /** An error as this engine words it for this version: JSON from 1.24 on, text before. */
  sendError(status: number, message: string): void {
    this.sendBody(status, errorBody(this.dialect, status, message));
  }

  /** Starts a streamed answer. The caller writes with `write` and ends with `res.end()`. */
  startStream(contentType: string | undefined): void {
    this.res.writeHead(200, contentType === undefined ? {} : { 'Content-Type': contentType });
    this.res.flushHeaders();
  }

  /** Writes to a streamed answer and waits while the client does not read. False once the client has gone. */
  async write(data: Uint8Array | string): Promise<boolean> {
    if (this.signal.aborted || this.res.writableEnded) return false;
    if (!this.res.write(data)) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.res.off('drain', done);
          this.signal.removeEventListener('abort', done);
          resolve();
        };
        this.res.on('drain', done);
        this.signal.addEventListener('abort', done);
      });
    }
    return !isAborted(this.signal);
  }

  /**
   * Takes the connection over. `contentType` is announced; 101 when the client asked for an upgrade of an engine that
   * knows it (1.5 and newer), else 200.
   */
  hijack(contentType: string): Hijacked {
    if (!this.#upgraded) {
      this.startStream(contentType);
      return {
        input: undefined,
        write: (data) => this.res.write(data),
        drained: () => onceDrained(this.res, this.signal),
        end: () => this.res.end(),
      };
    }
    const connection = this.#connection;
    const asked = this.req.headers.upgrade !== plainHijack && this.dialect.speaks(17);
    this.res.detachSocket(this.req.socket);
    connection.write(
      asked
        ? `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`
        : `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n\r\n`,
    );
    return {
      input: connection,
      write: (data) => connection.write(data),
      drained: () => onceDrained(connection, this.signal),
      end: () => connection.end(),
    };
  }
}

/** Up to 0.8 a boolean was one of these words, and anything else an error. */
function oldFlag(value: string): boolean {
  if (['1', 'true', 'True'].includes(value)) return true;
  if (['', '0', 'false', 'False'].includes(value)) return false;
  throw new EngineError(400, 'Bad parameter');
}

function onceDrained(target: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      target.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) {
      resolve();
      return;
    }
    target.on('drain', done);
    signal.addEventListener('abort', done);
  });
}

/**
 * The body of an upgrade request, which Node leaves unread on the connection. Reads exactly Content-Length bytes and
 * puts the rest back: what follows is the session's input. A chunked body is read to its last chunk.
 */
async function* takeBody(connection: Connection, req: IncomingMessage): AsyncGenerator<Buffer> {
  if (/chunked/i.test(req.headers['transfer-encoding'] ?? '')) {
    yield await takeChunked(connection);
    return;
  }
  let left = Number(req.headers['content-length'] ?? 0);
  while (left > 0) {
    const chunk = await readSome(connection);
    if (!chunk) return;
    if (chunk.length > left) connection.unshift(chunk.subarray(left));
    const mine = chunk.subarray(0, left);
    left -= mine.length;
    yield mine;
  }
}

async function takeChunked(connection: Connection): Promise<Buffer> {
  let data = Buffer.alloc(0);
  const parts: Buffer[] = [];
  for (;;) {
    const line = data.indexOf('\r\n');
    const size = line < 0 ? Number.NaN : Number.parseInt(data.toString('latin1', 0, line), 16);
    if (line >= 0 && !(size >= 0 && size <= maxBody)) throw badRequest('malformed chunked encoding');
    if (line >= 0 && data.length >= line + 4 + size) {
      parts.push(data.subarray(line + 2, line + 2 + size));
      data = data.subarray(line + 4 + size);
      if (size > 0) continue;
      if (data.length > 0) connection.unshift(data);
      return Buffer.concat(parts);
    }
    if (data.length > maxBody) throw badRequest('request body too large');
    const more = await readSome(connection);
    if (!more) return Buffer.concat(parts);
    data = Buffer.concat([data, more]);
  }
}

function readSome(connection: Connection): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const attempt = (): void => {
      const chunk = connection.read() as Buffer | null;
      if (chunk === null && !connection.readableEnded && !connection.destroyed) return;
      connection.off('readable', attempt);
      connection.off('end', attempt);
      connection.off('close', attempt);
      resolve(chunk ?? undefined);
    };
    connection.on('readable', attempt);
    connection.on('end', attempt);
    connection.on('close', attempt);
    attempt();
  });
}
