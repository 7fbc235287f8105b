import { conflict, EngineError, notFound } from '../core/errors';
import { createRng, stableId } from '../core/rng';
import { type Engine, type Image, normalTag } from './engine';
import { isUp } from './container';
import { genericImage } from '../world/builders';

const maxImages = 5000;

/** One object of a progress stream, in its newest form. */
export type Progress = Readonly<Record<string, unknown>>;

interface Layer {
  readonly id: string;
  readonly size: number;
  done: number;
  extracted: number;
  phase: 'wait' | 'download' | 'verify' | 'extract' | 'done';
}

function emitImage(engine: Engine, action: string, id: string, name: string): void {
  engine.events.emit({ type: 'image', action, id, attributes: { name } });
}

function bar(current: number, total: number): string {
  const filled = Math.round((current / total) * 50);
  const mega = (n: number): string =>
    n >= 1e6 ? `${(n / 1e6).toPrecision(4)}MB` : `${(n / 1e3).toPrecision(4)}kB`;
  return `[${'='.repeat(Math.max(0, filled - 1))}>${' '.repeat(50 - Math.max(1, filled))}]  ${mega(current)}/${mega(total)}`;
}

/** Moves every layer on by one tick and says what a pull would report: three downloads at once, extraction in order. */
function advance(layers: readonly Layer[], perTick: number): Progress[] {
  const out: Progress[] = [];
  const report = (layer: Layer, status: string, current?: number): void => {
    out.push(
      current === undefined
        ? { status, progressDetail: {}, id: layer.id }
        : {
            status,
            progressDetail: { current, total: layer.size },
            progress: bar(current, layer.size),
            id: layer.id,
          },
    );
  };
  let slots = 3;
  let extracting = false;
  for (const layer of layers) {
    if (layer.phase === 'wait' && slots > 0) layer.phase = 'download';
    if (layer.phase === 'download') {
      slots -= 1;
      layer.done = Math.min(layer.size, layer.done + perTick);
      if (layer.done < layer.size) report(layer, 'Downloading', layer.done);
      else {
        layer.phase = 'verify';
        report(layer, 'Verifying Checksum');
        report(layer, 'Download complete');
      }
    } else if (!extracting && (layer.phase === 'verify' || layer.phase === 'extract')) {
      layer.phase = 'extract';
      layer.extracted = Math.min(layer.size, layer.extracted + perTick * 2);
      report(layer, 'Extracting', layer.extracted);
      if (layer.extracted >= layer.size) {
        layer.phase = 'done';
        report(layer, 'Pull complete');
      }
    }
    if (layer.phase !== 'done') extracting = true;
  }
  return out;
}

/**
 * Pulls an image, layer by layer, in 5 to 12 seconds of the engine's pace. Yields progress objects; ends early without
 * an image when `signal` aborts. Names under `nosuch/` throw 404 before anything is sent, `broken/` yield an error
 * object in the middle, `denied/` throw the registry's refusal.
 */
export async function* pullImage(
  engine: Engine,
  name: string,
  tag: string,
  signal: AbortSignal,
): AsyncGenerator<Progress> {
  const ref = normalTag(tag.startsWith('sha256:') ? `${name}@${tag}` : tag === '' ? name : `${name}:${tag}`);
  const short = normalTag(name).replace(/[@:][^/]*$/, '');
  if (short.startsWith('nosuch/') || short === 'nosuch') {
    throw notFound(
      `pull access denied for ${short}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  }
  if (short.startsWith('denied/')) {
    throw new EngineError(500, `pull access denied for ${short}: unauthorized: authentication required`);
  }
  if (engine.images.size >= maxImages) throw new EngineError(500, 'too many images for the demo engine');
  const rng = createRng(`${engine.world.seed}:pull:${ref}`);
  const shown = tag === '' ? ref.slice(ref.lastIndexOf(':') + 1) : tag;
  yield { status: `Pulling from ${short.includes('/') ? short : `library/${short}`}`, id: shown };
  const known = engine.findImage(ref);
  const digest = `sha256:${stableId(`digest:${ref}`)}`;
  if (known) {
    await engine.scheduler.sleep(350, signal);
    if (signal.aborted) return;
    yield { status: `Digest: ${digest}` };
    yield { status: `Status: Image is up to date for ${ref}` };
    emitImage(engine, 'pull', ref, ref);
    return;
  }
  const layers = Array.from(
    { length: 5 + rng.int(4) },
    (): Layer => ({
      id: rng.hex(12),
      size: Math.round(10 ** rng.range(5.6, 7.7)),
      done: 0,
      extracted: 0,
      phase: 'wait',
    }),
  );
  const base = layers[0];
  if (base) {
    base.phase = 'done';
    yield { status: 'Already exists', progressDetail: {}, id: base.id };
  }
  for (const layer of layers.slice(1)) yield { status: 'Pulling fs layer', progressDetail: {}, id: layer.id };
  for (const layer of layers.slice(4)) yield { status: 'Waiting', progressDetail: {}, id: layer.id };
  const total = layers.reduce((sum, layer) => sum + layer.size, 0);
  const ticks = 35 + rng.int(35);
  const perTick = Math.max(20_000, total / ticks / 1.6);
  for (let tick = 0; layers.some((layer) => layer.phase !== 'done'); tick += 1) {
    if (!(await engine.scheduler.sleep(120, signal))) return;
    yield* advance(layers, Math.round(perTick * rng.range(0.7, 1.3)));
    if (short.startsWith('broken/') && tick >= 8) {
      const message = 'failed to register layer: write /usr/lib/libbroken.so.1: no space left on device';
      yield { errorDetail: { message }, error: message };
      return;
    }
  }
  yield { status: `Digest: ${digest}` };
  yield { status: `Status: Downloaded newer image for ${ref}` };
  engine.addImage(genericImage(ref, Math.round(total * 2.4), layers.length));
  emitImage(engine, 'pull', ref, ref);
}

/** Adds a tag to an image. */
export function tagImage(engine: Engine, image: Image, repo: string, tag: string): void {
  if (repo === '' || /[A-Z\s]/.test(repo)) {
    throw new EngineError(400, `invalid reference format: repository name (${repo}) must be lowercase`);
  }
  const ref = normalTag(tag === '' ? repo : `${repo}:${tag}`);
  for (const other of engine.images.values()) other.tags.delete(ref);
  image.tags.add(ref);
  emitImage(engine, 'tag', image.id, ref);
}

/** Removes a tag, and with the last one the image. 409 in dockerd's words while a container uses it. */
export function removeImage(engine: Engine, ref: string, force: boolean): Progress[] {
  const image = engine.image(ref);
  const tag = normalTag(ref);
  const byTag = image.tags.has(tag);
  const short = image.id.slice(7, 19);
  const users = [...engine.containers.values()].filter((container) => container.imageId === image.id);
  if (byTag && image.tags.size > 1) {
    image.tags.delete(tag);
    emitImage(engine, 'untag', image.id, image.id);
    return [{ Untagged: tag }];
  }
  if (!byTag && image.tags.size > 1 && !force) {
    throw conflict(
      `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
    );
  }
  const running = users.find(isUp);
  const user = running ?? users[0];
  if (byTag && user && !force) {
    throw conflict(
      `conflict: unable to remove repository reference "${ref}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${short}`,
    );
  }
  if (!byTag && user && (running || !force)) {
    const kind = running ? ['cannot be forced', 'running'] : ['must be forced', 'stopped'];
    throw conflict(
      `conflict: unable to delete ${short} (${kind[0]}) - image is being used by ${kind[1]} container ${user.id.slice(0, 12)}`,
    );
  }
  const untagged = [...image.tags].map((name) => ({ Untagged: name }));
  for (const name of image.tags) emitImage(engine, 'untag', image.id, name);
  image.tags.clear();
  if (users.length > 0) return untagged;
  return [...untagged, ...deleteImage(engine, image)];
}

function deleteImage(engine: Engine, image: Image): Progress[] {
  engine.images.delete(image.id);
  emitImage(engine, 'delete', image.id, image.id);
  return Array.from({ length: image.spec.layers }, (_, i) => ({
    Deleted: i === 0 ? image.id : `sha256:${stableId(`layer:${image.id}:${i}`)}`,
  }));
}

/** Removes the images that nobody uses and that pass: only untagged ones when `dangling`. */
export function pruneImages(
  engine: Engine,
  dangling: boolean,
  passes: (image: Image) => boolean,
): { readonly deleted: readonly Progress[]; readonly reclaimed: number } {
  const deleted: Progress[] = [];
  let reclaimed = 0;
  for (const image of [...engine.images.values()]) {
    if ((dangling && image.tags.size > 0) || !passes(image)) continue;
    if ([...engine.containers.values()].some((container) => container.imageId === image.id)) continue;
    reclaimed += image.spec.size;
    deleted.push(...[...image.tags].map((tag) => ({ Untagged: tag })), ...deleteImage(engine, image));
  }
  engine.events.emit({
    type: 'image',
    action: 'prune',
    id: '',
    attributes: { reclaimed: String(reclaimed) },
  });
  return { deleted, reclaimed };
}
