import { z } from 'zod';
import type { StatsSample } from '../model/stats';
import { stream } from './entry';
import { containerId, engineId, noUpward } from './fields';

export const statsContract = {
  /**
   * Samples of the given containers as they are made, about one a second each; first what main still holds of them
   * (15 minutes at most, only of times at which somebody looked). Open it for what is visible and close it when hidden.
   */
  'stats.samples': stream(
    z.object({
      engineId,
      ids: z.array(containerId).min(1).max(64),
      /** Samples of the past to give of each; all that are held where it is left out. */
      history: z.number().int().min(0).max(900).optional(),
    }),
    noUpward,
  ).of<readonly StatsSample[]>(),
};
