import type { ContainerId, ImageId } from '#shared/model/ids';
import type { Image, ImageConfig, ImageDetails, ImageLayer } from '#shared/model/image';
import { entries, field, firstField, list, num, str, stringMap, time } from './read';

const none = '<none>';

/** The elements of `GET /images/json`; rows of one image by tag (before API 1.7) are gathered. */
export function toImages(raw: unknown): readonly Image[] {
  const byId = new Map<string, Image>();
  for (const row of list(raw)) {
    const image = toImage(row);
    if (image === undefined) continue;
    const known = byId.get(image.id);
    byId.set(
      image.id,
      known === undefined ? image : { ...known, tags: [...known.tags, ...image.tags].sort() },
    );
  }
  return [...byId.values()];
}

function toImage(raw: unknown): Image | undefined {
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  if (id === '') return undefined;
  return {
    id: id as ImageId,
    tags: toTags(raw),
    digests: list(field(raw, 'RepoDigests')).map(str).filter(isNamed),
    // Engines before 1.10 give the size of the top layer alone as `Size`, and the whole as `VirtualSize`.
    size: Math.max(0, num(field(raw, 'Size')) ?? 0, num(field(raw, 'VirtualSize')) ?? 0),
    createdAt: Math.max(0, num(field(raw, 'Created')) ?? 0) * 1000,
    labels: stringMap(field(raw, 'Labels')),
    usedBy: [] as readonly { id: ContainerId; name: string }[],
  };
}

function toTags(raw: unknown): readonly string[] {
  const repository = str(field(raw, 'Repository'));
  const tags =
    repository === '' ? list(field(raw, 'RepoTags')).map(str) : [`${repository}:${str(field(raw, 'Tag'))}`];
  return tags.filter(isNamed).sort();
}

function isNamed(reference: string): boolean {
  return reference !== '' && !reference.includes(none);
}

/** `GET /images/{name}/json` and `GET /images/{name}/history` as what the detail shows. */
export function toImageDetails(inspect: unknown, history: unknown): ImageDetails {
  const parts = [
    str(firstField(inspect, 'Os', 'os')),
    str(firstField(inspect, 'Architecture', 'architecture')),
    str(field(inspect, 'Variant')),
  ];
  return {
    id: str(firstField(inspect, 'Id', 'id')) as ImageId,
    platform: parts.filter((part) => part !== '').join('/'),
    createdAt: time(firstField(inspect, 'Created', 'created')) ?? 0,
    author: str(firstField(inspect, 'Author', 'author')),
    comment: str(firstField(inspect, 'Comment', 'comment')),
    config: toImageConfig(firstField(inspect, 'Config', 'config', 'ContainerConfig', 'container_config')),
    layers: list(history).map(toLayer).reverse(),
    raw: inspect,
  };
}

/** Missing, null and empty all say the same; which of them an engine sends is a matter of its age. */
function toImageConfig(raw: unknown): ImageConfig {
  return {
    entrypoint: words(field(raw, 'Entrypoint')),
    command: words(field(raw, 'Cmd')),
    environment: words(field(raw, 'Env')),
    workingDir: str(field(raw, 'WorkingDir')),
    user: str(field(raw, 'User')),
    exposedPorts: entries(field(raw, 'ExposedPorts')).map(([key]) => key),
    volumes: entries(field(raw, 'Volumes')).map(([key]) => key),
    labels: stringMap(field(raw, 'Labels')),
  };
}

/** A list, or one text in its place. */
function words(raw: unknown): readonly string[] {
  return typeof raw === 'string' && raw !== '' ? [raw] : list(raw).map(str);
}

/** The engine gives the newest step first and the shell line that made it; BuildKit writes the instruction itself. */
function toLayer(raw: unknown): ImageLayer {
  const by = str(field(raw, 'CreatedBy')).trim();
  const size = num(field(raw, 'Size')) ?? 0;
  const createdAt = Math.max(0, num(field(raw, 'Created')) ?? 0) * 1000;
  const noop = /^\/bin\/sh -c #\(nop\)\s+([A-Z]+)\s*(.*)$/s.exec(by);
  if (noop !== null) return { instruction: noop[1] ?? '', text: noop[2] ?? '', size, createdAt };
  const named = /^([A-Z]{2,12})\s+(.*)$/s.exec(by);
  if (named !== null) {
    const text = (named[2] ?? '').replace(/^\/bin\/sh -c /, '').replace(/\s*# buildkit$/, '');
    return { instruction: named[1] ?? '', text, size, createdAt };
  }
  const shell = /^(?:\|\d+ .*?)?\/bin\/sh -c (.*)$/s.exec(by);
  if (shell !== null) return { instruction: 'RUN', text: shell[1] ?? '', size, createdAt };
  return { instruction: '', text: by === '' ? str(field(raw, 'Comment')) : by, size, createdAt };
}
