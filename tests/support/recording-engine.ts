import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { EngineClient } from '#main/engine/client';
import type { EngineProfile } from '#main/engine/compat/capabilities';
import { apiVersion } from '#main/engine/compat/version';
import { HttpTransport } from '#main/engine/transport/http';

/** One request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  /** `v1.48`. */
  readonly version: string;
  /** Without version and query, not decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What the recording engine answers; an empty success where nothing is said. */
export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection off after the text. */
  readonly cut?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  /** Says no more after the text, and leaves the connection open. */
  readonly stall?: boolean;
  /** Keeps a connection that was handed over open. */
  readonly keep?: boolean;
}

/** A server on a socket of its own that keeps every request and answers as the test says. */
export interface RecordingEngine {
  readonly requests: Recorded[];
  /** A client of API 1.`minor`; its release and flavour where they matter. */
  client(minor: number, profile?: Partial<EngineProfile>): EngineClient;
  /** Connections that were handed over and kept, newest last. */
  readonly kept: Duplex[];
  /** What was asked since the last look. */
  take(): Recorded[];
  close(): Promise<void>;
}

/** Starts one. Close it. */
export async function recordingEngine(
  reply: (request: Recorded) => Reply = () => ({}),
): Promise<RecordingEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  const path = join(folder, 'engine.sock');
  const requests: Recorded[] = [];
  const kept: Duplex[] = [];
  const transports: HttpTransport[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    void record(request).then((recorded) => {
      requests.push(recorded);
      const answer = reply(recorded);
      const { status = 200, json, text = '', headers = {}, cut = false } = answer;
      if (answer.silent === true) return;
      response.writeHead(status, headers);
      if (cut) {
        response.write(text);
        setImmediate(() => response.destroy());
      } else if (answer.stall === true) response.write(text);
      else response.end(json === undefined ? text : JSON.stringify(json));
      // A client that goes away in the middle is a case of some tests.
    }, response.destroy.bind(response));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const length = Number(request.headers['content-length'] ?? 0);
    const rest =
      head.length < length
        ? new Promise<Buffer>((resolve) => socket.once('data', resolve))
        : Promise.resolve(Buffer.alloc(0));
    void rest.then((bytes) => {
      const body = Buffer.concat([head, bytes]).toString();
      const recorded = toRecorded(request, body);
      requests.push(recorded);
      const { status = 101, text = '', keep = false, silent = false } = reply(recorded);
      socket.on('error', () => undefined);
      if (silent) return;
      socket.write(
        status === 101
          ? 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'
          : `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`,
      );
      if (!keep) socket.end(text);
      else {
        socket.write(text);
        kept.push(socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    requests,
    kept,
    client: (minor, profile = {}) => {
      const transport = new HttpTransport({ kind: 'unix', path });
      transports.push(transport);
      return new EngineClient(transport, {
        api: apiVersion(1, minor),
        maxApi: apiVersion(1, minor),
        release: '',
        flavour: 'docker',
        os: 'linux',
        ...profile,
      });
    },
    take: () => requests.splice(0),
    close: async () => {
      for (const transport of transports) transport.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function record(request: http.IncomingMessage): Promise<Recorded> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return toRecorded(request, Buffer.concat(parts).toString('utf8'));
}

function toRecorded(request: http.IncomingMessage, body: string): Recorded {
  const found = /^\/(v[0-9.]+)(\/[^?]*)(?:\?(.*))?$/.exec(request.url ?? '');
  const query: Record<string, string | readonly string[]> = {};
  const parameters = new URLSearchParams(found?.[3] ?? '');
  for (const name of new Set(parameters.keys())) {
    const all = parameters.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return {
    method: request.method ?? '',
    version: found?.[1] ?? '',
    path: found?.[2] ?? request.url ?? '',
    query,
    headers: request.headers,
    body,
  };
}
