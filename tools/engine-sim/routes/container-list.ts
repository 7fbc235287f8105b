import { badRequest } from '../core/errors';
import { type Container, isUp } from '../engine/container';
import { listView } from '../engine/container-list';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { type Filters, parseFilters } from '../http/filters';
import { containerFilterKeys, containerPasses } from './container-filters';

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

/** GET /containers/json. Filters from Engine 1.2 on; `since` and `before` as parameters until 1.11. */
export function list(engine: Engine, exchange: Exchange): void {
  const filters: Filters = engine.speaks(14) ? readFilters(engine, exchange) : new Map();
  const limit = exchange.int('limit') ?? -1;
  const all = exchange.flag('all') || limit > 0 || filters.has('status') || filters.has('exited');
  const bounds = engine.speaks(24)
    ? []
    : [bound(engine, exchange, 'since'), bound(engine, exchange, 'before')];
  const found = engine
    .newestFirst()
    .filter((container) => all || isUp(container) || container.state === 'restarting')
    .filter((container) => bounds.every((passes) => passes(container)))
    .filter((container) => containerPasses(engine, filters, container))
    .slice(0, limit > 0 ? limit : undefined);
  exchange.sendJson(
    200,
    found.map((container) => listView(engine, container, exchange.dialect, exchange.flag('size'))),
  );
}

function readFilters(engine: Engine, exchange: Exchange): Filters {
  const filters = parseFilters(exchange.query.get('filters'), containerFilterKeys, engine);
  for (const status of filters.get('status') ?? []) {
    if (!states.includes(status)) throw badRequest(`invalid filter 'status=${status}'`);
  }
  return filters;
}

function bound(
  engine: Engine,
  exchange: Exchange,
  name: 'since' | 'before',
): (container: Container) => boolean {
  const ref = exchange.query.get(name);
  if (ref === null || ref === '') return () => true;
  const { createdAt } = engine.container(ref);
  return (container) =>
    name === 'since' ? container.createdAt > createdAt : container.createdAt < createdAt;
}
