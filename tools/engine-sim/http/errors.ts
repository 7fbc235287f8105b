import type { Dialect } from '../core/dialect';
import { EngineError } from '../core/errors';

/** How releases up to 1.12 found the status of an error: by what its text says. The first that fits wins. */
const byWords: readonly (readonly [string, number])[] = [
  ['no such', 404],
  ['conflict', 409],
  ['impossible', 406],
  ['bad parameter', 400],
  ['wrong login/password', 401],
  ["hasn't been activated", 403],
];

/** The status with which this engine answers an error. */
export function statusOf(dialect: Dialect, cause: unknown): number {
  if (!(cause instanceof EngineError)) return 500;
  if (dialect.podman) return cause.podmanStatus ?? podmanStatus(cause);
  if (!dialect.speaks(25)) {
    const words = cause.message.toLowerCase();
    const found = byWords.find(([word]) => words.includes(word))?.[1];
    return found ?? (cause.status === 404 || cause.fixed ? cause.status : 500);
  }
  // A wrong state was an internal error until the errors got types.
  if (!dialect.speaks(37) && cause.status === 409 && /is (not|already) (running|paused)/i.test(cause.message))
    return 500;
  return cause.status;
}

/** Podman knows a conflict where something does not run, and nowhere else. */
function podmanStatus({ status, message }: EngineError): number {
  return status === 409 && !/not running|state improper/.test(message) ? 500 : status;
}

/** The body of an error: JSON from 1.24 on, text before, three fields from Podman. */
export function errorBody(
  dialect: Dialect,
  status: number,
  message: string,
): { readonly type: string; readonly body: string } {
  if (dialect.podman) {
    const cause = message.replace(/^.*: /, '');
    return {
      type: 'application/json',
      body: `${JSON.stringify({ cause, message, response: status })}\n`,
    };
  }
  if (dialect.speaks(24) && dialect.asks(24)) {
    return { type: 'application/json', body: `${JSON.stringify({ message })}\n` };
  }
  return { type: 'text/plain; charset=utf-8', body: message === '' ? '' : `${message}\n` };
}

/** What this engine says about a path that it does not know. */
export function unknownRoute(dialect: Dialect): { readonly type: string; readonly body: string } {
  if (dialect.podman) return { type: 'text/plain; charset=utf-8', body: 'Not Found\n' };
  if (dialect.speaks(24)) return errorBody(dialect, 404, 'page not found');
  return { type: 'text/plain; charset=utf-8', body: '404 page not found\n' };
}
