import { atLeast } from '../core/api-version';
import { Clock } from '../core/clock';
import { EngineError, notFound } from '../core/errors';
import type { EngineKind } from '../core/releases';
import { createRng, type Rng, stableId } from '../core/rng';
import type { Scheduler } from '../core/scheduler';
import type { RunningProcess } from '../shell/process';
import { createFiles } from '../shell/base-tree';
import type { ContainerSpec, ImageSpec, NetworkSpec, VolumeSpec, World } from '../world/model';
import type { Container } from './container';
import { EventHub } from './events';
import { LoadMeter } from './load-meter';
import { LogStore } from './log-store';

/** An image as the engine keeps it. */
export interface Image {
  readonly id: string;
  readonly spec: ImageSpec;
  readonly createdAt: number;
  readonly tags: Set<string>;
}

/** A network as the engine keeps it. */
export interface Network {
  readonly id: string;
  readonly spec: NetworkSpec;
}

/** One exec session, from its creation until a while after its end. */
export interface Exec {
  readonly id: string;
  readonly container: Container;
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly user: string;
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly privileged: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  running: boolean;
  started: boolean;
  exitCode: number | null;
  pid: number;
  rows: number;
  columns: number;
  process: RunningProcess | undefined;
}

const maxExecs = 500;

/**
 * The state of the scripted engine: what there is, and how to find it. Changes of containers are in `lifecycle.ts`,
 * of images in `images.ts`. `close()` ends every program, timer and log.
 */
export class Engine {
  readonly clock = new Clock();
  readonly events = new EventHub(this.clock);
  readonly containers = new Map<string, Container>();
  readonly images = new Map<string, Image>();
  readonly volumes = new Map<string, VolumeSpec & { readonly createdAt: number }>();
  readonly networks = new Map<string, Network>();
  readonly execs = new Map<string, Exec>();
  /** Records of the build cache: id to size in bytes. */
  readonly buildCache = new Map<string, number>([['k8rsx1r4pj8ywqtz3n1c2d5vf', 412_330_211]]);
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly startedAt = this.clock.now();
  readonly kind: EngineKind;
  readonly rng: Rng;
  #pid = 20_000;

  constructor(world: World, scheduler: Scheduler, kind: EngineKind) {
    this.world = world;
    this.scheduler = scheduler;
    this.kind = kind;
    this.rng = createRng(world.seed);
    for (const spec of world.images) this.addImage(spec);
    for (const spec of world.networks) {
      const id = spec.id ?? stableId(`network:${spec.name}`);
      this.networks.set(id, { id, spec });
    }
    for (const spec of world.volumes) {
      this.volumes.set(spec.name, { ...spec, createdAt: this.startedAt - spec.createdAgo });
    }
    for (const spec of world.containers) this.addContainer(spec);
  }

  /** True when the engine speaks API 1.`minor` or newer, whatever a client asks for. */
  speaks(minor: number): boolean {
    return atLeast(this.kind.newest, minor);
  }

  get podman(): boolean {
    return this.kind.flavour === 'podman';
  }

  /** The version of cgroups on its host: 2 is known from Engine 20.10 on. */
  get cgroup(): 1 | 2 {
    return this.speaks(41) ? this.world.cgroup : 1;
  }

  /** Registers an image, in front of those of the same tag, which lose it. */
  addImage(spec: ImageSpec): Image {
    const id = spec.id ?? `sha256:${stableId(`image:${spec.tags.join(',')}:${spec.createdAgo}`)}`;
    for (const other of this.images.values()) for (const tag of spec.tags) other.tags.delete(tag);
    const image: Image = { id, spec, createdAt: this.startedAt - spec.createdAgo, tags: new Set(spec.tags) };
    this.images.set(id, image);
    return image;
  }

  /** Registers a container in the state that its spec says, without events. */
  addContainer(spec: ContainerSpec): Container {
    // One moment for the whole world: rows of one age must keep their order from run to run.
    const now = spec.createdAgo === 0 ? this.clock.now() : this.startedAt;
    const id = spec.id ?? stableId(`container:${spec.name}:${this.world.seed}`);
    const running = spec.state === 'running';
    const up = running || spec.state === 'paused';
    const startedAt = spec.state === 'created' ? 0 : now - spec.startedAgo;
    const container: Container = {
      id,
      spec,
      name: spec.name,
      createdAt: now - spec.createdAgo,
      imageId: this.findImage(spec.image)?.id ?? `sha256:${stableId(`image:${spec.image}`)}`,
      log: new LogStore({
        clock: this.clock,
        rng: createRng(`${this.world.seed}:log:${spec.name}`),
        scheduler: this.scheduler,
        writer: spec.logWriter,
        pace: spec.state === 'created' ? { ...spec.logPace, backlogLines: 0 } : spec.logPace,
        backlogEnd: up ? now : now - spec.finishedAgo,
        startedAt: spec.state === 'created' ? now + 1 : startedAt,
        running,
      }),
      files: createFiles(spec),
      state: spec.state,
      startedAt,
      finishedAt: up || spec.state === 'created' ? 0 : now - spec.finishedAgo,
      exitCode: spec.exitCode,
      error: spec.error,
      oomKilled: spec.oomKilled,
      restartCount: spec.restartCount,
      pid: up ? this.nextPid() : 0,
      health: spec.health && {
        status: spec.health.status,
        failingStreak: spec.health.failingStreak,
        log: [],
      },
      meter: up ? this.meterFor(spec, startedAt) : undefined,
      main: undefined,
      attached: new Set(),
      execs: new Set(),
      runTimers: new Set(),
      startWaiters: new Set(),
      exitWaiters: new Set(),
      removeWaiters: new Set(),
    };
    this.containers.set(id, container);
    return container;
  }

  /** The load curve of a container's run. */
  meterFor(spec: ContainerSpec, startedAt: number): LoadMeter {
    return new LoadMeter(
      `${this.world.seed}:load:${spec.name}`,
      spec.load,
      spec.memoryLimit,
      startedAt,
      this.clock,
    );
  }

  /** A process id that nobody has yet. */
  nextPid(): number {
    this.#pid += 1 + this.rng.int(40);
    return this.#pid;
  }

  /** Finds a container by id, name or unique id prefix, in that order. Throws the engine's 404 or 400. */
  container(ref: string): Container {
    const exact = this.containers.get(ref);
    if (exact) return exact;
    const name = ref.replace(/^\//, '');
    for (const container of this.containers.values()) if (container.name === name) return container;
    if (/^[0-9a-f]+$/.test(ref)) {
      const found = [...this.containers.values()].filter((container) => container.id.startsWith(ref));
      if (found.length > 1) {
        throw new EngineError(400, `multiple IDs found with provided prefix: ${ref}`);
      }
      if (found[0]) return found[0];
    }
    throw notFound(
      this.podman
        ? `no container with name or ID "${ref}" found: no such container`
        : `No such container: ${ref}`,
    );
  }

  /** Finds an image by tag, id or id prefix. */
  findImage(ref: string): Image | undefined {
    const name = normalTag(ref);
    for (const image of this.images.values()) if (image.tags.has(name)) return image;
    const hex = ref.replace(/^sha256:/, '');
    if (!/^[0-9a-f]{4,64}$/.test(hex)) return undefined;
    const found = [...this.images.values()].filter((image) => image.id.slice(7).startsWith(hex));
    return found.length === 1 ? found[0] : undefined;
  }

  /** As `findImage`, or the engine's 404. */
  image(ref: string): Image {
    const image = this.findImage(ref);
    if (!image) throw notFound(`No such image: ${normalTag(ref)}`);
    return image;
  }

  /** Finds a network by id, name or id prefix. Throws 404. */
  network(ref: string): Network {
    const found =
      this.networks.get(ref) ??
      [...this.networks.values()].find(({ spec }) => spec.name === ref) ??
      [...this.networks.values()].find(({ id }) => ref.length >= 4 && id.startsWith(ref));
    if (!found) throw notFound(`network ${ref} not found`);
    return found;
  }

  /** Keeps an exec; past 500 the oldest that has ended is forgotten. Throws 500 when all of them run. */
  addExec(exec: Exec): void {
    if (this.execs.size >= maxExecs) {
      const old = [...this.execs.values()].find((known) => !known.running);
      if (!old) throw new EngineError(500, 'too many exec sessions');
      this.execs.delete(old.id);
      old.container.execs.delete(old.id);
    }
    this.execs.set(exec.id, exec);
    exec.container.execs.add(exec.id);
  }

  /** The attributes that every event of a container carries. */
  containerAttributes(container: Container): Record<string, string> {
    return { ...container.spec.labels, image: container.spec.image, name: container.name };
  }

  /** Emits a container event. */
  emitContainer(container: Container, action: string, extra: Readonly<Record<string, string>> = {}): void {
    this.events.emit({
      type: 'container',
      action,
      id: container.id,
      attributes: { ...this.containerAttributes(container), ...extra },
    });
  }

  /** The containers, newest first, as lists show them. */
  newestFirst(): readonly Container[] {
    return [...this.containers.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Ends every program and log. The scheduler and the server belong to the caller. */
  close(): void {
    for (const exec of this.execs.values()) exec.process?.kill(9);
    for (const container of this.containers.values()) {
      container.main?.kill(9);
      for (const cancel of container.runTimers) cancel();
      container.log.close();
    }
  }
}

/** `repo:tag` of a reference, with `latest` where no tag is given. Digests and ids stay as they are. */
export function normalTag(ref: string): string {
  const short = ref.replace(/^docker\.io\/(library\/)?/, '');
  if (short.includes('@')) return short;
  const lastSlash = short.lastIndexOf('/');
  return short.indexOf(':', lastSlash + 1) < 0 ? `${short}:latest` : short;
}
