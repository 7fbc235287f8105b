import { type ApiVersion, atLeast } from '../core/api-version';
import { stableId } from '../core/rng';
import type { HistorySpec } from '../world/model';
import { isoTime } from './container-views';
import type { Engine, Image } from './engine';

type Json = Record<string, unknown>;

/** The digests under which an image was pulled; none for one that was built here. */
function digests(image: Image): string[] {
  return [...image.tags]
    .filter((tag) => !/^(shopfront|ledger|loadtest)\//.test(tag))
    .map((tag) => `${tag.slice(0, tag.lastIndexOf(':'))}@sha256:${stableId(`digest:${image.id}`)}`);
}

/** How many containers use an image. */
export function usedBy(engine: Engine, image: Image): number {
  return [...engine.containers.values()].filter((container) => container.imageId === image.id).length;
}

/** An element of GET /images/json. */
export function imageListView(engine: Engine, image: Image, version: ApiVersion, shared: boolean): Json {
  const old = !atLeast(version, 43) && image.tags.size === 0;
  return {
    Containers: atLeast(version, 51) ? usedBy(engine, image) : -1,
    Created: Math.floor(image.createdAt / 1000),
    Id: image.id,
    Labels: image.spec.labels ?? null,
    ParentId: '',
    RepoDigests: old ? ['<none>@<none>'] : digests(image),
    RepoTags: old ? ['<none>:<none>'] : [...image.tags],
    SharedSize: shared ? Math.round(image.spec.size * 0.03) : -1,
    Size: image.spec.size,
    ...(atLeast(version, 44) ? {} : { VirtualSize: image.spec.size }),
  };
}

/** GET /images/{name}/json. */
export function imageInspectView(image: Image, version: ApiVersion): Json {
  const { spec } = image;
  return {
    Id: image.id,
    RepoTags: [...image.tags],
    RepoDigests: digests(image),
    Parent: '',
    Comment: 'buildkit.dockerfile.v0',
    Created: isoTime(image.createdAt),
    DockerVersion: '',
    Author: '',
    Config: {
      ...(atLeast(version, 50)
        ? {}
        : { Hostname: '', Domainname: '', Tty: false, OpenStdin: false, Image: '' }),
      User: spec.user ?? '',
      Env: spec.env ?? ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: spec.command ?? ['/bin/sh'],
      Entrypoint: spec.entrypoint ?? null,
      WorkingDir: spec.workingDir ?? '/',
      Labels: spec.labels ?? null,
      Volumes: null,
      OnBuild: null,
    },
    Architecture: 'amd64',
    Os: 'linux',
    Size: spec.size,
    ...(atLeast(version, 44) ? {} : { VirtualSize: spec.size }),
    GraphDriver: {
      Name: 'overlay2',
      Data: { MergedDir: `/var/lib/docker/overlay2/${stableId(`graph:${image.id}`)}/merged` },
    },
    RootFS: {
      Type: 'layers',
      Layers: Array.from({ length: spec.layers }, (_, i) => `sha256:${stableId(`layer:${image.id}:${i}`)}`),
    },
    Metadata: { LastTagTime: isoTime(image.createdAt) },
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

/** GET /images/{name}/history: newest step first. */
export function historyView(image: Image): Json[] {
  const steps = image.spec.history ?? plainHistory(image);
  return [...steps].reverse().map((step, index) => ({
    Comment: 'buildkit.dockerfile.v0',
    Created: Math.floor(image.createdAt / 1000) - index,
    CreatedBy: step.createdBy,
    Id: index === 0 ? image.id : '<missing>',
    Size: Math.round(step.size),
    Tags: index === 0 && image.tags.size > 0 ? [...image.tags] : null,
  }));
}
