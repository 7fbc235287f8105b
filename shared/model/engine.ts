import type { AppError } from '../errors';
import type { EngineId } from './ids';

/**
 * Where a connection stands. `live`: events flow and the list is true. `suspect`: the engine has not answered for a
 * while, what is shown may be old. `reconnecting`: the connection is gone and is being made again by itself.
 * `failed`: it could not be made in the first place; it is tried again at growing intervals.
 */
export type EnginePhase = 'probing' | 'syncing' | 'live' | 'suspect' | 'reconnecting' | 'failed';

/** What the engine says of itself; absent until it first answered. */
export interface EngineFacts {
  /** Release, such as `28.5.2`. */
  readonly release: string;
  /** The API version that is spoken with it, the lower of ours and its own, such as `1.48`. */
  readonly api: string;
  /** The newest API version that the engine offers. */
  readonly maxApi: string;
  readonly flavour: 'docker' | 'podman';
  readonly os: string;
  readonly arch: string;
  readonly kernel: string;
  /** Logical cores of its machine, 0 where it does not say. */
  readonly cpus: number;
  /** Memory of its machine in bytes, 0 where it does not say. */
  readonly memoryBytes: number;
  readonly hostName: string;
}

/** Where an engine was looked for. */
export type EngineSource = 'DOCKER_HOST' | 'docker context' | 'well-known socket' | 'demo';

/** One engine that the app knows, and the truth about the connection to it. */
export interface EngineConnection {
  readonly id: EngineId;
  /** Short name for switcher and breadcrumb, such as `Local Docker`. */
  readonly name: string;
  /** `unix:///var/run/docker.sock` or `tcp://host:2375`; shown, never parsed by the renderer. */
  readonly address: string;
  readonly source: EngineSource;
  readonly demo: boolean;
  /** Plain TCP to a machine that is not this one: anyone on the network can read and steer it. */
  readonly unprotected: boolean;
  readonly phase: EnginePhase;
  /** Why it is not live; absent when it is. */
  readonly error?: AppError | undefined;
  readonly facts?: EngineFacts | undefined;
  /** Epoch ms of the last moment at which the lists were known to be true; absent before the first. */
  readonly trueAt?: number | undefined;
  /** Epoch ms of the next try while reconnecting or failed. */
  readonly retryAt?: number | undefined;
  /** Round trip of the last heartbeat in ms. */
  readonly roundTripMs?: number | undefined;
  /** How far behind the engine's clock the last event arrived, in ms; absent before the first event. */
  readonly eventLagMs?: number | undefined;
}

/** One place that was looked at for an engine, in the order of looking; the welcome screen lists them. */
export interface DiscoveryAttempt {
  readonly address: string;
  readonly source: EngineSource;
  readonly outcome: 'found' | 'failed' | 'not-there';
  /** A sentence saying what was found there, or why not, and what to do about it. */
  readonly message: string;
  readonly remedy?: string | undefined;
  /** A command that a person can copy to mend it. */
  readonly command?: string | undefined;
}
