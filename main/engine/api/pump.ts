import type { Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import { isAborted } from '../abort';
import type { EngineClient } from '../client';
import { connectionFailure, timedOut } from '../transport/failure';

/**
 * Feeds a body to `use` chunk by chunk until it ends. `use` gives an error to stop with, or a promise to wait for
 * before the next chunk is read: that is the backpressure. With `idleMs` a body that gives nothing for so long counts as
 * lost; the time that `use` takes is not counted. Resolves with why it stopped, undefined for a clean end; the body is
 * destroyed in any case.
 */
export async function pump(
  client: EngineClient,
  body: Readable,
  signal: AbortSignal,
  use: (chunk: Buffer) => AppError | undefined | Promise<AppError | undefined>,
  idleMs?: number,
): Promise<AppError | undefined> {
  const idle = new AbortController();
  const giveUp = (): void => {
    idle.abort();
    body.destroy();
  };
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    if (idleMs !== undefined) timer = setTimeout(giveUp, idleMs);
  };
  const silent = (): AppError => timedOut('The stream', idleMs ?? 0);
  try {
    watch();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      const answer = use(chunk);
      const error = answer instanceof Promise ? await answer : answer;
      if (error !== undefined) return error;
      watch();
    }
    return isAborted(idle.signal) ? silent() : undefined;
  } catch (cause) {
    if (signal.aborted) return cancelled('The stream');
    return isAborted(idle.signal) ? silent() : connectionFailure(client.transport.address, cause);
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}
