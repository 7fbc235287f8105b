import type { StreamInput } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { LogChunk } from '#shared/model/log';
import type { Client } from '../../bridge/client';

/** What came of a reading of older lines. */
export interface OlderRead {
  /** Oldest first; what was not kept is not among them. */
  readonly chunks: readonly LogChunk[];
  /** It began with the log's very first line. */
  readonly start: boolean;
  readonly error: AppError | undefined;
}

export const nothingRead = (start: boolean): OlderRead => ({ chunks: [], start, error: undefined });

/** Reads older lines to their end, or until `signal`. `take` sees each chunk, and says whether it is kept. */
export function readOlder(
  client: Client,
  input: StreamInput<'containers.olderLogs'>,
  signal: AbortSignal,
  take: (chunk: LogChunk) => boolean,
): Promise<OlderRead> {
  const chunks: LogChunk[] = [];
  let start = false;
  return new Promise((resolve) => {
    const done = (error?: AppError): void => {
      signal.removeEventListener('abort', abort);
      resolve({ chunks, start, error: signal.aborted ? undefined : error });
    };
    const abort = (): void => {
      channel.close();
      done();
    };
    const channel = client.open('containers.olderLogs', input, {
      onItem: (item, consumed) => {
        consumed();
        if (item.kind === 'start') start = true;
        if (item.kind === 'lines' && take(item.chunk)) chunks.push(item.chunk);
      },
      onEnd: done,
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
