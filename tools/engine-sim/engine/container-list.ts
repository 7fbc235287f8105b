import type { Dialect } from '../core/dialect';
import { type Container, isUp } from './container';
import {
  imageIdText,
  imageNameText,
  jobTyped,
  listPorts,
  mounts,
  networkMap,
  networkMode,
} from './container-parts';
import { statusText } from './container-status';
import type { Engine } from './engine';

type Json = Record<string, unknown>;

/** An element of GET /containers/json. Fields came with releases; only ports, sizes and health look at the version. */
export function listView(engine: Engine, container: Container, dialect: Dialect, size: boolean): Json {
  const { spec } = container;
  const { health } = container;
  const sizes = size || !dialect.asks(3);
  const row: Json = {
    Id: container.id,
    ...(dialect.speaks(6) ? { Names: [`/${container.name}`, ...(spec.linkedAs ?? [])] } : {}),
    Image: imageNameText(spec.image, dialect),
    ...(dialect.speaks(21) ? { ImageID: imageIdText(container.imageId, dialect) } : {}),
    Command: [...spec.entrypoint, ...spec.command].join(' '),
    Created: Math.floor(container.createdAt / 1000),
    Ports: listPorts(container, dialect),
    ...(dialect.speaks(18) ? { Labels: spec.labels } : {}),
    ...(dialect.speaks(23) ? { State: container.state } : {}),
    Status: statusText(engine, container),
    ...hostConfigOf(container, dialect),
    ...(dialect.asks(52) && !dialect.podman
      ? {
          Health: {
            Status: isUp(container) && health ? health.status : 'none',
            FailingStreak: health?.failingStreak ?? 0,
          },
        }
      : {}),
    ...(dialect.speaks(22) ? { NetworkSettings: { Networks: networkMap(engine, container, dialect) } } : {}),
    ...(dialect.speaks(23) ? { Mounts: mounts(engine, container, dialect) } : {}),
    ...(sizes ? sizesOf(container, dialect) : {}),
    // Podman's row is built on the body of a create, of which nothing is filled in.
    ...(dialect.podman
      ? { Name: '', Config: null, NetworkingConfig: null, Platform: null, AdjustCPUShares: false }
      : {}),
  };
  return jobTyped(row, dialect);
}

/** From 1.8 on; Podman 4 leaves it out, later ones say "host" of all. */
function hostConfigOf(container: Container, dialect: Dialect): Json {
  if (!dialect.speaks(20) || (dialect.podman && !dialect.speaks(44))) return {};
  return { HostConfig: { NetworkMode: dialect.podman ? 'host' : networkMode(container) } };
}

/** Newer engines leave a size of 0 out. */
function sizesOf(container: Container, dialect: Dialect): Json {
  const { sizeRw, sizeRootFs } = container.spec;
  const keep = (value: number): boolean => value !== 0 || !dialect.speaks(20);
  return {
    ...(keep(sizeRw) ? { SizeRw: sizeRw } : {}),
    ...(keep(sizeRootFs) ? { SizeRootFs: sizeRootFs } : {}),
  };
}
