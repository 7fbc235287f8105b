import { atLeast } from '../core/api-version';
import { conflict, EngineError, notFound } from '../core/errors';
import { isUp } from '../engine/container';
import { isoTime } from '../engine/container-views';
import type { Engine, Network } from '../engine/engine';
import { anyOf, hasLabels, nameMatches, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import type { VolumeSpec } from '../world/model';
import { stableId } from '../core/rng';

type Json = Record<string, unknown>;
type Volume = VolumeSpec & { readonly createdAt: number };

function volumeUsers(engine: Engine, name: string): number {
  return [...engine.containers.values()].filter(({ spec }) =>
    spec.mounts.some(({ source }) => source === name),
  ).length;
}

/** A volume on the wire; its size only for /system/df, as dockerd has it. */
export function volumeView(engine: Engine, volume: Volume, usage: boolean): Json {
  return {
    CreatedAt: isoTime(volume.createdAt).replace(/\.\d+Z$/, 'Z'),
    Driver: 'local',
    Labels: Object.keys(volume.labels).length > 0 ? volume.labels : null,
    Mountpoint: `/var/lib/docker/volumes/${volume.name}/_data`,
    Name: volume.name,
    Options: Object.keys(volume.options).length > 0 ? volume.options : null,
    Scope: 'local',
    ...(usage ? { UsageData: { Size: volume.size, RefCount: volumeUsers(engine, volume.name) } } : {}),
  };
}

function networkView(engine: Engine, network: Network, minor47: boolean, withContainers: boolean): Json {
  const { spec } = network;
  const containers: Json = {};
  for (const container of engine.containers.values()) {
    const end = container.spec.networks.find(({ name }) => name === spec.name);
    if (!end || !isUp(container) || end.address === '') continue;
    containers[container.id] = {
      Name: container.name,
      EndpointID: stableId(`endpoint:${container.id}`),
      MacAddress: '',
      IPv4Address: `${end.address}/${spec.subnet.split('/')[1] ?? '16'}`,
      IPv6Address: '',
    };
  }
  return {
    Name: spec.name,
    Id: network.id,
    Created: isoTime(engine.startedAt - spec.createdAgo),
    Scope: 'local',
    Driver: spec.driver,
    ...(minor47 ? { EnableIPv4: true } : {}),
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: null,
      Config: spec.subnet === '' ? [] : [{ Subnet: spec.subnet, Gateway: spec.gateway }],
    },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: withContainers ? containers : {},
    Options: spec.options,
    Labels: spec.labels,
  };
}

/** Volumes and networks: lists, inspect and removal. */
export function volumeNetworkRoutes(engine: Engine): readonly Route[] {
  const volume = (name: string): Volume => {
    const found = engine.volumes.get(name);
    if (!found) throw notFound(`get ${name}: no such volume`);
    return found;
  };
  return [
    route('GET', '/volumes', (exchange) => {
      const filters = parseFilters(exchange.query.get('filters'), ['dangling', 'driver', 'label', 'name']);
      const volumes = [...engine.volumes.values()].filter(
        (known) =>
          anyOf(filters, 'name', (value) => known.name.includes(value)) &&
          anyOf(filters, 'driver', (value) => value === 'local') &&
          anyOf(
            filters,
            'dangling',
            (value) => /^(true|1)$/.test(value) === (volumeUsers(engine, known.name) === 0),
          ) &&
          hasLabels(filters, known.labels),
      );
      exchange.sendJson(200, {
        Volumes: volumes.map((known) => volumeView(engine, known, false)),
        Warnings: null,
      });
    }),
    route('GET', '/volumes/{}', (exchange, [name = '']) =>
      exchange.sendJson(200, volumeView(engine, volume(name), false)),
    ),
    route('DELETE', '/volumes/{}', (exchange, [name = '']) => {
      const known = volume(name);
      const users = [...engine.containers.values()].filter(({ spec }) =>
        spec.mounts.some(({ source }) => source === name),
      );
      if (users.length > 0) {
        throw conflict(`remove ${name}: volume is in use - [${users.map(({ id }) => id).join(', ')}]`);
      }
      engine.volumes.delete(known.name);
      engine.events.emit({ type: 'volume', action: 'destroy', id: name, attributes: { driver: 'local' } });
      exchange.sendEmpty(204);
    }),
    route('GET', '/networks', (exchange) => {
      const filters = parseFilters(exchange.query.get('filters'), [
        'dangling',
        'driver',
        'id',
        'label',
        'name',
        'scope',
        'type',
      ]);
      const networks = [...engine.networks.values()].filter(
        ({ id, spec }) =>
          anyOf(filters, 'id', (value) => id.startsWith(value)) &&
          anyOf(filters, 'name', (value) => nameMatches(value, spec.name)) &&
          anyOf(filters, 'driver', (value) => spec.driver === value) &&
          hasLabels(filters, spec.labels),
      );
      const withContainers = !atLeast(exchange.version, 28);
      exchange.sendJson(
        200,
        networks.map((network) =>
          networkView(engine, network, atLeast(exchange.version, 47), withContainers),
        ),
      );
    }),
    route('GET', '/networks/{}', (exchange, [ref = '']) =>
      exchange.sendJson(200, networkView(engine, engine.network(ref), atLeast(exchange.version, 47), true)),
    ),
    route('DELETE', '/networks/{}', (exchange, [ref = '']) => {
      const network = engine.network(ref);
      const { name } = network.spec;
      if (['bridge', 'host', 'none'].includes(name)) {
        throw new EngineError(403, `${name} is a pre-defined network and cannot be removed`);
      }
      if (
        [...engine.containers.values()].some(
          (c) => isUp(c) && c.spec.networks.some((end) => end.name === name),
        )
      ) {
        throw new EngineError(
          403,
          `error while removing network: network ${name} id ${network.id} has active endpoints`,
        );
      }
      engine.networks.delete(network.id);
      engine.events.emit({
        type: 'network',
        action: 'destroy',
        id: network.id,
        attributes: { name, type: network.spec.driver },
      });
      exchange.sendEmpty(204);
    }),
  ];
}
