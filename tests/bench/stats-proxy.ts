import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to an engine that counts who asks for samples. */
export interface StatsProxy {
  readonly dockerHost: string;
  /** Requests for samples so far. */
  readonly requests: number;
  /** Streams of samples that are open now. */
  readonly streams: number;
  close(): Promise<void>;
}

/** Opens one to the engine at a socket. The caller closes it. */
export async function startStatsProxy(socket: string): Promise<StatsProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-proxy-'));
  const path = join(folder, 'engine.sock');
  const sockets = new Set<Socket>();
  const streaming = new Set<Socket>();
  let requests = 0;
  const server = createServer((client) => {
    const engine = createConnection(socket);
    sockets.add(client);
    const end = (): void => {
      sockets.delete(client);
      streaming.delete(client);
      client.destroy();
      engine.destroy();
    };
    client.on('data', (bytes: Buffer) => {
      const line = /^GET (\S+)/.exec(bytes.toString('latin1', 0, 300))?.[1];
      if (line === undefined) return;
      const asks = /\/containers\/[^/]+\/stats\?/.test(line);
      if (asks) requests += 1;
      if (asks && !line.includes('stream=0')) streaming.add(client);
      else streaming.delete(client);
    });
    client.pipe(engine).pipe(client);
    for (const each of [client, engine]) each.on('close', end).on('error', end);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    dockerHost: `unix://${path}`,
    get requests() {
      return requests;
    },
    get streams() {
      return streaming.size;
    },
    close: async () => {
      for (const each of sockets) each.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
