import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { type Pruned, toPruned } from '../compat/pruned';
import { atLeast } from '../compat/version';
import { type Filters, filtersText } from './filters';

/** Removing much takes long; the owner can hang up, and the engine goes on then. */
const headTimeoutMs = null;

/**
 * `POST /containers/prune` (API 1.25): removes what is stopped. Filters (until, label, label!) are refused below API
 * 1.30 and never sent: engines of that time ignore them and would remove everything.
 */
export function pruneContainers(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<Pruned>> {
  return prune(client, '/containers/prune', filters, signal);
}

/**
 * `POST /images/prune` (API 1.25): removes untagged images, or with `all` every one that no container has. `all` is a
 * filter, too, so it is refused below API 1.30 like the others (until, label, label!).
 */
export function pruneImages(
  client: EngineClient,
  all: boolean,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<Pruned>> {
  // Untagged images alone are what engines remove where nothing is said.
  if (!all && !atLeast(client.version, 1, 30)) return prune(client, '/images/prune', filters, signal);
  return prune(client, '/images/prune', { ...filters, dangling: [all ? 'false' : 'true'] }, signal);
}

/** `POST /networks/prune` (API 1.25): removes networks without containers. Filters as for containers. */
export function pruneNetworks(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<Pruned>> {
  return prune(client, '/networks/prune', filters, signal);
}

/**
 * `POST /volumes/prune`: removes anonymous volumes without containers, or with `all` named ones as well. Never sent
 * below API 1.42, where it would take named volumes along unasked: list dangling volumes there and remove one by one.
 */
export async function pruneVolumes(
  client: EngineClient,
  all: boolean,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<Pruned>> {
  const has = client.supports('volume-prune');
  if (!has.ok) return has;
  return prune(client, '/volumes/prune', { ...filters, ...(all ? { all: ['true'] } : {}) }, signal);
}

/** What of the build cache to remove. */
export interface CachePrune {
  /** Also what is not dangling (API 1.39). */
  readonly all?: boolean;
  /** Bytes to keep (API 1.39). */
  readonly keepBytes?: number;
  /** API 1.39. */
  readonly filters?: Filters;
}

/** `POST /build/prune` (API 1.31). */
export async function pruneBuildCache(
  client: EngineClient,
  what: CachePrune = {},
  signal?: AbortSignal,
): Promise<Result<Pruned>> {
  const has = client.supports('build-cache');
  if (!has.ok) return has;
  const empty = emptyFilter(what.filters);
  if (empty !== undefined) return fail(empty);
  const modern = atLeast(client.version, 1, 39);
  const keep = atLeast(client.version, 1, 48) ? 'reserved-space' : 'keep-storage';
  const filters = filtersText(what.filters);
  if (!modern && (filters !== undefined || what.keepBytes !== undefined)) {
    const partly = client.supports('build-cache-filters');
    if (!partly.ok) return partly;
  }
  const query = modern ? { all: what.all, [keep]: what.keepBytes, filters } : {};
  const answer = await client.send('POST', '/build/prune', { query, signal, headTimeoutMs });
  return answer.ok ? ok(toPruned(answer.value)) : answer;
}

/** A filter without values would be left out, and more removed than was meant. */
function emptyFilter(filters: Filters = {}): AppError | undefined {
  const name = Object.keys(filters).find((key) => filters[key]?.length === 0);
  if (name === undefined) return undefined;
  const message = `The filter “${name}” names nothing; without it more would be removed than was meant.`;
  return { kind: 'invalid-input', issues: [{ path: `filters.${name}`, message }], message };
}

async function prune(
  client: EngineClient,
  path: string,
  filters: Filters | undefined,
  signal: AbortSignal | undefined,
): Promise<Result<Pruned>> {
  const empty = emptyFilter(filters);
  if (empty !== undefined) return fail(empty);
  const has = client.supports(filtersText(filters) === undefined ? 'prune' : 'prune-filters');
  if (!has.ok) return has;
  const query = { filters: filtersText(filters) };
  const answer = await client.send('POST', path, { query, signal, headTimeoutMs });
  return answer.ok ? ok(toPruned(answer.value)) : answer;
}
