import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors';
import type { Address } from './address';
import { connectTimedOut, connectTimeoutMs, type Dialer } from './dialer';
import { pathTooLong } from './failure';

/** Idle connections are probed so often, so that a dead peer or a forgetful router is noticed. */
export const keepAliveMs = 30_000;

/** What fits into the address of a unix socket. */
const maxPathBytes = process.platform === 'linux' ? 107 : 103;

/** Addresses that a plain socket reaches. */
export type SocketAddress = Extract<Address, { kind: 'unix' | 'npipe' | 'tcp' }>;

/** Unix sockets, Windows pipes and plain TCP. */
export class SocketDialer implements Dialer {
  readonly halfClose: boolean;
  readonly poolSize = 8;
  readonly certificates = undefined;
  readonly #address: SocketAddress;
  readonly #pathBytes: number;

  constructor(address: SocketAddress) {
    this.#address = address;
    this.#pathBytes = address.kind === 'unix' ? Buffer.byteLength(address.path) : 0;
    this.halfClose = address.kind !== 'npipe';
  }

  prepare(): Promise<AppError> | undefined {
    // Node cuts a longer path off, and would look for another socket than the one that was meant.
    return this.#pathBytes > maxPathBytes ? Promise.resolve(pathTooLong(this.#address)) : undefined;
  }

  dial(): Duplex {
    const socket = net.connect(target(this.#address));
    limitConnect(socket, this.#address, 'connect');
    return socket;
  }

  explain(): undefined {
    return undefined;
  }

  close(): void {
    // Connections share nothing.
  }
}

function target(address: SocketAddress): net.NetConnectOpts {
  if (address.kind !== 'tcp') return { path: address.path };
  const { host, port } = address;
  return { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs };
}

/**
 * Destroys a socket that is not connected in time. Also gives it a listener for errors that outlives every user of it:
 * what comes after the last one would end the process.
 */
export function limitConnect(socket: net.Socket, address: Address, done: 'connect' | 'secureConnect'): void {
  const timer = setTimeout(() => socket.destroy(connectTimedOut(address)), connectTimeoutMs(address));
  const stop = (): void => clearTimeout(timer);
  socket.once(done, stop);
  socket.once('close', stop);
  socket.on('error', stop);
}
