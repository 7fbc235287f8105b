import {
  ChevronDown,
  ChevronUp,
  Download,
  FileDown,
  type LucideIcon,
  Pause,
  Play,
  RotateCw,
  Skull,
  Square,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { Task } from '#shared/model/task';
import { displayText } from '#shared/util/display-text';
import { cancelTask, retryTasks } from '../../state/actions';
import { bytes, clock, count, duration, fullMoment, moment } from '../../state/format';
import { pullTotals } from '../../state/images/pull';
import { useNow } from '../../state/now';
import { taskVerb } from '../../state/outcomes';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { ProgressBar } from '../../ui/ProgressBar';
import { type GlyphName, StateGlyph } from '../../ui/StateGlyph';
import { Tag } from '../../ui/Tag';
import styles from './Activity.module.css';

const c = classes(styles);

const glyphs: Readonly<Record<Task['status'], GlyphName>> = {
  running: 'busy',
  done: 'healthy',
  failed: 'failed',
  cancelled: 'exited',
};

function iconOf({ kind }: Task): LucideIcon {
  if (kind.type === 'pull') return Download;
  if (kind.type === 'remove-image') return Trash2;
  if (kind.type === 'save-log') return FileDown;
  switch (kind.action) {
    case 'start':
    case 'unpause':
      return Play;
    case 'stop':
      return Square;
    case 'restart':
      return RotateCw;
    case 'pause':
      return Pause;
    case 'kill':
      return Skull;
    case 'remove':
      return Trash2;
  }
}

/** Errors whose message is the engine's own. */
const engineWords: ReadonlySet<AppError['kind']> = new Set([
  'engine-error',
  'conflict',
  'not-found',
  'denied',
]);

/** What could not be written is nothing that an engine says. */
const isEngines = ({ kind }: Task, error: AppError): boolean =>
  engineWords.has(error.kind) && !(kind.type === 'save-log' && error.kind === 'denied');

/** `12,345 lines, 1.2 MB`. */
const writtenWords = ({ written }: Task): string | undefined =>
  written === undefined ? undefined : `${count(written.lines, 'line')}, ${bytes(written.bytes)}`;

export interface TaskRowProps {
  readonly task: Task;
  readonly open: boolean;
  /** The row that Tab reaches; arrows reach the others. */
  readonly first: boolean;
  readonly onToggle: () => void;
}

/** One action: what was done to whom, how it ended, how long it took. Opens in place. */
export function TaskRow({ task, open, first, onToggle }: TaskRowProps) {
  const verb = taskVerb(task);
  const subject = displayText(task.subject, 300);
  const name = `${verb} ${subject}`;
  return (
    <>
      <div
        className={c('row', open && 'open')}
        role="row"
        aria-label={name}
        data-task={task.id}
        tabIndex={first ? 0 : -1}
        onDoubleClick={onToggle}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.target === event.currentTarget) onToggle();
        }}
      >
        <span role="gridcell">
          <StateGlyph name={glyphs[task.status]} />
        </span>
        <span role="gridcell" className={c('action')}>
          <Icon icon={iconOf(task)} size={15} />
          <span title={name}>
            {verb} <b>{subject}</b>
          </span>
        </span>
        <span role="gridcell" className={c('engine')}>
          {displayText(task.engineName, 60)}
        </span>
        <span role="gridcell" className={c('outcome', task.status)}>
          <Outcome task={task} name={name} />
        </span>
        <span role="gridcell" className={c('right')}>
          <Took task={task} />
        </span>
        <span role="gridcell" className={c('right', 'dim')} title={fullMoment(task.startedAt)}>
          <Started at={task.startedAt} />
        </span>
        <span role="gridcell" className={c('buttons')}>
          {task.status === 'running' && task.cancellable && (
            <Button
              size="sm"
              variant="quiet"
              aria-label={`Cancel ${name}`}
              onClick={() => void cancelTask(task.id)}
            >
              Cancel
            </Button>
          )}
          <Button
            size="sm"
            variant="quiet"
            iconEnd={open ? ChevronUp : ChevronDown}
            aria-expanded={open}
            aria-label={`${open ? 'Hide' : 'Details of'} ${name}`}
            onClick={onToggle}
          >
            {open ? 'Hide' : 'Details'}
          </Button>
        </span>
      </div>
      {open && <Details task={task} name={name} />}
    </>
  );
}

function Started({ at }: { readonly at: number }) {
  return moment(at, useNow(10_000));
}

function Took({ task }: { readonly task: Task }) {
  const now = useNow(1000);
  return duration((task.endedAt ?? Math.max(now, task.startedAt)) - task.startedAt);
}

function Outcome({ task, name }: { readonly task: Task; readonly name: string }) {
  switch (task.status) {
    case 'done':
      if (task.kind.type === 'save-log')
        return [writtenWords(task) ?? 'Done', displayText(task.note ?? '', 300)].join('. ');
      return task.note === undefined || task.note === '' ? 'Done' : displayText(task.note, 300);
    case 'cancelled':
      return 'Cancelled by you';
    case 'failed':
      return `Failed: ${task.error === undefined ? 'no reason was given' : displayText(task.error.message, 400)}`;
    case 'running': {
      if (task.kind.type === 'save-log') return writtenWords(task) ?? 'Reading';
      if (task.kind.type !== 'pull') return 'Running';
      const { fraction, current, total } = pullTotals(task.layers ?? []);
      return (
        <span className={c('progress')}>
          <span className={c('track')}>
            <ProgressBar label={`Progress of ${name}`} value={fraction} />
          </span>
          {total > 0 ? `${bytes(current)} of ${bytes(total)}` : displayText(task.note ?? 'Waiting', 200)}
        </span>
      );
    }
  }
}

function Details({ task, name }: { readonly task: Task; readonly name: string }) {
  const { error } = task;
  const report = (): string =>
    [
      `${name}, ${task.status}`,
      `Engine: ${task.engineName}`,
      `Started: ${fullMoment(task.startedAt)}`,
      ...(task.endedAt === undefined ? [] : [`Took: ${duration(task.endedAt - task.startedAt)}`]),
      `Request: ${task.request}`,
      `Same as: ${task.command}`,
      ...(error === undefined ? [] : [`Error (${error.kind}): ${errorText(error)}`]),
    ].join('\n');
  return (
    <div className={c('details', task.status)} role="row" aria-label={`Details of ${name}`}>
      <div role="gridcell" className={c('cell')}>
        <div className={c('left')}>
          {error !== undefined && (
            <>
              <span className={c('caption')}>{isEngines(task, error) ? 'The engine said' : 'Why'}</span>
              <p className={c('said', 'bad')} data-selectable>
                {displayText(errorText(error), 4000)}
              </p>
            </>
          )}
          {error === undefined && task.note !== undefined && task.note !== '' && (
            <>
              <span className={c('caption')}>
                {task.kind.type === 'save-log' ? 'Where it is' : 'The engine said'}
              </span>
              <p className={c('said')} data-selectable>
                {displayText(task.note, 2000)}
              </p>
            </>
          )}
          <div className={c('ways')}>
            {task.status !== 'running' && (
              <Button
                variant={task.status === 'failed' ? 'primary' : 'default'}
                icon={RotateCw}
                onClick={() => void retryTasks([task.id])}
              >
                {task.status === 'failed' ? 'Retry' : 'Do again'}
              </Button>
            )}
            <CopyButton label="Copy report" words size="md" text={report} />
          </div>
          <p className={c('times')}>
            <span>{clock(task.startedAt)}</span> Asked for
            {task.endedAt !== undefined && (
              <>
                <br />
                <span>{clock(task.endedAt)}</span> {task.status === 'done' ? 'Done' : 'Ended'} after{' '}
                {duration(task.endedAt - task.startedAt)}
              </>
            )}
          </p>
        </div>
        <div className={c('shown')}>
          <Copyable label="Request" text={task.request}>
            {error?.kind === 'engine-error' && <Tag tone="bad">{error.status}</Tag>}
          </Copyable>
          <Copyable label="Same as" text={task.command} />
        </div>
      </div>
    </div>
  );
}

function Copyable({
  label,
  text,
  children,
}: {
  readonly label: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={c('copyable')}>
      <div>
        <span className={c('caption')}>{label}</span>
        {children}
        <CopyButton label={label === 'Request' ? 'Copy request' : 'Copy command'} text={() => text} />
      </div>
      <pre>{displayText(text, 4000)}</pre>
    </div>
  );
}
