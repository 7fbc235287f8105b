import { z } from 'zod';
import type { Container, ContainerDetails } from '../model/container';
import type { TaskId } from '../model/ids';
import type { LogItem } from '../model/log';
import { call, deadline, stream, watch } from './entry';
import { containerId, displayName, engineId, noUpward } from './fields';

const target = z.object({ id: containerId, name: displayName });

export const containersContract = {
  /** Keyed by container id. Keeps the last known list while the engine is gone. */
  'containers.list': watch(z.object({ engineId })).of<Container>(),
  'containers.inspect': call(
    z.object({ engineId, id: containerId }),
    deadline.read,
  ).returns<ContainerDetails>(),
  /** One task for each target, done side by side with at most 8 at once; their outcomes come through `tasks.list`. */
  'containers.act': call(
    z.object({
      engineId,
      targets: z.array(target).min(1).max(2000),
      action: z.enum(['start', 'stop', 'restart', 'pause', 'unpause', 'kill', 'remove']),
      /** Only for remove. */
      volumes: z.boolean().optional(),
      /** Only for remove. */
      force: z.boolean().optional(),
      /** Only for kill; a name without `SIG` or a number. */
      signal: z
        .string()
        .regex(/^([A-Z][A-Z0-9+-]{1,14}|[0-9]{1,2})$/)
        .optional(),
    }),
    deadline.start,
  ).returns<{ readonly taskIds: readonly TaskId[] }>(),
  /**
   * Lines from the last `tail` on, or all without it, then what follows; resumes by itself after a lost engine and
   * after a restart of the container.
   */
  'containers.logs': stream(
    z.object({
      engineId,
      id: containerId,
      tail: z.number().int().min(0).max(10_000_000).optional(),
      follow: z.boolean(),
    }),
    noUpward,
  ).of<LogItem>(),
};
