import type { AppError, UnreachableReason } from '#shared/errors';
import { type Address, addressText } from './address';
import { DialError } from './dialer';

/**
 * Turns what a socket or the HTTP parser threw into a sentence with a remedy. `group` owns the socket, where permission
 * is missing and it is known.
 */
export function connectionFailure(address: Address, cause: unknown, group?: string): AppError {
  if (cause instanceof DialError) return cause.error;
  if (address.kind === 'npipe') {
    const error = pipeFailure(address, errorCode(cause));
    if (error !== undefined) return error;
  }
  const code = errorCode(cause);
  const at = addressText(address);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return group === undefined
        ? unreachable(
            'no-permission',
            `You may not open the socket ${at}.`,
            'Join the group that owns it, then log out and in again.',
          )
        : unreachable(
            'no-permission',
            `You may not open ${at}: it belongs to the group “${group}” and you are not in it.`,
            'Join the group, then log out and in again.',
          );
    case 'ENOENT':
      return unreachable(
        'no-such-socket',
        `There is no socket at ${at}.`,
        'Start the engine, or correct the path.',
      );
    case 'ENOTSOCK':
      return unreachable('not-a-socket', `${at} is a file, not a socket.`, 'Correct the path.');
    case 'ENAMETOOLONG':
      return pathTooLong(address);
    case 'ECONNREFUSED':
      return unreachable('refused', `Nothing listens at ${at}.`, 'Start the engine.');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        'unknown-host',
        `The name in ${at} cannot be resolved.`,
        'Check the name and the network.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return unreachable('no-answer', `${at} did not answer.`, 'Check the network and the address.');
    case 'EISDIR':
      return unreachable('not-a-socket', `${at} is a folder, not a socket.`, 'Correct the path.');
    default:
      if (code.startsWith('HPE_')) return notAnEngine(at);
      return unreachable('lost', `The connection to ${at} broke off${code === '' ? '' : ` (${code})`}.`);
  }
}

/** What Windows says about its pipes, where it differs from sockets. */
function pipeFailure(address: Address, code: string): AppError | undefined {
  const at = addressText(address);
  switch (code) {
    case 'ENOENT':
      return unreachable(
        'no-such-socket',
        `There is no pipe at ${at}.`,
        'Start the engine, such as Docker Desktop or the Podman machine.',
      );
    case 'EBUSY':
      return unreachable(
        'no-answer',
        `All instances of the pipe ${at} are in use.`,
        'Wait a moment; restart the engine if it stays like that.',
      );
    case 'EACCES':
    case 'EPERM':
      return unreachable(
        'no-permission',
        `You may not open the pipe ${at}.`,
        'Join the group docker-users, then log out and in again.',
      );
    default:
      return undefined;
  }
}

/** No socket can be at such a path. */
export function pathTooLong(address: Address): AppError {
  return unreachable(
    'no-such-socket',
    `The path of ${addressText(address)} is longer than a socket’s can be, about 100 characters.`,
    'Use a shorter path, such as a link to it.',
  );
}

/** What answers there does not speak HTTP, or not as an engine does. */
export function notAnEngine(at: string): AppError {
  return unreachable(
    'not-an-engine',
    `What answers at ${at} is no container engine.`,
    'Correct the address.',
  );
}

/** What was met as an engine sent one answer that made no sense: the address is not to blame. */
export function unreadableAnswer(at: string): AppError {
  return unreachable('lost', `The engine at ${at} sent an answer that cannot be read.`, 'Try again.');
}

/** An answer that did not come in time. */
export function timedOut(what: string, afterMs: number): AppError {
  const seconds = Math.max(1, Math.round(afterMs / 1000));
  return { kind: 'timeout', afterMs, message: `${what}: no answer from the engine within ${seconds} s.` };
}

function unreachable(reason: UnreachableReason, message: string, remedy?: string): AppError {
  return { kind: 'engine-unreachable', reason, message, remedy };
}

/** The code of a Node error, '' where it has none. */
export function errorCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return '';
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? code : '';
}
