import { randomBytes } from 'node:crypto';
import type { AppError } from '#shared/errors';

/**
 * Where main writes what a developer may need. Never given environment, labels, command lines, headers, credentials
 * or anything typed into a shell.
 */
export interface Logger {
  info(message: string): void;
  error(message: string): void;
}

/** Writes to stderr, one line a message. */
export const stderrLogger: Logger = {
  info: (message) => void process.stderr.write(`pilothouse: ${message}\n`),
  error: (message) => void process.stderr.write(`pilothouse: error: ${message}\n`),
};

/**
 * Logs what was thrown by a bug of ours and gives the error that refers to it. The message of what was thrown may quote
 * what was typed or answered, so only its kind and place are kept.
 */
export function internalError(logger: Logger, where: string, cause: unknown): AppError {
  const ref = randomBytes(4).toString('hex');
  logger.error(`internal error ${ref} in ${where}: ${placeOf(cause)}`);
  return { kind: 'internal', ref, message: `Something in Pilothouse failed (${where}, reference ${ref}).` };
}

function placeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  // A message can have lines of its own: only lines that are places are taken.
  const places = (cause.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return [cause.name, ...places.slice(0, 5).map((line) => line.trim())].join(' ');
}
