import type { AppError } from './errors';

/** The outcome of anything that can fail for a reason a person should read. Errors cross the contract as values. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

/** A success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failure. */
export function fail(error: AppError): Result<never> {
  return { ok: false, error };
}
