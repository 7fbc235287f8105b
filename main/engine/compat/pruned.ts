import { field, list, num, str } from './read';

/** What a prune took away. */
export interface Pruned {
  /** Ids or names of what is gone; tags that an image lost are among them. */
  readonly removed: readonly string[];
  /** Bytes; 0 for networks and where the engine does not say. */
  readonly spaceReclaimed: number;
}

const listKeys = ['ContainersDeleted', 'NetworksDeleted', 'VolumesDeleted', 'CachesDeleted'] as const;

/** The answer of any prune (API 1.25 and later); the lists are null where nothing was removed. */
export function toPruned(raw: unknown): Pruned {
  const images = toRemovedImages(field(raw, 'ImagesDeleted'));
  const removed = listKeys.flatMap((key) => list(field(raw, key)).map(str));
  return {
    removed: [...removed, ...images.untagged, ...images.deleted],
    spaceReclaimed: Math.max(0, num(field(raw, 'SpaceReclaimed')) ?? 0),
  };
}

/** What the removal of an image did: names that it lost, and layers that are gone. */
export interface RemovedImages {
  readonly untagged: readonly string[];
  readonly deleted: readonly string[];
}

/** `DELETE /images/{name}`: a list of objects with one key each (API 1.2); older engines answer nothing. */
export function toRemovedImages(raw: unknown): RemovedImages {
  const named = (key: string): readonly string[] =>
    list(raw)
      .map((row) => str(field(row, key)))
      .filter((text) => text !== '');
  return { untagged: named('Untagged'), deleted: named('Deleted') };
}
