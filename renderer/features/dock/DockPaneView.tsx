import { AppWindow, Columns2, Rows2, Settings2, SquareTerminal, X } from 'lucide-react';
import type { PointerEvent } from 'react';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { writeBlock } from '../../state/engines';
import { entityKey } from '../../state/entities';
import { useStore } from '../../state/store';
import { askForTerminal, askToCloseSessions, restartSession, selectShownAbove } from '../../state/terminals';
import { openDialog, setTerminalLook } from '../../state/ui-actions';
import type { InputGroup } from '../../terminal/input-group';
import { ShellPane } from '../../terminal/ShellPane';
import { BusyRing } from '../../ui/BusyRing';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import type { MenuEntry } from '../../ui/Menu';
import { paneToTab, splitPane } from './dock-actions';
import styles from './Dock.module.css';
import { usePlace } from './DockTabs';

const c = classes(styles);

export interface DockPaneViewProps {
  readonly sessionId: SessionId;
  readonly paneKey: string;
  /** No other pane is in its tab. */
  readonly alone: boolean;
  readonly group: InputGroup;
  readonly broadcast: boolean;
  readonly onGrab: (event: PointerEvent<HTMLElement>) => void;
}

/** One pane of the dock: its session, or why that is not here. */
export function DockPaneView(props: DockPaneViewProps) {
  const session = useStore((state) => state.sessions.byKey.get(props.sessionId));
  // Two views of one shell would fight over its size: the dock waits while its container's Shell tab shows it.
  const above = useStore((state) => selectShownAbove(state) === props.sessionId);
  if (session === undefined) {
    return (
      <p className={c('waiting')} role="status">
        <BusyRing size={15} />
        Starting
      </p>
    );
  }
  if (above) {
    return (
      <EmptyState
        icon={SquareTerminal}
        title={`The shell in ${displayText(session.containerName, 120)} is shown above`}
        text="It comes back here when you leave its Shell tab."
      />
    );
  }
  return <SessionPane {...props} key={session.id} session={session} />;
}

function SessionPane({
  session,
  paneKey,
  alone,
  group,
  broadcast,
  onGrab,
}: DockPaneViewProps & { readonly session: TerminalSession }) {
  const { engineId, id } = session;
  const blocked = useStore((state) => writeBlock(state.connections.byKey.get(engineId)));
  const look = useStore((state) => state.preferences.terminal);
  const container = useStore((state) => state.containers.byKey.get(entityKey(engineId, session.containerId)));
  const stopped = container !== undefined && ['exited', 'created'].includes(container.state);
  const target = { id: session.containerId, name: session.containerName };
  const place = { kind: 'edge', beside: paneKey, edge: 'right' } as const;
  const menu: readonly MenuEntry[] = [
    {
      kind: 'item',
      id: 'right',
      label: 'Split right',
      icon: Columns2,
      keys: ['Ctrl', '\\'],
      disabledReason: blocked,
      onSelect: () => void splitPane(session, paneKey, 'right'),
    },
    {
      kind: 'item',
      id: 'down',
      label: 'Split down',
      icon: Rows2,
      keys: ['Ctrl', 'Shift', '\\'],
      disabledReason: blocked,
      onSelect: () => void splitPane(session, paneKey, 'down'),
    },
    {
      kind: 'item',
      id: 'ask',
      label: 'Open a terminal beside…',
      icon: Settings2,
      disabledReason: blocked,
      onSelect: () => askForTerminal(engineId, target, { place }),
    },
    {
      kind: 'item',
      id: 'tab',
      label: 'Move to a tab of its own',
      icon: AppWindow,
      disabledReason: alone ? 'It has one' : undefined,
      onSelect: () => paneToTab(id, paneKey),
    },
    { kind: 'separator', id: 'end' },
    { kind: 'item', id: 'close', label: 'Close pane', icon: X, onSelect: () => askToCloseSessions([id]) },
  ];
  return (
    <ShellPane
      client={getClient()}
      session={session}
      active
      place={usePlace(session)}
      blocked={blocked}
      look={look}
      onLook={setTerminalLook}
      onRestart={(size) => void restartSession(session, size)}
      onStartContainer={stopped ? () => void actOnContainers(engineId, [container], 'start') : undefined}
      onDebugShell={() => askForTerminal(engineId, target, { place, program: 'debug' })}
      onPullImage={(reference) => openDialog({ kind: 'pull', engineId, reference })}
      menu={menu}
      group={group}
      broadcast={broadcast}
      onGrab={onGrab}
    />
  );
}
