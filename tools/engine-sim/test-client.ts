import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Sim } from './start-sim';

/** One multiplexed frame, decoded. */
export interface Frame {
  readonly stream: number;
  readonly text: string;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Where a simulator listens, in the form that node:http and node:net take. */
export function target(
  sim: Sim,
): { readonly socketPath: string } | { readonly host: string; readonly port: number } {
  if (sim.socketPath !== '') return { socketPath: sim.socketPath };
  const url = new URL(sim.address);
  return { host: url.hostname, port: Number(url.port) };
}

/** Opens a request and answers once the headers are there. The caller destroys it. */
export function open(sim: Sim, method: string, path: string, body?: unknown): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const req = request({
      ...target(sim),
      method,
      path,
      agent: false,
      headers:
        text === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
    });
    req.on('response', resolve);
    req.on('error', reject);
    req.end(text);
  });
}

/** Reads an answer to its end. Rejects when it breaks off. */
export async function call(sim: Sim, method: string, path: string, body?: unknown): Promise<Answer> {
  const res = await open(sim, method, path, body);
  const chunks: Buffer[] = [];
  for await (const chunk of res as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) };
}

/** A JSON answer, typed by the caller. */
export async function json<T>(sim: Sim, method: string, path: string, body?: unknown): Promise<T> {
  return JSON.parse((await call(sim, method, path, body)).body.toString('utf8')) as T;
}

/** Splits multiplexed bytes into whole frames. */
export function frames(data: Buffer): readonly Frame[] {
  const found: Frame[] = [];
  for (let at = 0; at + 8 <= data.length; ) {
    const size = data.readUInt32BE(at + 4);
    found.push({ stream: data[at] ?? 0, text: data.toString('utf8', at + 8, at + 8 + size) });
    at += 8 + size;
  }
  return found;
}

/** A raw connection that collects what it gets and can be waited on. */
export class RawClient {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  ended = false;
  error: Error | undefined;
  readonly #wakes = new Set<() => void>();

  constructor(sim: Sim) {
    const where = target(sim);
    this.socket = 'socketPath' in where ? connect(where.socketPath) : connect(where);
    const wake = (): void => {
      for (const each of [...this.#wakes]) each();
    };
    this.socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      wake();
    });
    this.socket.on('end', () => {
      this.ended = true;
      wake();
    });
    this.socket.on('error', (error) => {
      this.error = error;
      wake();
    });
    this.socket.on('close', () => {
      this.ended = true;
      wake();
    });
  }

  /** The text so far. */
  get text(): string {
    return this.received.toString('utf8');
  }

  /** Waits until `done` holds; fails after five seconds with what was received. */
  async until(done: () => boolean): Promise<void> {
    const limit = setTimeout(
      () => this.socket.destroy(new Error(`never came; got: ${this.text.slice(-500)}`)),
      5000,
    );
    while (!done()) {
      if (this.ended && !done()) {
        clearTimeout(limit);
        throw this.error ?? new Error(`ended early; got: ${this.text.slice(-500)}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wakes.delete(wake);
          resolve();
        };
        this.#wakes.add(wake);
      });
    }
    clearTimeout(limit);
  }

  /** Waits for a piece of text. */
  has(text: string): Promise<void> {
    return this.until(() => this.text.includes(text));
  }

  /** Sends a request by hand. */
  send(method: string, path: string, headers: readonly string[], body = ''): void {
    this.socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: engine\r\n${headers.map((line) => `${line}\r\n`).join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Makes an exec and starts it over a hijacked connection. */
export async function exec(
  sim: Sim,
  container: string,
  argv: readonly string[],
  options: { readonly tty?: boolean; readonly upgrade?: boolean; readonly user?: string } = {},
): Promise<{ readonly id: string; readonly client: RawClient }> {
  const tty = options.tty === true;
  const { Id: id } = await json<{ Id: string }>(sim, 'POST', `/containers/${container}/exec`, {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
    Cmd: argv,
    ...(options.user === undefined ? {} : { User: options.user }),
  });
  const client = new RawClient(sim);
  const upgrade = options.upgrade === false ? [] : ['Connection: Upgrade', 'Upgrade: tcp'];
  client.send(
    'POST',
    `/v1.48/exec/${id}/start`,
    ['Content-Type: application/json', ...upgrade],
    JSON.stringify({ Tty: tty }),
  );
  await client.has('\r\n\r\n');
  return { id, client };
}

/** The bytes after the head of a hijacked answer. */
export function afterHead(client: RawClient): Buffer {
  return client.received.subarray(client.received.indexOf('\r\n\r\n') + 4);
}
