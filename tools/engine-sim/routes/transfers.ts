import { badRequest, EngineError } from '../core/errors';
import { readTar, writeTar } from '../core/tar';
import { stableId } from '../core/rng';
import type { Engine, Image } from '../engine/engine';
import { normalTag } from '../engine/engine';
import { type Progress, pullImage } from '../engine/images';
import { progressText } from '../engine/progress-wire';
import type { Exchange } from '../http/exchange';
import { type Route, route } from '../http/router';
import { genericImage } from '../world/builders';

/** Images that come and go: pull, import, push, save, load, commit. */
export function transferRoutes(engine: Engine): readonly Route[] {
  return [
    route('POST', '/images/create', (exchange) =>
      exchange.query.has('fromSrc') ? importImage(engine, exchange) : pull(engine, exchange),
    ),
    route('POST', '/images/{*}/push', (exchange, [name = '']) => push(engine, exchange, name)),
    route('GET', '/images/get', (exchange) => save(engine, exchange, exchange.query.getAll('names')), {
      from: 15,
    }),
    route('GET', '/images/{*}/get', (exchange, [name = '']) => save(engine, exchange, [name]), { from: 7 }),
    route('POST', '/images/load', (exchange) => load(engine, exchange), { from: 7 }),
    route('POST', '/commit', (exchange) => commit(engine, exchange)),
  ];
}

/** Without a tag every tag of the repository comes, which is why a client must name one. */
function tagsToPull(exchange: Exchange, name: string): readonly string[] {
  const tag = exchange.query.get('tag') ?? '';
  const named = /[:@][^/]*$/.test(name);
  if (tag !== '' || named || exchange.dialect.podman) return [tag];
  return ['latest', 'edge', 'stable'];
}

async function pull(engine: Engine, exchange: Exchange): Promise<void> {
  const name = exchange.query.get('fromImage') ?? '';
  if (name === '') throw badRequest('only pulls are possible here: fromImage is missing');
  if (/[^\w./:@-]/.test(name) || /[A-Z]/.test(name.replace(/^[^/]*\//, ''))) {
    throw badRequest(`invalid reference format: repository name (${name}) must be lowercase`);
  }
  let started = false;
  for (const tag of tagsToPull(exchange, name)) {
    const progress = pullImage(engine, name, tag, exchange.signal);
    // A refusal before the first object is a status of its own; afterwards it can only be said in the stream.
    let step = await progress.next();
    if (!started) exchange.startStream('application/json');
    started = true;
    while (step.done !== true) {
      if (!(await exchange.write(progressText(step.value, exchange.dialect)))) return;
      step = await progress.next();
    }
  }
  exchange.res.end();
}

async function sendSteps(
  exchange: Exchange,
  steps: readonly Progress[],
  type = 'application/json',
): Promise<void> {
  exchange.startStream(type);
  for (const step of steps) if (!(await exchange.write(progressText(step, exchange.dialect)))) return;
  exchange.res.end();
}

function imported(engine: Engine, ref: string, size: number): Image {
  const spec = genericImage(ref, Math.max(size, 1024), 1);
  return engine.addImage({
    ...spec,
    tags: ref === '' ? [] : [ref],
    createdAgo: engine.startedAt - engine.clock.now(),
    id: `sha256:${engine.rng.hex(64)}`,
  });
}

async function importImage(engine: Engine, exchange: Exchange): Promise<void> {
  if (exchange.query.get('fromSrc') !== '-') throw badRequest('the demo engine imports from the body only');
  const body = await exchange.body();
  const repo = exchange.query.get('repo') ?? '';
  const tag = exchange.query.get('tag') ?? '';
  const ref = repo === '' ? '' : normalTag(tag === '' ? repo : `${repo}:${tag}`);
  const image = imported(engine, ref, body.length);
  engine.events.emit({ type: 'image', action: 'import', id: image.id, attributes: { name: ref } });
  await sendSteps(exchange, [{ status: image.id }]);
}

async function push(engine: Engine, exchange: Exchange, name: string): Promise<void> {
  // Required as a header from 1.5 until it became optional; in the body before.
  const { dialect } = exchange;
  if (dialect.asks(5) && !dialect.speaks(42) && exchange.req.headers['x-registry-auth'] === undefined) {
    throw badRequest('Bad parameters and missing X-Registry-Auth: EOF');
  }
  const tag = exchange.query.get('tag') ?? '';
  const wanted = [...engine.images.values()].flatMap((image) =>
    [...image.tags]
      .filter((known) =>
        tag === '' ? known.slice(0, known.lastIndexOf(':')) === name : known === `${name}:${tag}`,
      )
      .map((known) => ({ image, known })),
  );
  if (wanted.length === 0) {
    throw new EngineError(404, `An image does not exist locally with the tag: ${name}`, { fixed: true });
  }
  const steps = wanted.flatMap(({ image, known }): Progress[] => {
    const layer = stableId(`layer:${image.id}:0`, 12);
    const { size } = image.spec;
    if (name.startsWith('denied/')) {
      const message = 'denied: requested access to the resource is denied';
      return [{ errorDetail: { message }, error: message }];
    }
    const digest = `sha256:${stableId(`digest:${image.id}`)}`;
    const short = known.slice(known.lastIndexOf(':') + 1);
    return [
      { status: `The push refers to repository [${name}]` },
      { status: 'Preparing', progressDetail: {}, id: layer },
      { status: 'Pushing', progressDetail: { current: size, total: size }, progress: '[====>]', id: layer },
      { status: 'Pushed', progressDetail: {}, id: layer },
      { status: `${short}: digest: ${digest} size: 1609` },
      ...(dialect.speaks(22)
        ? [{ progressDetail: {}, aux: { Tag: short, Digest: digest, Size: 1609 } }]
        : []),
    ];
  });
  engine.events.emit({ type: 'image', action: 'push', id: name, attributes: { name } });
  await sendSteps(exchange, steps);
}

/** An archive of the engine's own making: enough for its `load` to bring the images back. */
function save(engine: Engine, exchange: Exchange, names: readonly string[]): void {
  if (names.length === 0) throw new EngineError(500, 'no image names given');
  const manifest = names.map((name) => {
    const image = engine.image(name);
    const tags = [...image.tags].filter((tag) => name === image.id || tag === normalTag(name));
    return { Config: `${image.id.slice(7)}.json`, RepoTags: tags, Size: image.spec.size };
  });
  const data = Buffer.from(JSON.stringify(manifest));
  exchange.sendBody(200, {
    type: 'application/x-tar',
    body: writeTar([
      { path: 'manifest.json', kind: 'file', mode: 0o644, mtime: engine.clock.now(), data, target: '' },
    ]),
  });
}

interface Manifest {
  readonly RepoTags?: readonly string[];
  readonly Size?: number;
}

function manifestOf(body: Buffer): readonly Manifest[] {
  const entry = readTar(body)?.find(({ path }) => path === 'manifest.json');
  try {
    const value: unknown = JSON.parse(entry?.data.toString('utf8') ?? '');
    if (Array.isArray(value)) return value as readonly Manifest[];
  } catch {
    // Told below, as for an archive without a manifest.
  }
  throw new EngineError(500, 'open manifest.json: no such file in this archive', { fixed: true });
}

async function load(engine: Engine, exchange: Exchange): Promise<void> {
  const tags = manifestOf(await exchange.body()).flatMap(({ RepoTags, Size }) => {
    for (const tag of RepoTags ?? []) imported(engine, normalTag(tag), Size ?? 0);
    return RepoTags ?? [];
  });
  for (const name of tags)
    engine.events.emit({ type: 'image', action: 'load', id: name, attributes: { name } });
  // Below 1.23 there is no progress: an empty answer is success.
  if (!exchange.dialect.asks(23)) {
    exchange.sendEmpty(200);
    return;
  }
  const loaded = tags.map((tag) => ({ stream: `Loaded image: ${tag}\n` }));
  const id = stableId(`load:${tags.join(',')}`, 12);
  const bar = {
    status: 'Loading layer',
    progressDetail: { current: 512, total: 512 },
    progress: '[====>]',
    id,
  };
  await sendSteps(exchange, exchange.flag('quiet', true) ? loaded : [bar, ...loaded]);
}

async function commit(engine: Engine, exchange: Exchange): Promise<void> {
  const container = engine.container(exchange.query.get('container') ?? '');
  await exchange.body();
  const repo = exchange.query.get('repo') ?? '';
  const tag = exchange.query.get('tag') ?? '';
  const ref = repo === '' ? '' : normalTag(tag === '' ? repo : `${repo}:${tag}`);
  const image = imported(engine, ref, container.spec.sizeRootFs + container.spec.sizeRw);
  engine.emitContainer(container, 'commit', { comment: exchange.query.get('comment') ?? '' });
  exchange.sendJson(201, { Id: engine.speaks(22) ? image.id : image.id.slice(7) });
}
