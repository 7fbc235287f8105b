import type { Query } from '../client';

/** Which part of a log to read; times are `seconds.nanoseconds` as text, because a double cannot hold them. */
export interface LogQuery {
  readonly follow: boolean;
  /** Number of lines from the end; undefined for all. API 1.13. */
  readonly tail?: number | undefined;
  /** Inclusive. API 1.19. */
  readonly since?: string | undefined;
}

/** The query of `/logs` of containers, services and tasks: both streams, with times. */
export function logQuery(query: LogQuery): Query {
  return {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: query.follow,
    tail: query.tail ?? 'all',
    since: query.since,
  };
}
