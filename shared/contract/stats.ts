import { z } from 'zod';
import type { StatsSample } from '../model/stats';
import { stream } from './entry';
import { containerId, engineId, noUpward } from './fields';

export const statsContract = {
  /**
   * Samples of the given containers as they are made, about one a second each; first what main still holds of them
   * (15 minutes at most, only of times at which somebody looked). Open it for what is visible and close it when hidden.
   */
  'stats.samples': stream(z.object({ engineId, ids: z.array(containerId).min(1).max(64) }), noUpward).of<
    readonly StatsSample[]
  >(),
};
