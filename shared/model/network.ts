import type { ContainerId, NetworkId } from './ids';

/** One range of addresses of a network, as texts in CIDR notation; '' where the engine does not say. */
export interface NetworkSubnet {
  readonly subnet: string;
  readonly range: string;
  readonly gateway: string;
}

/** A container on a network. */
export interface NetworkMember {
  readonly id: ContainerId;
  readonly name: string;
  readonly mac: string;
  /** With the length of the prefix, such as `172.19.0.2/16`; '' for none. */
  readonly ipv4: string;
  readonly ipv6: string;
}

/** One network of an engine (API 1.21 and later), the same for every version. */
export interface Network {
  readonly id: NetworkId;
  readonly name: string;
  /** `bridge`, `overlay`, `host`, ... */
  readonly driver: string;
  /** `local`, `swarm` or `global`. */
  readonly scope: string;
  /** Epoch ms; absent before API 1.25 and for networks that come with the engine. */
  readonly createdAt?: number | undefined;
  readonly ipv6: boolean;
  /** No way out of the network. */
  readonly internal: boolean;
  /** Plain containers may join this swarm network. */
  readonly attachable: boolean;
  /** The swarm's own network for published ports. */
  readonly ingress: boolean;
  /** Only a template for other networks. */
  readonly configOnly: boolean;
  /** Comes with the engine and cannot be removed: bridge, host, none. */
  readonly predefined: boolean;
  readonly subnets: readonly NetworkSubnet[];
  /** Who is on it, running only; absent where the answer does not say, as lists from API 1.28 on do not. */
  readonly members?: readonly NetworkMember[] | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
