import type { ContainerId, ImageId, NetworkId } from './ids';

export type ContainerState =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'
  | 'unknown';

/** `none` where the container has no health check. */
export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** One port of a container. `publicPort` and `ip` are absent where it is exposed but not published. */
export interface PortMapping {
  readonly privatePort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly publicPort?: number | undefined;
  readonly ip?: string | undefined;
}

/** One row of the container list, the same for every engine and API version. */
export interface Container {
  readonly id: ContainerId;
  /** Own name without the leading slash; the short id where the engine gives none. */
  readonly name: string;
  /** The image as it was named at creation, such as `nginx:1.29-alpine`. */
  readonly image: string;
  readonly imageId: ImageId;
  readonly command: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly state: ContainerState;
  readonly health: Health;
  /** Consecutive failed health checks, where the engine says. */
  readonly failedChecks?: number | undefined;
  /** Exit code of a container that is not running, or of the run before the restart it waits for. */
  readonly exitCode?: number | undefined;
  readonly oomKilled: boolean;
  /** The engine's own status words, such as `Up 3 hours (healthy)`; they age, so show them only as a detail. */
  readonly statusText: string;
  /** Sorted by private port; IPv4 and IPv6 twins of one mapping are one entry. */
  readonly ports: readonly PortMapping[];
  /** Compose project, absent for a container of none. */
  readonly project?: string | undefined;
  /** Compose service within the project. */
  readonly service?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  /** Volumes that are mounted, by name; absent where the list does not say (before API 1.23). */
  readonly volumes?: readonly string[] | undefined;
}

/** Something of the engine's machine, or of its memory, that the container sees at a path of its own. */
export interface ContainerMount {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'image' | 'cluster' | 'npipe' | 'unknown';
  /** Of a volume; '' for the others. */
  readonly name: string;
  /** Where it lies on the engine's machine, '' where it lies nowhere. */
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  /** A volume whose name the engine made up: a removal with volumes takes it along. */
  readonly anonymous: boolean;
}

/** The container's place on one network. Addresses without a prefix; '' where it has none, as while it is stopped. */
export interface NetworkEndpoint {
  readonly network: string;
  /** Absent before API 1.21, which knew one network. */
  readonly networkId?: NetworkId | undefined;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly gateway: string;
  readonly mac: string;
  /** Names that others on the network find it by, its id left out. */
  readonly aliases: readonly string[];
}

/** One run of the health check, oldest first; the engine keeps five. */
export interface HealthCheckRun {
  /** Epoch ms; absent where the engine does not say. */
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly exitCode: number;
  /** What it printed, at most 4096 characters. */
  readonly output: string;
}

export interface RestartPolicy {
  readonly name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** Only with `on-failure`; 0 for no limit. */
  readonly maxRetries: number;
}

/** What the container may use; absent where there is no limit. */
export interface ResourceLimits {
  readonly memoryBytes?: number | undefined;
  /** Memory and swap together. */
  readonly memorySwapBytes?: number | undefined;
  /** Cores, such as 0.5. */
  readonly cpus?: number | undefined;
  /** Weight beside others; the engine's default is 1024. */
  readonly cpuShares?: number | undefined;
  /** Such as `0-2,4`. */
  readonly cpuset?: string | undefined;
  readonly pids?: number | undefined;
}

/** What the detail header needs beyond the row, and the engine's whole answer for the Inspect tab. */
export interface ContainerDetails {
  readonly id: ContainerId;
  readonly name: string;
  readonly image: string;
  readonly imageId: ImageId;
  /** Program and arguments. */
  readonly command: string;
  /** Epoch ms; 0 where unknown. */
  readonly createdAt: number;
  readonly state: ContainerState;
  readonly health: Health;
  /** Consecutive failed health checks, where there are some. */
  readonly failedChecks?: number | undefined;
  readonly healthLog: readonly HealthCheckRun[];
  /** What is published, or would be when started; exposed ones without a public port. Sorted as in the row. */
  readonly ports: readonly PortMapping[];
  readonly mounts: readonly ContainerMount[];
  readonly endpoints: readonly NetworkEndpoint[];
  /** `bridge`, `host`, `none`, `container:<id>` or a network's name. */
  readonly networkMode: string;
  readonly restartPolicy: RestartPolicy;
  readonly limits: ResourceLimits;
  /** '' where the engine does not say (before API 1.18). */
  readonly logDriver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tty: boolean;
  /** Epoch ms; absent where never started. */
  readonly startedAt?: number | undefined;
  /** Epoch ms; absent where it never ended. */
  readonly finishedAt?: number | undefined;
  readonly restartCount: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** What the engine said when it could not start, '' otherwise. */
  readonly error: string;
  /** Anonymous volumes that a removal with volumes takes along, by name. */
  readonly anonymousVolumes: readonly string[];
  readonly autoRemove: boolean;
  /** The engine's answer as it came, for reading and copying; a JSON document. */
  readonly raw: unknown;
}

/** Actions on one container. Each becomes a task of its own with its own outcome. */
export type ContainerAction = 'start' | 'stop' | 'restart' | 'pause' | 'unpause' | 'kill' | 'remove';
