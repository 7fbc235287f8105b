import { conflict, EngineError, notFound } from '../core/errors';
import { object, stringMap, text, texts } from '../core/json';
import { isUp } from '../engine/container';
import type { Engine, Network } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { anyOf, hasLabels, nameMatches, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import type { NetworkSpec } from '../world/model';
import { networkView } from './network-views';
import { labelsPass, pruneFilters } from './prune';

const builtIn = ['bridge', 'host', 'none'];
const maxNetworks = 1000;

/** Networks, from Engine 1.9 on: list, create, inspect, connect, disconnect, removal and prune. */
export function networkRoutes(engine: Engine): readonly Route[] {
  const era = { from: 21 };
  return [
    route('GET', '/networks', (exchange) => list(engine, exchange), era),
    route('POST', '/networks/create', (exchange) => create(engine, exchange), era),
    route('POST', '/networks/prune', (exchange) => prune(engine, exchange), { from: 25 }),
    route('POST', '/networks/{}/connect', (exchange, [ref = '']) => connect(engine, exchange, ref), era),
    route(
      'POST',
      '/networks/{}/disconnect',
      (exchange, [ref = '']) => disconnect(engine, exchange, ref),
      era,
    ),
    route(
      'GET',
      '/networks/{}',
      (exchange, [ref = '']) =>
        exchange.sendJson(200, networkView(engine, engine.network(ref), exchange.dialect, true)),
      era,
    ),
    route(
      'DELETE',
      '/networks/{}',
      (exchange, [ref = '']) => {
        remove(engine, engine.network(ref));
        exchange.sendEmpty(204);
      },
      era,
    ),
  ];
}

function list(engine: Engine, exchange: Exchange): void {
  const keys = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];
  const filters = parseFilters(exchange.query.get('filters'), keys, engine);
  const networks = [...engine.networks.values()].filter(
    (network) =>
      anyOf(filters, 'id', (value) => network.id.startsWith(value)) &&
      anyOf(filters, 'name', (value) => nameMatches(value, network.spec.name)) &&
      anyOf(filters, 'driver', (value) => network.spec.driver === value) &&
      anyOf(filters, 'type', (value) => (value === 'builtin') === builtIn.includes(network.spec.name)) &&
      anyOf(filters, 'scope', (value) => value === 'local') &&
      anyOf(filters, 'dangling', (value) => /^(true|1)$/.test(value) === isFree(engine, network)) &&
      hasLabels(filters, network.spec.labels),
  );
  exchange.sendJson(
    200,
    networks.map((network) => networkView(engine, network, exchange.dialect, false)),
  );
}

function isFree(engine: Engine, { spec }: Network): boolean {
  return (
    !builtIn.includes(spec.name) &&
    ![...engine.containers.values()].some((known) =>
      known.spec.networks.some((end) => end.name === spec.name),
    )
  );
}

function emit(engine: Engine, { id, spec }: Network, action: string, container?: string): void {
  engine.events.emit({
    type: 'network',
    action,
    id,
    attributes: { ...(container === undefined ? {} : { container }), name: spec.name, type: spec.driver },
  });
}

function driverOf(value: unknown): NetworkSpec['driver'] {
  const name = text(value);
  if (name === '' || name === 'bridge' || name === 'default') return 'bridge';
  if (name === 'macvlan') return name;
  throw notFound(`plugin "${name}" not found`);
}

async function create(engine: Engine, exchange: Exchange): Promise<void> {
  const body = await exchange.json();
  const name = text(body['Name']);
  if (name === '') throw new EngineError(400, 'invalid network name: name is empty');
  if (builtIn.includes(name)) {
    throw new EngineError(403, `operation is not permitted on predefined ${name} network`);
  }
  const taken = [...engine.networks.values()].some(({ spec }) => spec.name === name);
  // Two networks of one name were possible until 25.0, unless a check was asked for.
  if (taken && (engine.speaks(44) || body['CheckDuplicate'] === true)) {
    throw conflict(`network with name ${name} already exists`);
  }
  if (engine.networks.size >= maxNetworks) {
    throw new EngineError(500, 'could not find an available, non-overlapping IPv4 address pool');
  }
  const octet = 32 + (engine.networks.size % 200);
  const pools = object(body['IPAM'])['Config'];
  const pool = object(Array.isArray(pools) ? pools[0] : undefined);
  const network: Network = {
    id: engine.rng.hex(64),
    spec: {
      name,
      driver: driverOf(body['Driver']),
      subnet: text(pool['Subnet'], `172.${octet}.0.0/16`),
      gateway: text(pool['Gateway'], `172.${octet}.0.1`),
      createdAgo: engine.startedAt - engine.clock.now(),
      labels: engine.speaks(23) ? stringMap(body['Labels']) : {},
      options: stringMap(body['Options']),
      internal: body['Internal'] === true,
    },
  };
  engine.networks.set(network.id, network);
  emit(engine, network, 'create');
  exchange.sendJson(201, { Id: network.id, Warning: '' });
}

async function connect(engine: Engine, exchange: Exchange, ref: string): Promise<void> {
  const network = engine.network(ref);
  const body = await exchange.json();
  const container = engine.container(text(body['Container']));
  const { name, subnet } = network.spec;
  if (container.spec.networks.some((end) => end.name === name)) {
    throw new EngineError(403, `endpoint with name ${container.name} already exists in network ${name}`, {
      podmanStatus: 500,
    });
  }
  const aliases = texts(object(body['EndpointConfig'])['Aliases']);
  const address = subnet.replace(/\d+\/\d+$/, String(30 + (container.pid % 200)));
  container.spec = {
    ...container.spec,
    networks: [...container.spec.networks, { name, address, aliases }],
  };
  if (isUp(container)) emit(engine, network, 'connect', container.id);
  exchange.sendEmpty(200);
}

async function disconnect(engine: Engine, exchange: Exchange, ref: string): Promise<void> {
  const network = engine.network(ref);
  const body = await exchange.json();
  const container = engine.container(text(body['Container']));
  const { name } = network.spec;
  if (!container.spec.networks.some((end) => end.name === name)) {
    throw new EngineError(403, `container ${container.id} is not connected to network ${name}`);
  }
  container.spec = {
    ...container.spec,
    networks: container.spec.networks.filter((end) => end.name !== name),
  };
  if (isUp(container)) emit(engine, network, 'disconnect', container.id);
  exchange.sendEmpty(200);
}

function remove(engine: Engine, network: Network): void {
  const { name } = network.spec;
  if (builtIn.includes(name)) {
    throw new EngineError(403, `${name} is a pre-defined network and cannot be removed`, { fixed: true });
  }
  const used = [...engine.containers.values()].some(
    (known) => isUp(known) && known.spec.networks.some((end) => end.name === name),
  );
  if (used) {
    throw new EngineError(
      403,
      `error while removing network: network ${name} id ${network.id} has active endpoints`,
      { fixed: true },
    );
  }
  engine.networks.delete(network.id);
  emit(engine, network, 'destroy');
}

/** Removes networks that no container has. The answer has no figure of space. */
function prune(engine: Engine, exchange: Exchange): void {
  const filters = pruneFilters(engine, exchange);
  const gone = [...engine.networks.values()].filter(
    (network) => isFree(engine, network) && labelsPass(filters, network.spec.labels),
  );
  for (const network of gone) remove(engine, network);
  exchange.sendJson(200, { NetworksDeleted: gone.length > 0 ? gone.map(({ spec }) => spec.name) : null });
}
