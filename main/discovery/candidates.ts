import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import type { EngineSource } from '#shared/model/engine';
import type { Result } from '#shared/result';
import { type Address, parseAddress } from '../engine/transport/address';
import { field, str } from '../engine/compat/read';

/** One place to look for an engine. An address that cannot be used keeps its reason. */
export interface Candidate {
  readonly name: string;
  readonly source: EngineSource;
  /** As it was written. */
  readonly text: string;
  readonly address: Result<Address>;
}

/** What discovery reads of the world, so that tests can give another one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Numeric user id, for rootless sockets; undefined on Windows. */
  readonly uid: number | undefined;
}

/** Places in the order in which they are tried: DOCKER_HOST alone if it is set, else the context, then known sockets. */
export async function findCandidates(world: World): Promise<readonly Candidate[]> {
  const host = world.env['DOCKER_HOST'];
  // The docker command itself looks nowhere else when this is set, and neither should anyone be surprised here.
  if (host !== undefined && host !== '') return [candidate('DOCKER_HOST', host, nameOf(host))];
  const context = await currentContext(world);
  const found = [...(context === undefined ? [] : [context]), ...wellKnown(world)];
  const seen = new Set<string>();
  return found.filter((each) => !seen.has(each.text) && seen.add(each.text));
}

function candidate(source: EngineSource, text: string, name: string): Candidate {
  return { source, text, name, address: parseAddress(text) };
}

function nameOf(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed.ok) return 'DOCKER_HOST';
  if (parsed.value.kind === 'tcp') return parsed.value.host;
  return /podman/.test(parsed.value.path) ? 'Local Podman' : 'Local Docker';
}

/** The docker CLI's context: DOCKER_CONTEXT, else `currentContext` of its config; `default` means no context. */
async function currentContext(world: World): Promise<Candidate | undefined> {
  const folder = world.env['DOCKER_CONFIG'] ?? join(world.home, '.docker');
  const named = world.env['DOCKER_CONTEXT'];
  const name =
    named !== undefined && named !== ''
      ? named
      : str(field(await readJson(join(folder, 'config.json')), 'currentContext'));
  if (name === '' || name === 'default') return undefined;
  // The CLI names the folder of a context by the digest of its name.
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = await readJson(join(folder, 'contexts', 'meta', digest, 'meta.json'));
  const host = str(field(field(field(meta, 'Endpoints'), 'docker'), 'Host'));
  if (host !== '') return candidate('docker context', host, name);
  const error: AppError = {
    kind: 'not-found',
    message: `The docker context “${name}” is chosen, but its description is missing.`,
  };
  return { source: 'docker context', text: `context ${name}`, name, address: { ok: false, error } };
}

function wellKnown(world: World): readonly Candidate[] {
  if (world.platform === 'win32') return [];
  const at = (path: string, name: string): Candidate =>
    candidate('well-known socket', `unix://${path}`, name);
  const runtime =
    world.env['XDG_RUNTIME_DIR'] ?? (world.uid === undefined ? undefined : `/run/user/${world.uid}`);
  const rootless =
    runtime === undefined
      ? []
      : [
          at(join(runtime, 'docker.sock'), 'Rootless Docker'),
          at(join(runtime, 'podman/podman.sock'), 'Rootless Podman'),
        ];
  return [
    at('/var/run/docker.sock', 'Local Docker'),
    ...rootless,
    at(join(world.home, '.docker/run/docker.sock'), 'Docker Desktop'),
    at(join(world.home, '.colima/default/docker.sock'), 'Colima'),
    at(join(world.home, '.rd/docker.sock'), 'Rancher Desktop'),
    at(join(world.home, '.orbstack/run/docker.sock'), 'OrbStack'),
    at('/run/podman/podman.sock', 'Local Podman'),
  ];
}

/** A JSON file of the docker CLI; undefined where it is missing or broken, which the CLI treats as empty, too. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
