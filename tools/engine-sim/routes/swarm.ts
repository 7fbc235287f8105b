import { EngineError } from '../core/errors';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { type Route, route } from '../http/router';
import { emitPrune } from './prune';

/** The families of a swarm, which this node never is in, and the small ones beside them. */
export function swarmRoutes(engine: Engine): readonly Route[] {
  const refuse = (exchange: Exchange): void => {
    // 406 until 1.13.1 had it as an unavailable service.
    throw new EngineError(
      exchange.dialect.speaks(27) ? 503 : 406,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
      { fixed: true },
    );
  };
  const families: readonly (readonly [string, number])[] = [
    ['/swarm', 24],
    ['/swarm/{*}', 24],
    ['/nodes', 24],
    ['/nodes/{*}', 24],
    ['/services', 24],
    ['/services/{*}', 24],
    ['/tasks', 24],
    ['/tasks/{*}', 24],
    ['/secrets', 25],
    ['/secrets/{*}', 25],
    ['/configs', 30],
    ['/configs/{*}', 30],
  ];
  return [
    ...['GET', 'POST', 'DELETE'].flatMap((method) =>
      families.map(([path, from]) => route(method, path, refuse, { from })),
    ),
    route('GET', '/plugins', (exchange) => exchange.sendJson(200, []), { from: 25 }),
    route('POST', '/build/prune', (exchange) => pruneBuildCache(engine, exchange), { from: 31 }),
  ];
}

function pruneBuildCache(engine: Engine, exchange: Exchange): void {
  if (exchange.dialect.podman) throw new EngineError(404, 'Not Found');
  const ids = [...engine.buildCache.keys()];
  const reclaimed = [...engine.buildCache.values()].reduce((sum, size) => sum + size, 0);
  engine.buildCache.clear();
  emitPrune(engine, 'builder', reclaimed);
  exchange.sendJson(200, {
    ...(exchange.dialect.speaks(39) ? { CachesDeleted: ids.length > 0 ? ids : null } : {}),
    SpaceReclaimed: reclaimed,
  });
}
