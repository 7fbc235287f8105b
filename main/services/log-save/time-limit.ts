import { createContext, Script } from 'node:vm';

const script = new Script('job()');
let current: (() => void) | undefined;
/** One for all jobs: making it takes longer than most of them. */
const context = createContext({ job: () => current?.() });

/**
 * Runs a job on this thread, at most so many ms; `too-slow` where it was stopped. Node's timeout of scripts stops also
 * what they call, a regular expression in the middle included, which nothing else does short of a thread of its own.
 * The job must leave nothing half done behind that is used afterwards.
 */
export function withinTime<T>(job: () => T, limitMs: number): T | 'too-slow' {
  let result: { readonly value: T } | undefined;
  current = () => {
    result = { value: job() };
  };
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (cause) {
    if (codeOf(cause) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow';
    throw cause;
  } finally {
    current = undefined;
  }
  if (result === undefined) throw new Error('A job did not run.');
  return result.value;
}

/** The error may come from another realm, so it need not be an instance of this one's Error. */
const codeOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
