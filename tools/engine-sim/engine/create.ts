import { badRequest, EngineError, notFound } from '../core/errors';
import { createRng } from '../core/rng';
import type { ContainerSpec, MountSpec, PortSpec } from '../world/model';
import { container as buildContainer } from '../world/builders';
import { silentWriter } from '../world/log-writers';
import type { Container } from './container';
import { type Engine, normalTag } from './engine';
import { checkName } from './lifecycle';

type Json = Readonly<Record<string, unknown>>;

const maxContainers = 10_000;
const adjectives = ['brave', 'calm', 'eager', 'gentle', 'keen', 'lucid', 'quiet', 'swift', 'tidy', 'witty'];
const surnames = ['bell', 'curie', 'darwin', 'franklin', 'hopper', 'lamarr', 'noether', 'turing', 'wing'];

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function stringMap(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(object(value)).map(([key, item]) => [key, text(item)]));
}

function readPorts(config: Json, host: Json, freePort: () => number): readonly PortSpec[] {
  const bindings = object(host['PortBindings']);
  const keys = new Set([...Object.keys(object(config['ExposedPorts'])), ...Object.keys(bindings)]);
  return [...keys].flatMap((key): PortSpec[] => {
    const match = /^(\d+)(?:\/(tcp|udp))?$/.exec(key);
    if (!match) throw badRequest(`invalid port specification: "${key}"`);
    const base = { container: Number(match[1]), protocol: match[2] === 'udp' ? 'udp' : 'tcp' } as const;
    const wanted = bindings[key];
    if (!Array.isArray(wanted)) return [base];
    return wanted.map((item): PortSpec => {
      const binding = object(item);
      const port = text(binding['HostPort']);
      const ip = text(binding['HostIp']);
      return {
        ...base,
        host: port === '' || port === '0' ? freePort() : Number(port),
        ip: ip === '' ? '0.0.0.0' : ip,
      };
    });
  });
}

function readMounts(host: Json): readonly MountSpec[] {
  const binds = texts(host['Binds']).map((bind): MountSpec => {
    const [source = '', target = '', mode = ''] = bind.split(':');
    return {
      type: source.startsWith('/') ? 'bind' : 'volume',
      source,
      target,
      readOnly: mode.split(',').includes('ro'),
    };
  });
  const mounts = (Array.isArray(host['Mounts']) ? host['Mounts'] : []).map((item): MountSpec => {
    const mount = object(item);
    return {
      type: mount['Type'] === 'bind' ? 'bind' : 'volume',
      source: text(mount['Source']),
      target: text(mount['Target']),
      readOnly: mount['ReadOnly'] === true,
    };
  });
  return [...binds, ...mounts];
}

function restartPolicy(host: Json): ContainerSpec['restartPolicy'] {
  const name = text(object(host['RestartPolicy'])['Name'], 'no');
  if (name === 'always' || name === 'unless-stopped' || name === 'on-failure') return name;
  if (name === '' || name === 'no') return 'no';
  throw badRequest(
    `invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
  );
}

/**
 * Makes a container from the body of POST /containers/create. Its command is run by the built-in shell. 404 when the
 * image is missing, 409 when the name is taken, 400 for what cannot be read.
 */
export function createContainer(
  engine: Engine,
  wantedName: string | null,
  body: Json,
): { readonly container: Container; readonly warnings: readonly string[] } {
  if (engine.containers.size >= maxContainers)
    throw new EngineError(500, 'too many containers for the demo engine');
  const imageRef = text(body['Image']);
  if (imageRef === '') throw badRequest('config cannot be empty in order to create a container');
  const image = engine.findImage(imageRef);
  if (!image) throw notFound(`No such image: ${normalTag(imageRef)}`);
  const name =
    wantedName === null || wantedName === ''
      ? `${engine.rng.pick(adjectives)}_${engine.rng.pick(surnames)}${engine.containers.size}`
      : wantedName.replace(/^\//, '');
  checkName(engine, name);
  const host = object(body['HostConfig']);
  const ownEntrypoint = body['Entrypoint'] !== null && body['Entrypoint'] !== undefined;
  const entrypoint = ownEntrypoint ? texts(body['Entrypoint']) : (image.spec.entrypoint ?? []);
  const given = texts(body['Cmd']);
  const command = given.length > 0 || ownEntrypoint ? given : (image.spec.command ?? ['/bin/sh']);
  if (entrypoint.length + command.length === 0) throw badRequest('no command specified');
  const mode = text(host['NetworkMode'], 'bridge');
  const network = [...engine.networks.values()].find(({ spec, id }) => spec.name === mode || id === mode);
  const address =
    network?.spec.subnet.replace(/\d+\/\d+$/, String(20 + (engine.containers.size % 200))) ?? '';
  const spec = buildContainer({
    name,
    id: createRng(`${name}:${Date.now()}:${engine.rng.next()}`).hex(64),
    image: imageRef,
    state: 'created',
    labels: { ...image.spec.labels, ...stringMap(body['Labels']) },
    env: [...(image.spec.env ?? []), ...texts(body['Env'])],
    entrypoint,
    command,
    user: text(body['User'], image.spec.user ?? ''),
    workingDir: text(body['WorkingDir']) || (image.spec.workingDir ?? '/'),
    createdAgo: 0,
    restartPolicy: restartPolicy(host),
    tty: body['Tty'] === true,
    openStdin: body['OpenStdin'] === true,
    privileged: host['Privileged'] === true,
    memoryLimit: number(host['Memory']),
    nanoCpus: number(host['NanoCpus']),
    pidsLimit: Math.max(0, number(host['PidsLimit'])),
    ports: readPorts(body, host, () => 32_768 + engine.rng.int(28_000)),
    mounts: readMounts(host),
    networks: [{ name: network?.spec.name ?? 'bridge', address }],
    logWriter: silentWriter,
    logPace: { backlogLines: 0, backlogMs: 0, liveGapMs: 3_600_000 },
    load: { cpu: 0.1, memory: 3_000_000, rx: 20, tx: 10, read: 0, write: 0, pids: 1 },
    processes: [{ user: 'root', command: [...entrypoint, ...command].join(' ') }],
    runsCommand: true,
    autoRemove: host['AutoRemove'] === true,
    ...(image.spec.inside ? { inside: image.spec.inside } : {}),
  });
  const container = engine.addContainer(spec);
  engine.emitContainer(container, 'create');
  return { container, warnings: [] };
}
