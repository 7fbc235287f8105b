import { Plus, Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TerminalSession } from '#shared/model/terminal';
import { currentTab, usedSession } from '../state/dock/layout';
import type { SplitDirection } from '../state/dock/tree';
import type { MenuEntry } from '../ui/Menu';
import { PaneGrid, type PaneSlot, StartingPane } from './PaneGrid';
import { ShellBar } from './ShellBar';
import { ShellPane } from './ShellPane';
import type { ShellTabProps } from './shell-tab-props';
import { splitMenu } from './split-menu';
import { paneToTab } from './split-pane';
import { useFocusAfterClose } from './use-focus-after-close';
import { usePaneDrag } from './use-pane-drag';

export interface ShellSplitsProps extends ShellTabProps {
  readonly sessions: readonly TerminalSession[];
  /** The container's, as it is shown. */
  readonly name: string;
  readonly startBlocked: string | undefined;
  readonly onAnother: () => void;
}

/** The sessions of a container in tabs and splits, as the dock has those of all. */
export function ShellSplits(props: ShellSplitsProps) {
  const { sessions, layout, change, name, startBlocked, onAsk } = props;
  const drag = usePaneDrag(change);
  useFocusAfterClose(layout);
  const tab = currentTab(layout);
  const several = layout.tabs.length > 1 || sessions.length > 1;
  const used = usedSession(layout);
  const onSplit = (direction: SplitDirection): void => {
    const session = sessions.find(({ id }) => id === used);
    if (session !== undefined && tab !== undefined) props.onSplit(session, tab.focus, direction);
  };
  const paneOf = (slot: PaneSlot): ReactNode => {
    const session = sessions.find(({ id }) => id === slot.sessionId);
    if (session === undefined) return <StartingPane />;
    return (
      <ShellPane
        key={session.id}
        client={props.client}
        session={session}
        active={props.active}
        blocked={props.blocked}
        look={props.look}
        onLook={props.onLook}
        menu={menuOf(slot, session)}
        onRestart={(size) => props.onRestart(session, size)}
        onStartContainer={props.running ? undefined : props.onStartContainer}
        onDebugShell={() => onAsk('debug')}
        onPullImage={props.onPullImage}
        onGrab={several ? slot.onGrab : undefined}
      />
    );
  };
  const menuOf = (slot: PaneSlot, session: TerminalSession): readonly MenuEntry[] =>
    splitMenu({
      blocked: startBlocked,
      alone: slot.alone,
      onSplit: (direction) => props.onSplit(session, slot.paneKey, direction),
      more: [
        {
          kind: 'item',
          id: 'another',
          label: 'Another shell',
          icon: Plus,
          disabledReason: startBlocked,
          onSelect: props.onAnother,
        },
        {
          kind: 'item',
          id: 'ask',
          label: 'Open a terminal…',
          icon: Settings2,
          disabledReason: startBlocked,
          onSelect: () => onAsk(),
        },
      ],
      onOwnTab: () => paneToTab(change, slot.paneKey, slot.sessionId),
      onClose: () => props.onClose([session.id]),
    });
  return (
    <>
      {several && (
        <ShellBar
          name={name}
          sessions={sessions}
          layout={layout}
          change={change}
          drag={drag}
          startBlocked={startBlocked}
          onSplit={onSplit}
          onClose={props.onClose}
          onStart={(ask) => (ask ? onAsk() : props.onAnother())}
        />
      )}
      {tab !== undefined && <PaneGrid tab={tab} change={change} drag={drag} bare={!several} pane={paneOf} />}
    </>
  );
}
