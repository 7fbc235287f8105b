import { builtInNetworks, day, hour, image, manySpecs, minute, network, volume, world } from './builders';
import { demoContainers } from './demo-containers';
import {
  nginxInside,
  nodeInside,
  plainInside,
  postgresInside,
  pythonInside,
  redisInside,
} from './demo-insides';
import type { HistorySpec, ImageSpec, NetworkSpec, VolumeSpec, World } from './model';

const mb = 1_000_000;
const week = 7 * day;

const postgresHistory: readonly HistorySpec[] = [
  { createdBy: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit', size: 8.3 * mb },
  {
    createdBy:
      'RUN /bin/sh -c addgroup -S -g 70 postgres && adduser -S -u 70 -G postgres postgres # buildkit',
    size: 10_000,
  },
  { createdBy: 'ENV GOSU_VERSION=1.19', size: 0 },
  { createdBy: 'RUN /bin/sh -c set -eux; apk add --no-cache gosu # buildkit', size: 2.6 * mb },
  { createdBy: 'RUN /bin/sh -c mkdir /docker-entrypoint-initdb.d # buildkit', size: 10_000 },
  { createdBy: 'ENV PG_MAJOR=17 PG_VERSION=17.6', size: 0 },
  {
    createdBy:
      'RUN /bin/sh -c set -eux; wget -O postgresql.tar.bz2 "https://ftp.postgresql.org/pub/source/v$PG_VERSION/postgresql-$PG_VERSION.tar.bz2"; echo "$PG_SHA256 *postgresql.tar.bz2" | sha256sum -c -; apk add --no-cache --virtual .build-deps bison clang19 llvm19-dev; make -j "$(nproc)" world-bin; make install-world-bin; apk del --no-network .build-deps # buildkit',
    size: 231.4 * mb,
  },
  {
    createdBy:
      'RUN /bin/sh -c sed -ri "s!^#?(listen_addresses)\\s*=.*!\\1 = \'*\'!" postgresql.conf.sample # buildkit',
    size: 60_000,
  },
  {
    createdBy:
      'RUN /bin/sh -c install --directory --owner postgres --mode 3777 /var/run/postgresql # buildkit',
    size: 10_000,
  },
  { createdBy: 'COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/ # buildkit', size: 20_000 },
  { createdBy: 'RUN /bin/sh -c apk add --no-cache tzdata icu-data-full # buildkit', size: 36.4 * mb },
  { createdBy: 'CMD ["postgres"]', size: 0 },
];

const shop = { 'org.opencontainers.image.source': 'shopfront', 'com.docker.compose.project': 'shopfront' };

const shown: readonly ImageSpec[] = [
  image('shopfront/api:2.14.1', 312 * mb, 3 * hour + 20 * minute, {
    labels: shop,
    inside: nodeInside,
    command: ['node', 'dist/server.js'],
    workingDir: '/srv/app',
    user: 'app',
    layers: 9,
  }),
  image('shopfront/worker:2.14.1', 298 * mb, 3 * hour + 18 * minute, {
    labels: shop,
    inside: nodeInside,
    command: ['node', 'dist/worker.js'],
    workingDir: '/srv/app',
    user: 'app',
    layers: 9,
  }),
  image('shopfront/web:2.13.0', 71 * mb, 9 * day, { labels: shop, inside: nginxInside, layers: 8 }),
  image('ledger/api:0.9.3', 188 * mb, 2 * day, { inside: pythonInside, workingDir: '/app', layers: 7 }),
  image('ledger/worker:0.9.3', 191 * mb, 2 * day, { inside: pythonInside, workingDir: '/app', layers: 7 }),
  image('ledger/import:0.7.0', 204 * mb, 15 * day, { inside: pythonInside, workingDir: '/app', layers: 7 }),
  image('postgres:17.6-alpine', 279 * mb, 5 * week, {
    history: postgresHistory,
    inside: postgresInside,
    layers: 9,
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    id: `sha256:a3d1e84c5b90${'4f1c'.repeat(13)}`,
  }),
  image('postgres:16.10', 451 * mb, 7 * week, {
    inside: { ...postgresInside, distro: 'debian' },
    layers: 14,
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
  }),
  image('grafana/grafana:12.2.0', 668 * mb, 3 * week, { inside: plainInside, layers: 10 }),
  image('grafana/loki:3.5.5', 124 * mb, 4 * week, { layers: 8 }),
  image('prom/prometheus:v3.6.0', 302 * mb, 6 * week, { inside: plainInside, layers: 11 }),
  image('otel/collector-contrib:0.136.0', 371 * mb, 5 * week, { layers: 4 }),
  image('nginx:1.29-alpine', 52 * mb, 4 * week, {
    inside: nginxInside,
    layers: 8,
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['nginx', '-g', 'daemon off;'],
  }),
  image('nats:2.12-alpine', 27 * mb, 6 * week, { inside: plainInside, layers: 5 }),
  image('redis:8.2-alpine', 60 * mb, 4 * week, { inside: redisInside, layers: 8, command: ['redis-server'] }),
  image('valkey/valkey:8.1', 119 * mb, 8 * week, {
    inside: redisInside,
    layers: 7,
    command: ['valkey-server'],
  }),
  image('moby/buildkit:v0.25.0', 214 * mb, 9 * week, { inside: plainInside, layers: 6 }),
  image('registry:3.0.0', 58 * mb, 12 * week, { inside: plainInside, layers: 5 }),
  image('alpine:3.22', 8.3 * mb, 8 * week, { inside: plainInside, layers: 1 }),
];

/** Older builds and tools that nobody runs: what a list of images really is made of. */
function older(): readonly ImageSpec[] {
  const builds = Array.from({ length: 8 }, (_, i) =>
    image(`shopfront/api:2.${13 - i}.0`, (310 - i * 3) * mb, (3 + i * 6) * day, {
      labels: shop,
      inside: nodeInside,
      layers: 9,
    }),
  );
  const tools = [
    image('node:24-alpine', 164 * mb, 3 * week, { inside: nodeInside }),
    image('python:3.13-slim', 128 * mb, 4 * week, { inside: pythonInside }),
    image('debian:12-slim', 75 * mb, 5 * week),
    image('busybox:1.37', 4.4 * mb, 20 * week, { layers: 1 }),
    image('grafana/k6:1.3.0', 79 * mb, 7 * week),
    image('loadtest/runner:0.3.1', 412 * mb, day),
    image('curlimages/curl:8.16.0', 23 * mb, 6 * week),
    image('mailhog/mailhog:v1.0.1', 392 * mb, 280 * day),
    image('minio/minio:RELEASE.2025-09-07', 176 * mb, 9 * week),
    image('hashicorp/vault:1.20', 503 * mb, 11 * week),
    image('jenkins/jenkins:2.528-lts', 812 * mb, 6 * week),
    image('sonatype/nexus3:3.85.0', 1480 * mb, 8 * week),
  ];
  const untagged = [311 * mb, 310 * mb].map(
    (size, i): ImageSpec => ({
      tags: [],
      size,
      createdAgo: i === 0 ? 3 * hour + 25 * minute : day,
      layers: 9,
      id: `sha256:${`${i + 1}d7e`.repeat(16)}`,
    }),
  );
  return [...builds, ...tools, ...untagged];
}

const composeVolume = (project: string, name: string): Readonly<Record<string, string>> => ({
  'com.docker.compose.project': project,
  'com.docker.compose.volume': name,
});
const owned = (
  project: string,
  name: string,
  size: number,
  options: Readonly<Record<string, string>> = {},
): VolumeSpec => volume(`${project}_${name}`, size, { labels: composeVolume(project, name), options });
const anonymous = { 'com.docker.volume.anonymous': '' };

const volumes: readonly VolumeSpec[] = [
  volume('buildkit_state', 5900 * mb),
  owned('ledger', 'imports', -1, { type: 'nfs', o: 'addr=10.0.4.9,rw', device: ':/exports/imports' }),
  owned('ledger', 'pgdata', 6800 * mb),
  owned('ledger', 'test', 2900 * mb),
  volume('loadtest_results', 1300 * mb, { labels: { 'com.docker.compose.project': 'loadtest' } }),
  volume('nightly_backups', -1, { options: { type: 'cifs', o: 'username=backup', device: '//nas/backups' } }),
  owned('observability', 'grafana', 84 * mb),
  owned('observability', 'loki', 9600 * mb),
  owned('observability', 'prometheus', 8100 * mb),
  volume('old_import_pgdata', 412 * mb, { labels: { 'com.docker.compose.project': 'ledger' } }),
  volume('registry_data', 1200 * mb),
  owned('shopfront', 'nats', 38 * mb),
  owned('shopfront', 'pgdata', 1900 * mb),
  owned('shopfront', 'redis', 12 * mb),
  owned('shopfront', 'uploads', 4200 * mb),
  volume(`3f0c71ab${'5d'.repeat(28)}`, 24_000, {
    labels: { ...anonymous, 'com.docker.compose.project': 'shopfront' },
  }),
  volume(`a41f7c20${'7e'.repeat(28)}`, 3.1 * mb, {
    labels: { ...anonymous, 'com.docker.compose.project': 'observability' },
  }),
  volume(`d80e5516${'9b'.repeat(28)}`, 96 * mb, { labels: anonymous }),
];

const composeNetwork = (project: string, name: string, octet: number): NetworkSpec =>
  network(`${project}_${name}`, octet, {
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.network': name },
  });

const networks: readonly NetworkSpec[] = [
  ...builtInNetworks,
  composeNetwork('shopfront', 'default', 20),
  composeNetwork('shopfront', 'edge', 23),
  composeNetwork('ledger', 'default', 21),
  composeNetwork('ledger', 'test', 24),
  composeNetwork('observability', 'default', 22),
  network('lan', 0, {
    driver: 'macvlan',
    subnet: '192.168.40.0/24',
    gateway: '192.168.40.1',
    options: { parent: 'eth0' },
  }),
];

/**
 * The world that a person sees who has no engine: three compose projects and a few containers of their own. `extra`
 * adds that many generated containers, for long lists; at most 5000.
 */
export function demoWorld(seed = 1, extra = 0): World {
  return world({
    seed,
    containers: [...demoContainers, ...manySpecs(Math.min(extra, 5000))],
    images: [...shown, ...older()],
    volumes,
    networks,
  });
}
