import type { Volume } from '#shared/model/volume';
import { field, list, num, str, stringMap, time } from './read';

/** One volume of `GET /volumes`, `GET /volumes/{name}` or the disk usage, API 1.21 to 1.52; undefined without a name. */
export function toVolume(raw: unknown): Volume | undefined {
  const name = str(field(raw, 'Name'));
  if (name === '') return undefined;
  const createdAt = time(field(raw, 'CreatedAt'));
  const labels = stringMap(field(raw, 'Labels'));
  const usage = field(raw, 'UsageData');
  const size = known(field(usage, 'Size'));
  const useCount = known(field(usage, 'RefCount'));
  return {
    name,
    driver: str(field(raw, 'Driver')),
    mountpoint: str(field(raw, 'Mountpoint')),
    scope: str(field(raw, 'Scope')),
    ...(createdAt === undefined ? {} : { createdAt }),
    anonymous: isAnonymousVolume(name, labels),
    ...(size === undefined ? {} : { size }),
    ...(useCount === undefined ? {} : { useCount }),
    options: stringMap(field(raw, 'Options')),
    labels,
  };
}

/** `GET /volumes`: an object whose list is null where there is none; undefined where it is no such answer. */
export function toVolumes(raw: unknown): readonly Volume[] | undefined {
  const volumes = field(raw, 'Volumes');
  if (volumes !== null && !Array.isArray(volumes)) return undefined;
  return list(volumes)
    .map(toVolume)
    .filter((volume): volume is Volume => volume !== undefined);
}

/** Engines label what they named from release 23 on; before, 64 hex digits are the only sign. */
export function isAnonymousVolume(name: string, labels: Readonly<Record<string, string>> = {}): boolean {
  return Object.hasOwn(labels, 'com.docker.volume.anonymous') || /^[0-9a-f]{64}$/.test(name);
}

/** -1 means that nobody counted. */
function known(raw: unknown): number | undefined {
  const value = num(raw);
  return value === undefined || value < 0 ? undefined : value;
}
