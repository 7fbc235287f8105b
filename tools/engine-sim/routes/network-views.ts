import type { Dialect } from '../core/dialect';
import { stableId } from '../core/rng';
import { isUp } from '../engine/container';
import type { Engine, Network } from '../engine/engine';
import { isoTime } from '../engine/times';

type Json = Record<string, unknown>;

function endpoints(engine: Engine, network: Network): Json {
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
  return containers;
}

/** A network on the wire. Who is on it stands in the list only below 1.28. */
export function networkView(engine: Engine, network: Network, dialect: Dialect, inspect: boolean): Json {
  const { spec } = network;
  const withContainers = inspect || !dialect.asks(28);
  return {
    Name: spec.name,
    Id: network.id,
    ...(dialect.speaks(25) ? { Created: isoTime(engine.startedAt - spec.createdAgo) } : {}),
    Scope: 'local',
    Driver: spec.driver,
    ...(dialect.speaks(47) ? { EnableIPv4: true } : {}),
    ...(dialect.speaks(23) ? { EnableIPv6: false } : {}),
    IPAM: {
      Driver: 'default',
      ...(dialect.speaks(22) ? { Options: null } : {}),
      Config: spec.subnet === '' ? [] : [{ Subnet: spec.subnet, Gateway: spec.gateway }],
    },
    ...(dialect.speaks(23) ? { Internal: spec.internal === true } : {}),
    ...(dialect.speaks(25) ? { Attachable: false } : {}),
    ...(dialect.speaks(29) ? { Ingress: false } : {}),
    ...(dialect.speaks(30) ? { ConfigFrom: { Network: '' }, ConfigOnly: false } : {}),
    Containers: withContainers ? endpoints(engine, network) : {},
    Options: spec.options,
    ...(dialect.speaks(23) ? { Labels: spec.labels } : {}),
    ...(inspect && dialect.asks(52) && !dialect.podman ? { Status: { IPAM: { Subnets: {} } } } : {}),
  };
}
