import { Plus, Settings2, SquareTerminal, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import type { TerminalLook } from '../state/terminal-look';
import { BusyRing } from '../ui/BusyRing';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import type { MenuEntry } from '../ui/Menu';
import { measureTerminal, type TerminalSize } from './make-terminal';
import { ShellBar } from './ShellBar';
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
  /** Why no shell can be started now, such as an engine that does not answer; undefined while one can. */
  readonly blocked?: string | undefined;
  /** All sessions of this container; undefined until they are known, so that no second shell is started meanwhile. */
  readonly sessions: readonly TerminalSession[] | undefined;
  /** Which of them is shown. */
  readonly session: TerminalSession | undefined;
  readonly onChoose: (id: SessionId) => void;
  readonly look: TerminalLook;
  readonly onLook: (change: Partial<TerminalLook>) => void;
  readonly onRestart: (session: TerminalSession, size: TerminalSize) => void;
  /** Asks how a terminal is to be started. */
  readonly onAsk: (program?: 'attach' | 'debug') => void;
  readonly onStartContainer: () => void;
  /** Asks whether an image that a debug shell misses is to be pulled. */
  readonly onPullImage: (image: string) => void;
  readonly onClose: (session: TerminalSession) => void;
}

type Starting =
  | { readonly kind: 'no' }
  | { readonly kind: 'asked' }
  /** Main has it; the list of sessions does not yet. */
  | { readonly kind: 'awaited'; readonly id: SessionId }
  | { readonly kind: 'failed'; readonly error: AppError };

/**
 * The Shell tab of a container: one of its sessions, the others a press away. The first time it is shown for a running container that has none,
 * it starts one, with the size that the terminal will have.
 */
export function ShellTab(props: ShellTabProps) {
  // One container's start and session must never be taken for another's.
  return <ContainerShell key={`${props.engineId}/${props.containerId}`} {...props} />;
}

function ContainerShell(props: ShellTabProps) {
  const { client, engineId, containerId, containerName, running, active, blocked, sessions, session } = props;
  const { look, onChoose, onAsk } = props;
  const host = useRef<HTMLDivElement>(null);
  const [starting, setStarting] = useState<Starting>({ kind: 'no' });
  const started = useRef(false);
  if (starting.kind === 'awaited' && sessions?.some(({ id }) => id === starting.id) === true)
    setStarting({ kind: 'no' });

  const start = useCallback(async (): Promise<void> => {
    started.current = true;
    setStarting({ kind: 'asked' });
    const size = (host.current === null ? undefined : await measureTerminal(host.current, look)) ?? usualSize;
    const result = await client.call('terminals.start', { engineId, containerId, containerName, ...size });
    if (!result.ok) {
      setStarting({ kind: 'failed', error: result.error });
      return;
    }
    setStarting({ kind: 'awaited', id: result.value.sessionId });
    onChoose(result.value.sessionId);
  }, [client, engineId, containerId, containerName, look, onChoose]);

  const wantsShell =
    active && running && blocked === undefined && sessions !== undefined && session === undefined;
  useEffect(() => {
    if (!wantsShell || started.current) return;
    const timer = setTimeout(() => void start(), settleMs);
    return () => clearTimeout(timer);
  }, [wantsShell, start]);

  const name = displayText(containerName, 80);
  const failure = starting.kind === 'failed' ? displayText(errorText(starting.error)) : undefined;
  const startBlocked = blocked ?? (running ? undefined : `${name} is not running`);
  if (session !== undefined && sessions !== undefined) {
    const menu: readonly MenuEntry[] = [
      {
        kind: 'item',
        id: 'another',
        label: 'Another shell',
        icon: Plus,
        disabledReason: startBlocked,
        onSelect: () => void start(),
      },
      {
        kind: 'item',
        id: 'ask',
        label: 'Open a terminal…',
        icon: Settings2,
        disabledReason: startBlocked,
        onSelect: () => onAsk(),
      },
      { kind: 'separator', id: 'end' },
      { kind: 'item', id: 'close', label: 'Close', icon: X, onSelect: () => props.onClose(session) },
    ];
    return (
      <div className={c('tab')}>
        {sessions.length > 1 && (
          <ShellBar
            label={`Shells in ${name}`}
            sessions={sessions}
            current={session.id}
            startBlocked={startBlocked}
            onChoose={onChoose}
            onStart={(ask) => (ask ? onAsk() : void start())}
          />
        )}
        <ShellPane
          key={session.id}
          client={client}
          session={session}
          active={active}
          blocked={blocked}
          look={look}
          onLook={props.onLook}
          menu={menu}
          onRestart={(size) => props.onRestart(session, size)}
          onStartContainer={running ? undefined : props.onStartContainer}
          onDebugShell={() => onAsk('debug')}
          onPullImage={props.onPullImage}
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
              <Button size="sm" disabledReason={blocked} onClick={() => void start()}>
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
              <Button disabledReason={blocked} onClick={() => void start()}>
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
