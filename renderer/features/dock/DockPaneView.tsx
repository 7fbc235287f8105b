import { Settings2, SquareTerminal } from 'lucide-react';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { changeLayout } from '../../state/dock/dock';
import { writeBlock } from '../../state/engines';
import { entityKey } from '../../state/entities';
import { useStore } from '../../state/store';
import { isShownAbove } from '../../state/shell-tabs';
import { askForTerminal, askToCloseSessions, restartSession } from '../../state/terminals';
import { openDialog, setTerminalLook } from '../../state/ui-actions';
import type { InputGroup } from '../../terminal/input-group';
import { type PaneSlot, StartingPane } from '../../terminal/PaneGrid';
import { ShellPane } from '../../terminal/ShellPane';
import { paneToTab } from '../../terminal/split-pane';
import { splitMenu } from '../../terminal/split-menu';
import { EmptyState } from '../../ui/EmptyState';
import { splitInDock } from './dock-actions';
import { usePlace } from './DockTabs';

export interface DockPaneViewProps extends PaneSlot {
  readonly group: InputGroup;
  readonly broadcast: boolean;
}

/** One pane of the dock: its session, or why that is not here. */
export function DockPaneView(props: DockPaneViewProps) {
  const session = useStore((state) => state.sessions.byKey.get(props.sessionId));
  // Two views of one shell would fight over its size: the dock waits while its container's Shell tab shows it.
  const above = useStore((state) => isShownAbove(state, props.sessionId));
  if (session === undefined) return <StartingPane />;
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
  const menu = splitMenu({
    blocked,
    alone,
    onSplit: (direction) => void splitInDock(session, paneKey, direction),
    more: [
      {
        kind: 'item',
        id: 'ask',
        label: 'Open a terminal beside…',
        icon: Settings2,
        disabledReason: blocked,
        onSelect: () => askForTerminal(engineId, target, { place }),
      },
    ],
    onOwnTab: () => paneToTab(changeLayout, paneKey, id),
    onClose: () => askToCloseSessions([id]),
  });
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
