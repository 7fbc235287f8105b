import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** What the engine shows in a TLS handshake, and what it wants to see. All PEM, given by the caller. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  /** Signs the clients' certificates; needed with `requireClientCert`. */
  readonly ca?: string;
  /** As dockerd's --tlsverify: a client without a certificate of `ca` fails the handshake. */
  readonly requireClientCert?: boolean;
  /** The newest protocol that it offers, for tests of the client's minimum. TLS 1.3 when missing. */
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

const plainAnswer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** The TLS side of a listening socket. A client that speaks plain HTTP is told so, as Go's server does. */
export class TlsFront {
  readonly #server: Server;

  /** `ready` gets each connection whose handshake is done. */
  constructor(material: TlsMaterial, ready: (socket: TLSSocket) => void) {
    const old = material.maxVersion === 'TLSv1.1';
    this.#server = createServer(
      {
        key: material.key,
        cert: material.cert,
        ...(material.ca === undefined ? {} : { ca: material.ca }),
        requestCert: material.requireClientCert === true,
        rejectUnauthorized: material.requireClientCert === true,
        allowHalfOpen: true,
        ...(material.maxVersion === undefined ? {} : { maxVersion: material.maxVersion }),
        ...(old ? { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
      },
      ready,
    );
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Takes a raw socket, which stays the caller's to destroy. */
  accept(socket: Socket): void {
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      // A handshake record begins with 22; anything else is a client that does not know of TLS.
      if (first[0] === 0x16) {
        socket.unshift(first);
        this.#server.emit('connection', socket);
      } else socket.end(plainAnswer);
    });
  }
}
