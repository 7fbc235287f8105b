import type { AppError } from '#shared/errors';

/** A connection that is gone, or an engine that is silent. */
export function lost(message: string, reason: 'lost' | 'no-answer' = 'lost'): AppError {
  return { kind: 'engine-unreachable', reason, message };
}

/**
 * Why an engine that was there a moment ago is not reached now: one answer that made no sense does not send a person to
 * the address, and a silent one is named instead of its requests.
 */
export function ofKnownEngine(name: string, error: AppError): AppError {
  if (error.kind === 'timeout') {
    const seconds = Math.round(error.afterMs / 1000);
    return lost(`${name} took the connection, but did not answer within ${seconds} s.`, 'no-answer');
  }
  const unreadable = error.kind === 'engine-unreachable' && error.reason === 'not-an-engine';
  return unreadable ? lost(`${name} sent an answer that cannot be read.`) : error;
}

/** What holds while this computer sleeps; `reached` where lists of the engine are shown. */
export function asleep(name: string, reached: boolean): string {
  return reached
    ? `This computer went to sleep; what is shown of ${name} is from before.`
    : `This computer went to sleep; ${name} is tried again when it wakes.`;
}

/** A bug of ours must not end the connection for good; only the kind of it is told, for a message may quote secrets. */
export function internalError(name: string, cause: unknown): AppError {
  const ref = cause instanceof Error ? cause.name : typeof cause;
  return { kind: 'internal', ref, message: `Pilothouse failed while it was connected to ${name} (${ref}).` };
}
