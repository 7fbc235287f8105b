import { infoView, versionView } from '../engine/info';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import type { Faults } from '../http/faults';
import { pingHeadersOf } from '../http/headers';
import { type Route, route } from '../http/router';
import { diskUsage } from './disk-usage';
import { streamEvents } from './events';

function ping(exchange: Exchange): void {
  const { res } = exchange;
  for (const [name, value] of pingHeadersOf(exchange.dialect)) res.setHeader(name, value);
  const head = exchange.method === 'HEAD';
  res.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': head ? 0 : 2 });
  res.end(head ? undefined : 'OK');
}

/** Ping, version, info, disk usage and events. */
export function systemRoutes(engine: Engine, faults: Faults): readonly Route[] {
  return [
    route('GET', '/_ping', ping, { from: 11 }),
    route('HEAD', '/_ping', ping, { from: 40 }),
    route('GET', '/version', (exchange) => exchange.sendJson(200, versionView(engine, exchange.dialect))),
    route('GET', '/info', (exchange) => exchange.sendJson(200, infoView(engine, exchange.dialect))),
    route('GET', '/system/df', (exchange) => exchange.sendJson(200, diskUsage(engine, exchange)), {
      from: 25,
    }),
    route('GET', '/events', (exchange) => streamEvents(engine, faults, exchange), { from: 3 }),
  ];
}
