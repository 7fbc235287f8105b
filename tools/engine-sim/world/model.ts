import type { Rng } from '../core/rng';
import type { StreamId } from '../core/frames';

/** The states of a container, in the engine's words. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead';

/** One piece of a log: what a program wrote at once, without its last newline. It may hold several lines. */
export interface LogLine {
  readonly stream: StreamId;
  readonly text: string;
}

/** What one program logs. Called with its own random source and the time the line is written. */
export interface LogWriter {
  readonly next: (rng: Rng, at: Date) => readonly LogLine[];
  /** Lines at each start of the program. */
  readonly boot?: (at: Date) => readonly LogLine[];
  /** Lines when the program dies by itself. */
  readonly crash?: (at: Date) => readonly LogLine[];
}

/** How much a container logs: a backlog spread over a time, then a mean gap between lines. */
export interface LogPace {
  readonly backlogLines: number;
  readonly backlogMs: number;
  readonly liveGapMs: number;
}

/** Mean load of a running container; the curves wander around it. */
export interface Load {
  /** Percent of one core. */
  readonly cpu: number;
  /** Working set, bytes. */
  readonly memory: number;
  /** Bytes a second. */
  readonly rx: number;
  readonly tx: number;
  readonly read: number;
  readonly write: number;
  readonly pids: number;
}

/** A published or only exposed port. */
export interface PortSpec {
  readonly container: number;
  readonly protocol: 'tcp' | 'udp';
  /** Missing: exposed, not published. */
  readonly host?: number;
  readonly ip?: string;
}

/** A mount of a container. */
export interface MountSpec {
  readonly type: 'volume' | 'bind';
  readonly source: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

/** One line of `top`. */
export interface ProcessSpec {
  readonly user: string;
  readonly command: string;
}

/** What a container is, and in which state the world starts. Ages are milliseconds before the start of the engine. */
export interface ContainerSpec {
  readonly name: string;
  /** 64 hex digits; made from the name when missing. */
  readonly id?: string;
  readonly image: string;
  readonly state: ContainerState;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly createdAgo: number;
  readonly startedAgo: number;
  readonly finishedAgo: number;
  readonly exitCode: number;
  readonly error: string;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  readonly restartPolicy: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly privileged: boolean;
  /** 0 is none. */
  readonly memoryLimit: number;
  readonly nanoCpus: number;
  readonly pidsLimit: number;
  readonly ports: readonly PortSpec[];
  readonly mounts: readonly MountSpec[];
  /** Names that links from other containers give it, as `/other/alias`: they stand in `Names` too. */
  readonly linkedAs?: readonly string[];
  /** Address "" means: not attached now. */
  readonly networks: readonly {
    readonly name: string;
    readonly address: string;
    readonly aliases?: readonly string[];
  }[];
  readonly health?: {
    readonly status: 'healthy' | 'unhealthy' | 'starting';
    readonly failingStreak: number;
    readonly intervalMs: number;
    readonly test: readonly string[];
    /** Changes between healthy and unhealthy, each lasting this long. */
    readonly flapMs?: number;
  };
  readonly load: Load;
  readonly processes: readonly ProcessSpec[];
  readonly logWriter: LogWriter;
  readonly logPace: LogPace;
  /** Dies by itself `upMs` after each start, and is started again `downMs` later. */
  readonly crashLoop?: { readonly upMs: number; readonly downMs: number; readonly exitCode: number };
  /** How long the program takes to leave after SIGTERM. */
  readonly stopMs: number;
  /** What is inside, for exec. */
  readonly inside: InsideSpec;
  /** True when the main program is the command itself, run by the built-in shell, instead of `logWriter`. */
  readonly runsCommand: boolean;
  /** Removed by the engine when it ends. */
  readonly autoRemove: boolean;
  readonly sizeRw: number;
  readonly sizeRootFs: number;
}

/** The inside of a container: enough for a shell that looks right. */
export interface InsideSpec {
  readonly distro: 'alpine' | 'debian' | 'distroless';
  /** Shells and programs beyond the ones every distribution has, with what `--version` prints. */
  readonly programs: Readonly<Record<string, string>>;
  /** Extra files: absolute path to content. A path that ends with "/" is a folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** One step of an image's history. */
export interface HistorySpec {
  readonly createdBy: string;
  readonly size: number;
}

/** An image as the world starts. */
export interface ImageSpec {
  readonly tags: readonly string[];
  /** `sha256:` and 64 hex digits; made from tags when missing. */
  readonly id?: string;
  readonly size: number;
  readonly createdAgo: number;
  readonly layers: number;
  readonly history?: readonly HistorySpec[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly inside?: InsideSpec;
}

/** A volume. `size` -1 means that the engine does not know. */
export interface VolumeSpec {
  readonly name: string;
  readonly createdAgo: number;
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

/** A network. */
export interface NetworkSpec {
  readonly name: string;
  readonly id?: string;
  readonly driver: 'bridge' | 'host' | 'null' | 'macvlan';
  readonly subnet: string;
  readonly gateway: string;
  readonly createdAgo: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  /** Without a way out. */
  readonly internal?: boolean;
}

/** Everything an engine starts with. */
export interface World {
  /** Seeds every random curve, line and pause. */
  readonly seed: number;
  readonly host: {
    readonly name: string;
    readonly id: string;
    readonly cpus: number;
    readonly memory: number;
    readonly operatingSystem: string;
    readonly kernel: string;
    readonly bootedAgo: number;
  };
  readonly cgroup: 1 | 2;
  readonly containers: readonly ContainerSpec[];
  readonly images: readonly ImageSpec[];
  readonly volumes: readonly VolumeSpec[];
  readonly networks: readonly NetworkSpec[];
}
