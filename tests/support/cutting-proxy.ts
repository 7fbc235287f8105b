import { connect, createServer, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to an engine's socket that can be cut. The owner closes it. */
export interface CuttingProxy {
  readonly socket: string;
  /** Breaks every open connection at once, in the middle of whatever it carries. */
  cut(): void;
  close(): Promise<void>;
}

/** Listens on a unix socket of its own and passes on to another one. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'cutting-proxy-'));
  const socket = join(folder, 'proxy.sock');
  const open = new Set<Socket>();
  const cut = (): void => {
    for (const each of open) each.destroy();
  };
  const server = createServer((here) => {
    const there = connect(target);
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return {
    socket,
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
