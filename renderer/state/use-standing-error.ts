import { useState } from 'react';
import type { AppError } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';

/** True while an answer of the engine is awaited. */
export function isTrying({ phase, error }: EngineConnection): boolean {
  return phase === 'probing' || phase === 'syncing' || (phase === 'reconnecting' && error === undefined);
}

/**
 * Why an engine is not reached, also while it is being tried again: a reason that came and went with every try could
 * not be read. Mount anew for another engine.
 */
export function useStandingError(engine: EngineConnection): AppError | undefined {
  const [last, setLast] = useState(engine.error);
  const trying = isTrying(engine);
  if (!trying && engine.error !== last) setLast(engine.error);
  return trying ? last : engine.error;
}
