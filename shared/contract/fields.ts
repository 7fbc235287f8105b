import { z } from 'zod';
import type { ContainerId, EngineId, ImageId, SessionId, TaskId } from '../model/ids';

const id = (max: number) => z.string().min(1).max(max);

/** Engine ids are ours and short. */
export const engineId = id(64).transform((text) => text as EngineId) as unknown as z.ZodType<EngineId>;
/** Hex, full or a unique prefix. */
export const containerId = z
  .string()
  .regex(/^[0-9a-f]{12,64}$/)
  .transform((text) => text as ContainerId) as unknown as z.ZodType<ContainerId>;
/** An id with or without its algorithm. */
export const imageId = z
  .string()
  .regex(/^(sha256:)?[0-9a-f]{12,64}$/)
  .transform((text) => text as ImageId) as unknown as z.ZodType<ImageId>;
export const sessionId = id(64).transform((text) => text as SessionId) as unknown as z.ZodType<SessionId>;
export const taskId = id(64).transform((text) => text as TaskId) as unknown as z.ZodType<TaskId>;
/** A name as the engine gave it, for showing only. */
export const displayName = z.string().min(1).max(1024);
/** A tag, a digest or an id of an image; it becomes part of a path, so it may not climb out of its place. */
export const imageReference = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[A-Za-z0-9[][A-Za-z0-9._\-/:@[\]]*$/)
  .refine((text) => !text.split('/').some((part) => part === '' || part === '.' || part === '..'));
/** Columns and rows of a terminal. */
export const columns = z.number().int().min(2).max(1000);
export const rows = z.number().int().min(1).max(1000);
/** Nothing to say. */
export const nothing = z.object({});
/** For streams on which the page sends nothing. */
export const noUpward = z.never();
/** Epoch ms of a moment that a clock can show. */
export const moment = z.number().min(0).max(8.64e15);
const cut = z.object({
  ms: moment,
  nanos: z.number().int().min(0).max(999_999),
  // None: what is held begins there, with a line of another log.
  count: z.number().int().min(0).max(10_000_000),
});
/** See `LogCuts`. */
export const logCuts = z.object({ stdout: cut.optional(), stderr: cut.optional() });
