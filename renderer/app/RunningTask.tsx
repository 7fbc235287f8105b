import { useMemo } from 'react';
import type { Task } from '#shared/model/task';
import { displayText } from '#shared/util/display-text';
import { busyWords } from '../state/containers/status';
import { grouped } from '../state/format';
import { pullTotals } from '../state/images/pull';
import { navigate } from '../state/router';
import { useStore } from '../state/store';
import { BusyRing } from '../ui/BusyRing';
import { classes } from '../ui/classes';
import styles from './RunningTask.module.css';

const c = classes(styles);

/** What runs, in words: one task by its name, several by their number. Leads to Activity. */
export function RunningTask() {
  const tasks = useStore((state) => state.tasks.byKey);
  const running = useMemo(() => [...tasks.values()].filter(({ status }) => status === 'running'), [tasks]);
  const [only] = running;
  if (only === undefined) return null;
  const words = running.length === 1 ? runningWords(only) : `${grouped(running.length)} running`;
  return (
    <button type="button" className={c('task')} onClick={() => navigate({ page: 'activity' })}>
      <BusyRing size={14} />
      <span>{words}</span>
    </button>
  );
}

function runningWords(task: Task): string {
  const subject = displayText(
    task.subject
      .split('/')
      .at(-1)
      ?.replace(/[:@].*$/, '') ?? task.subject,
    40,
  );
  switch (task.kind.type) {
    case 'container':
      return `${busyWords[task.kind.action]} ${displayText(task.subject, 40)}`;
    case 'pull': {
      const { fraction } = pullTotals(task.layers ?? []);
      return `Pulling ${subject}${fraction === undefined ? '' : `, ${Math.floor(fraction * 100)} %`}`;
    }
    case 'remove-image':
      return `Removing ${subject}`;
    case 'save-log':
      return `Saving ${displayText(task.subject, 60)}`;
  }
}
