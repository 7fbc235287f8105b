import { errorText } from '#shared/errors';
import type { TaskId } from '#shared/model/ids';
import type { Task } from '#shared/model/task';
import { verbs } from './containers/verbs';
import { count } from './format';
import type { ToastItem } from './store';

/** What a task does, as its row in Activity says it: `Stop`, `Pull`, `Remove`. */
export function taskVerb({ kind }: Task): string {
  switch (kind.type) {
    case 'container':
      return verbs[kind.action].label;
    case 'pull':
      return 'Pull';
    case 'remove-image':
      return 'Remove';
    case 'save-log':
      return 'Save';
  }
}

/** What a finished task did: `Stopped`, `Pulled`. */
function taskDone({ kind }: Task): string {
  switch (kind.type) {
    case 'container':
      return verbs[kind.action].done;
    case 'pull':
      return 'Pulled';
    case 'remove-image':
      return 'Removed';
    case 'save-log':
      return 'Saved';
  }
}

function noun({ kind }: Task): string {
  switch (kind.type) {
    case 'container':
      return 'container';
    case 'pull':
    case 'remove-image':
      return 'image';
    case 'save-log':
      return 'log';
  }
}

/**
 * What to say once every task of what the person asked for has ended; undefined where there is nothing to say, as when
 * they cancelled it themselves. One sentence for one thing, one for a whole selection.
 */
export function outcomeOf(tasks: readonly Task[]): Omit<ToastItem, 'id'> | undefined {
  const [first] = tasks;
  if (first === undefined) return undefined;
  const failed = tasks.filter(({ status }) => status === 'failed');
  const done = tasks.filter(({ status }) => status === 'done');
  const [firstFailed] = failed;
  if (firstFailed === undefined) {
    if (done.length === 0) return undefined;
    const what = done.length === 1 ? (done[0]?.subject ?? '') : count(done.length, noun(first));
    return { outcome: 'done', title: `${taskDone(first)} ${what}`, retry: [] };
  }
  const verb = taskVerb(first).toLowerCase();
  const words = firstFailed.error === undefined ? undefined : errorText(firstFailed.error);
  if (tasks.length === 1) {
    return {
      outcome: 'failed',
      title: `Could not ${verb} ${firstFailed.subject}`,
      text: words,
      retry: [firstFailed.id],
      details: firstFailed.id,
    };
  }
  return {
    outcome: 'failed',
    title: `Could not ${verb} ${failed.length} of ${count(tasks.length, noun(first))}`,
    text: words === undefined ? undefined : `${firstFailed.subject}: ${words}`,
    retry: failed.map(({ id }) => id),
    details: firstFailed.id,
  };
}

const maxBatches = 100;

/** Waits for the tasks of what was asked here, so that one sentence can be said about all of them. */
export class OutcomeWatch {
  readonly #batches = new Set<readonly TaskId[]>();
  readonly #say: (toast: Omit<ToastItem, 'id'>) => void;

  constructor(say: (toast: Omit<ToastItem, 'id'>) => void) {
    this.#say = say;
  }

  /** Follows tasks that this window started. Bounded: the oldest batch is given up, its tasks stay in Activity. */
  add(ids: readonly TaskId[], tasks: ReadonlyMap<string, Task>): void {
    if (ids.length === 0) return;
    this.#batches.add(ids);
    for (const oldest of this.#batches) {
      if (this.#batches.size <= maxBatches) break;
      this.#batches.delete(oldest);
    }
    this.check(tasks);
  }

  /** Looks whether a batch is through. Tasks that Activity has forgotten meanwhile no longer count. */
  check(tasks: ReadonlyMap<string, Task>): void {
    for (const ids of this.#batches) {
      const known = ids.map((id) => tasks.get(id)).filter((task) => task !== undefined);
      if (known.length === 0 || known.some(({ status }) => status === 'running')) continue;
      if (known.length < ids.length && tasks.size < ids.length) continue;
      this.#batches.delete(ids);
      const toast = outcomeOf(known);
      if (toast !== undefined) this.#say(toast);
    }
  }
}
