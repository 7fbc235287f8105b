import { useState } from 'react';
import { errorText } from '#shared/errors';
import type { EngineId, TaskId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { pullImage } from '../../state/actions';
import { pullTotals } from '../../state/images/pull';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { ProgressBar } from '../../ui/ProgressBar';
import styles from './OpenTerminalDialog.module.css';

const c = classes(styles);

/** A pull that was asked for here: of which image, and what became of the asking. */
interface Asked {
  readonly image: string;
  readonly taskId?: TaskId;
  /** Why it was not begun. */
  readonly problem?: string;
}

/**
 * Says that the engine does not have an image, and pulls it when that is asked for, without leaving the dialog: what was
 * typed there stays. The pull is a task like any other and goes on when the dialog is closed.
 */
export function PullMissing({
  engineId,
  image,
  blocked,
}: {
  readonly engineId: EngineId;
  readonly image: string;
  readonly blocked: string | undefined;
}) {
  const [last, setAsked] = useState<Asked>();
  const asked = last?.image === image ? last : undefined;
  const taskId = asked?.taskId;
  const task = useStore((state) => (taskId === undefined ? undefined : state.tasks.byKey.get(taskId)));
  const name = displayText(image, 200);
  const pull = (): void => {
    setAsked({ image });
    void pullImage(engineId, image).then((started) => {
      setAsked(
        started.ok ? { image, taskId: started.value.taskId } : { image, problem: errorText(started.error) },
      );
    });
  };
  const problem =
    asked?.problem ??
    (task?.status === 'failed'
      ? task.error === undefined
        ? 'The pull failed.'
        : errorText(task.error)
      : undefined);
  const pulls = asked !== undefined && problem === undefined && task?.status !== 'cancelled';
  // The engine may know it by another name than the one that was typed.
  if (task?.status === 'done')
    return (
      <div className={c('pull')} role="status">
        <span>{`${name} was pulled.`}</span>
      </div>
    );
  return (
    <div className={c('pull')} role="status">
      {pulls ? (
        <>
          <span>{`Pulling ${name}`}</span>
          <span className={c('grows')}>
            <ProgressBar label={`Pulling ${name}`} value={pullTotals(task?.layers ?? []).fraction} />
          </span>
        </>
      ) : (
        <>
          <span>{problem === undefined ? `${name} is not on this engine.` : displayText(problem, 600)}</span>
          <Button size="sm" disabledReason={blocked} onClick={pull}>
            {problem === undefined ? `Pull ${displayText(image, 60)}` : 'Try again'}
          </Button>
        </>
      )}
    </div>
  );
}
