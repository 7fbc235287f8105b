import { inject } from 'vitest';
import type {} from './global-engine';
import { accessEngine, type EngineAccess } from './engine-access';

/**
 * The engine that this vitest run shares, with the image busybox:latest on it; undefined where none can be started:
 * use it with `describe.skipIf`. Tests that stop the engine start their own with `startDockerd`.
 */
export function sharedEngine(): EngineAccess | undefined {
  const engine = inject('engine');
  return engine === null ? undefined : accessEngine(engine.socket, engine.configFolder);
}
