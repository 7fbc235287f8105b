import { Activity } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Task } from '#shared/model/task';
import { valuesOf } from '../../state/entities';
import { count, grouped } from '../../state/format';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { Panel, PanelBar, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { StateGlyph } from '../../ui/StateGlyph';
import { Unseen } from '../../ui/Unseen';
import styles from './Activity.module.css';
import { TaskRow } from './TaskRow';

const c = classes(styles);
type Outcome = 'all' | 'running' | 'failed';

/** Everything that was done here, newest first, with the engine's words and the request as it was sent. */
export function ActivityPage() {
  const collection = useStore((state) => state.tasks);
  const opened = useStore(({ route }) => (route.page === 'activity' ? route.task : undefined));
  const [outcome, setOutcome] = useState<Outcome>('all');
  const tasks = useMemo(
    () => [...valuesOf(collection, '')].sort((a, b) => b.startedAt - a.startedAt),
    [collection],
  );
  const running = tasks.filter(({ status }) => status === 'running').length;
  const failed = tasks.filter(({ status }) => status === 'failed').length;
  const shown = tasks.filter((task) => outcome === 'all' || task.status === outcome || task.id === opened);
  const parts = [
    count(tasks.length, 'action'),
    ...(running > 0 ? [`${running} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return (
    <Panel as="main" label="Activity" grow>
      <PanelHead title="Activity" sub={parts.join(', ')} />
      <PanelBar>
        <Segmented
          label="Outcome"
          value={outcome}
          onChange={setOutcome}
          segments={[
            { id: 'all', label: 'All', count: grouped(tasks.length) },
            { id: 'running', label: 'Running', count: grouped(running) },
            {
              id: 'failed',
              label: 'Failed',
              count: grouped(failed),
              glyph: <StateGlyph name="failed" size={11} />,
            },
          ]}
        />
      </PanelBar>
      {shown.length === 0 ? (
        <EmptyState
          icon={Activity}
          title={tasks.length === 0 ? 'Nothing was done yet' : `No ${outcome} actions`}
          text={
            tasks.length === 0
              ? 'Starting, stopping, removing and pulling are listed here with their outcome.'
              : `${count(tasks.length, 'action is', 'actions are')} hidden by the filter.`
          }
          action={
            tasks.length > 0 ? (
              <Button size="sm" onClick={() => setOutcome('all')}>
                Show all
              </Button>
            ) : undefined
          }
        />
      ) : (
        <TaskGrid tasks={shown} opened={opened} />
      )}
      <footer className={c('foot')}>
        Requests and answers are kept on this computer only, the newest 200, until Pilothouse ends.
      </footer>
    </Panel>
  );
}

function TaskGrid({
  tasks,
  opened,
}: {
  readonly tasks: readonly Task[];
  readonly opened: string | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (opened === undefined) return;
    scroller.current
      ?.querySelector(`[data-task="${CSS.escape(opened)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [opened]);
  return (
    <div className={c('grid')} role="grid" aria-label="Activity" aria-rowcount={tasks.length + 1}>
      <div className={c('head')} role="row">
        <span role="columnheader">
          <Unseen>Status</Unseen>
        </span>
        <span role="columnheader">Action</span>
        <span role="columnheader" className={c('engine')}>
          Engine
        </span>
        <span role="columnheader">Outcome</span>
        <span role="columnheader" className={c('right')}>
          Took
        </span>
        <span role="columnheader" className={c('right', 'sorted')} aria-sort="descending">
          Started
        </span>
        <span role="columnheader">
          <Unseen>Actions</Unseen>
        </span>
      </div>
      <div ref={scroller} className={c('scroll')} role="rowgroup" onKeyDown={moveRows}>
        {tasks.map((task, at) => (
          <TaskRow
            key={task.id}
            task={task}
            first={at === 0}
            open={task.id === opened}
            onToggle={() =>
              navigate({ page: 'activity', task: task.id === opened ? undefined : task.id }, 'replace')
            }
          />
        ))}
      </div>
    </div>
  );
}

/** Arrow keys go from row to row; Enter on one opens it. */
function moveRows(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-task]')];
  const at = rows.findIndex((row) => row === event.target);
  if (at === -1) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows[to]?.focus();
}
