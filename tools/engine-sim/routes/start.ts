import { badRequest } from '../core/errors';
import type { Container } from '../engine/container';
import { withHostConfig } from '../engine/create';
import type { Engine } from '../engine/engine';
import { startContainer } from '../engine/lifecycle';
import type { Exchange } from '../http/exchange';

/**
 * POST /containers/{id}/start. Up to 1.2 the HostConfig came with it and with nothing else; until 1.11 one here
 * replaces what was given at create; from API 1.24 on any body but a few stray bytes is refused.
 */
export async function start(engine: Engine, exchange: Exchange, container: Container): Promise<void> {
  const { dialect } = exchange;
  if (dialect.asks(24)) {
    const length = Number(exchange.req.headers['content-length'] ?? 0);
    const chunked = exchange.req.headers['transfer-encoding'] !== undefined;
    if ((length > 7 || chunked) && !dialect.podman) {
      throw badRequest(
        'starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24',
      );
    }
  } else if (engine.speaks(3)) {
    const host = await exchange.json();
    if (Object.keys(host).length > 0) container.spec = withHostConfig(engine, container.spec, host);
  }
  exchange.sendEmpty(startContainer(engine, container) ? 204 : 304);
}
