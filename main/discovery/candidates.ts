import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import type { EngineSource } from '#shared/model/engine';
import { fail, ok, type Result } from '#shared/result';
import { type Address, isIdentityFile, parseAddress, withoutPassword } from '../engine/transport/address';
import { type DockerContext, dockerContexts } from './docker-contexts';
import { type PodmanConnection, podmanConnections } from './podman-connections';
import { wellKnown } from './well-known';
import { variable, type World } from './world';

/** One place to look for an engine. An address that cannot be used keeps its reason. */
export interface Candidate {
  readonly name: string;
  readonly source: EngineSource;
  /** As it was written. */
  readonly text: string;
  /** Encrypts TCP; `folder` holds the certificates, '' for none. */
  readonly tls?: { readonly folder: string } | undefined;
  readonly address: Result<Address>;
  /** The person's own choice: it is connected to even while nothing answers there. */
  readonly chosen: boolean;
  /** What a missing socket means there, and the command that starts the engine where there is one. */
  readonly absent?: { readonly message: string; readonly command?: string } | undefined;
}

/**
 * Places in the order in which they are tried: DOCKER_HOST alone if it is set, else the current docker context, the
 * sockets that engines are known to make, the other contexts and podman's connections.
 */
export async function findCandidates(world: World): Promise<readonly Candidate[]> {
  const host = variable(world, 'DOCKER_HOST');
  // The docker command itself looks nowhere else when this is set, and neither should anyone be surprised here.
  if (host !== undefined) return [fromEnvironment(world, host)];
  const contexts = (await dockerContexts(world)).map(fromContext);
  const usual = (await wellKnown(world)).map(({ name, text, absent }) => ({
    ...candidate('well-known socket', text, name),
    absent,
  }));
  const podman = (await podmanConnections(world)).map(fromPodman);
  const found = [
    ...contexts.filter(({ chosen }) => chosen),
    ...usual,
    ...contexts.filter(({ chosen }) => !chosen),
    ...podman,
  ];
  const seen = new Set<string>();
  return found.filter(({ text, tls }) => {
    const key = `${text} ${tls?.folder ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** DOCKER_TLS_VERIFY encrypts, with what DOCKER_CERT_PATH holds; the docker command takes its own folder without. */
function fromEnvironment(world: World, host: string): Candidate {
  const encrypted =
    variable(world, 'DOCKER_TLS_VERIFY') !== undefined || variable(world, 'DOCKER_TLS') !== undefined;
  const folder =
    variable(world, 'DOCKER_CERT_PATH') ?? variable(world, 'DOCKER_CONFIG') ?? join(world.home, '.docker');
  const tls = encrypted && /^(tcp|https?):\/\//.test(host) ? { folder } : undefined;
  return { ...candidate('DOCKER_HOST', host, nameOf(host), tls), chosen: true };
}

function fromContext({ name, host, current, tlsFolder }: DockerContext): Candidate {
  if (host === '') {
    const error: AppError = {
      kind: 'not-found',
      message: `The docker context “${name}” is chosen, but its description is missing.`,
    };
    return { source: 'docker context', text: `context ${name}`, name, chosen: true, address: fail(error) };
  }
  const tls = tlsFolder === undefined ? undefined : { folder: tlsFolder };
  return { ...candidate('docker context', host, name, tls), chosen: current };
}

/** The key of a machine of Podman is one that podman made for it, and no configuration of ssh knows it. */
function fromPodman({ name, uri, identity }: PodmanConnection): Candidate {
  const found = candidate('podman connection', uri, name);
  const { address } = found;
  if (!address.ok || address.value.kind !== 'ssh' || identity === undefined || !isIdentityFile(identity))
    return found;
  return { ...found, address: ok({ ...address.value, identity }) };
}

function candidate(
  source: EngineSource,
  text: string,
  name: string,
  tls?: { readonly folder: string },
): Candidate {
  const address = parseAddress(text, tls);
  const shown = withoutPassword(text);
  return { source, text: shown, name, address, chosen: false, ...(tls === undefined ? {} : { tls }) };
}

function nameOf(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed.ok) return 'DOCKER_HOST';
  switch (parsed.value.kind) {
    case 'tcp':
    case 'tls':
    case 'ssh':
      return parsed.value.host;
    case 'unix':
    case 'npipe':
      return parsed.value.path.includes('podman') ? 'Local Podman' : 'Local Docker';
  }
}
