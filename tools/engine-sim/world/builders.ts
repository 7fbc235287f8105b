import { silentWriter } from './log-writers';
import type { ContainerSpec, ImageSpec, InsideSpec, NetworkSpec, VolumeSpec, World } from './model';

/** Durations in milliseconds. */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Binary sizes for memory. */
export const mib = 1024 * 1024;
export const gib = 1024 * mib;

/** The inside of a small Alpine container. */
export const alpineInside: InsideSpec = { distro: 'alpine', programs: {}, files: {} };

/** A container with sensible values for everything that is not given: running, quiet, small. */
export function container(spec: Partial<ContainerSpec> & { readonly name: string }): ContainerSpec {
  const createdAgo = spec.createdAgo ?? hour;
  return {
    image: 'alpine:3.22',
    state: 'running',
    labels: {},
    env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    entrypoint: [],
    command: ['/bin/sh', '-c', 'while true; do sleep 60; done'],
    user: '',
    workingDir: '/',
    createdAgo,
    startedAgo: spec.startedAgo ?? createdAgo,
    finishedAgo: 0,
    exitCode: 0,
    error: '',
    oomKilled: false,
    restartCount: 0,
    restartPolicy: 'no',
    tty: false,
    openStdin: false,
    privileged: false,
    memoryLimit: 0,
    nanoCpus: 0,
    pidsLimit: 0,
    ports: [],
    mounts: [],
    networks: [{ name: 'bridge', address: '172.17.0.2' }],
    load: { cpu: 1, memory: 20 * mib, rx: 2000, tx: 2000, read: 0, write: 1000, pids: 4 },
    processes: [{ user: 'root', command: (spec.command ?? ['/bin/sh']).join(' ') }],
    logWriter: silentWriter,
    logPace: { backlogLines: 0, backlogMs: hour, liveGapMs: minute },
    stopMs: 300,
    inside: alpineInside,
    runsCommand: false,
    autoRemove: false,
    sizeRw: 12_288,
    sizeRootFs: 8_340_000,
    ...spec,
  };
}

/** An image. */
export function image(
  tag: string,
  size: number,
  createdAgo: number,
  more: Partial<ImageSpec> = {},
): ImageSpec {
  return { tags: [tag], size: Math.round(size), createdAgo, layers: 6, ...more };
}

/** The image that a pull brings. */
export function genericImage(tag: string, size: number, layers: number): ImageSpec {
  return { tags: [tag], size, createdAgo: 12 * day, layers, command: ['/bin/sh'], inside: alpineInside };
}

/** A volume. */
export function volume(name: string, size: number, more: Partial<VolumeSpec> = {}): VolumeSpec {
  return { name, size: Math.round(size), createdAgo: 9 * day, labels: {}, options: {}, ...more };
}

/** A bridge network on 172.`second octet`.0.0/16. */
export function network(name: string, octet: number, more: Partial<NetworkSpec> = {}): NetworkSpec {
  return {
    name,
    driver: 'bridge',
    subnet: `172.${octet}.0.0/16`,
    gateway: `172.${octet}.0.1`,
    createdAgo: 20 * day,
    labels: {},
    options: {},
    ...more,
  };
}

/** The three networks that every engine has. */
export const builtInNetworks: readonly NetworkSpec[] = [
  network('bridge', 17, { options: { 'com.docker.network.bridge.default_bridge': 'true' } }),
  network('host', 0, { driver: 'host', subnet: '', gateway: '' }),
  network('none', 0, { driver: 'null', subnet: '', gateway: '' }),
];

/** A world of parts; what is not given is as in an engine just installed. */
export function world(parts: Partial<World> = {}): World {
  return {
    seed: 1,
    host: {
      name: 'demo',
      id: '6f3c1d52-0b1e-4a7b-9a53-3d2f5b7e9c10',
      cpus: 8,
      memory: 16 * gib,
      operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
      kernel: '6.8.0-50-generic',
      bootedAgo: 16 * day,
    },
    cgroup: 2,
    containers: [],
    images: [],
    volumes: [],
    networks: builtInNetworks,
    ...parts,
  };
}

/** An engine with nothing on it. */
export function emptyWorld(seed = 1): World {
  return world({ seed });
}

/** `count` containers in groups of ten projects' worth: two of three run, the others have exited. */
export function manySpecs(count: number): readonly ContainerSpec[] {
  return Array.from({ length: count }, (_, i) => {
    const project = `load-${String(Math.floor(i / 20)).padStart(2, '0')}`;
    const up = i % 3 !== 2;
    return container({
      name: `${project}-svc-${String(i).padStart(4, '0')}`,
      state: up ? 'running' : 'exited',
      createdAgo: (i + 1) * minute,
      startedAgo: (i + 1) * minute,
      finishedAgo: i * 20 * second,
      exitCode: up || i % 2 === 0 ? 0 : 1,
      labels: {
        'com.docker.compose.project': project,
        'com.docker.compose.service': `svc-${i}`,
        'com.docker.compose.project.config_files': `/srv/${project}/compose.yaml`,
        'com.docker.compose.project.working_dir': `/srv/${project}`,
      },
    });
  });
}

/** A world of `count` generated containers and the image they run. At most 5000. */
export function manyContainers(count: number, seed = 1): World {
  if (count < 0 || count > 5000) throw new RangeError('Between 0 and 5000 containers.');
  return world({ seed, containers: manySpecs(count), images: [image('alpine:3.22', 8_300_000, 56 * day)] });
}
