import { SquareTerminal } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { SessionId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { BusyRing } from '../ui/BusyRing';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { leadToPane } from './lead-to-pane';
import { measureTerminal } from './make-terminal';
import styles from './ShellPane.module.css';
import { ShellSplits } from './ShellSplits';
import type { ShellTabProps } from './shell-tab-props';

const c = classes(styles);

/** Passing by the tab leaves no shell behind. */
const settleMs = 150;
/** A shell's usual size, for when there is no room to measure. */
const usualSize = { columns: 80, rows: 24 } as const;

type Starting =
  | { readonly kind: 'no' }
  | { readonly kind: 'asked' }
  /** Main has it; the list of sessions does not yet. */
  | { readonly kind: 'awaited'; readonly id: SessionId }
  | { readonly kind: 'failed'; readonly error: AppError };

/**
 * The Shell tab of a container: its sessions in tabs and splits. The first time it is shown for a running container that
 * has none, it starts one, with the size that the terminal will have.
 */
export function ShellTab(props: ShellTabProps) {
  // One container's start and session must never be taken for another's.
  return <ContainerShell key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerShell(props: ShellTabProps) {
  const { client, engineId, containerId, containerName, running, active, blocked, sessions } = props;
  const { look, onStarted } = props;
  const host = useRef<HTMLDivElement>(null);
  const [starting, setStarting] = useState<Starting>({ kind: 'no' });
  const started = useRef(false);
  if (starting.kind === 'awaited' && sessions?.some(({ id }) => id === starting.id) === true)
    setStarting({ kind: 'no' });

  const start = useCallback(async (): Promise<SessionId | undefined> => {
    started.current = true;
    setStarting({ kind: 'asked' });
    const size = (host.current === null ? undefined : await measureTerminal(host.current, look)) ?? usualSize;
    const result = await client.call('terminals.start', { engineId, containerId, containerName, ...size });
    if (!result.ok) {
      setStarting({ kind: 'failed', error: result.error });
      return undefined;
    }
    setStarting({ kind: 'awaited', id: result.value.sessionId });
    onStarted(result.value.sessionId);
    return result.value.sessionId;
  }, [client, engineId, containerId, containerName, look, onStarted]);

  // Whoever asks for one wants to type into it; one that starts because the tab is shown takes no focus.
  const startAndGo = async (): Promise<void> => {
    const id = await start();
    if (id !== undefined) leadToPane(`shell ${id}`);
  };

  const wantsShell = active && running && blocked === undefined && sessions?.length === 0;
  useEffect(() => {
    if (!wantsShell || started.current) return;
    const timer = setTimeout(() => void start(), settleMs);
    return () => clearTimeout(timer);
  }, [wantsShell, start]);

  const name = displayText(containerName, 80);
  const failure = starting.kind === 'failed' ? displayText(errorText(starting.error)) : undefined;
  const startBlocked = blocked ?? (running ? undefined : `${name} is not running`);
  if (sessions !== undefined && sessions.length > 0) {
    return (
      <div className={c('tab')} data-shell-tab data-pane-area onFocusCapture={props.onUsed}>
        <ShellSplits
          {...props}
          sessions={sessions}
          name={name}
          startBlocked={startBlocked}
          onAnother={() => void startAndGo()}
        />
        <div ref={host} className={c('measure')} aria-hidden="true" />
        {failure !== undefined && (
          <p className={c('strip')} role="alert">
            <span>{failure}</span>
          </p>
        )}
      </div>
    );
  }
  return (
    <div className={c('tab')}>
      <div ref={host} className={c('measure')} aria-hidden="true" />
      <div className={c('centre')}>
        {failure !== undefined ? (
          <ErrorState
            title={`No shell could be started in ${name}`}
            text={failure}
            actions={
              <Button size="sm" disabledReason={blocked} onClick={() => void startAndGo()}>
                Try again
              </Button>
            }
          />
        ) : starting.kind !== 'no' ? (
          <p className={c('busy')} role="status">
            <BusyRing size={15} />
            {`Starting a shell in ${name}`}
          </p>
        ) : sessions === undefined ? null : running ? (
          <EmptyState
            icon={SquareTerminal}
            title="No shell"
            text={blocked === undefined ? `No shell runs in ${name} now.` : displayText(`${blocked}.`, 200)}
            action={
              <Button disabledReason={blocked} onClick={() => void startAndGo()}>
                Start shell
              </Button>
            }
          />
        ) : (
          <EmptyState
            icon={SquareTerminal}
            title={`${name} is not running`}
            text="A shell needs a running container."
          />
        )}
      </div>
    </div>
  );
}
