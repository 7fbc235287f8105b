import type { ContainerId, NetworkId } from '#shared/model/ids';
import type { Network, NetworkMember, NetworkSubnet } from '#shared/model/network';
import { bool, entries, field, firstField, list, str, stringMap, time } from './read';

/** `nat` on Windows, `podman` on Podman. */
const predefined = new Set(['bridge', 'host', 'none', 'nat', 'podman']);

/** One element of `GET /networks` or `GET /networks/{id}`, API 1.21 to 1.52; undefined where it has no id. */
export function toNetwork(raw: unknown): Network | undefined {
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  if (id === '') return undefined;
  const name = str(field(raw, 'Name')) || id.slice(0, 12);
  const createdAt = time(field(raw, 'Created'));
  const containers = field(raw, 'Containers');
  return {
    id: id as NetworkId,
    name,
    driver: str(field(raw, 'Driver')),
    scope: str(field(raw, 'Scope')),
    ...(createdAt === undefined ? {} : { createdAt }),
    ipv6: bool(field(raw, 'EnableIPv6')),
    internal: bool(field(raw, 'Internal')),
    attachable: bool(field(raw, 'Attachable')),
    ingress: bool(field(raw, 'Ingress')),
    configOnly: bool(field(raw, 'ConfigOnly')),
    predefined: predefined.has(name),
    subnets: list(field(field(raw, 'IPAM'), 'Config')).map(toSubnet),
    ...(containers === undefined || containers === null
      ? {}
      : { members: entries(containers).map(toMember) }),
    options: stringMap(field(raw, 'Options')),
    labels: stringMap(field(raw, 'Labels')),
  };
}

function toSubnet(raw: unknown): NetworkSubnet {
  return {
    subnet: str(field(raw, 'Subnet')),
    range: str(field(raw, 'IPRange')),
    gateway: str(field(raw, 'Gateway')),
  };
}

/** A key `ep-...` stands for an endpoint on another node of the swarm, whose container this engine does not know. */
function toMember([id, raw]: readonly [string, unknown]): NetworkMember {
  return {
    id: id as ContainerId,
    name: str(field(raw, 'Name')) || id.slice(0, 12),
    mac: str(field(raw, 'MacAddress')),
    ipv4: str(field(raw, 'IPv4Address')),
    ipv6: str(field(raw, 'IPv6Address')),
  };
}
