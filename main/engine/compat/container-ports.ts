import type { PortMapping } from '#shared/model/container';
import { entries, field, list, num, str } from './read';

/** Ports of a row, as objects (API 1.5 and later) or as text; IPv4 and IPv6 twins of one mapping become one. */
export function listedPorts(raw: unknown): readonly PortMapping[] {
  return tidied(typeof raw === 'string' ? portsFromText(raw) : list(raw).map(portFromObject));
}

/**
 * Ports of an inspect: what is bound while it runs (`NetworkSettings.Ports`, Engine 0.6.5 and later, or `PortMapping`
 * before), else what was asked for (`HostConfig.PortBindings`), and what the image exposes.
 */
export function inspectedPorts(raw: unknown): readonly PortMapping[] {
  const settings = field(raw, 'NetworkSettings');
  const bound = entries(field(settings, 'Ports'));
  const asked = entries(field(field(raw, 'HostConfig'), 'PortBindings'));
  const found = [...(bound.length > 0 ? bound : asked).flatMap(portsFromBinding), ...oldMappings(settings)];
  const known = new Set(found.map((port) => `${port.privatePort}/${port.protocol}`));
  const exposed = entries(field(field(raw, 'Config'), 'ExposedPorts'))
    .map(([key]) => portFromKey(key))
    .filter((port) => port !== undefined && !known.has(`${port.privatePort}/${port.protocol}`));
  return tidied([...found, ...exposed]);
}

function tidied(found: readonly (PortMapping | undefined)[]): readonly PortMapping[] {
  const byKey = new Map<string, PortMapping>();
  for (const port of found) {
    if (port === undefined) continue;
    const key = `${port.privatePort}/${port.protocol}/${port.publicPort ?? ''}/${twinAddress(port.ip)}`;
    const known = byKey.get(key);
    if (known === undefined || known.ip?.includes(':') === true) byKey.set(key, port);
  }
  return [...byKey.values()].sort(
    (a, b) => a.privatePort - b.privatePort || (a.publicPort ?? 0) - (b.publicPort ?? 0),
  );
}

/** The IPv4 address whose twin an IPv6 one is; any other address stands for itself. */
function twinAddress(ip: string | undefined): string {
  if (ip === undefined || ip === '::') return '0.0.0.0';
  return ip === '::1' ? '127.0.0.1' : ip;
}

function portFromObject(raw: unknown): PortMapping | undefined {
  const privatePort = num(field(raw, 'PrivatePort'));
  if (privatePort === undefined) return undefined;
  return mapping(privatePort, str(field(raw, 'Type')), num(field(raw, 'PublicPort')), str(field(raw, 'IP')));
}

/** `49153->80, 8053->53/udp`: public before private on engines before API 1.5; with an address in tools of that time. */
function portsFromText(text: string): (PortMapping | undefined)[] {
  return text.split(',').map((part) => {
    const found = /^(?:(?:\[?([0-9a-fA-F.:]+?)\]?:)?(\d+)->)?(\d+)(?:\/(tcp|udp))?$/.exec(part.trim());
    if (found === null) return undefined;
    const publicPort = found[2] === undefined ? undefined : Number(found[2]);
    return mapping(Number(found[3]), found[4] ?? 'tcp', publicPort, found[1] ?? '');
  });
}

/** `"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]`, or null where it is only exposed. */
function portsFromBinding([key, bindings]: readonly [string, unknown]): PortMapping[] {
  const exposed = portFromKey(key);
  if (exposed === undefined) return [];
  const hosts = list(bindings);
  if (hosts.length === 0) return [exposed];
  return hosts.map((host) =>
    mapping(exposed.privatePort, exposed.protocol, num(field(host, 'HostPort')), str(field(host, 'HostIp'))),
  );
}

function portFromKey(key: string): PortMapping | undefined {
  const found = /^(\d+)(?:\/(\w+))?$/.exec(key);
  return found === null ? undefined : mapping(Number(found[1]), found[2] ?? 'tcp', undefined, '');
}

/** `PortMapping`: private to public port, from Engine 0.4 on below `Tcp` and `Udp`. */
function oldMappings(settings: unknown): PortMapping[] {
  const map = field(settings, 'PortMapping');
  const tables: readonly (readonly [string, unknown])[] = [
    ['tcp', map],
    ['tcp', field(map, 'Tcp')],
    ['udp', field(map, 'Udp')],
  ];
  return tables.flatMap(([protocol, table]) =>
    entries(table)
      .filter(([key]) => /^\d+$/.test(key))
      .map(([key, value]) => mapping(Number(key), protocol, num(value), '')),
  );
}

function mapping(
  privatePort: number,
  protocol: string,
  publicPort: number | undefined,
  ip: string,
): PortMapping {
  return {
    privatePort,
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    ...(publicPort === undefined || publicPort === 0 ? {} : { publicPort }),
    ...(ip === '' ? {} : { ip }),
  };
}
