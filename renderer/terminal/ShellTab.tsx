import { SquareTerminal } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { BusyRing } from '../ui/BusyRing';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { measureTerminal } from './shell-terminal';
import { ShellPane } from './ShellPane';
import styles from './ShellPane.module.css';

const c = classes(styles);

/** Passing by the tab leaves no shell behind. */
const settleMs = 150;
/** A shell's usual size, for when there is no room to measure. */
const usualSize = { columns: 80, rows: 24 } as const;

export interface ShellTabProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly running: boolean;
  readonly active: boolean;
  /** All sessions of this container; undefined until they are known, so that no second shell is started meanwhile. */
  readonly sessions: readonly TerminalSession[] | undefined;
}

type Starting =
  | { readonly kind: 'no' }
  | { readonly kind: 'asked' }
  /** Main has it; the list of sessions does not yet. */
  | { readonly kind: 'awaited'; readonly id: SessionId }
  | { readonly kind: 'failed'; readonly error: AppError };

function latest(sessions: readonly TerminalSession[] = []): TerminalSession | undefined {
  return sessions.reduce<TerminalSession | undefined>(
    (best, session) => (best === undefined || session.startedAt >= best.startedAt ? session : best),
    undefined,
  );
}

/**
 * The Shell tab of a container: its latest session. The first time it is shown for a running container that has none,
 * it starts one, with the size that the terminal will have.
 */
export function ShellTab(props: ShellTabProps) {
  // One container's start and session must never be taken for another's.
  return <ContainerShell key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerShell(props: ShellTabProps) {
  const { client, engineId, containerId, containerName, running, active, sessions } = props;
  const host = useRef<HTMLDivElement>(null);
  const [starting, setStarting] = useState<Starting>({ kind: 'no' });
  const started = useRef(false);
  const session = latest(sessions);
  if (starting.kind === 'awaited' && sessions?.some(({ id }) => id === starting.id) === true)
    setStarting({ kind: 'no' });

  const start = useCallback(
    async (replaces?: SessionId): Promise<void> => {
      started.current = true;
      setStarting({ kind: 'asked' });
      const size = (host.current === null ? undefined : await measureTerminal(host.current)) ?? usualSize;
      const result = await client.call('terminals.start', { engineId, containerId, containerName, ...size });
      if (!result.ok) {
        setStarting({ kind: 'failed', error: result.error });
        return;
      }
      setStarting({ kind: 'awaited', id: result.value.sessionId });
      if (replaces !== undefined) await client.call('terminals.close', { sessionId: replaces });
    },
    [client, engineId, containerId, containerName],
  );

  const wantsShell = active && running && sessions !== undefined && session === undefined;
  useEffect(() => {
    if (!wantsShell || started.current) return;
    const timer = setTimeout(() => void start(), settleMs);
    return () => clearTimeout(timer);
  }, [wantsShell, start]);

  const name = displayText(containerName, 80);
  const failure = starting.kind === 'failed' ? displayText(errorText(starting.error)) : undefined;
  if (session !== undefined) {
    return (
      <div className={c('tab')}>
        <ShellPane
          key={session.id}
          client={client}
          session={session}
          active={active}
          onStartAgain={() => void start(session.id)}
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
              <Button size="sm" onClick={() => void start()}>
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
            text={`No shell runs in ${name} now.`}
            action={<Button onClick={() => void start()}>Start shell</Button>}
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
