import type {
  BuildCacheRecord,
  ContainerUsage,
  DiskUsage,
  ImageUsage,
  UsageOf,
} from '#shared/model/disk-usage';
import type { Volume } from '#shared/model/volume';
import { toContainer } from './containers';
import { toImages } from './images';
import { bool, field, firstField, list, num, str, time } from './read';
import { toVolume } from './volumes';

/**
 * `GET /system/df`, API 1.25 to 1.52. From 1.52 on each kind has an object with sums, which leaves zeros out and lists
 * items only with `verbose=1`; engines up to 29.7 give the old lists as well, and the new form is the one that counts.
 * Undefined where the answer is no disk usage at all.
 */
export function toDiskUsage(raw: unknown): DiskUsage | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  return {
    images: kind(raw, 'Image', 'Images', (rows) => imagesUsage(rows, num(field(raw, 'LayersSize')))),
    containers: kind(raw, 'Container', 'Containers', containersUsage),
    volumes: kind(raw, 'Volume', 'Volumes', volumesUsage),
    buildCache: kind(raw, 'BuildCache', 'BuildCache', buildCacheUsage),
  };
}

/** The changelog names the new keys in the plural; engines write the singular. Both are read. */
function kind<T>(
  raw: unknown,
  name: string,
  legacy: string,
  sum: (rows: readonly unknown[]) => UsageOf<T>,
): UsageOf<T> {
  const usage = firstField(raw, `${name}Usage`, `${name}sUsage`);
  if (usage === undefined) return sum(list(field(raw, legacy)));
  const items = field(usage, 'Items');
  const { items: read } = sum(list(items).length > 0 ? list(items) : list(field(raw, legacy)));
  const count = (key: string): number => Math.max(0, num(field(usage, key)) ?? 0);
  return {
    total: num(firstField(usage, 'TotalCount', 'TotalImages', 'TotalContainers', 'TotalVolumes')) ?? 0,
    active: count('ActiveCount'),
    size: count('TotalSize'),
    reclaimable: count('Reclaimable'),
    items: read,
  };
}

function imagesUsage(rows: readonly unknown[], layers: number | undefined): UsageOf<ImageUsage> {
  const items = rows.flatMap((row) =>
    toImages([row]).map((image) => ({
      image,
      ...optional('shared', counted(field(row, 'SharedSize'))),
      ...optional('containers', counted(field(row, 'Containers'))),
    })),
  );
  const used = items.filter(({ containers = 0 }) => containers > 0);
  const unused = items.filter(({ containers }) => containers === 0);
  const own = (usage: ImageUsage): number => Math.max(0, usage.image.size - (usage.shared ?? 0));
  const size = layers ?? sumOf(items, own);
  return {
    total: items.length,
    active: used.length,
    size,
    // What an unused image shares with a used one stays.
    reclaimable: sumOf(unused, own),
    items,
  };
}

function containersUsage(rows: readonly unknown[]): UsageOf<ContainerUsage> {
  const items = rows.flatMap((row): ContainerUsage[] => {
    const container = toContainer(row);
    // Newer engines leave a size of 0 out.
    return container === undefined ? [] : [{ container, written: counted(field(row, 'SizeRw')) ?? 0 }];
  });
  const active = items.filter(({ container: { state } }) =>
    ['running', 'paused', 'restarting'].includes(state),
  );
  const size = sumOf(items, ({ written }) => written ?? 0);
  return {
    total: items.length,
    active: active.length,
    size,
    reclaimable: size - sumOf(active, ({ written }) => written ?? 0),
    items,
  };
}

function volumesUsage(rows: readonly unknown[]): UsageOf<Volume> {
  const items = rows.map(toVolume).filter((volume): volume is Volume => volume !== undefined);
  const unused = items.filter(({ useCount }) => useCount === 0);
  return {
    total: items.length,
    active: items.filter(({ useCount = 0 }) => useCount > 0).length,
    size: sumOf(items, ({ size }) => size ?? 0),
    reclaimable: sumOf(unused, ({ size }) => size ?? 0),
    items,
  };
}

function buildCacheUsage(rows: readonly unknown[]): UsageOf<BuildCacheRecord> {
  const items = rows.map(toBuildCacheRecord).filter((row): row is BuildCacheRecord => row !== undefined);
  // What is shared with an image is counted there.
  const own = items.filter(({ shared }) => !shared);
  return {
    total: items.length,
    active: items.filter(({ inUse }) => inUse).length,
    size: sumOf(own, ({ size }) => size),
    reclaimable: sumOf(
      own.filter(({ inUse }) => !inUse),
      ({ size }) => size,
    ),
    items,
  };
}

/** One record of the build cache. Engines from 23 on write ` Parents` with a leading space; before 1.42 `Parent`. */
export function toBuildCacheRecord(raw: unknown): BuildCacheRecord | undefined {
  const id = str(firstField(raw, 'ID', 'Id'));
  if (id === '') return undefined;
  const parent = str(field(raw, 'Parent'));
  const parents = list(firstField(raw, ' Parents', 'Parents')).map(str);
  return {
    id,
    type: str(field(raw, 'Type')),
    description: str(field(raw, 'Description')),
    parents: parents.length > 0 || parent === '' ? parents : [parent],
    inUse: bool(field(raw, 'InUse')),
    shared: bool(field(raw, 'Shared')),
    size: counted(field(raw, 'Size')) ?? 0,
    ...optional('createdAt', time(field(raw, 'CreatedAt'))),
    ...optional('lastUsedAt', time(field(raw, 'LastUsedAt'))),
    useCount: counted(field(raw, 'UsageCount')) ?? 0,
  };
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

/** -1 means that nobody counted. */
function counted(raw: unknown): number | undefined {
  const value = num(raw);
  return value === undefined || value < 0 ? undefined : value;
}

function sumOf<T>(rows: readonly T[], part: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + part(row), 0);
}
