import type { AppError } from '#shared/errors';
import { field, num, str } from './read';

/**
 * The failure that an object of a progress stream tells (pull, push, load, import, build, plugins), although the status
 * was 200; undefined where it tells of none. Old engines send `error` alone.
 */
export function toProgressError(raw: unknown): AppError | undefined {
  const detail = field(raw, 'errorDetail');
  const message = (str(field(raw, 'error')) || str(field(detail, 'message'))).trim();
  if (message === '') return undefined;
  const code = num(field(detail, 'code'));
  if (code === 401 || code === 403) return { kind: 'denied', message };
  return { kind: 'engine-error', status: 200, message };
}
