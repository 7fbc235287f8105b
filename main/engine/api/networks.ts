import type { ContainerId, NetworkId } from '#shared/model/ids';
import type { Network } from '#shared/model/network';
import { fail, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toNetwork } from '../compat/networks';
import { atLeast } from '../compat/version';
import { type Filters, filtersText } from './filters';
import { segment } from './paths';
import { change, create, type Created, type JsonObject, readList, readOne } from './typed';

/** `GET /networks` (API 1.21). Filters: id, name, type 1.21; driver, label 1.24; scope 1.30; dangling 1.40. */
export async function listNetworks(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Network[]>> {
  const has = client.supports('networks');
  if (!has.ok) return has;
  return readList(client, '/networks', { query: { filters: filtersText(filters) }, signal }, toNetwork);
}

/** `GET /networks/{id}` (API 1.21), with who is on it. */
export async function inspectNetwork(
  client: EngineClient,
  id: NetworkId | string,
  signal?: AbortSignal,
): Promise<Result<Network>> {
  const has = client.supports('networks');
  return has.ok ? readOne(client, `/networks/${segment(id)}`, { signal }, toNetwork) : has;
}

/** A network to make. */
export interface NetworkSpec {
  readonly name: string;
  /** `bridge` where absent. */
  readonly driver?: string;
  /** In CIDR notation; the engine chooses where there is none. */
  readonly subnets?: readonly {
    readonly subnet: string;
    readonly gateway?: string;
    readonly range?: string;
  }[];
  readonly options?: Readonly<Record<string, string>>;
  /** API 1.22. */
  readonly internal?: boolean;
  readonly ipv6?: boolean;
  /** API 1.23. */
  readonly labels?: Readonly<Record<string, string>>;
  /** API 1.25. */
  readonly attachable?: boolean;
}

/** `POST /networks/create` (API 1.21); 409 where the name is taken, on every version. */
export async function createNetwork(
  client: EngineClient,
  spec: NetworkSpec,
): Promise<Result<Created<NetworkId>>> {
  const has = client.supports('networks');
  if (!has.ok) return has;
  // An older engine drops the word without a word, and makes a network that is open to the world.
  if (spec.internal === true && !atLeast(client.version, 1, 22)) {
    const message = `An internal network needs Docker 1.10 or newer: spoken to with API ${client.version.text}, this engine would make an open one.`;
    return fail({ kind: 'unsupported', capability: 'networks', message });
  }
  for (const [wanted, capability] of [
    [spec.labels !== undefined, 'network-labels'],
    [spec.attachable === true, 'network-attachable'],
  ] as const) {
    const can = wanted ? client.supports(capability) : has;
    if (!can.ok) return can;
  }
  const subnets = spec.subnets ?? [];
  return create(client, '/networks/create', {
    body: {
      Name: spec.name,
      // Before API 1.44 names need not be unique unless asked for.
      ...(atLeast(client.version, 1, 44) ? {} : { CheckDuplicate: true }),
      Driver: spec.driver ?? 'bridge',
      Internal: spec.internal ?? false,
      EnableIPv6: spec.ipv6 ?? false,
      // Not attachable is all that engines before API 1.25 know.
      Attachable: atLeast(client.version, 1, 25) ? spec.attachable : undefined,
      Options: spec.options ?? {},
      Labels: spec.labels,
      ...(subnets.length === 0
        ? {}
        : {
            IPAM: {
              Driver: 'default',
              Config: subnets.map((each) => ({
                Subnet: each.subnet,
                Gateway: each.gateway,
                IPRange: each.range,
              })),
            },
          }),
    },
  });
}

/** `POST /networks/{id}/connect` (API 1.21). `endpoint` is an EndpointConfig: aliases, addresses (API 1.22). */
export async function connectNetwork(
  client: EngineClient,
  id: NetworkId,
  container: ContainerId,
  endpoint?: JsonObject,
): Promise<Result<void>> {
  const has = client.supports(endpoint === undefined ? 'networks' : 'network-address');
  if (!has.ok) return has;
  return change(client, 'POST', `/networks/${segment(id)}/connect`, {
    body: { Container: container, EndpointConfig: endpoint },
  });
}

/** `POST /networks/{id}/disconnect` (API 1.21). `force`: API 1.22. */
export async function disconnectNetwork(
  client: EngineClient,
  id: NetworkId,
  container: ContainerId,
  force: boolean,
): Promise<Result<void>> {
  const has = client.supports('networks');
  if (!has.ok) return has;
  return change(client, 'POST', `/networks/${segment(id)}/disconnect`, {
    body: { Container: container, Force: force },
  });
}

/** `DELETE /networks/{id}` (API 1.21); 403 for one that comes with the engine or is in use. */
export async function removeNetwork(
  client: EngineClient,
  id: NetworkId,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('networks');
  return has.ok ? change(client, 'DELETE', `/networks/${segment(id)}`, { signal }) : has;
}
