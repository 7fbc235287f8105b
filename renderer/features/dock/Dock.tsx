import { ChevronDown, SquareTerminal, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { askToCloseSession, startShellAgain } from '../../state/actions';
import { getClient } from '../../state/client';
import { valuesOf } from '../../state/entities';
import { store, useStore } from '../../state/store';
import { selectView, setDock } from '../../state/ui-actions';
import { dockHeight } from '../../state/views';
import { ShellPane } from '../../terminal/ShellPane';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { useKeyText } from '../../ui/keys';
import { Panel } from '../../ui/Panel';
import styles from './Dock.module.css';

const c = classes(styles);
const keyStep = 24;
/** What the page above keeps at least. */
const pageRoom = 180;

/** Every open shell in tabs under the page. The sessions live in main, so that they survive whatever happens here. */
export function Dock() {
  const open = useStore((state) => selectView(state).dock.open);
  return open ? <OpenDock /> : null;
}

function OpenDock() {
  const keyText = useKeyText();
  const height = useStore((state) => selectView(state).dock.height);
  const collection = useStore((state) => state.sessions);
  const sessions = useMemo(
    () => [...valuesOf(collection, '')].sort((a, b) => a.startedAt - b.startedAt),
    [collection],
  );
  const chosen = useStore((state) => state.dockSession);
  const current = sessions.find(({ id }) => id === chosen) ?? sessions.at(-1);
  // Two views of one shell would fight over its size: the dock waits while its container's Shell tab shows it.
  const shownAbove = useStore((state) => {
    const { route } = state;
    if (route.page !== 'containers') return undefined;
    return (route.tab ?? selectView(state).containers.tab) === 'shell' ? route.id : undefined;
  });
  return (
    <>
      <Splitter height={height} />
      <Panel
        label="Dock"
        role="region"
        data-region="dock"
        style={{ height, maxHeight: `calc(100% - ${pageRoom}px)`, flex: 'none' }}
      >
        <div className={c('bar')}>
          <div className={c('tabs')} role="tablist" aria-label="Dock tabs" onKeyDown={moveTabs}>
            {sessions.map((session) => (
              <DockTab key={session.id} session={session} on={session.id === current?.id} />
            ))}
          </div>
          <IconButton
            size="sm"
            icon={ChevronDown}
            label="Hide dock"
            keys={['Ctrl', 'J']}
            onClick={() => setDock({ open: false })}
          />
        </div>
        {current === undefined ? (
          <EmptyState
            icon={SquareTerminal}
            title="No shells are open"
            text={`${keyText('Ctrl', 'Shift', 'T')} starts one in the current container. It stays here wherever you go.`}
          />
        ) : current.containerId === shownAbove ? (
          <EmptyState
            icon={SquareTerminal}
            title={`The shell in ${displayText(current.containerName, 120)} is shown above`}
            text="It comes back here when you leave its Shell tab."
          />
        ) : (
          <div className={c('pane')} role="tabpanel" aria-label={displayText(current.containerName, 120)}>
            <ShellPane
              key={current.id}
              client={getClient()}
              session={current}
              active
              onStartAgain={() => void startShellAgain(current)}
            />
          </div>
        )}
      </Panel>
    </>
  );
}

function DockTab({ session, on }: { readonly session: TerminalSession; readonly on: boolean }) {
  const name = displayText(session.containerName, 120);
  const shell = session.shell === '' ? 'shell' : displayText(session.shell, 40);
  const words =
    session.status === 'ended' ? `${shell}, ended` : session.status === 'starting' ? 'starting' : shell;
  return (
    <div className={c('tab', on && 'on')} role="presentation">
      <button
        type="button"
        role="tab"
        aria-selected={on}
        aria-label={`${name}, ${words}`}
        tabIndex={on ? 0 : -1}
        onClick={() => store.setState({ dockSession: session.id })}
      >
        <Icon icon={SquareTerminal} size={14} />
        <span className={c('name')}>{name}</span>
        <span className={c('words')}>{words}</span>
      </button>
      <button
        type="button"
        className={c('close')}
        aria-label={`Close shell in ${name}`}
        tabIndex={on ? 0 : -1}
        onClick={() => askToCloseSession(session.id)}
      >
        <Icon icon={X} size={13} />
      </button>
    </div>
  );
}

/** Arrow keys go along the tabs; Delete closes one. */
function moveTabs(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  if (at === -1) return;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step !== 0) {
    event.preventDefault();
    tabs[(at + step + tabs.length) % tabs.length]?.focus();
  } else if (event.key === 'Delete') {
    event.preventDefault();
    tabs[at]?.parentElement?.querySelector<HTMLElement>('button:last-child')?.click();
  }
}

function clamp(height: number): number {
  const room = Math.max(dockHeight.least, window.innerHeight - pageRoom - 72);
  return Math.round(Math.min(room, dockHeight.most, Math.max(dockHeight.least, height)));
}

/** The gap over the dock, which is its splitter: drag, or arrows and Ctrl+Alt+arrows; a double press evens out. */
function Splitter({ height }: { readonly height: number }) {
  const [from, setFrom] = useState<{ readonly y: number; readonly height: number }>();
  const onMove = (event: PointerEvent): void => {
    if (from !== undefined) setDock({ height: clamp(from.height + from.y - event.clientY) });
  };
  return (
    <div
      className={c('splitter', from !== undefined && 'dragging')}
      role="separator"
      aria-label="Height of the dock"
      aria-orientation="horizontal"
      aria-valuenow={height}
      aria-valuemin={dockHeight.least}
      aria-valuemax={dockHeight.most}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ y: event.clientY, height });
      }}
      onPointerMove={onMove}
      onPointerUp={() => setFrom(undefined)}
      onPointerCancel={() => setFrom(undefined)}
      onDoubleClick={() => setDock({ height: clamp(window.innerHeight / 2) })}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? keyStep : event.key === 'ArrowDown' ? -keyStep : 0;
        if (step === 0) return;
        event.preventDefault();
        setDock({ height: clamp(height + step) });
      }}
    />
  );
}
