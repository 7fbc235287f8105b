import { z } from 'zod';
import type { DiscoveryAttempt, EngineConnection } from '../model/engine';
import type { EngineId } from '../model/ids';
import { call, deadline, watch } from './entry';
import { engineId, nothing } from './fields';

export const enginesContract = {
  /** Keyed by engine id. */
  'engines.connections': watch(nothing).of<EngineConnection>(),
  /** Keyed by the order of looking, `00`, `01`, ... */
  'engines.discovery': watch(nothing).of<DiscoveryAttempt>(),
  /** Looks for engines again, or tries the given one again at once. */
  'engines.retry': call(z.object({ engineId: engineId.optional() }), deadline.start).returns<
    Record<string, never>
  >(),
  /** Starts the demo engine as a process of its own and connects to it; the same id when it runs already. */
  'engines.startDemo': call(nothing, deadline.read).returns<{ readonly engineId: EngineId }>(),
};
