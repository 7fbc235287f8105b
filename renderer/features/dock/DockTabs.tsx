import { SquareSplitHorizontal, SquareTerminal, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { changeLayout } from '../../state/dock/dock';
import { chooseTab, type DockTab, moveTab, mostTitle, renameTab } from '../../state/dock/layout';
import { panesOf } from '../../state/dock/tree';
import { bandOf, selectEngine } from '../../state/engines';
import { type AppState, store, useStore } from '../../state/store';
import { BandTag } from '../../ui/BandTag';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { type MenuEntry, type MenuPoint, PointMenu } from '../../ui/Menu';
import { closeTab } from './dock-actions';
import { tabWords } from './dock-names';
import styles from './Dock.module.css';
import type { DragSubject, DropPlace } from './use-dock-drag';

const c = classes(styles);

/** `on Staging`, where a session runs on another engine than the one that is looked at. */
export function usePlace(session: Pick<TerminalSession, 'engineId'> | undefined): string | undefined {
  return useStore((state: AppState) => {
    if (session === undefined || selectEngine(state)?.id === session.engineId) return undefined;
    const name = state.connections.byKey.get(session.engineId)?.name;
    return name === undefined ? undefined : `on ${displayText(name, 80)}`;
  });
}

export interface DockTabsProps {
  readonly over: DropPlace | undefined;
  readonly onGrab: (event: PointerEvent<HTMLElement>, subject: DragSubject) => void;
}

/** The tabs of the dock: drag or Ctrl+Shift+arrows to order them, double press or F2 to name them. */
export function DockTabs({ over, onGrab }: DockTabsProps) {
  const { tabs, current } = useStore((state) => state.dockLayout);
  return (
    <div
      className={c('tabs')}
      role="tablist"
      aria-label="Dock tabs"
      data-pressed
      data-dock-bar
      onKeyDown={moveAlong}
    >
      {tabs.map((tab, at) => (
        <Tab key={tab.id} tab={tab} index={at} on={tab.id === current} onGrab={onGrab} />
      ))}
      {over?.kind === 'bar' && <i className={c('dropLine')} style={{ left: over.x }} />}
    </div>
  );
}

function Tab({
  tab,
  index,
  on,
  onGrab,
}: {
  readonly tab: DockTab;
  readonly index: number;
  readonly on: boolean;
  readonly onGrab: DockTabsProps['onGrab'];
}) {
  const sessions = useStore((state) => state.sessions.byKey);
  const { name, words, first } = tabWords(tab, sessions);
  const place = usePlace(first);
  const engine = useStore((state) =>
    first === undefined ? undefined : state.connections.byKey.get(first.engineId),
  );
  const [renaming, setRenaming] = useState(false);
  const [menu, setMenu] = useState<MenuPoint>();
  const panes = panesOf(tab.root).length;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [on]);
  const entries: readonly MenuEntry[] = [
    { kind: 'item', id: 'rename', label: 'Rename', keys: ['F2'], onSelect: () => setRenaming(true) },
    {
      kind: 'item',
      id: 'left',
      label: 'Move left',
      disabledReason: index === 0 ? 'It is the first' : undefined,
      onSelect: () => changeLayout((layout) => moveTab(layout, tab.id, index - 1)),
    },
    {
      kind: 'item',
      id: 'right',
      label: 'Move right',
      onSelect: () => changeLayout((layout) => moveTab(layout, tab.id, index + 2)),
    },
    { kind: 'separator', id: 'end' },
    {
      kind: 'item',
      id: 'close',
      label: panes > 1 ? `Close ${panes} panes` : 'Close',
      icon: X,
      keys: ['Del'],
      onSelect: () => closeTab(tab.id),
    },
  ];
  const rename = (title: string | undefined): void => {
    setRenaming(false);
    if (title !== undefined) changeLayout((layout) => renameTab(layout, tab.id, title));
  };
  return (
    <div
      ref={element}
      className={c('tab', on && 'on')}
      role="presentation"
      data-dock-tab={tab.id}
      onPointerDown={(event) => onGrab(event, { kind: 'tab', id: tab.id })}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      {renaming ? (
        <input
          className={c('rename')}
          aria-label={`Name of the tab ${name}`}
          defaultValue={tab.title === '' ? name : tab.title}
          maxLength={mostTitle}
          ref={(field) => field?.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            rename(event.key === 'Enter' ? event.currentTarget.value : undefined);
            // Its tab is back then, and the keys of tabs go on.
            requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[role="tab"]')?.focus());
          }}
        />
      ) : (
        <button
          type="button"
          role="tab"
          aria-selected={on}
          aria-label={[name, words, ...(place === undefined ? [] : [place])].join(', ')}
          tabIndex={on ? 0 : -1}
          onClick={() => changeLayout((layout) => chooseTab(layout, tab.id))}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={(event) => {
            if (event.key !== 'F2') return;
            event.preventDefault();
            setRenaming(true);
          }}
        >
          <Icon icon={panes > 1 ? SquareSplitHorizontal : SquareTerminal} size={14} />
          <span className={c('name')}>{name}</span>
          <span className={c('words')}>{words}</span>
          {place !== undefined && <span className={c('words', 'place')}>{place}</span>}
          {place !== undefined && <BandTag band={bandOf(engine)} />}
        </button>
      )}
      <button
        type="button"
        className={c('close')}
        data-no-drag
        aria-label={panes > 1 ? `Close ${panes} shells of ${name}` : `Close shell in ${name}`}
        tabIndex={on ? 0 : -1}
        onClick={() => closeTab(tab.id)}
      >
        <Icon icon={X} size={13} />
      </button>
      <PointMenu
        at={menu}
        label={`Actions for ${name}`}
        entries={entries}
        onClose={() => setMenu(undefined)}
      />
    </div>
  );
}

/** Arrow keys go along the tabs, with Ctrl and Shift they take the tab along; Delete closes one. */
function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  if (at === -1) return;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const id = store.getState().dockLayout.tabs[at]?.id;
  if (step !== 0 && event.ctrlKey && event.shiftKey && id !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    changeLayout((layout) => moveTab(layout, id, step === 1 ? at + 2 : at - 1));
  } else if (step !== 0) {
    event.preventDefault();
    tabs[(at + step + tabs.length) % tabs.length]?.focus();
  } else if (event.key === 'Delete' && id !== undefined) {
    event.preventDefault();
    closeTab(id);
  }
}
