import type { ContainerMount } from '#shared/model/container';
import { bool, entries, field, list, str } from './read';
import { isAnonymousVolume } from './volumes';

/** Mounts of a row or an inspect: a list from API 1.20 on, maps of paths before. `--tmpfs` stands elsewhere. */
export function toMounts(raw: unknown): readonly ContainerMount[] {
  const listed = field(raw, 'Mounts');
  const mounts = Array.isArray(listed) ? list(listed).map(toMount) : mountsFromMaps(raw);
  const taken = new Set(mounts.map(({ destination }) => destination));
  const memory = entries(field(field(raw, 'HostConfig'), 'Tmpfs'))
    .filter(([destination]) => !taken.has(destination))
    .map(([destination, options]) => mount('tmpfs', '', '', destination, /(^|,)ro(,|$)/.test(str(options))));
  return [...mounts, ...memory];
}

const types = new Set<string>(['volume', 'bind', 'tmpfs', 'image', 'cluster', 'npipe']);

function toMount(raw: unknown): ContainerMount {
  const name = str(field(raw, 'Name'));
  const word = str(field(raw, 'Type'));
  // The type is told from API 1.25 on; before, only volumes had names.
  const type = word === '' ? (name === '' ? 'bind' : 'volume') : types.has(word) ? word : 'unknown';
  const rw = field(raw, 'RW');
  return mount(
    type as ContainerMount['type'],
    name,
    str(field(raw, 'Source')),
    str(field(raw, 'Destination')),
    rw !== undefined && !bool(rw),
  );
}

/** `Volumes` gives the path on the machine for each path in the container, `VolumesRW` whether it may be written. */
function mountsFromMaps(raw: unknown): readonly ContainerMount[] {
  const writable = field(raw, 'VolumesRW');
  return entries(field(raw, 'Volumes')).map(([destination, value]) => {
    const source = str(value);
    const rw = field(writable, destination);
    const name = volumeName(source);
    return mount(name === '' ? 'bind' : 'volume', name, source, destination, rw !== undefined && !bool(rw));
  });
}

/** Volumes lie in `volumes/<name>/_data`, and before Engine 1.9 in `vfs/dir/<id>`; any other place is a bind. */
function volumeName(source: string): string {
  return (
    /\/volumes\/([^/]+)\/_data$/.exec(source)?.[1] ??
    /\/(?:vfs\/dir|volumes)\/([0-9a-f]{64})(?:\/layer)?$/.exec(source)?.[1] ??
    ''
  );
}

function mount(
  type: ContainerMount['type'],
  name: string,
  source: string,
  destination: string,
  readOnly: boolean,
): ContainerMount {
  const anonymous = type === 'volume' && isAnonymousVolume(name);
  return { type, name, source, destination, readOnly, anonymous };
}
