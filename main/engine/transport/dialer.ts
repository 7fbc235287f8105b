import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors';
import type { CertificateFacts } from '#shared/model/engine';
import { type Address, addressText } from './address';

/** Makes the connections of one transport. Its owner calls `close`. */
export interface Dialer {
  /** True where our side can be ended while theirs goes on; false on Windows pipes. */
  readonly halfClose: boolean;
  /** How many connections are worth keeping for short reads. */
  readonly poolSize: number;
  /** What the engine's certificate says; undefined before the first handshake and without TLS. */
  readonly certificates: CertificateFacts | undefined;
  /** What has to be read before the first `dial`; undefined where there is nothing, or not any more. */
  prepare(): Promise<AppError | undefined> | undefined;
  /**
   * A new connection on its way: it can be written to at once, and is destroyed with a `DialError`, or with what the
   * system said, where it cannot be had in time. The caller owns it.
   */
  dial(): Duplex;
  /** The sentence for an error of a connection, where this kind of connection knows more than the system's code. */
  explain(cause: unknown, everAnswered: boolean): AppError | undefined;
  /** Ends what connections share. Those that were dialled are their owners'. */
  close(): void;
}

/** A connection could not be made, or ended, for a reason that is known already. */
export class DialError extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

/** How long a connection may take to be made, its handshakes included. */
export function connectTimeoutMs(address: Address): number {
  switch (address.kind) {
    case 'unix':
    case 'npipe':
      return 5_000;
    case 'tcp':
    case 'tls':
      return 10_000;
    case 'ssh':
      return 20_000;
  }
}

/** The error of a connection that was not made in time. */
export function connectTimedOut(address: Address): DialError {
  const seconds = connectTimeoutMs(address) / 1000;
  return new DialError({
    kind: 'engine-unreachable',
    reason: 'no-answer',
    message: `${addressText(address)} could not be reached within ${seconds} s.`,
    remedy:
      address.kind === 'unix' || address.kind === 'npipe'
        ? 'Restart the engine.'
        : 'Check the network, the address and a firewall on the way.',
  });
}
