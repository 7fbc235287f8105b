import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entries, field, str } from '../engine/compat/read';
import { readJson } from './docker-contexts';
import { variable, type World } from './world';

/** A connection of the podman command, which it calls a system connection. */
export interface PodmanConnection {
  readonly name: string;
  readonly uri: string;
  /** The private key's file that podman made for a machine. */
  readonly identity?: string | undefined;
}

const maxConnections = 100;

/**
 * Podman's own connections: `podman-connections.json` (Podman 5) and the `service_destinations` of `containers.conf`
 * (before). Those that are sockets of this computer stand among the well-known ones already and are harmless twice.
 */
export async function podmanConnections(world: World): Promise<readonly PodmanConnection[]> {
  const folder = join(variable(world, 'XDG_CONFIG_HOME') ?? join(world.home, '.config'), 'containers');
  const file = await readJson(join(folder, 'podman-connections.json'));
  const found = new Map<string, PodmanConnection>();
  for (const [name, value] of entries(field(field(file, 'Connection'), 'Connections'))) {
    const uri = str(field(value, 'URI'));
    if (uri !== '') found.set(name, { name, uri, ...identityOf(str(field(value, 'Identity'))) });
  }
  for (const each of destinations(await text(join(folder, 'containers.conf')))) {
    if (!found.has(each.name)) found.set(each.name, each);
  }
  return [...found.values()].slice(0, maxConnections);
}

/**
 * The destinations in a containers.conf: tables `[engine.service_destinations.NAME]` with keys `uri` and `identity`. Of
 * TOML only what podman writes is read: quoted names, one string on one line.
 */
export function destinations(conf: string): readonly PodmanConnection[] {
  const found = new Map<string, { uri: string; identity: string }>();
  let name: string | undefined;
  for (const line of conf.split('\n')) {
    const table = /^\s*\[(.*)\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (table !== undefined) {
      const named = /^\s*engine\.service_destinations\.(?:"([^"]+)"|([A-Za-z0-9_-]+))\s*$/.exec(table);
      name = named?.[1] ?? named?.[2];
      continue;
    }
    const [, key, value = ''] = /^\s*(uri|identity)\s*=\s*"([^"]+)"/.exec(line) ?? [];
    if (name === undefined || key === undefined) continue;
    const before = found.get(name) ?? { uri: '', identity: '' };
    found.set(name, { ...before, [key]: value });
  }
  return [...found]
    .filter(([, { uri }]) => uri !== '')
    .map(([name, { uri, identity }]) => ({ name, uri, ...identityOf(identity) }));
}

const identityOf = (identity: string): Pick<PodmanConnection, 'identity'> =>
  identity === '' ? {} : { identity };

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
