import type { ConfigId, SecretId } from './ids';
import type { SwarmObject } from './swarm';

/** A secret of a swarm; its content never leaves the engine. */
export interface Secret extends SwarmObject {
  readonly id: SecretId;
  readonly name: string;
  /** '' for the swarm's own store. */
  readonly driver: string;
}

/** A config of a swarm: a file that services get, readable by anyone who reaches the engine. */
export interface Config extends SwarmObject {
  readonly id: ConfigId;
  readonly name: string;
  readonly content: Uint8Array;
}
