import { useEffect, useState } from 'react';
import type { AppError } from '#shared/errors';
import type { Container, ContainerDetails } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import { getClient } from '../../state/client';

/** What an inspect told last; `details` stays when a later one fails, so that nothing that was read is lost. */
export interface DetailsRead {
  readonly details: ContainerDetails | undefined;
  readonly error: AppError | undefined;
}

/**
 * Reads a container's details, again whenever its state changes. `container` undefined: it is gone, nothing is read.
 * Gives up what it waits for when the component goes.
 */
export function useDetails(engineId: EngineId, container: Container | undefined): DetailsRead {
  const [read, setRead] = useState<DetailsRead>({ details: undefined, error: undefined });
  const id = container?.id;
  const occasion = container === undefined ? '' : `${container.state} ${container.health} ${container.name}`;
  useEffect(() => {
    if (id === undefined) return;
    const abort = new AbortController();
    void getClient()
      .call('containers.inspect', { engineId, id }, abort.signal)
      .then((result) => {
        if (abort.signal.aborted) return;
        if (result.ok) setRead({ details: result.value, error: undefined });
        else setRead((before) => ({ details: before.details, error: result.error }));
      });
    return () => abort.abort();
  }, [engineId, id, occasion]);
  return read;
}
