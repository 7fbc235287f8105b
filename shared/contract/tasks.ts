import { z } from 'zod';
import type { TaskId } from '../model/ids';
import type { Task } from '../model/task';
import { call, deadline, watch } from './entry';
import { nothing, taskId } from './fields';

export const tasksContract = {
  /** Keyed by task id; the newest 200, finished ones included. */
  'tasks.list': watch(nothing).of<Task>(),
  /** Does the same again as a new task; `conflict` while it still runs. */
  'tasks.retry': call(z.object({ taskId }), deadline.start).returns<{ readonly taskId: TaskId }>(),
  /** Gives up waiting; only where `cancellable`. */
  'tasks.cancel': call(z.object({ taskId }), deadline.start).returns<Record<string, never>>(),
};
