import type { Dialect } from '../core/dialect';
import { stableId } from '../core/rng';
import { type Container, isUp } from './container';
import type { Engine } from './engine';

type Json = Record<string, unknown>;

/** The published ports as HostConfig has them, from Engine 0.6.5 on. */
export function portBindings(container: Container): Json {
  const bindings: Json = {};
  for (const port of container.spec.ports) {
    if (port.host === undefined) continue;
    bindings[`${port.container}/${port.protocol}`] = [
      { HostIp: port.ip === '0.0.0.0' ? '' : (port.ip ?? ''), HostPort: String(port.host) },
    ];
  }
  return bindings;
}

/** `Ports` of the list: words up to 1.4, objects since; both address families as two entries from 20.10 on. */
export function listPorts(container: Container, dialect: Dialect): string | Json[] {
  if (!dialect.asks(5)) {
    return container.spec.ports
      .filter(({ host }) => host !== undefined && isUp(container))
      .map((port) => `${port.host}->${port.container}${port.protocol === 'udp' ? '/udp' : ''}`)
      .join(', ');
  }
  return container.spec.ports.flatMap((port): Json[] => {
    const base = { PrivatePort: port.container, Type: port.protocol };
    if (port.host === undefined || !isUp(container)) return dialect.podman ? [] : [base];
    const published = { ...base, PublicPort: port.host };
    // Podman leaves an unset address out; Docker had none before 0.6.7.
    if (dialect.podman && (port.ip === undefined || port.ip === '0.0.0.0')) return [published];
    if (!dialect.speaks(7)) return [published];
    const ip = port.ip ?? '0.0.0.0';
    const first = { IP: ip, ...published };
    return ip === '0.0.0.0' && dialect.speaks(41) ? [first, { IP: '::', ...published }] : [first];
  });
}

/** `NetworkSettings.Ports` of an inspect, from Engine 0.6.5 on. */
export function inspectPorts(container: Container, dialect: Dialect): Json {
  const ports: Json = {};
  for (const port of container.spec.ports) {
    const key = `${port.container}/${port.protocol}`;
    if (port.host === undefined) {
      ports[key] = null;
      continue;
    }
    const ip = dialect.podman && port.ip === undefined ? '' : (port.ip ?? '0.0.0.0');
    const binding = { HostIp: ip, HostPort: String(port.host) };
    ports[key] =
      ip === '0.0.0.0' && dialect.speaks(41)
        ? [binding, { HostIp: '::', HostPort: String(port.host) }]
        : [binding];
  }
  return ports;
}

/** `NetworkSettings.PortMapping`, the form before 0.6.5: private to public by protocol. */
export function portMapping(container: Container): Json {
  const of = (protocol: 'tcp' | 'udp'): Json =>
    Object.fromEntries(
      container.spec.ports
        .filter((port) => port.protocol === protocol && port.host !== undefined)
        .map((port) => [String(port.container), String(port.host)]),
    );
  return isUp(container) ? { Tcp: of('tcp'), Udp: of('udp') } : {};
}

function macOf(address: string): string {
  return `02:42:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`;
}

/** The top-level address of NetworkSettings: its only one before 1.9, that on the default bridge since. */
export function topAddress(engine: Engine, container: Container, dialect: Dialect): Json {
  const end = dialect.speaks(21)
    ? container.spec.networks.find(({ name }) => name === 'bridge')
    : container.spec.networks[0];
  const network = [...engine.networks.values()].find(({ spec }) => spec.name === end?.name);
  const address = isUp(container) ? (end?.address ?? '') : '';
  return {
    Bridge: dialect.speaks(21) ? '' : address === '' ? '' : 'docker0',
    Gateway: address === '' ? '' : (network?.spec.gateway ?? ''),
    IPAddress: address,
    IPPrefixLen: address === '' ? 0 : Number(network?.spec.subnet.split('/')[1] ?? 16),
    ...(dialect.speaks(10) ? { MacAddress: address === '' ? '' : macOf(address) } : {}),
    ...(dialect.speaks(17)
      ? {
          GlobalIPv6Address: '',
          GlobalIPv6PrefixLen: 0,
          IPv6Gateway: '',
          LinkLocalIPv6Address: '',
          LinkLocalIPv6PrefixLen: 0,
        }
      : {}),
    ...(dialect.speaks(21)
      ? { HairpinMode: false, SecondaryIPAddresses: null, SecondaryIPv6Addresses: null, EndpointID: '' }
      : {}),
  };
}

/** The endpoints of a container by network name. */
export function networkMap(engine: Engine, container: Container, dialect: Dialect): Json {
  const map: Json = {};
  const up = isUp(container);
  container.spec.networks.forEach(({ name, address, aliases }, index) => {
    const network = [...engine.networks.values()].find(({ spec }) => spec.name === name);
    map[name] = {
      ...(dialect.speaks(22)
        ? {
            IPAMConfig: null,
            Links: null,
            Aliases: [...(aliases ?? []), ...(dialect.asks(45) ? [] : [container.id.slice(0, 12)])],
          }
        : {}),
      ...(dialect.speaks(44)
        ? { DNSNames: [container.name, ...(aliases ?? []), container.id.slice(0, 12)] }
        : {}),
      MacAddress: up && address !== '' ? macOf(address) : '',
      ...(dialect.asks(48) && dialect.speaks(48) ? { GwPriority: 0 } : {}),
      ...(dialect.speaks(32) ? { DriverOpts: null } : {}),
      ...(dialect.speaks(22) ? { NetworkID: network?.id ?? '' } : {}),
      EndpointID: up ? stableId(`endpoint:${container.id}:${index}`) : '',
      Gateway: up ? (network?.spec.gateway ?? '') : '',
      IPAddress: up ? address : '',
      IPPrefixLen: up && address !== '' ? Number(network?.spec.subnet.split('/')[1] ?? 0) : 0,
      IPv6Gateway: '',
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
    };
  });
  return map;
}

/** `Mounts`; their `Type` from 1.13 on. */
export function mounts(engine: Engine, container: Container, dialect: Dialect): Json[] {
  const type = (name: string): Json => (dialect.speaks(25) ? { Type: name } : {});
  return container.spec.mounts.map((mount) =>
    mount.type === 'volume'
      ? {
          ...type('volume'),
          Name: mount.source,
          Source: `/var/lib/docker/volumes/${mount.source}/_data`,
          Destination: mount.target,
          Driver: 'local',
          Mode: engine.cgroup === 1 ? 'rw' : 'z',
          RW: mount.readOnly !== true,
          Propagation: '',
        }
      : {
          ...type('bind'),
          Source: mount.source,
          Destination: mount.target,
          Mode: mount.readOnly === true ? 'ro' : '',
          RW: mount.readOnly !== true,
          ...(dialect.speaks(22) ? { Propagation: 'rprivate' } : {}),
        },
  );
}

/** `Volumes` and `VolumesRW`, the maps before 1.20. */
export function volumeMaps(container: Container): Json {
  return {
    Volumes: Object.fromEntries(
      container.spec.mounts.map((mount) => [
        mount.target,
        mount.type === 'bind' ? mount.source : `/var/lib/docker/vfs/dir/${mount.source}`,
      ]),
    ),
    VolumesRW: Object.fromEntries(
      container.spec.mounts.map((mount) => [mount.target, mount.readOnly !== true]),
    ),
  };
}

/** The network mode that a container was made with. Podman's list says "host" of all of them. */
export function networkMode(container: Container): string {
  return container.spec.networks[0]?.name ?? 'bridge';
}

/** An image id as this engine writes it: bare up to Engine 1.9. */
export function imageIdText(id: string, dialect: Dialect): string {
  return dialect.speaks(22) ? id : id.replace(/^sha256:/, '');
}

/** An image name as this engine writes it: Podman's are fully qualified. */
export function imageNameText(name: string, dialect: Dialect): string {
  if (!dialect.podman || name === '') return name;
  const first = name.includes('/') ? (name.split('/')[0] ?? '') : '';
  if (/[.:]|^localhost$/.test(first)) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/**
 * From 0.7 to 1.6 answers went through an environment of strings: one that happens to be valid JSON came out as that
 * type, so that a command `true` is a boolean and a name of digits a number.
 */
export function jobTyped(row: Json, dialect: Dialect): Json {
  if (dialect.podman || !dialect.speaks(7) || dialect.speaks(19)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? reread(value) : value]),
  );
}

function reread(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
