import { z } from 'zod';
import type { StatsHistory, StatsMark, StatsRecording, StatsSample } from '../model/stats';
import { call, deadline, stream, watch } from './entry';
import { containerId, displayName, engineId, moment, noUpward, nothing } from './fields';

export const statsContract = {
  /**
   * Samples of the given containers as they are made, about one a second each (where hundreds are asked for, each in its
   * turn); first what main still holds of them (15 minutes at most, only of times at which somebody looked). Open it for
   * what is visible and close it when hidden.
   */
  'stats.samples': stream(
    z.object({
      engineId,
      ids: z.array(containerId).min(1).max(1000),
      /** Samples of the past to give of each; all that are held where it is left out. */
      history: z.number().int().min(0).max(900).optional(),
      /** With the parts that the sums are made of. */
      detail: z.boolean().optional(),
    }),
    noUpward,
  ).of<readonly StatsSample[]>(),
  /** What happened to a container: what the engine remembers of it, then what happens. Keyed by time and kind. */
  'stats.marks': watch(z.object({ engineId, containerId })).of<StatsMark>(),
  /**
   * What is kept of a container by its name: the last hour by the second, or the last day by the minute (means, and for
   * memory and processes the largest).
   */
  'stats.history': call(
    z.object({
      engineId,
      containerName: displayName,
      by: z.enum(['second', 'minute']),
      from: moment,
      to: moment,
    }),
    deadline.read,
  ).returns<StatsHistory>(),
  /** Those that are on, and those of which something is kept. Keyed by engine and name. */
  'stats.recordings': watch(nothing).of<StatsRecording>(),
  /** Switches the recording of a container on or off; what was recorded is forgotten with `forget`. */
  'stats.record': call(
    z.object({ engineId, containerName: displayName, on: z.boolean(), forget: z.boolean().optional() }),
    deadline.read,
  ).returns<Record<string, never>>(),
};
