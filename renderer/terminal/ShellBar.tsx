import { Plus } from 'lucide-react';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import type { ChangeLayout, DockLayout, DockTab } from '../state/dock/layout';
import { panesOf, type SplitDirection } from '../state/dock/tree';
import { displayText } from '#shared/util/display-text';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { PaneTabs, type TabWords } from './PaneTabs';
import styles from './Panes.module.css';
import { sessionWords } from './program-words';
import { SplitButtons } from './SplitButtons';
import type { PaneDrag } from './use-pane-drag';

const c = classes(styles);

/** Names of a container's sessions: what each runs, numbered where several run the same. */
export function shellNames(sessions: readonly TerminalSession[]): readonly string[] {
  const seen = new Map<string, number>();
  return sessions.map((session) => {
    const words = sessionWords(session) || 'shell';
    const number = (seen.get(words) ?? 0) + 1;
    seen.set(words, number);
    const name = number === 1 ? words : `${words} ${number}`;
    return session.status === 'ended'
      ? `${name}, ended`
      : session.status === 'saved'
        ? `${name}, not started`
        : name;
  });
}

export interface ShellBarProps {
  /** Of the container, which all of its tabs share. */
  readonly name: string;
  readonly sessions: readonly TerminalSession[];
  readonly layout: DockLayout;
  readonly change: ChangeLayout;
  readonly drag: PaneDrag;
  readonly startBlocked: string | undefined;
  readonly onSplit: (direction: SplitDirection) => void;
  readonly onClose: (ids: readonly SessionId[]) => void;
  /** `ask`: with Shift, how it is to be started. */
  readonly onStart: (ask: boolean) => void;
}

/** The tabs of a container's Shell tab, named after what their first pane runs. */
export function ShellBar(props: ShellBarProps) {
  const { name, sessions, drag, startBlocked } = props;
  const names = new Map(shellNames(sessions).map((words, at) => [sessions[at]?.id, words]));
  const wordsOf = (tab: DockTab): TabWords => {
    const panes = panesOf(tab.root);
    const first = names.get(panes[0]?.sessionId) ?? 'starting';
    const called = tab.title === '' ? first : displayText(tab.title, 120);
    const several = panes.length > 1;
    return {
      name: called,
      words: several ? `${panes.length} panes` : tab.title === '' ? '' : first,
    };
  };
  return (
    <div className={c('bar', drag.dragging && 'barDragging')}>
      <PaneTabs
        label={`Shells in ${name}`}
        layout={props.layout}
        change={props.change}
        wordsOf={wordsOf}
        onClose={(tab) => props.onClose(panesOf(tab.root).map(({ sessionId }) => sessionId))}
        drag={drag}
      />
      <IconButton
        label="Another shell"
        icon={Plus}
        size="sm"
        iconSize={15}
        disabledReason={startBlocked}
        onClick={(event) => props.onStart(event.shiftKey)}
      />
      <span className={c('space')} />
      <SplitButtons blocked={startBlocked} onSplit={props.onSplit} />
    </div>
  );
}
