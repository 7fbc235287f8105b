import type { AppError } from '../errors';

/** The band at the top of the window while an engine is looked at; a warning to oneself. */
export type ConnectionColour = 'none' | 'green' | 'blue' | 'orange' | 'red';

/** When a connection is made: with the app, or when it is chosen. */
export type ConnectWhen = 'at-start' | 'on-request';

/** What a person types about a connection; the settings file keeps just this. It holds paths of keys, never keys. */
export interface ConnectionDraft {
  readonly name: string;
  /** `unix://`, `npipe://`, `tcp://` or `ssh://`, as in DOCKER_HOST. */
  readonly address: string;
  /**
   * Encrypts TCP. `folder` holds `ca.pem`, `cert.pem` and `key.pem` as DOCKER_CERT_PATH does; '' trusts the system's
   * authorities and sends no certificate.
   */
  readonly tls?: { readonly folder: string } | undefined;
  /** The file of a private key that ssh tries beside those of its own configuration, such as a Podman machine's. */
  readonly ssh?: { readonly identity: string } | undefined;
  readonly colour: ConnectionColour;
  /** The word that goes with the colour, such as `Production`; '' for none. */
  readonly band: string;
  readonly connect: ConnectWhen;
  /** The person agreed to speak to this `host:port` without encryption; kept only while it is the address's own. */
  readonly plainConsent?: string | undefined;
}

/** One step of reaching an engine. */
export interface CheckStep {
  /** `Open TCP port 22`. */
  readonly name: string;
  readonly outcome: 'done' | 'failed' | 'not-tried';
  /** What was found, or why it failed; '' for nothing to add. */
  readonly detail: string;
  readonly tookMs?: number | undefined;
}

/** What a check of a connection found, step by step, up to the first failure. */
export interface ConnectionReport {
  /** Epoch ms of its beginning. */
  readonly at: number;
  readonly tookMs: number;
  readonly steps: readonly CheckStep[];
  readonly error?: AppError | undefined;
  /** `Docker 28.5.2, API 1.51`, where the engine was reached. */
  readonly engine?: string | undefined;
}
