import type { Duplex } from 'node:stream';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { cancelled } from '#shared/errors';
import type { EngineClient } from '../client';
import { atLeast } from '../compat/version';
import { detachKeys } from './exec';
import { segment } from './paths';

/** What of a container to attach to. */
export interface AttachStreams {
  /** What it has written so far comes first. */
  readonly logs: boolean;
  /** What it writes from now on; without it the connection ends after the logs. */
  readonly stream: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/**
 * `POST /containers/{id}/attach`: the container's own terminal, or its streams. Raw with a TTY or below API 1.6,
 * multiplexed otherwise, whatever the content type says. The caller owns the connection and must always drain it, for
 * the container waits. Never end its writing side with a TTY, or without StdinOnce: the engine would take the output
 * away as well. Aborting `signal` destroys it. 409 where the container is paused or restarting.
 */
export async function openAttach(
  client: EngineClient,
  id: ContainerId,
  streams: AttachStreams,
  signal?: AbortSignal,
): Promise<Result<Duplex>> {
  const opened = await client.hijack(`/containers/${segment(id)}/attach`, {
    query: { ...streams, detachKeys: atLeast(client.version, 1, 22) ? detachKeys : undefined },
    signal,
    headTimeoutMs: 60_000,
  });
  if (!opened.ok) return opened;
  const { socket, head } = opened.value;
  if (signal?.aborted === true) {
    socket.destroy();
    return fail(cancelled('Attaching to the container'));
  }
  if (head.length > 0) socket.unshift(head);
  const give = (): void => void socket.destroy();
  signal?.addEventListener('abort', give, { once: true });
  socket.once('close', () => signal?.removeEventListener('abort', give));
  return ok(socket);
}
