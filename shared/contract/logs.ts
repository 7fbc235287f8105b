import { z } from 'zod';
import type { TaskId } from '../model/ids';
import { call, deadline } from './entry';
import { containerId, displayName, engineId, moment } from './fields';

/** A moment of an engine's clock: epoch ms and nanoseconds below it. */
const exactMoment = z.object({ ms: moment, nanos: z.number().int().min(0).max(999_999) });

export const logsContract = {
  /**
   * Asks the person for a file, then reads the logs of some containers from their first line to their last (nothing is
   * followed), merged by time, and writes them as a task with progress in lines and bytes. No `taskId` where the person
   * chose no file. `invalid-input` with a sentence where the filter's text has a mistake.
   */
  'logs.save': call(
    z.object({
      sources: z
        .array(z.object({ engineId, id: containerId, name: displayName }))
        .min(1)
        .max(100),
      /** The first and the last moment, both inclusive. With one of them, lines without a time are left out. */
      from: exactMoment.optional(),
      to: exactMoment.optional(),
      /** As in `parseQuery`; an empty text keeps all. */
      filter: z
        .object({
          text: z.string().max(4000),
          matchCase: z.boolean(),
          wholeWord: z.boolean(),
          regex: z.boolean(),
          inverse: z.boolean(),
        })
        .optional(),
      /** Level numbers, 0 for lines without one: not written, unless as context. */
      hiddenLevels: z.array(z.number().int().min(0).max(6)).max(7),
      /** So many lines around each that the filter keeps are written, too. */
      context: z.number().int().min(0).max(50),
      /**
       * `text`: a line of UTF-8 each, as it is copied with its time, and with its container and stream where there are
       * several. `jsonl`: an object each with `time` (RFC 3339 with nanoseconds), `source`, `stream`, `level` and `text`.
       */
      format: z.enum(['text', 'jsonl']),
      /** The file's name before the person changes it; what no file may be called is replaced. */
      suggestedName: z.string().min(1).max(1024),
    }),
    deadline.person,
  ).returns<{ readonly taskId?: TaskId | undefined }>(),
};
