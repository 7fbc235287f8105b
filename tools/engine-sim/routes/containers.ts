import { badRequest, conflict, EngineError } from '../core/errors';
import { type Container, isUp } from '../engine/container';
import { inspectView } from '../engine/container-inspect';
import { createContainer } from '../engine/create';
import type { Engine } from '../engine/engine';
import {
  killContainer,
  pauseContainer,
  removeContainer,
  renameContainer,
  restartContainer,
  signalNumber,
  stopContainer,
  unpauseContainer,
} from '../engine/lifecycle';
import type { Exchange } from '../http/exchange';
import { type Era, type Route, route } from '../http/router';
import { list } from './container-list';
import { pruneContainers } from './prune';
import { start } from './start';
import { top } from './top';
import { update } from './update';

/** Lists, inspect, create, actions and removal of containers. */
export function containerRoutes(engine: Engine): readonly Route[] {
  const one = (
    method: string,
    path: string,
    handler: (exchange: Exchange, container: Container) => Promise<void> | void,
    era: Era = {},
  ): Route => route(method, path, (exchange, [ref = '']) => handler(exchange, engine.container(ref)), era);
  const action = (name: string, act: (container: Container) => void, from: number): Route =>
    one(
      'POST',
      `/containers/{}/${name}`,
      (exchange, container) => {
        act(container);
        exchange.sendEmpty(204);
      },
      { from },
    );
  return [
    route('GET', '/containers/json', (exchange) => list(engine, exchange), { from: 1 }),
    route('GET', '/containers/ps', (exchange) => list(engine, exchange), { until: 21 }),
    route('POST', '/containers/create', (exchange) => create(engine, exchange)),
    route('POST', '/containers/prune', (exchange) => pruneContainers(engine, exchange), { from: 25 }),
    one('GET', '/containers/{}/json', (exchange, container) =>
      exchange.sendJson(200, inspectView(engine, container, exchange.dialect, exchange.flag('size'))),
    ),
    one('GET', '/containers/{}/top', (exchange, container) => top(engine, exchange, container), { from: 3 }),
    one('GET', '/containers/{}/changes', (exchange, container) => {
      const changed = container.files.changes();
      exchange.sendJson(200, changed.length > 0 || exchange.dialect.asks(42) ? changed : null);
    }),
    one('POST', '/containers/{}/start', (exchange, container) => start(engine, exchange, container)),
    one('POST', '/containers/{}/stop', (exchange, container) => stop(engine, exchange, container)),
    one('POST', '/containers/{}/restart', async (exchange, container) => {
      await restartContainer(engine, container, exchange.int('t') ?? 10);
      exchange.sendEmpty(204);
    }),
    one('POST', '/containers/{}/kill', (exchange, container) => kill(engine, exchange, container)),
    action('pause', (container) => pauseContainer(engine, container), 12),
    action('unpause', (container) => unpauseContainer(engine, container), 12),
    one(
      'POST',
      '/containers/{}/rename',
      (exchange, container) => {
        renameContainer(engine, container, exchange.query.get('name') ?? '');
        exchange.sendEmpty(204);
      },
      { from: 17 },
    ),
    one('POST', '/containers/{}/update', (exchange, container) => update(exchange, container), { from: 22 }),
    one('POST', '/containers/{}/resize', (exchange, container) => resize(engine, exchange, container)),
    one('DELETE', '/containers/{}', (exchange, container) => {
      if (engine.podman && exchange.flag('link')) throw badRequest('unsupported parameter: link');
      const force = exchange.flag('force') && engine.speaks(10);
      removeContainer(engine, container, force, exchange.flag('v'));
      exchange.sendEmpty(204);
    }),
  ];
}

async function create(engine: Engine, exchange: Exchange): Promise<void> {
  const name = engine.speaks(6) ? exchange.query.get('name') : null;
  const { container, warnings } = createContainer(engine, name, await exchange.json());
  exchange.sendJson(201, {
    Id: container.id,
    Warnings: warnings.length > 0 || engine.speaks(25) ? warnings : null,
  });
}

async function stop(engine: Engine, exchange: Exchange, container: Container): Promise<void> {
  const signal = exchange.dialect.asks(42) ? (exchange.query.get('signal') ?? '') : '';
  const stopped = await stopContainer(
    engine,
    container,
    exchange.int('t') ?? 10,
    signal === '' ? 15 : signalNumber(signal),
  );
  exchange.sendEmpty(stopped || !engine.speaks(13) ? 204 : 304);
}

function kill(engine: Engine, exchange: Exchange, container: Container): void {
  const idle = !isUp(container) && container.state !== 'restarting';
  // Below 1.20 killing what does not run was no error.
  if (idle && !exchange.dialect.asks(20)) {
    exchange.sendEmpty(204);
    return;
  }
  const signal = engine.speaks(6) ? (exchange.query.get('signal') ?? 'KILL') : 'KILL';
  if (!engine.speaks(10) && /^SIG/i.test(signal)) throw new EngineError(500, `Invalid signal: ${signal}`);
  killContainer(engine, container, signalNumber(signal));
  exchange.sendEmpty(204);
}

function resize(engine: Engine, exchange: Exchange, container: Container): void {
  const rows = exchange.int('h');
  const columns = exchange.int('w');
  if (rows === undefined || columns === undefined) throw badRequest('h and w are needed');
  if (!isUp(container)) throw conflict(`Container ${container.id} is not running`);
  container.main?.resize(rows, columns);
  engine.emitContainer(container, 'resize', { height: String(rows), width: String(columns) });
  exchange.sendEmpty(200);
}
