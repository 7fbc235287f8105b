import type { Readable } from 'node:stream';
import type { ContainerId } from '#shared/model/ids';
import { ok, type Result } from '#shared/result';
import type { EngineClient, Query } from '../client';
import { atLeast } from '../compat/version';
import { openAttach } from './attach';
import type { LogQuery } from './log-query';
import { segment } from './paths';

/** Which part of a container's log to read. */
export interface ContainerLogQuery extends LogQuery {
  /** Inclusive; the engine stops at the first record behind it, whatever follows. API 1.35. */
  readonly until?: string | undefined;
}

/** A log that is open, and what comes out of it. The caller reads or destroys the body. */
export interface OpenedLog {
  readonly body: Readable;
  /** Multiplexed frames; plain bytes otherwise. */
  readonly framed: boolean;
  /** Each line begins with its time. */
  readonly timestamps: boolean;
  /**
   * It comes from an attach: reading it slowly slows the container down, so what cannot be used at once has to be
   * thrown away.
   */
  readonly attached: boolean;
}

/** True where the engine gives the last lines alone (API 1.13); the reader has to trim the log otherwise. */
export function canTail(client: EngineClient): boolean {
  return atLeast(client.version, 1, 13);
}

/**
 * The log of a container: `GET /containers/{id}/logs` with times (API 1.11), below it `POST /containers/{id}/attach`
 * with `logs=1`, which has no times. Framing follows the TTY setting alone, and there is none below API 1.6. `tail` is
 * left out below API 1.13, `since` below 1.19 and `until` below 1.35: more comes then, and the reader drops what it does
 * not want. Fails with the engine's words where a log driver cannot be read.
 */
export async function openLog(
  client: EngineClient,
  container: { readonly id: ContainerId; readonly tty: boolean },
  query: ContainerLogQuery,
  signal: AbortSignal,
): Promise<Result<OpenedLog>> {
  const framed = !container.tty && atLeast(client.version, 1, 6);
  if (!atLeast(client.version, 1, 11)) {
    const streams = { logs: true, stream: query.follow, stdin: false, stdout: true, stderr: true };
    const opened = await openAttach(client, container.id, streams, signal);
    return opened.ok ? ok({ body: opened.value, framed, timestamps: false, attached: true }) : opened;
  }
  const body = await client.open('GET', `/containers/${segment(container.id)}/logs`, {
    query: containerLogQuery(client, query),
    signal,
    // A driver that must read a long file first answers late; the reader's owner can cancel at any time.
    headTimeoutMs: 60_000,
    smallChunks: true,
  });
  return body.ok ? ok({ body: body.value, framed, timestamps: true, attached: false }) : body;
}

function containerLogQuery(client: EngineClient, query: ContainerLogQuery): Query {
  return {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: query.follow,
    tail: canTail(client) ? (query.tail ?? 'all') : undefined,
    since: atLeast(client.version, 1, 19) ? engineTime(client, query.since) : undefined,
    until: atLeast(client.version, 1, 35) ? query.until : undefined,
  };
}

/** Engines up to 1.9 (API 1.21) take whole seconds alone; both ends are inclusive, so the earlier second it is. */
export function engineTime(client: EngineClient, time: string | undefined): string | undefined {
  if (time === undefined || atLeast(client.profile.maxApi ?? client.version, 1, 22)) return time;
  return time.split('.')[0];
}
