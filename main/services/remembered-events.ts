import type { ContainerId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import { ok } from '#shared/result';
import { openEvents } from '../engine/api/system';
import type { EngineClient } from '../engine/client';
import type { EngineEvent } from '../engine/compat/events';

/**
 * Gives what an engine remembers of a container, up to now: dockerd the last 64 to 256 events of all that happened on it,
 * Podman days. Resolves when that was all; fails as `unsupported` where the engine has no events.
 */
export async function rememberedEvents(
  client: EngineClient,
  id: ContainerId,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  // A second more, because the engine's clock may be ahead; the stream ends there by itself.
  const until = String(Math.ceil(Date.now() / 1000) + 1);
  const opened = await openEvents(
    client,
    (event) => {
      if (event.id !== '' && (event.id === id || id.startsWith(event.id))) onEvent(event);
    },
    signal,
    { since: '1', until, types: ['container'], container: id },
  );
  if (!opened.ok) return opened;
  await opened.value.done;
  return ok(undefined);
}
