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
  /** What a missing socket means there, and the command that starts the engine where there is one. */
  readonly absent?: { readonly message: string; readonly command?: string } | undefined;
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
  const host = variable(world, 'DOCKER_HOST');
  // The docker command itself looks nowhere else when this is set, and neither should anyone be surprised here.
  if (host !== undefined) return [candidate('DOCKER_HOST', host, nameOf(host))];
  const context = await currentContext(world);
  const found = [...(context === undefined ? [] : [context]), ...wellKnown(world)];
  const seen = new Set<string>();
  return found.filter((each) => !seen.has(each.text) && seen.add(each.text));
}

/** A variable of the environment; an empty one is none, as for the docker command. */
function variable(world: World, name: string): string | undefined {
  const value = world.env[name];
  return value === '' ? undefined : value;
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
  const folder = variable(world, 'DOCKER_CONFIG') ?? join(world.home, '.docker');
  const name =
    variable(world, 'DOCKER_CONTEXT') ??
    str(field(await readJson(join(folder, 'config.json')), 'currentContext'));
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

/** Sockets that engines make, in the order in which most people mean them. */
function wellKnown(world: World): readonly Candidate[] {
  if (world.platform === 'win32') return [];
  const linux = world.platform === 'linux';
  const at = (path: string, name: string, message: string, command?: string): Candidate => ({
    ...candidate('well-known socket', `unix://${path}`, name),
    absent: { message, ...(command === undefined ? {} : { command }) },
  });
  const home = (path: string): string => join(world.home, path);
  const system = linux
    ? at(
        '/var/run/docker.sock',
        'Local Docker',
        'Docker is not running, or not installed.',
        'sudo systemctl start docker',
      )
    : at('/var/run/docker.sock', 'Local Docker', 'No engine has made this socket.');
  const desktop = home(linux ? '.docker/desktop/docker.sock' : '.docker/run/docker.sock');
  return [
    system,
    ...(linux ? forUser(world, at) : []),
    at(desktop, 'Docker Desktop', 'Docker Desktop is not running, or not installed.'),
    at(
      home('.colima/default/docker.sock'),
      'Colima',
      'Colima is not running, or not installed.',
      'colima start',
    ),
    at(home('.rd/docker.sock'), 'Rancher Desktop', 'Rancher Desktop is not running, or not installed.'),
    ...(linux
      ? []
      : [at(home('.orbstack/run/docker.sock'), 'OrbStack', 'OrbStack is not running, or not installed.')]),
    ...(linux
      ? [
          at(
            '/run/podman/podman.sock',
            'Local Podman',
            'Podman’s system service is off, or Podman is not installed.',
            'sudo systemctl enable --now podman.socket',
          ),
        ]
      : []),
  ];
}

/** Sockets of engines without root, in the folder that the system makes for each user. */
function forUser(
  world: World,
  at: (path: string, name: string, message: string, command?: string) => Candidate,
): readonly Candidate[] {
  const runtime =
    variable(world, 'XDG_RUNTIME_DIR') ?? (world.uid === undefined ? undefined : `/run/user/${world.uid}`);
  if (runtime === undefined) return [];
  return [
    at(join(runtime, 'docker.sock'), 'Rootless Docker', 'No rootless Docker runs for this user.'),
    at(
      join(runtime, 'podman/podman.sock'),
      'Rootless Podman',
      'Podman’s service is off for this user, or Podman is not installed.',
      'systemctl --user enable --now podman.socket',
    ),
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
