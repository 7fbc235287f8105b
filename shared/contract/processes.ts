import { z } from 'zod';
import type { ProcessList } from '../model/processes';
import { call, deadline } from './entry';
import { containerId, engineId } from './fields';

export const processesContract = {
  /** The processes of a running container now, with the columns that its engine gives. */
  'processes.list': call(z.object({ engineId, containerId }), deadline.read).returns<ProcessList>(),
  /**
   * Sends a signal to one process through an exec in its container. The engine's number of a process means nothing
   * inside, so it is looked up there by what the list says of it; refused where that is not certain.
   */
  'processes.signal': call(
    z.object({
      engineId,
      containerId,
      pid: z.number().int().min(1),
      /** A name without `SIG`, such as `TERM`. */
      signal: z.string().regex(/^[A-Z][A-Z0-9+-]{1,14}$/),
    }),
    deadline.read,
  ).returns<Record<string, never>>(),
};
