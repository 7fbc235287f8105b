import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialer } from './dialer';
import { keepAliveMs } from './socket-dialer';

/** Node's connection pool over a dialer. Owner calls `destroy`. */
export class DialAgent extends http.Agent {
  readonly #dialer: Dialer;
  readonly #wrap: (connection: Duplex) => Duplex;

  /** Keeps so many connections for the next request, or with 0 makes one for each; `wrap` is put around each. */
  constructor(
    dialer: Dialer,
    kept: number,
    wrap: (connection: Duplex) => Duplex = (connection) => connection,
  ) {
    super(
      kept > 0
        ? {
            keepAlive: true,
            keepAliveMsecs: keepAliveMs,
            maxSockets: kept,
            maxFreeSockets: Math.ceil(kept / 2),
            timeout: 60_000,
          }
        : { keepAlive: false },
    );
    this.#dialer = dialer;
    this.#wrap = wrap;
  }

  override createConnection(): Duplex {
    return this.#wrap(this.#dialer.dial());
  }

  /** All connections of a dialer lead to the same place. */
  override getName(): string {
    return 'engine';
  }
}
