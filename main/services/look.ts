import { realpath } from 'node:fs/promises';
import type { AppError } from '#shared/errors';
import type { ConnectionDraft } from '#shared/model/connection';
import type { DiscoveryAttempt } from '#shared/model/engine';
import { withDeadline } from '../engine/abort';
import type { Candidate } from '../discovery/candidates';
import { variable, type World } from '../discovery/world';
import { negotiate } from '../engine/negotiate';
import { type Address, addressText, isLocal } from '../engine/transport/address';
import { HttpTransport } from '../engine/transport/http';
import { maxNameLength } from '../settings/settings';
import { reachOf } from './connection-draft';

/** A place that was looked at, and what tells whether another place leads to the same engine. */
export interface Looked {
  readonly candidate: Candidate;
  readonly attempt: DiscoveryAttempt;
  /** The engine's identity or its real socket; absent where nothing answered. */
  readonly same?: string | undefined;
}

const probeMs = 4_000;

/**
 * Looks at these places side by side, each for 4 s at most. Other computers are not called unless the person chose
 * them: a look must not sign in anywhere. Of several ways to one engine the first is kept.
 */
export async function lookAround(
  world: World,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<readonly Looked[]> {
  const looked = await Promise.all(candidates.map((each) => lookAt(world, each, signal)));
  const seen = new Set<string>();
  return looked.filter(({ same }) => same === undefined || (!seen.has(same) && seen.add(same)));
}

/** How to keep a place that was found. */
export function draftOf(candidate: Candidate, address: Address): ConnectionDraft {
  return {
    name: candidate.name.slice(0, maxNameLength),
    ...reachOf(address),
    colour: 'none',
    band: '',
    connect: 'at-start',
  };
}

async function lookAt(world: World, candidate: Candidate, signal: AbortSignal): Promise<Looked> {
  const { name, source, text, address } = candidate;
  const base = { name, address: text, source };
  if (!address.ok) return { candidate, attempt: { ...base, ...failure(candidate, address.error) } };
  const draft = draftOf(candidate, address.value);
  if (!isLocal(address.value)) {
    const message = 'Another computer; it is called once you add it.';
    return { candidate, attempt: { ...base, draft, outcome: 'not-tried', message } };
  }
  const transport = new HttpTransport(address.value);
  const limit = withDeadline(probeMs, signal);
  const answer = await negotiate(transport, variable(world, 'DOCKER_API_VERSION'), limit);
  transport.close();
  if (!answer.ok) {
    const late: AppError = {
      kind: 'engine-unreachable',
      reason: 'no-answer',
      message: `${text} did not answer within ${probeMs / 1000} s.`,
      remedy: 'Restart the engine, or look again if this computer was busy.',
    };
    const error = answer.error.kind === 'cancelled' ? late : answer.error;
    return { candidate, attempt: { ...base, draft, ...failure(candidate, error) } };
  }
  const { facts } = answer.value;
  const message = `${facts.flavour === 'podman' ? 'Podman' : 'Docker'} ${facts.release}, API ${facts.maxApi}.`;
  const same = facts.identity ?? (await realPlace(address.value));
  return { candidate, same, attempt: { ...base, draft, outcome: 'found', message } };
}

/** Podman has no identity of its own, so that only its socket tells. */
async function realPlace(address: Address): Promise<string> {
  if (address.kind !== 'unix') return addressText(address);
  try {
    return await realpath(address.path);
  } catch {
    return address.path;
  }
}

function failure(
  candidate: Candidate,
  error: AppError,
): Pick<DiscoveryAttempt, 'outcome' | 'message' | 'remedy' | 'command'> {
  const { absent } = candidate;
  const missing = error.kind === 'engine-unreachable' && error.reason === 'no-such-socket';
  if (absent !== undefined && missing) return { outcome: 'not-there', ...absent };
  const { message } = error;
  if (error.kind !== 'engine-unreachable') return { outcome: 'failed', message };
  return { outcome: 'failed', message, remedy: error.remedy, command: error.command ?? joinGroup(error) };
}

/** The command that lets a person into the group that owns a socket. */
function joinGroup(error: AppError): string | undefined {
  if (error.kind !== 'engine-unreachable' || error.reason !== 'no-permission') return undefined;
  const group = /“([a-z_][a-z0-9_-]*)”/.exec(error.message)?.[1];
  return group === undefined ? undefined : `sudo usermod -aG ${group} "$USER"`;
}
