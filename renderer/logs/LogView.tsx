import { ArrowDown, RotateCw, ScrollText } from 'lucide-react';
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { errorText } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { copyText } from '../ui/CopyButton';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { Kbd } from '../ui/Kbd';
import { LineDialog } from './LineDialog';
import { selectedLines } from './log-copy';
import type { LogModel, TimesMode } from './log-model';
import { logModel } from './log-models';
import { grouped } from './log-time';
import { LogFooter } from './LogFooter';
import { LogList } from './LogList';
import { LogToolbar } from './LogToolbar';
import styles from './LogView.module.css';

const c = classes(styles);

export interface LogViewProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  /** Shown to a person now. Nothing is read while it is false; lines and place stay. */
  readonly active: boolean;
  /** Where given, a container that starts again is read on by itself. */
  readonly running?: boolean;
  /** False where the person switched keys of one letter off. */
  readonly letterKeys?: boolean;
}

const nextTimes: Readonly<Record<TimesMode, TimesMode>> = { off: 'local', local: 'utc', utc: 'off' };

/**
 * The log of one container: followed, searchable, bounded. Lines, place and options belong to a model that outlives
 * the view (see LogModels); the view holds its stream open while it is active.
 */
export function LogView(props: LogViewProps) {
  return <ContainerLog key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerLog(props: LogViewProps) {
  const { client, engineId, containerId, containerName, active, running, letterKeys = true } = props;
  const model = useMemo(() => logModel(client, engineId, containerId), [client, engineId, containerId]);
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<number>();

  useEffect(() => (active ? model.hold() : undefined), [model, active]);
  useEffect(() => {
    if (active && running === true && model.status.kind === 'ended') model.readAgain();
  }, [model, active, running]);

  const toggleFollow = useCallback((): void => {
    if (model.paused === undefined) model.pause('key', model.viewTop);
    else model.follow();
  }, [model]);

  const focusLog = useCallback((): void => {
    const log = root.current?.querySelector('[role="log"]');
    if (log instanceof HTMLElement) log.focus();
  }, []);

  const onListKey = useCallback(
    (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        const copies = event.shiftKey && !event.altKey && event.key.toLowerCase() === 'c';
        const text = copies ? selectedLines(model, containerName, document.getSelection()) : undefined;
        if (text === undefined) return;
        void copyText(text);
      } else if (event.key === 'ArrowUp' || event.key === 'PageUp') {
        // The scroller moves by itself; it must not be moved back to the end meanwhile.
        if (model.paused === undefined) model.pause('scroll', model.viewTop);
        return;
      } else if (event.key === ' ') toggleFollow();
      else if (event.key === 'End') model.follow();
      else if (event.key === 'Home') model.scrollTo(model.ring.firstSequence);
      else if (!letterKeys) return;
      else if (event.key.toLowerCase() === 'w') model.setOptions({ wrap: !model.options.wrap });
      else if (event.key.toLowerCase() === 'd') model.setOptions({ times: nextTimes[model.options.times] });
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    [model, containerName, toggleFollow, letterKeys],
  );

  const onKey = (event: KeyboardEvent): void => {
    const finds = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'f';
    if (finds) {
      input.current?.focus();
      input.current?.select();
    } else if (event.key === 'F3') model.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={root} className={c('view')} onKeyDown={onKey}>
      <LogToolbar model={model} input={input} onLeave={focusLog} onToggleFollow={toggleFollow} />
      <div className={c('body')}>
        <LogList model={model} label="Logs" onOpen={setOpened} onKeyDown={onListKey} />
        <LogCondition model={model} containerName={containerName} />
        {model.paused !== undefined && model.newRows > 0 && (
          <button type="button" className={c('pill')} onClick={() => model.follow()}>
            {model.newRows === 1 ? '1 new line' : `${grouped(model.newRows)} new lines`}
            <Icon icon={ArrowDown} size={14} />
            <Kbd keys={['End']} onFill />
          </button>
        )}
      </div>
      <LogFooter model={model} />
      {opened !== undefined && (
        <LineDialog model={model} sequence={opened} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

/** What stands in place of lines, or above them: waiting, nothing there, not readable. */
function LogCondition({
  model,
  containerName,
}: {
  readonly model: LogModel;
  readonly containerName: string;
}) {
  const { status } = model;
  const name = displayText(containerName, 80);
  if (status.kind === 'failed') {
    return (
      <div className={c('failed')}>
        <ErrorState
          title={`The log of ${name} could not be read`}
          text={displayText(errorText(status.error))}
          actions={
            <Button size="sm" icon={RotateCw} onClick={() => model.readAgain()}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (model.ring.lines > 0 || status.kind === 'idle') return null;
  const waiting = status.kind === 'reading';
  return (
    <div className={c('nothing')}>
      <EmptyState
        icon={ScrollText}
        title={waiting ? 'No lines yet' : 'No lines'}
        text={
          waiting
            ? `What ${name} writes to its output appears here.`
            : `${name} wrote nothing to its output, or its log was cleared.`
        }
      />
    </div>
  );
}
