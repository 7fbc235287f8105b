import { z } from 'zod';
import type { Container, ContainerDetails } from '../model/container';
import type { TaskId } from '../model/ids';
import type { LogItem, LogNotice } from '../model/log';
import { call, deadline, stream, watch } from './entry';
import { containerId, displayName, engineId, logCuts, moment, noUpward } from './fields';

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
   * after a restart of the container. `after`: exactly what came since these cuts, instead of `tail`; cuts of nothing
   * count as none. `since` and `until` (epoch ms, both inclusive) bound the time; with `until` it ends there and follows
   * nothing. Says `start` where it began with the log's first line: before its lines, or behind them where `tail` is
   * above 20,000. Where lines have no times (below API 1.11) there is no `after` and no bound.
   */
  'containers.logs': stream(
    z.object({
      engineId,
      id: containerId,
      tail: z.number().int().min(0).max(10_000_000).optional(),
      after: logCuts.optional(),
      since: moment.optional(),
      until: moment.optional(),
      follow: z.boolean(),
    }),
    noUpward,
  ).of<LogItem>(),
  /** What happened to a container before now, oldest first, as far as its engine remembers; for between its lines. */
  'containers.past': call(z.object({ engineId, id: containerId }), deadline.read).returns<{
    readonly notices: readonly LogNotice[];
  }>(),
  /**
   * Exactly the lines that are older than `before`, in the log's order: the last `lines` of them (as many as 64 MiB
   * hold), or all from the log's beginning on. Ends then; says `start` before its lines where they begin with the log's
   * first line. `newer`: how many lines of the log are known to be newer, so that the engine is asked for as few as
   * possible.
   */
  'containers.olderLogs': stream(
    z.object({
      engineId,
      id: containerId,
      before: logCuts,
      lines: z.number().int().min(1).max(10_000_000).optional(),
      newer: z.number().int().min(0).max(100_000_000),
    }),
    noUpward,
  ).of<LogItem>(),
};
