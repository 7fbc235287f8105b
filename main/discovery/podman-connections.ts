import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entries, field, str } from '../engine/compat/read';
import { readJson } from './docker-contexts';
import { variable, type World } from './world';

/** A connection of the podman command, which it calls a system connection. */
export interface PodmanConnection {
  readonly name: string;
  readonly uri: string;
}

const maxConnections = 100;

/**
 * Podman's own connections: `podman-connections.json` (Podman 5) and the `service_destinations` of `containers.conf`
 * (before). Those that are sockets of this computer stand among the well-known ones already and are harmless twice.
 */
export async function podmanConnections(world: World): Promise<readonly PodmanConnection[]> {
  const folder = join(variable(world, 'XDG_CONFIG_HOME') ?? join(world.home, '.config'), 'containers');
  const file = await readJson(join(folder, 'podman-connections.json'));
  const found = new Map<string, string>();
  for (const [name, value] of entries(field(field(file, 'Connection'), 'Connections'))) {
    const uri = str(field(value, 'URI'));
    if (uri !== '') found.set(name, uri);
  }
  for (const { name, uri } of destinations(await text(join(folder, 'containers.conf')))) {
    if (!found.has(name)) found.set(name, uri);
  }
  return [...found].slice(0, maxConnections).map(([name, uri]) => ({ name, uri }));
}

/**
 * The destinations in a containers.conf: tables `[engine.service_destinations.NAME]` with a key `uri`. Of TOML only
 * what podman writes is read: quoted names, one string on one line.
 */
export function destinations(conf: string): readonly PodmanConnection[] {
  const found: PodmanConnection[] = [];
  let name: string | undefined;
  for (const line of conf.split('\n')) {
    const table = /^\s*\[(.*)\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (table !== undefined) {
      const named = /^\s*engine\.service_destinations\.(?:"([^"]+)"|([A-Za-z0-9_-]+))\s*$/.exec(table);
      name = named?.[1] ?? named?.[2];
      continue;
    }
    const uri = /^\s*uri\s*=\s*"([^"]+)"/.exec(line)?.[1];
    if (name !== undefined && uri !== undefined) found.push({ name, uri });
  }
  return found;
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
