import type { AppError } from '../errors';
import type { Capability } from './capability';
import type { ConnectionDraft } from './connection';
import type { EngineId } from './ids';

/**
 * Where a connection stands. `disconnected`: nothing is tried, because nobody asked (no error), or because an error
 * makes it useless or unsafe to go on (`error` without `retryAt`), or until `retryAt` where it was never reached yet.
 * `live`: events flow and the list is true. `suspect`: the engine has not answered for a while, what is shown may be
 * old. `reconnecting`: the connection is gone and is being made again by itself.
 */
export type EnginePhase = 'disconnected' | 'probing' | 'syncing' | 'live' | 'suspect' | 'reconnecting';

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
  /** What tells it from every other engine; absent with Podman, which makes a new one at each call. */
  readonly identity?: string | undefined;
  /** Part of a swarm, and as what; absent outside of one. */
  readonly swarm?: 'manager' | 'worker' | undefined;
  /** What it cannot do, each with a sentence that says why; what is not in it can be done. */
  readonly missing: Readonly<Partial<Record<Capability, string>>>;
}

/** Where an engine was looked for. */
export type EngineSource =
  | 'DOCKER_HOST'
  | 'docker context'
  | 'podman connection'
  | 'well-known socket'
  | 'settings'
  | 'demo';

/** Certificates of a TLS connection, by their ends. */
export interface CertificateFacts {
  /** Whom the engine's certificate names, such as `CN=engine.example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Epoch ms after which the engine's certificate is refused. */
  readonly validTo: number;
  /** Epoch ms after which our own certificate is refused; absent where none is sent. */
  readonly clientValidTo?: number | undefined;
}

/** One engine that the app knows, and the truth about the connection to it. */
export interface EngineConnection {
  readonly id: EngineId;
  /** Short name for switcher and breadcrumb, such as `Local Docker`. */
  readonly name: string;
  /** `unix:///var/run/docker.sock`, `tcp://host:2376` or `ssh://me@host`; shown, never parsed by the renderer. */
  readonly address: string;
  readonly transport: 'unix' | 'npipe' | 'tcp' | 'tls' | 'ssh';
  readonly source: EngineSource;
  readonly demo: boolean;
  /** True where it stands in the settings file; others are of this run only. */
  readonly saved: boolean;
  /** Its place in lists, from 0. */
  readonly order: number;
  /** What a person can change about it. */
  readonly settings: ConnectionDraft;
  /** Plain TCP to a machine that is not this one: anyone on the network can read and steer it. */
  readonly unprotected: boolean;
  readonly phase: EnginePhase;
  /** Why it is not live; absent when it is, and when nobody asked for it. */
  readonly error?: AppError | undefined;
  readonly facts?: EngineFacts | undefined;
  /** Lists that the engine refuses to give; what is shown of them is old, or nothing. */
  readonly unread?: { readonly images?: AppError | undefined } | undefined;
  readonly certificates?: CertificateFacts | undefined;
  /** Epoch ms of the last moment at which the lists were known to be true; absent before the first. */
  readonly trueAt?: number | undefined;
  /** Epoch ms at which it was last live in an earlier run, and what it was then; for saved ones only. */
  readonly lastConnected?:
    | { readonly at: number; readonly release: string; readonly api: string }
    | undefined;
  /** Epoch ms of the next try; absent where none is made by itself. */
  readonly retryAt?: number | undefined;
  /** Round trip of the last heartbeat in ms. */
  readonly roundTripMs?: number | undefined;
  /** How far behind the engine's clock the last event arrived, in ms; absent before the first event. */
  readonly eventLagMs?: number | undefined;
}

/** One place that was looked at for an engine, in the order of looking; welcome screen and connections list them. */
export interface DiscoveryAttempt {
  /** `Docker Desktop`, `Colima`, the name of a context. */
  readonly name: string;
  readonly address: string;
  readonly source: EngineSource;
  readonly outcome: 'found' | 'failed' | 'not-there' | 'not-tried';
  /** A sentence saying what was found there, or why not; `not-tried`: another computer, which nobody asked to call. */
  readonly message: string;
  readonly remedy?: string | undefined;
  /** A command that a person can copy to mend it. */
  readonly command?: string | undefined;
  /** How to keep it; absent where its address cannot be used at all. */
  readonly draft?: ConnectionDraft | undefined;
  /** The connection that leads to this very engine already. */
  readonly knownAs?: EngineId | undefined;
}
