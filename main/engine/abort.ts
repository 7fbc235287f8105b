/**
 * Whether a signal has aborted by now. A function, because the compiler takes a property that was false once to be
 * false for ever, also across an await.
 */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/**
 * A signal that aborts with the first of these, or after so many ms. Not `AbortSignal.any` over `AbortSignal.timeout`:
 * Node 20 lets the timeout be collected as garbage while its signal is listened to, and the deadline never comes.
 */
export function withDeadline(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  const late = new AbortController();
  // The timer holds the controller.
  setTimeout(() => late.abort(), ms).unref();
  return AbortSignal.any([late.signal, ...signals]);
}
