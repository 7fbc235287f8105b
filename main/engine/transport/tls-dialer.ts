import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { AppError } from '#shared/errors';
import type { CertificateFacts } from '#shared/model/engine';
import { type Address, addressText } from './address';
import type { Dialer } from './dialer';
import { errorCode } from './failure';
import { keepAliveMs, limitConnect } from './socket-dialer';
import { certificateName, hungUpAfterHandshake, tlsFailure } from './tls-failure';
import { readTlsMaterial, type TlsMaterial } from './tls-material';

export type TlsAddress = Extract<Address, { kind: 'tls' }>;

/**
 * TCP with TLS: chain and host name are always verified, at least TLS 1.2. The files of the certificates are read once,
 * before the first connection.
 */
export class TlsDialer implements Dialer {
  readonly halfClose = true;
  readonly poolSize = 8;
  readonly #address: TlsAddress;
  #certificates: CertificateFacts | undefined;
  #material: TlsMaterial | AppError | undefined;
  #reading: Promise<AppError | undefined> | undefined;
  /** What the engine showed last, trusted or not. */
  #offered: X509Certificate | undefined;
  /** Of the last handshake; makes the next one shorter. */
  #session: Buffer | undefined;

  constructor(address: TlsAddress) {
    this.#address = address;
  }

  get certificates(): CertificateFacts | undefined {
    return this.#certificates;
  }

  prepare(): Promise<AppError | undefined> | undefined {
    if (this.#material !== undefined && 'context' in this.#material) return undefined;
    this.#reading ??= readTlsMaterial(this.#address.folder).then((read) => {
      this.#material = read.ok ? read.value : read.error;
      return read.ok ? undefined : read.error;
    });
    return this.#reading;
  }

  dial(): Duplex {
    const { host, port } = this.#address;
    const material = this.#material;
    if (material === undefined || !('context' in material)) throw new Error('prepare() comes before dial().');
    const socket = tls.connect({
      host,
      port,
      // Names go along so that the server can choose a certificate; an address must not (RFC 6066).
      servername: net.isIP(host) === 0 ? host : '',
      secureContext: material.context,
      session: this.#session,
      // Verified by the default check of chain and names; there is no way around it.
      rejectUnauthorized: true,
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
    // Before Node's own listener, which destroys the socket where the certificate is refused.
    socket.prependListener('secure', () => {
      // A resumed session shows none, and is with whom the first one was.
      this.#offered = certificateOf(socket) ?? this.#offered;
    });
    socket.once('secureConnect', () => {
      this.#certificates = factsOf(this.#offered, material);
    });
    socket.on('session', (session) => {
      this.#session = session;
    });
    limitConnect(socket, this.#address, 'secureConnect');
    return socket;
  }

  explain(cause: unknown, everAnswered: boolean): AppError | undefined {
    const material = this.#material;
    if (material === undefined || !('context' in material)) return undefined;
    const known = tlsFailure(this.#address, cause, this.#offered, material);
    if (known !== undefined) return known;
    // With TLS 1.3 a server looks at our certificate after the handshake, and many just hang up.
    const hungUp = errorCode(cause) === 'ECONNRESET' && this.#certificates !== undefined && !everAnswered;
    return hungUp ? hungUpAfterHandshake(addressText(this.#address), material) : undefined;
  }

  close(): void {
    this.#session = undefined;
  }
}

/** Not `getPeerX509Certificate`: that takes the certificate out of the chain, and Node's own check then finds none. */
function certificateOf(socket: tls.TLSSocket): X509Certificate | undefined {
  const raw = socket.getPeerCertificate().raw as Buffer | undefined;
  return raw === undefined ? undefined : new X509Certificate(raw);
}

function factsOf(
  certificate: X509Certificate | undefined,
  material: TlsMaterial,
): CertificateFacts | undefined {
  if (certificate === undefined) return undefined;
  return {
    subject: certificateName(certificate.subject),
    issuer: certificateName(certificate.issuer),
    validTo: Date.parse(certificate.validTo),
    clientValidTo: material.clientValidTo,
  };
}
