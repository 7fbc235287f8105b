import type { Dialect } from '../core/dialect';
import { stableId } from '../core/rng';
import type { HistorySpec } from '../world/model';
import { imageIdText, imageNameText, jobTyped } from './container-parts';
import type { Engine, Image } from './engine';
import { isoTime } from './times';

type Json = Record<string, unknown>;

const none = '<none>:<none>';

function tagsOf(image: Image, dialect: Dialect): string[] {
  return [...image.tags].map((tag) => imageNameText(tag, dialect));
}

/** The digests under which an image was pulled; none for one that was built here. */
function digests(image: Image, dialect: Dialect): string[] {
  return tagsOf(image, dialect)
    .filter((tag) => !/(^|\/)(shopfront|ledger|loadtest)\//.test(tag))
    .map((tag) => `${tag.slice(0, tag.lastIndexOf(':'))}@sha256:${stableId(`digest:${image.id}`)}`);
}

/** How many containers use an image. */
export function usedBy(engine: Engine, image: Image): number {
  return [...engine.containers.values()].filter((container) => container.imageId === image.id).length;
}

/** Before 1.10 `Size` was that of the last layer, and the whole stood in `VirtualSize`. */
function sizes(image: Image, dialect: Dialect): Json {
  const { size, layers } = image.spec;
  return {
    Size: dialect.speaks(22) ? size : Math.round(size / Math.max(1, layers)),
    ...(dialect.asks(44) && !dialect.podman ? {} : { VirtualSize: size }),
  };
}

/** The elements that one image is in GET /images/json: one for each tag below 1.7. */
export function imageListViews(engine: Engine, image: Image, dialect: Dialect, shared: boolean): Json[] {
  const Created = Math.floor(image.createdAt / 1000);
  const Id = imageIdText(image.id, dialect);
  if (!dialect.asks(7)) {
    const tags = image.tags.size > 0 ? [...image.tags] : [none];
    return tags.map((tag) => {
      const cut = tag.lastIndexOf(':');
      const untagged = tag === none;
      return {
        ...(untagged && !dialect.speaks(4) ? {} : { Repository: tag.slice(0, cut), Tag: tag.slice(cut + 1) }),
        Id,
        Created,
        ...sizes(image, dialect),
      };
    });
  }
  const old = !dialect.asks(43) && !dialect.podman && image.tags.size === 0;
  return [
    jobTyped(
      {
        ...(dialect.speaks(25)
          ? { Containers: dialect.asks(51) || dialect.podman ? usedBy(engine, image) : -1 }
          : {}),
        Created,
        Id,
        ...(dialect.speaks(18) ? { Labels: image.spec.labels ?? null } : {}),
        ParentId: '',
        ...(dialect.speaks(18) ? { RepoDigests: old ? ['<none>@<none>'] : digests(image, dialect) } : {}),
        RepoTags: old ? [none] : tagsOf(image, dialect),
        ...(dialect.speaks(25) ? { SharedSize: shared ? Math.round(image.spec.size * 0.03) : -1 } : {}),
        ...sizes(image, dialect),
        ...(containerd(dialect) ? { Descriptor: descriptor(image) } : {}),
        ...(dialect.podman ? podmanExtras(image, dialect) : {}),
      },
      dialect,
    ),
  ];
}

/** What only the containerd store knows, which is what a new engine has from 29.0 on. */
function containerd(dialect: Dialect): boolean {
  return dialect.asks(48) && dialect.speaks(52) && !dialect.podman;
}

/** Fields that Podman adds to a row. */
function podmanExtras(image: Image, dialect: Dialect): Json {
  const names = tagsOf(image, dialect);
  return { Names: names, Digest: `sha256:${stableId(`digest:${image.id}`)}`, History: names, SharedSize: 0 };
}

function descriptor(image: Image): Json {
  return {
    mediaType: 'application/vnd.oci.image.index.v1+json',
    digest: `sha256:${stableId(`digest:${image.id}`)}`,
    size: 1609,
  };
}

function configOf(image: Image, dialect: Dialect): Json {
  const { spec } = image;
  const filled: Json = {
    User: spec.user ?? '',
    Env: spec.env ?? ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Cmd: spec.command ?? ['/bin/sh'],
    Entrypoint: spec.entrypoint ?? null,
    WorkingDir: spec.workingDir ?? '/',
    ...(dialect.speaks(18) ? { Labels: spec.labels ?? null } : {}),
    Volumes: null,
    OnBuild: null,
  };
  // Empty values are left out from 1.52 on.
  if (dialect.asks(52))
    return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== null && value !== ''));
  if (dialect.asks(50)) return filled;
  return {
    Hostname: '',
    Domainname: '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Image: '',
    ...filled,
  };
}

/** GET /images/{name}/json below 1.12: lower-case keys. */
function oldInspect(image: Image, dialect: Dialect): Json {
  return {
    id: imageIdText(image.id, dialect),
    parent: '',
    created: isoTime(image.createdAt),
    container: stableId(`build:${image.id}`),
    container_config: configOf(image, dialect),
    docker_version: dialect.kind.release,
    author: '',
    config: configOf(image, dialect),
    architecture: 'amd64',
    ...(dialect.speaks(10) ? { os: 'linux' } : {}),
    Size: image.spec.size,
  };
}

/** GET /images/{name}/json. */
export function imageInspectView(image: Image, dialect: Dialect): Json {
  const { spec } = image;
  if (!dialect.asks(12)) return oldInspect(image, dialect);
  const built = {
    ...(dialect.speaks(44) ? {} : { Container: '' }),
    ContainerConfig: configOf(image, dialect),
  };
  const texts = { Parent: '', Comment: 'buildkit.dockerfile.v0', DockerVersion: '', Author: '' };
  return {
    Id: imageIdText(image.id, dialect),
    ...(dialect.speaks(21) ? { RepoTags: tagsOf(image, dialect), RepoDigests: digests(image, dialect) } : {}),
    ...(dialect.asks(52) ? { Comment: texts.Comment } : texts),
    Created: isoTime(image.createdAt),
    ...(dialect.asks(45) ? {} : built),
    Config: configOf(image, dialect),
    Architecture: 'amd64',
    Os: 'linux',
    ...sizes(image, dialect),
    ...(dialect.speaks(21)
      ? {
          GraphDriver: {
            Name: 'overlay2',
            Data: { MergedDir: `/var/lib/docker/overlay2/${stableId(`graph:${image.id}`)}/merged` },
          },
        }
      : {}),
    ...(dialect.speaks(23)
      ? {
          RootFS: {
            Type: 'layers',
            Layers: Array.from(
              { length: spec.layers },
              (_, i) => `sha256:${stableId(`layer:${image.id}:${i}`)}`,
            ),
          },
        }
      : {}),
    ...(dialect.speaks(31) ? { Metadata: { LastTagTime: isoTime(image.createdAt) } } : {}),
    ...(containerd(dialect) ? { Descriptor: descriptor(image) } : {}),
  };
}

function plainHistory(image: Image): readonly HistorySpec[] {
  const { size, layers } = image.spec;
  const base = Math.min(8_300_000, Math.round(size * 0.3));
  const rest = Math.max(0, layers - 2);
  const each = rest > 0 ? Math.round((size - base) / (rest + 1)) : 0;
  return [
    { createdBy: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit', size: base },
    ...Array.from({ length: rest }, (_, i) => ({
      createdBy: `RUN /bin/sh -c set -eux; apk add --no-cache step-${i + 1} # buildkit`,
      size: each,
    })),
    { createdBy: 'COPY . /srv/app # buildkit', size: Math.max(0, size - base - each * rest) },
    { createdBy: `CMD ${JSON.stringify(image.spec.command ?? ['/bin/sh'])}`, size: 0 },
  ];
}

/** GET /images/{name}/history: newest step first. Every layer was an image of its own before 1.10. */
export function historyView(image: Image, dialect: Dialect): Json[] {
  const steps = image.spec.history ?? plainHistory(image);
  return [...steps].reverse().map((step, index) => {
    const tags = index === 0 && image.tags.size > 0 ? tagsOf(image, dialect) : null;
    const inner = dialect.speaks(22) ? '<missing>' : stableId(`step:${image.id}:${index}`);
    return {
      Id: index === 0 ? imageIdText(image.id, dialect) : inner,
      Created: Math.floor(image.createdAt / 1000) - index,
      CreatedBy: step.createdBy,
      ...(dialect.speaks(3) ? { Tags: tags } : tags?.[0] === undefined ? {} : { Tag: tags[0] }),
      ...(dialect.speaks(7) ? { Size: Math.round(step.size) } : {}),
      ...(dialect.speaks(20) ? { Comment: 'buildkit.dockerfile.v0' } : {}),
    };
  });
}
