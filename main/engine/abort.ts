/**
 * Whether a signal has aborted by now. A function, because the compiler takes a property that was false once to be
 * false for ever, also across an await.
 */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
