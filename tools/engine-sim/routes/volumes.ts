import { conflict, EngineError, notFound } from '../core/errors';
import { stringMap, text } from '../core/json';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { anyOf, hasLabels, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import { emitPrune, labelsPass, pruneFilters } from './prune';
import { isAnonymous, type Volume, volumeUsers, volumeView } from './volume-views';

const maxVolumes = 5000;

/** Volumes, from Engine 1.9 on: list, create, inspect, removal and prune. */
export function volumeRoutes(engine: Engine): readonly Route[] {
  const era = { from: 21 };
  const volume = (name: string): Volume => {
    const found = engine.volumes.get(name);
    if (!found) throw notFound(`get ${name}: no such volume`);
    return found;
  };
  return [
    route('GET', '/volumes', (exchange) => list(engine, exchange), era),
    route('POST', '/volumes/create', (exchange) => create(engine, exchange), era),
    route('POST', '/volumes/prune', (exchange) => prune(engine, exchange), { from: 25 }),
    route(
      'GET',
      '/volumes/{}',
      (exchange, [name = '']) =>
        exchange.sendJson(200, volumeView(engine, volume(name), exchange.dialect, false)),
      era,
    ),
    route(
      'DELETE',
      '/volumes/{}',
      (exchange, [name = '']) => {
        const force = engine.speaks(25) && exchange.flag('force');
        if (!engine.volumes.has(name) && force) exchange.sendEmpty(204);
        else {
          remove(engine, volume(name));
          exchange.sendEmpty(204);
        }
      },
      era,
    ),
  ];
}

function list(engine: Engine, exchange: Exchange): void {
  const keys = ['dangling', 'driver', 'label', 'name'];
  const filters = parseFilters(exchange.query.get('filters'), keys, engine);
  const volumes = [...engine.volumes.values()].filter(
    (known) =>
      anyOf(filters, 'name', (value) => known.name.includes(value)) &&
      anyOf(filters, 'driver', (value) => value === 'local') &&
      anyOf(
        filters,
        'dangling',
        (value) => /^(true|1)$/.test(value) === (volumeUsers(engine, known.name).length === 0),
      ) &&
      hasLabels(filters, known.labels),
  );
  const views = volumes.map((known) => volumeView(engine, known, exchange.dialect, false));
  exchange.sendJson(200, {
    Volumes: views.length > 0 || engine.speaks(42) ? views : null,
    ...(engine.speaks(22) ? { Warnings: null } : {}),
  });
}

async function create(engine: Engine, exchange: Exchange): Promise<void> {
  const body = await exchange.json();
  const given = text(body['Name']);
  if (given !== '' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(given)) {
    throw new EngineError(
      400,
      `create ${given}: "${given}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
  }
  const driver = text(body['Driver']);
  if (driver !== '' && driver !== 'local' && driver !== 'default') {
    throw notFound(`error looking up volume plugin ${driver}: plugin "${driver}" not found`);
  }
  if (engine.volumes.size >= maxVolumes) throw new EngineError(500, 'too many volumes for the demo engine');
  const name = given === '' ? engine.rng.hex(64) : given;
  const labels = engine.speaks(23) ? stringMap(body['Labels']) : {};
  const known = engine.volumes.get(name);
  const made: Volume = known ?? {
    name,
    createdAgo: 0,
    createdAt: engine.clock.now(),
    size: 0,
    labels: given === '' && engine.speaks(44) ? { ...labels, 'com.docker.volume.anonymous': '' } : labels,
    options: stringMap(body['DriverOpts']),
  };
  engine.volumes.set(name, made);
  if (!known) emit(engine, 'create', name);
  exchange.sendJson(201, volumeView(engine, made, exchange.dialect, false));
}

function remove(engine: Engine, { name }: Volume): void {
  const users = volumeUsers(engine, name);
  if (users.length > 0) {
    throw conflict(
      engine.speaks(24)
        ? `remove ${name}: volume is in use - [${users.map(({ id }) => id).join(', ')}]`
        : `Conflict: remove ${name}: volume is in use`,
    );
  }
  engine.volumes.delete(name);
  emit(engine, 'destroy', name);
}

function emit(engine: Engine, action: string, name: string): void {
  engine.events.emit({ type: 'volume', action, id: name, attributes: { driver: 'local' } });
}

/** From 1.42 on only anonymous volumes unless `all=true`; with an older path named ones as well, on any engine. */
function prune(engine: Engine, exchange: Exchange): void {
  const filters = pruneFilters(engine, exchange, engine.speaks(42) ? ['all'] : []);
  const all = !exchange.dialect.asks(42) || (filters.get('all') ?? []).some((on) => /^(true|1)$/.test(on));
  const gone = [...engine.volumes.values()].filter(
    (known) =>
      volumeUsers(engine, known.name).length === 0 &&
      (all || isAnonymous(known)) &&
      labelsPass(filters, known.labels),
  );
  for (const known of gone) remove(engine, known);
  const reclaimed = gone.reduce((sum, { size }) => sum + Math.max(0, size), 0);
  emitPrune(engine, 'volume', reclaimed);
  exchange.sendJson(200, {
    VolumesDeleted: gone.length > 0 ? gone.map(({ name }) => name) : null,
    SpaceReclaimed: reclaimed,
  });
}
