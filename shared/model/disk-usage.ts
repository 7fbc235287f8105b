import type { Container } from './container';
import type { Image } from './image';
import type { Volume } from './volume';

/** One record of the build cache (API 1.25 and later, with parents from 1.39). */
export interface BuildCacheRecord {
  readonly id: string;
  /** `regular`, `source.local`, `exec.cachemount`, ... */
  readonly type: string;
  readonly description: string;
  readonly parents: readonly string[];
  readonly inUse: boolean;
  readonly shared: boolean;
  /** Bytes. */
  readonly size: number;
  /** Epoch ms; absent where the engine does not say. */
  readonly createdAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
  readonly useCount: number;
}

/** What one kind of thing takes. `items` is empty where the engine gives sums only. Sizes in bytes. */
export interface UsageOf<T> {
  readonly total: number;
  /** Those in use: running containers, images and volumes with a container, cache of a build that runs. */
  readonly active: number;
  readonly size: number;
  /** What removing all that is not in use would free; what several images share counts once. */
  readonly reclaimable: number;
  readonly items: readonly T[];
}

/** A container with what it wrote, and with the image below it. Bytes; absent where the engine does not say. */
export interface ContainerUsage {
  readonly container: Container;
  readonly written?: number | undefined;
}

/** An image with what it shares with others; bytes, absent where the engine did not compute it. */
export interface ImageUsage {
  readonly image: Image;
  readonly shared?: number | undefined;
  /** Containers made from it; absent where not counted. */
  readonly containers?: number | undefined;
}

/** `GET /system/df` (API 1.25 and later), in both forms: lists up to API 1.51, sums for each kind from 1.52 on. */
export interface DiskUsage {
  readonly images: UsageOf<ImageUsage>;
  readonly containers: UsageOf<ContainerUsage>;
  readonly volumes: UsageOf<Volume>;
  readonly buildCache: UsageOf<BuildCacheRecord>;
}
