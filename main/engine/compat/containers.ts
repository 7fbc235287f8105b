import type { Container } from '#shared/model/container';
import type { ContainerId, ImageId } from '#shared/model/ids';
import { toMounts } from './container-mounts';
import { listedPorts } from './container-ports';
import { listedExit, listedHealth, toState } from './container-state';
import { entries, field, firstField, list, num, str, stringMap } from './read';

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';
const podmanProjectLabel = 'io.podman.compose.project';

/** One element of `GET /containers/json`, API 1.2 to 1.52; undefined where it has no id. */
export function toContainer(raw: unknown): Container | undefined {
  const id = str(firstField(raw, 'Id', 'ID', 'id'));
  if (id === '') return undefined;
  const statusText = str(field(raw, 'Status'));
  const labels = stringMap(field(raw, 'Labels'));
  const state = toState(str(field(raw, 'State')), statusText);
  const project = labels[projectLabel] ?? labels[podmanProjectLabel];
  const service = labels[serviceLabel];
  return {
    id: id as ContainerId,
    name: ownName(list(field(raw, 'Names'))) ?? id.slice(0, 12),
    image: str(field(raw, 'Image')),
    imageId: str(field(raw, 'ImageID')) as ImageId,
    command: str(field(raw, 'Command')),
    createdAt: (num(field(raw, 'Created')) ?? 0) * 1000,
    state,
    ...listedHealth(raw, statusText),
    ...listedExit(state, statusText),
    oomKilled: false,
    statusText,
    ports: listedPorts(field(raw, 'Ports')),
    ...(project === undefined || project === '' ? {} : { project }),
    ...(service === undefined || service === '' ? {} : { service }),
    labels,
    networks: entries(field(field(raw, 'NetworkSettings'), 'Networks')).map(([name]) => name),
    ...volumesOf(raw),
  };
}

/** The container's own name is the one with a single slash; the others are link aliases. */
function ownName(names: readonly unknown[]): string | undefined {
  const own = names.map(str).find((name) => /^\/?[^/]+$/.test(name));
  return own?.replace(/^\//, '');
}

function volumesOf(raw: unknown): Pick<Container, 'volumes'> {
  if (!Array.isArray(field(raw, 'Mounts'))) return {};
  const names = toMounts(raw)
    .filter(({ type, name }) => type === 'volume' && name !== '')
    .map(({ name }) => name);
  return { volumes: [...new Set(names)].sort() };
}
