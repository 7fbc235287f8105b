import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { field, str } from '../engine/compat/read';
import { variable, type World } from './world';

/** A context of the docker command. */
export interface DockerContext {
  readonly name: string;
  /** Address of its engine; '' where its description is missing. */
  readonly host: string;
  /** Folder of its certificates, where it has any. */
  readonly tlsFolder?: string | undefined;
  /** The one that docker commands use now. */
  readonly current: boolean;
}

const maxContexts = 100;

/**
 * The docker CLI's contexts, the current one (DOCKER_CONTEXT, else `currentContext` of its config) first, the others by
 * name. `default` is no context: it stands for the usual socket. A current one without description is given, too.
 */
export async function dockerContexts(world: World): Promise<readonly DockerContext[]> {
  const folder = variable(world, 'DOCKER_CONFIG') ?? join(world.home, '.docker');
  const current =
    variable(world, 'DOCKER_CONTEXT') ??
    str(field(await readJson(join(folder, 'config.json')), 'currentContext'));
  const found = new Map<string, DockerContext>();
  for (const digest of (await names(join(folder, 'contexts', 'meta'))).slice(0, maxContexts)) {
    const meta = await readJson(join(folder, 'contexts', 'meta', digest, 'meta.json'));
    const name = str(field(meta, 'Name'));
    // The CLI names the folder of a context by the digest of its name; another one is not what it would use.
    if (name === '' || digestOf(name) !== digest) continue;
    const host = str(field(field(field(meta, 'Endpoints'), 'docker'), 'Host'));
    if (host === '') continue;
    const tlsFolder = await existing(join(folder, 'contexts', 'tls', digest, 'docker'));
    found.set(name, { name, host, current: name === current, ...(tlsFolder && { tlsFolder }) });
  }
  if (current !== '' && current !== 'default' && !found.has(current))
    found.set(current, { name: current, host: '', current: true });
  return [...found.values()].sort((a, b) => Number(b.current) - Number(a.current) || compare(a.name, b.name));
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? path : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON file of a command-line tool; undefined where it is missing or broken, which the tools treat as empty, too. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
