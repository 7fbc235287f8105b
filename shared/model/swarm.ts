import type { ContainerId, NodeId, ServiceId, SwarmTaskId } from './ids';

/** What every object of a swarm has. A change must give the `version` that it was read with. */
export interface SwarmObject {
  /** Counts the changes; the swarm refuses one that is based on an older state. */
  readonly version: number;
  /** Epoch ms; absent where the engine does not say. */
  readonly createdAt?: number | undefined;
  readonly updatedAt?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** What was asked for, as the engine keeps it: a change is made to a copy of it and sent back whole. */
  readonly spec: unknown;
}

/** The swarm that an engine manages (API 1.24 and later). */
export interface Swarm extends SwarmObject {
  readonly id: string;
  readonly name: string;
  /** Let others join; a secret. '' where the engine does not say. */
  readonly joinTokens: { readonly worker: string; readonly manager: string };
  /** Managers ask for the unlock key when they start. */
  readonly autoLock: boolean;
  /** Its certificates are being replaced. */
  readonly rotatingCertificates: boolean;
}

/** A machine in a swarm. */
export interface SwarmNode extends SwarmObject {
  readonly id: NodeId;
  readonly hostName: string;
  readonly role: 'manager' | 'worker';
  readonly availability: 'active' | 'pause' | 'drain';
  readonly state: 'ready' | 'down' | 'disconnected' | 'unknown';
  /** Why it is in this state, '' otherwise. */
  readonly message: string;
  readonly address: string;
  readonly leader: boolean;
  /** Of a manager: `reachable` or `unreachable`; '' otherwise. */
  readonly reachability: string;
  readonly release: string;
  readonly os: string;
  readonly arch: string;
  /** Cores, 0 where it does not say. */
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** A port that a service publishes. */
export interface ServicePort {
  readonly target: number;
  /** Absent where it is not published. */
  readonly published?: number | undefined;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** `ingress` on every node, `host` only where it runs. */
  readonly mode: string;
}

/** A service of a swarm. */
export interface Service extends SwarmObject {
  readonly id: ServiceId;
  readonly name: string;
  /** As it was named, without the digest that the swarm adds. */
  readonly image: string;
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  /** Wanted number of tasks; absent for global ones unless the engine counts (API 1.41). */
  readonly desired?: number | undefined;
  /** Running tasks; absent before API 1.41. */
  readonly running?: number | undefined;
  readonly ports: readonly ServicePort[];
  /** `updating`, `paused`, `completed`, `rollback_started`, ...; '' where none was ever made. */
  readonly updateState: string;
  readonly updateMessage: string;
}

/** One run of a service on one node. */
export interface SwarmTask extends SwarmObject {
  readonly id: SwarmTaskId;
  readonly serviceId: ServiceId;
  /** '' until it was given to one. */
  readonly nodeId: NodeId;
  /** Number among the replicas; absent for global services. */
  readonly slot?: number | undefined;
  readonly image: string;
  /** `new`, `pending`, `assigned`, ..., `running`, `complete`, `failed`, `rejected`, `orphaned`. */
  readonly state: string;
  readonly desiredState: string;
  readonly message: string;
  /** Why it failed, '' otherwise. */
  readonly error: string;
  /** Epoch ms of the state. */
  readonly at?: number | undefined;
  /** Absent until it has a container. */
  readonly containerId?: ContainerId | undefined;
  readonly exitCode?: number | undefined;
}
