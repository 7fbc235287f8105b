import type { IncomingMessage } from 'node:http';
import { type AppError, cancelled } from '#shared/errors';
import type { EngineClient } from '../client';
import { connectionFailure } from '../transport/failure';

/**
 * Feeds a body to `use` chunk by chunk until it ends. `use` gives an error to stop with, or a promise to wait for
 * before the next chunk is read: that is the backpressure. Resolves with why it stopped, undefined for a clean end;
 * the body is destroyed in any case.
 */
export async function pump(
  client: EngineClient,
  body: IncomingMessage,
  signal: AbortSignal,
  use: (chunk: Buffer) => AppError | undefined | Promise<AppError | undefined>,
): Promise<AppError | undefined> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
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
