import { type Container, isUp } from '../engine/container';
import { listView } from '../engine/container-list';
import type { Engine, Image } from '../engine/engine';
import { imageListViews, usedBy } from '../engine/image-views';
import { isoTime } from '../engine/times';
import type { Exchange } from '../http/exchange';
import { volumeUsers, volumeView } from './volume-views';

type Json = Record<string, unknown>;
type Kind = 'image' | 'container' | 'volume' | 'build-cache';

/** Takes fields out of a row. */
function without(view: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(view).filter(([key]) => !keys.includes(key)));
}

function imageItems(engine: Engine, exchange: Exchange): Json[] {
  return [...engine.images.values()].flatMap((image) =>
    imageListViews(engine, image, exchange.dialect, true).map((view) =>
      exchange.dialect.podman
        ? { ...without(view, ['Names', 'Digest', 'History']), Id: image.id.slice(7), RepoDigests: null }
        : { ...view, Containers: usedBy(engine, image) },
    ),
  );
}

function volumeItems(engine: Engine, exchange: Exchange): Json[] {
  return [...engine.volumes.values()].map((volume) => {
    const view = volumeView(engine, volume, exchange.dialect, true);
    return exchange.dialect.podman ? { ...without(view, ['CreatedAt']), Driver: '', Mountpoint: '' } : view;
  });
}

/** Podman's rows here say little: no slash, the state for the status, and nothing of ports and networks. */
function podmanRow(view: Json, container: Container): Json {
  return {
    ...without(view, ['Name', 'Config', 'NetworkingConfig', 'Platform', 'AdjustCPUShares']),
    Names: [container.name],
    Status: container.state,
    Ports: null,
    HostConfig: {},
    NetworkSettings: null,
    Mounts: null,
  };
}

function containerItems(engine: Engine, exchange: Exchange): Json[] {
  return engine.newestFirst().map((container) => {
    const view = listView(engine, container, exchange.dialect, true);
    return exchange.dialect.podman ? podmanRow(view, container) : view;
  });
}

function cacheItems(engine: Engine, exchange: Exchange): Json[] {
  if (exchange.dialect.podman) return [];
  const at = isoTime(engine.startedAt - 3 * 3_600_000);
  return [...engine.buildCache].map(([id, size]) => ({
    ID: id,
    // The key has a space in front, from the day it was added.
    ...(exchange.dialect.asks(42) ? { ' Parents': ['p1x8rsk4c2w9e7tq6b5n3m0za'] } : { Parent: '' }),
    Type: 'regular',
    Description: '[build 4/7] RUN npm ci',
    InUse: false,
    Shared: true,
    Size: size,
    CreatedAt: at,
    LastUsedAt: at,
    UsageCount: 3,
  }));
}

function layersSize(images: Iterable<Image>): number {
  return [...images].reduce((sum, image) => sum + Math.round(image.spec.size * 0.93), 0);
}

/** One kind of the form since 1.52. Zero values are left out, the items come only when asked for. */
function usage(items: Json[], active: number, total: number, reclaimable: number, verbose: boolean): Json {
  const whole: Json = {
    ActiveCount: active,
    TotalCount: items.length,
    Reclaimable: reclaimable,
    TotalSize: total,
  };
  return {
    ...Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== 0)),
    ...(verbose ? { Items: items } : {}),
  };
}

/** GET /system/df: four lists up to 1.51; sums since, beside the lists unless `verbose` asks for items. */
export function diskUsage(engine: Engine, exchange: Exchange): Json {
  const { dialect } = exchange;
  const wanted = dialect.asks(42) ? exchange.query.getAll('type') : [];
  const has = (kind: Kind): boolean => wanted.length === 0 || wanted.includes(kind);
  const verbose = dialect.asks(52) && exchange.flag('verbose');
  const lists = verbose
    ? {}
    : {
        ...(has('image')
          ? { LayersSize: layersSize(engine.images.values()), Images: imageItems(engine, exchange) }
          : {}),
        ...(has('container') ? { Containers: containerItems(engine, exchange) } : {}),
        ...(has('volume') ? { Volumes: volumeItems(engine, exchange) } : {}),
        ...(has('build-cache') && dialect.speaks(31) ? { BuildCache: cacheItems(engine, exchange) } : {}),
        ...(dialect.speaks(31) && !dialect.speaks(42) ? { BuilderSize: 0 } : {}),
      };
  return dialect.asks(52) && !dialect.podman ? { ...lists, ...sums(engine, exchange, has, verbose) } : lists;
}

function sums(engine: Engine, exchange: Exchange, has: (kind: Kind) => boolean, verbose: boolean): Json {
  const images = [...engine.images.values()];
  const unused = images.filter((image) => usedBy(engine, image) === 0);
  const containers = [...engine.containers.values()];
  const stopped = containers.filter((container) => !isUp(container));
  const volumes = [...engine.volumes.values()];
  const free = volumes.filter(({ name }) => volumeUsers(engine, name).length === 0);
  const sum = (sizes: readonly number[]): number =>
    sizes.reduce((total, size) => total + Math.max(0, size), 0);
  const cache = sum([...engine.buildCache.values()]);
  const volumeSize = (list: typeof volumes): number => sum(list.map(({ size }) => size));
  const containerSize = (list: typeof containers): number => sum(list.map(({ spec }) => spec.sizeRw));
  return {
    ...(has('image')
      ? {
          ImageUsage: usage(
            imageItems(engine, exchange),
            images.length - unused.length,
            layersSize(images),
            layersSize(unused),
            verbose,
          ),
        }
      : {}),
    ...(has('container')
      ? {
          ContainerUsage: usage(
            containerItems(engine, exchange),
            containers.length - stopped.length,
            containerSize(containers),
            containerSize(stopped),
            verbose,
          ),
        }
      : {}),
    ...(has('volume')
      ? {
          VolumeUsage: usage(
            volumeItems(engine, exchange),
            volumes.length - free.length,
            volumeSize(volumes),
            volumeSize(free),
            verbose,
          ),
        }
      : {}),
    ...(has('build-cache')
      ? { BuildCacheUsage: usage(cacheItems(engine, exchange), 0, cache, cache, verbose) }
      : {}),
  };
}
