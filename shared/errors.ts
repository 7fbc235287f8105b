/** Why no answer could be had from an engine at all; each has its own remedy. */
export type UnreachableReason =
  | 'no-permission'
  | 'no-such-socket'
  | 'not-a-socket'
  | 'refused'
  | 'not-an-engine'
  | 'too-new'
  | 'unknown-host'
  | 'lost'
  | 'no-answer';

/** One thing that is wrong with what was typed or sent, and where: `path` is dotted, '' for the whole. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/**
 * Everything that can go wrong, as a value. `message` is a whole sentence for a person: what happened, to what
 * and why; the engine's own words stand in it unchanged. Only `internal` is a bug of ours: `ref` finds it in the log.
 */
export type AppError =
  | {
      readonly kind: 'engine-unreachable';
      readonly reason: UnreachableReason;
      readonly message: string;
      readonly remedy?: string | undefined;
    }
  | { readonly kind: 'engine-error'; readonly status: number; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly capability: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly afterMs: number; readonly message: string }
  | { readonly kind: 'cancelled'; readonly message: string }
  | { readonly kind: 'invalid-input'; readonly issues: readonly InputIssue[]; readonly message: string }
  | { readonly kind: 'internal'; readonly ref: string; readonly message: string };

/** The words the engine used, or ours where it used none; what a list row or a toast shows. */
export function errorText(error: AppError): string {
  return error.kind === 'engine-unreachable' && error.remedy !== undefined
    ? `${error.message} ${error.remedy}`
    : error.message;
}

/** The error of work that its owner gave up; nothing to report to a person. */
export function cancelled(what: string): AppError {
  return { kind: 'cancelled', message: `${what} was cancelled.` };
}
