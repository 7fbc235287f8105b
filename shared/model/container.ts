import type { ContainerId, ImageId } from './ids';

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
}

/** What the detail header needs beyond the row, and the engine's whole answer for the Inspect tab. */
export interface ContainerDetails {
  readonly id: ContainerId;
  readonly name: string;
  readonly image: string;
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
