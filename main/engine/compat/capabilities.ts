import { capabilities, type Capability, type MissingCapabilities } from '#shared/model/capability';
import { apiOfRelease, releaseAtLeast, releaseOfApi } from './releases';
import { type ApiVersion, apiVersion, compareVersions } from './version';

/** What has to be known of an engine to say what it lacks. */
export interface EngineProfile {
  /** The version that is spoken. */
  readonly api: ApiVersion;
  /** The newest version that the engine offers; by its release where undefined. */
  readonly maxApi?: ApiVersion | undefined;
  /** Release, such as `28.5.2`; '' where it does not say. */
  readonly release: string;
  readonly flavour: 'docker' | 'podman';
  /** Operating system of the containers' machine, as the engine words it. */
  readonly os: string;
}

/** What one capability takes. `what` begins a sentence, in the plural where `many`. */
interface Need {
  readonly what: string;
  readonly many?: true;
  /** Minor of the API version that it came with. */
  readonly minor: number;
  /** Release that brought it whatever version is spoken. */
  readonly release?: string;
  /** Why no Podman has it, as a sentence. */
  readonly podman?: string;
  /** Release of Podman that brought it, whatever version is spoken. */
  readonly podmanRelease?: string;
  /** Why no engine with Windows containers has it. */
  readonly windows?: string;
}

const noSwarm = 'Podman does not offer swarm services.';

const needs: Readonly<Record<Capability, Need>> = {
  'container-names': { what: 'Names of containers', many: true, minor: 6, release: '0.6.5' },
  'container-labels': { what: 'Labels of containers', many: true, minor: 18 },
  'container-health': { what: 'The health of containers', minor: 24 },
  rename: { what: 'Renaming a container', minor: 17 },
  pause: { what: 'Pausing a container', minor: 12 },
  top: { what: 'The list of processes', minor: 3 },
  'top-arguments': {
    what: 'Choosing the columns of the list of processes',
    minor: 4,
    windows: 'Windows containers give a fixed list of processes.',
  },
  'log-times': { what: 'Times of log lines', many: true, minor: 11 },
  'log-streams': { what: 'Telling stderr from stdout', minor: 6 },
  exec: { what: 'Exec', minor: 15 },
  'exec-exit-code': { what: 'The exit code of a command', minor: 16 },
  'detach-keys': { what: 'Choosing the keys that detach', minor: 22 },
  'debug-shell': {
    what: 'A debug shell beside a container',
    minor: 24,
    windows: 'Windows containers cannot share their processes with a debug shell.',
  },
  stats: { what: 'Statistics', many: true, minor: 17 },
  'stats-interfaces': { what: 'Traffic by network interface', minor: 21 },
  'stats-pids': { what: 'The number of processes', minor: 23 },
  'stats-one-shot': { what: 'An instant sample of statistics', minor: 41 },
  events: { what: 'Live events', many: true, minor: 3 },
  'typed-events': { what: 'Events of networks and volumes', many: true, minor: 22, release: '1.10' },
  'exec-events': { what: 'Events of ended commands', many: true, minor: 36, release: '18.02' },
  'prune-events': { what: 'Events of clean-ups', many: true, minor: 41, release: '20.10' },
  'restart-policy': { what: 'A restart policy', minor: 14 },
  'restart-unless-stopped': { what: 'The restart policy “unless-stopped”', minor: 21 },
  'kill-signal': { what: 'Choosing the signal for a container', minor: 6, release: '0.6.5' },
  update: { what: 'Changing limits of a container', minor: 22, podmanRelease: '5.1' },
  'update-restart-policy': {
    what: 'Changing the restart policy of a container',
    minor: 23,
    podmanRelease: '5.1',
  },
  'auto-remove': { what: 'Removing a container by itself when it ends', minor: 25 },
  'health-check': { what: 'Setting a health check', minor: 24 },
  mounts: { what: 'Typed mounts', many: true, minor: 25 },
  gpu: { what: 'Requesting a GPU', minor: 40 },
  'create-platform': { what: 'Choosing the platform of a container', minor: 41 },
  'several-networks': { what: 'Creating a container in several networks', minor: 44 },
  'wait-conditions': { what: 'Waiting for the next exit or for the removal', minor: 30 },
  'commit-changes': { what: 'Instructions for a committed image', many: true, minor: 18 },
  'archive-download': { what: 'Copying files out of a container', minor: 4 },
  'archive-stat': { what: 'Looking at a path in a container', minor: 20 },
  'archive-upload': { what: 'Copying files into a container', minor: 20 },
  checkpoints: {
    what: 'Checkpoints',
    many: true,
    minor: 25,
    podman: 'Podman does not offer checkpoints here.',
  },
  'image-digests': { what: 'Digests of images', many: true, minor: 18 },
  'image-save': { what: 'Saving an image to a file', minor: 7 },
  'image-save-several': { what: 'Saving several images to one file', minor: 15 },
  'image-load': { what: 'Loading images from a file', minor: 7 },
  'load-progress': { what: 'Progress of a load', minor: 23 },
  'image-platforms': { what: 'Choosing one platform of an image', minor: 48 },
  'image-manifests': {
    what: 'The list of an image’s platforms',
    minor: 47,
    podman: 'Podman does not list the platforms of an image here.',
  },
  'pull-platform': { what: 'Choosing the platform of a pull', minor: 32 },
  push: { what: 'Pushing an image with a login of your own', minor: 2 },
  'push-platform': { what: 'Choosing the platform of a push', minor: 46 },
  'identity-token': { what: 'A login by token', minor: 23 },
  distribution: {
    what: 'Asking a registry for an image without a pull',
    minor: 30,
    podman: 'Podman does not offer to ask a registry for an image without a pull.',
  },
  build: { what: 'Building an image', minor: 3 },
  'build-dockerfile': { what: 'Choosing the Dockerfile of a build', minor: 17 },
  'build-tags': { what: 'Several names for a built image', many: true, minor: 22 },
  'build-labels': { what: 'Labels for a built image', many: true, minor: 23 },
  'build-arguments': { what: 'Build arguments', many: true, minor: 21 },
  'build-target': { what: 'Choosing the target of a build', minor: 29 },
  'build-platform': { what: 'Choosing the platform of a build', minor: 32 },
  buildkit: {
    what: 'BuildKit',
    minor: 39,
    podman: 'Podman does not offer BuildKit; it builds with Buildah.',
  },
  'build-cache': {
    what: 'The build cache',
    minor: 31,
    podman: 'Podman does not offer a build cache that could be listed or pruned.',
  },
  'build-cache-filters': {
    what: 'Pruning only a part of the build cache',
    minor: 39,
    podman: 'Podman does not offer a build cache that could be listed or pruned.',
  },
  volumes: { what: 'Named volumes', many: true, minor: 21 },
  'cluster-volumes': { what: 'Cluster volumes', many: true, minor: 42, podman: noSwarm },
  networks: { what: 'Networks', many: true, minor: 21 },
  'network-labels': { what: 'Labels of networks', many: true, minor: 23 },
  'network-attachable': {
    what: 'A network that containers of a swarm can join by hand',
    minor: 25,
    podman: noSwarm,
  },
  'network-address': { what: 'Choosing the address of a container in a network', minor: 22 },
  'disk-usage': { what: 'Disk usage', minor: 25 },
  prune: { what: 'Pruning', minor: 25 },
  'prune-filters': { what: 'Pruning only a part', minor: 30 },
  'volume-prune': { what: 'Pruning anonymous volumes alone', minor: 42 },
  swarm: { what: 'Swarm mode', minor: 24, podman: noSwarm },
  'swarm-lock': { what: 'Locking a swarm', minor: 25, podman: noSwarm },
  'service-rollback': { what: 'Rolling a service back', minor: 28, podman: noSwarm },
  'service-logs': { what: 'Logs of services and tasks', many: true, minor: 29, podman: noSwarm },
  secrets: { what: 'Secrets', many: true, minor: 25 },
  'secret-update': {
    what: 'Changing the labels of a secret',
    minor: 26,
    podman: 'Podman does not offer to change a secret; remove it and create it anew.',
  },
  configs: { what: 'Configs', many: true, minor: 30, podman: 'Podman does not offer configs.' },
  plugins: { what: 'Plugins', many: true, minor: 25, podman: 'Podman does not offer plugins.' },
  'plugin-upgrade': { what: 'Upgrading a plugin', minor: 26, podman: 'Podman does not offer plugins.' },
};

/**
 * What an engine lacks, found out from what it is and never from a call that failed (reference section 4 and 5). Where
 * the engine could do it and only the version that is spoken is too old, the sentence says so.
 */
export function missingCapabilities(profile: EngineProfile): MissingCapabilities {
  const missing: Partial<Record<Capability, string>> = {};
  for (const capability of capabilities) {
    const sentence = missingSentence(needs[capability], profile);
    if (sentence !== undefined) missing[capability] = sentence;
  }
  return missing;
}

function missingSentence(need: Need, profile: EngineProfile): string | undefined {
  if (profile.flavour === 'podman' && need.podman !== undefined) return need.podman;
  if (need.windows !== undefined && /^windows\b/i.test(profile.os)) return need.windows;
  const { podmanRelease } = need;
  if (
    profile.flavour === 'podman' &&
    podmanRelease !== undefined &&
    !releaseAtLeast(profile.release, podmanRelease)
  )
    return `${need.what} needs Podman ${podmanRelease} or newer; this engine is Podman ${profile.release}.`;
  if (hasIt(need, profile)) return undefined;
  const wanted = apiVersion(1, need.minor);
  const subject = `${need.what} ${need.many === true ? 'need' : 'needs'}`;
  const { api, release, flavour } = profile;
  const max = profile.maxApi ?? (flavour === 'docker' ? apiOfRelease(release) : undefined);
  if (need.release === undefined && max !== undefined && compareVersions(max, wanted) >= 0)
    return `${subject} API ${wanted.text} or newer. This engine offers it, but DOCKER_API_VERSION holds Pilothouse to API ${api.text}; unset it.`;
  if (flavour === 'podman')
    return `${subject} API ${wanted.text} or newer; Podman ${release} offers ${(max ?? api).text}.`;
  const first = need.release ?? releaseOfApi(wanted);
  const is = release === '' ? `speaks API ${(max ?? api).text}` : `is ${release}`;
  return `${subject} Docker ${first} or newer; this engine ${is}.`;
}

function hasIt(need: Need, { api, maxApi, release, flavour }: EngineProfile): boolean {
  if (need.release === undefined || flavour === 'podman')
    return compareVersions(api, apiVersion(1, need.minor)) >= 0;
  // Bound to the release: a lower version that is spoken does not take it away.
  if (apiOfRelease(release) !== undefined) return releaseAtLeast(release, need.release);
  return compareVersions(maxApi ?? api, apiVersion(1, need.minor)) >= 0;
}
