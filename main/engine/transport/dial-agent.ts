import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialer } from './dialer';
import { keepAliveMs } from './socket-dialer';

/** Node's connection pool over a dialer. Owner calls `destroy`. */
export class DialAgent extends http.Agent {
  readonly #dialer: Dialer;
  readonly #wrap: (connection: Duplex) => Duplex;

  /** `keep` connections for the next request, or make one for each; `wrap` is put around each. */
  constructor(
    dialer: Dialer,
    keep: boolean,
    wrap: (connection: Duplex) => Duplex = (connection) => connection,
  ) {
    super(
      keep
        ? {
            keepAlive: true,
            keepAliveMsecs: keepAliveMs,
            maxSockets: dialer.poolSize,
            maxFreeSockets: Math.ceil(dialer.poolSize / 2),
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
