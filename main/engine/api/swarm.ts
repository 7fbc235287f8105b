import type { Swarm } from '#shared/model/swarm';
import { ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { field, str } from '../compat/read';
import { toSwarm } from '../compat/swarm';
import { change, type JsonObject, readOne } from './typed';

/**
 * `GET /swarm` (API 1.24): the swarm of a manager, with its join tokens. On any other node the engine refuses with 503
 * (406 on its first releases) and says so.
 */
export async function readSwarm(client: EngineClient, signal?: AbortSignal): Promise<Result<Swarm>> {
  const has = client.supports('swarm');
  return has.ok ? readOne(client, '/swarm', { signal }, toSwarm) : has;
}

/** How a swarm begins. Addresses are `host:port` or an interface; what is absent the engine chooses. */
export interface SwarmStart {
  readonly listenAddress: string;
  readonly advertiseAddress?: string;
  /** API 1.31. */
  readonly dataPathAddress?: string;
  /** API 1.40. */
  readonly dataPathPort?: number;
  /** Pools of addresses in CIDR notation (API 1.39). */
  readonly addressPools?: readonly string[];
  /** Length of the prefix of each network out of the pools (API 1.39). */
  readonly subnetSize?: number;
  /** A new swarm out of the state of a lost one. */
  readonly force?: boolean;
  readonly spec?: JsonObject;
}

/** `POST /swarm/init` (API 1.24); gives the id of this node. 503 where it is in a swarm already. */
export async function startSwarm(client: EngineClient, start: SwarmStart): Promise<Result<string>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  const answer = await client.send('POST', '/swarm/init', {
    body: {
      ListenAddr: start.listenAddress,
      AdvertiseAddr: start.advertiseAddress,
      DataPathAddr: start.dataPathAddress,
      DataPathPort: start.dataPathPort,
      DefaultAddrPool: start.addressPools,
      SubnetSize: start.subnetSize,
      ForceNewCluster: start.force ?? false,
      Spec: start.spec ?? {},
    },
  });
  return answer.ok ? ok(str(answer.value)) : answer;
}

/** How to join a swarm. */
export interface SwarmJoin {
  readonly listenAddress: string;
  readonly advertiseAddress?: string;
  /** API 1.31. */
  readonly dataPathAddress?: string;
  /** Managers that are in it. */
  readonly remoteAddresses: readonly string[];
  readonly token: string;
}

/** `POST /swarm/join` (API 1.24). Waits for the manager, a minute at most. */
export async function joinSwarm(client: EngineClient, join: SwarmJoin): Promise<Result<void>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return change(client, 'POST', '/swarm/join', {
    body: {
      ListenAddr: join.listenAddress,
      AdvertiseAddr: join.advertiseAddress,
      DataPathAddr: join.dataPathAddress,
      RemoteAddrs: join.remoteAddresses,
      JoinToken: join.token,
    },
    headTimeoutMs: 60_000,
  });
}

/** `POST /swarm/leave` (API 1.24). A manager needs `force`, and the last one takes the swarm with it. */
export async function leaveSwarm(client: EngineClient, force: boolean): Promise<Result<void>> {
  const has = client.supports('swarm');
  if (!has.ok) return has;
  return change(client, 'POST', '/swarm/leave', { query: { force }, headTimeoutMs: 60_000 });
}

/** Which tokens and keys to replace. The unlock key: API 1.25. */
export interface SwarmRotation {
  readonly workerToken?: boolean;
  readonly managerToken?: boolean;
  readonly unlockKey?: boolean;
}

/** `POST /swarm/update` (API 1.24) with the whole spec and the version it was read with. */
export async function updateSwarm(
  client: EngineClient,
  version: number,
  spec: JsonObject,
  rotate: SwarmRotation = {},
): Promise<Result<void>> {
  const has = client.supports(rotate.unlockKey === true ? 'swarm-lock' : 'swarm');
  if (!has.ok) return has;
  return change(client, 'POST', '/swarm/update', {
    query: {
      version,
      rotateWorkerToken: rotate.workerToken,
      rotateManagerToken: rotate.managerToken,
      rotateManagerUnlockKey: rotate.unlockKey,
    },
    body: spec,
  });
}

/** `GET /swarm/unlockkey` (API 1.25): a secret; '' where the swarm is not locked. */
export async function readUnlockKey(client: EngineClient, signal?: AbortSignal): Promise<Result<string>> {
  const has = client.supports('swarm-lock');
  if (!has.ok) return has;
  const answer = await client.getJson('/swarm/unlockkey', { signal });
  return answer.ok ? ok(str(field(answer.value, 'UnlockKey'))) : answer;
}

/** `POST /swarm/unlock` (API 1.25). */
export async function unlockSwarm(client: EngineClient, key: string): Promise<Result<void>> {
  const has = client.supports('swarm-lock');
  return has.ok ? change(client, 'POST', '/swarm/unlock', { body: { UnlockKey: key } }) : has;
}
