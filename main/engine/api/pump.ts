import type { Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import type { EngineClient } from '../client';
import { connectionFailure } from '../transport/failure';
import { listened, type Silence } from './silence';

/**
 * Feeds a body to `use` chunk by chunk until it ends. `use` gives an error to stop with, or a promise to wait for
 * before the next chunk is read: that is the backpressure. With `silence` a body that gives nothing for so long fails
 * with its error; the time that `use` takes is not counted. Resolves with why it stopped, undefined for a clean end; the
 * body is destroyed in any case.
 */
export async function pump(
  client: EngineClient,
  body: Readable,
  signal: AbortSignal,
  use: (chunk: Buffer) => AppError | undefined | Promise<AppError | undefined>,
  silence?: Silence,
): Promise<AppError | undefined> {
  const parts = silence === undefined ? (body as AsyncIterable<Buffer>) : listened(body, silence);
  try {
    for await (const chunk of parts) {
      const answer = use(chunk);
      const error = answer instanceof Promise ? await answer : answer;
      if (error !== undefined) return error;
    }
    return undefined;
  } catch (cause) {
    return signal.aborted ? cancelled('The stream') : connectionFailure(client.transport.address, cause);
  } finally {
    body.destroy();
  }
}
