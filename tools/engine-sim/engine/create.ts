import { type Json, number, object, stringMap, text, texts } from '../core/json';
import { badRequest, EngineError, notFound } from '../core/errors';
import { createRng } from '../core/rng';
import type { ContainerSpec, MountSpec, PortSpec } from '../world/model';
import { container as buildContainer } from '../world/builders';
import { silentWriter } from '../world/log-writers';
import type { Container } from './container';
import { type Engine, normalTag } from './engine';
import { checkName } from './lifecycle';

const maxContainers = 10_000;
const adjectives = ['brave', 'calm', 'eager', 'gentle', 'keen', 'lucid', 'quiet', 'swift', 'tidy', 'witty'];
const surnames = ['bell', 'curie', 'darwin', 'franklin', 'hopper', 'lamarr', 'noether', 'turing', 'wing'];

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

/** `PortSpecs`, the words before 0.6.5: "8080:80", "80". */
function readPortSpecs(config: Json, freePort: () => number): readonly PortSpec[] {
  return texts(config['PortSpecs']).flatMap((spec): PortSpec[] => {
    const match = /^(?:(\d*):)?(\d+)(?:\/(tcp|udp))?$/.exec(spec);
    if (!match) throw badRequest(`Invalid port spec: ${spec}`);
    const host = match[1] === undefined || match[1] === '' ? freePort() : Number(match[1]);
    return [
      { container: Number(match[2]), protocol: match[3] === 'udp' ? 'udp' : 'tcp', host, ip: '0.0.0.0' },
    ];
  });
}

/** What of a container its HostConfig decides. A field that this release does not know yet is dropped silently. */
function fromHostConfig(engine: Engine, config: Json, host: Json): Partial<ContainerSpec> {
  const freePort = (): number => 32_768 + engine.rng.int(28_000);
  const knownMounts = engine.speaks(25) ? host : { ...host, Mounts: undefined };
  return {
    restartPolicy: engine.speaks(14) ? restartPolicy(host) : 'no',
    privileged: engine.speaks(6) && host['Privileged'] === true,
    ports: engine.speaks(6) ? readPorts(config, host, freePort) : readPortSpecs(config, freePort),
    mounts: engine.speaks(3) ? readMounts(knownMounts) : [],
    memoryLimit: number(engine.speaks(18) ? (host['Memory'] ?? config['Memory']) : config['Memory']),
    nanoCpus: engine.speaks(25) ? number(host['NanoCpus']) : 0,
    pidsLimit: engine.speaks(23) ? Math.max(0, number(host['PidsLimit'])) : 0,
    autoRemove: engine.speaks(25) && host['AutoRemove'] === true,
  };
}

/** A container as a start with this HostConfig makes it. What the start does not name is gone. */
export function withHostConfig(engine: Engine, spec: ContainerSpec, host: Json): ContainerSpec {
  const exposed = Object.fromEntries(
    spec.ports.map(({ container, protocol }) => [`${container}/${protocol}`, {}]),
  );
  const { memoryLimit, ...decided } = fromHostConfig(engine, { ExposedPorts: exposed }, host);
  return {
    ...spec,
    ...decided,
    ...(memoryLimit === undefined || memoryLimit === 0 ? {} : { memoryLimit }),
    ...(engine.speaks(6) ? {} : { ports: spec.ports }),
  };
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
  // Up to Engine 1.2 the HostConfig comes with the start.
  const host = engine.speaks(15) ? object(body['HostConfig']) : {};
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
    id: createRng(`${name}:${engine.clock.now()}:${engine.rng.next()}`).hex(64),
    image: imageRef,
    state: 'created',
    labels: engine.speaks(18) ? { ...image.spec.labels, ...stringMap(body['Labels']) } : {},
    env: [...(image.spec.env ?? []), ...texts(body['Env'])],
    entrypoint,
    command,
    user: text(body['User'], image.spec.user ?? ''),
    workingDir: text(body['WorkingDir']) || (image.spec.workingDir ?? '/'),
    createdAgo: 0,
    tty: body['Tty'] === true,
    openStdin: body['OpenStdin'] === true,
    ...fromHostConfig(engine, body, host),
    networks: [{ name: network?.spec.name ?? 'bridge', address }],
    logWriter: silentWriter,
    logPace: { backlogLines: 0, backlogMs: 0, liveGapMs: 3_600_000 },
    load: { cpu: 0.1, memory: 3_000_000, rx: 20, tx: 10, read: 0, write: 0, pids: 1 },
    processes: [{ user: 'root', command: [...entrypoint, ...command].join(' ') }],
    runsCommand: true,
    ...(image.spec.inside ? { inside: image.spec.inside } : {}),
  });
  const container = engine.addContainer(spec);
  engine.emitContainer(container, 'create');
  return { container, warnings: [] };
}
