import { z } from 'zod';
import type { SessionId } from '../model/ids';
import type { RunAnswer, TerminalChoices, TerminalSession } from '../model/terminal';
import { call, deadline, stream, watch } from './entry';
import {
  columns,
  containerId,
  displayName,
  engineId,
  imageReference,
  noUpward,
  nothing,
  rows,
  sessionId,
} from './fields';

const word = z.string().max(4096);
const path = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => !text.includes('\0'));
const program = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shell'), path: path.optional() }),
  z.object({ kind: z.literal('command'), command: z.array(word).min(1).max(200) }),
  z.object({ kind: z.literal('attach') }),
  z.object({ kind: z.literal('debug'), image: imageReference }),
]);
const settings = z.object({
  user: z.string().min(1).max(200).optional(),
  folder: path.optional(),
  privileged: z.boolean().optional(),
});
/** `NAME=value`; a secret. */
const environment = z
  .array(
    z
      .string()
      .regex(/^[^=\0]+=[^\0]*$/)
      .max(32_768),
  )
  .max(200);

export const terminalsContract = {
  /** Keyed by session id. At most 64 at once. */
  'terminals.sessions': watch(nothing).of<TerminalSession>(),
  /** Starts a terminal with the given size; answers at once, the session tells how it goes. */
  'terminals.start': call(
    z.object({
      engineId,
      containerId,
      containerName: displayName,
      columns,
      rows,
      /** The container's best shell where absent, with what was kept for its image where that says more. */
      program: program.optional(),
      /** Those kept for its image where `program` and these are absent. */
      settings: settings.optional(),
      environment: environment.optional(),
    }),
    deadline.start,
  ).returns<{ readonly sessionId: SessionId }>(),
  /**
   * Starts an ended or saved session anew under its id, with what it was started with; views stay attached and get a
   * divider. A container that was made anew under its name is taken in the place of the old one.
   */
  'terminals.restart': call(z.object({ sessionId, columns, rows }), deadline.start).returns<
    Record<string, never>
  >(),
  /** What a container offers: its shells are looked for with one exec, unless its image's are known. */
  'terminals.choices': call(z.object({ engineId, containerId }), deadline.read).returns<TerminalChoices>(),
  /** Keeps what shells of the container's image start with, and which command was run instead of one. */
  'terminals.setDefaults': call(
    z.object({
      engineId,
      containerId,
      defaults: settings.extend({
        shell: path.optional(),
        command: z.string().min(1).max(16_000).optional(),
      }),
    }),
    deadline.read,
  ).returns<Record<string, never>>(),
  /**
   * The session's output as bytes, the last 256 KiB first, and what is typed the other way. Several windows may
   * attach; closing the stream leaves the session running.
   */
  'terminals.attach': stream(
    z.object({ sessionId }),
    z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 65_536),
  ).of<Uint8Array>(),
  'terminals.resize': call(z.object({ sessionId, columns, rows }), deadline.start).returns<
    Record<string, never>
  >(),
  /** Forgets what was written so far, but for the line that is being written: views that come do not get it. */
  'terminals.clear': call(z.object({ sessionId }), deadline.start).returns<Record<string, never>>(),
  /**
   * Forgets the session at once and ends its processes: a hangup as of a closed terminal, after a grace a kill. Answers
   * when that is done; `left` is a sentence where something of it goes on. An attached main process is only let go.
   */
  'terminals.close': call(z.object({ sessionId }), deadline.read).returns<{
    readonly left?: string | undefined;
  }>(),
  /**
   * Runs one command in several containers, eight at a time, each for `seconds` at most; an answer from each as it ends.
   * Closing the stream ends what still runs.
   */
  'terminals.run': stream(
    z.object({
      engineId,
      ids: z.array(containerId).min(1).max(500),
      /** Arguments as they are, or one line for the container's `sh`. */
      command: z.union([z.array(word).min(1).max(200), z.object({ line: z.string().min(1).max(16_384) })]),
      user: settings.shape.user,
      seconds: z.number().int().min(1).max(3600),
    }),
    noUpward,
  ).of<RunAnswer>(),
};
