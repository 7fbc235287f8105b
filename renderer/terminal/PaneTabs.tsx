import { SquareSplitHorizontal, SquareTerminal, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { DragSubject } from '../state/dock/drop';
import {
  type ChangeLayout,
  chooseTab,
  type DockLayout,
  type DockTab,
  mostTitle,
  moveTab,
  renameTab,
} from '../state/dock/layout';
import { panesOf } from '../state/dock/tree';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { type MenuEntry, type MenuPoint, PointMenu } from '../ui/Menu';
import styles from './Panes.module.css';
import type { PaneDrag } from './use-pane-drag';

const c = classes(styles);

/** How a tab is called. */
export interface TabWords {
  readonly name: string;
  /** What it is at, such as `bash, ended`; '' where the name says it. */
  readonly words: string;
  /** Where it runs, if that is not what is looked at, and the mark of that engine. */
  readonly place?: string | undefined;
  readonly mark?: ReactNode;
  /** What its close button does; absent where that is for the pointer alone, as the key and the menu say it already. */
  readonly close?: string | undefined;
}

export interface PaneTabsProps {
  readonly label: string;
  readonly layout: DockLayout;
  readonly change: ChangeLayout;
  readonly wordsOf: (tab: DockTab) => TabWords;
  readonly onClose: (tab: DockTab) => void;
  readonly drag: PaneDrag;
}

/** The tabs of a layout: drag or Ctrl+Shift+arrows to order them, double press or F2 to name them. */
export function PaneTabs(props: PaneTabsProps) {
  const { label, layout, change, drag } = props;
  const { over } = drag;
  /** Arrow keys go along the tabs, with Ctrl and Shift they take the tab along; Delete closes one. */
  const moveAlong = (event: KeyboardEvent<HTMLElement>): void => {
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (at === -1) return;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const tab = layout.tabs[at];
    if (step !== 0 && event.ctrlKey && event.shiftKey && tab !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      change((before) => moveTab(before, tab.id, step === 1 ? at + 2 : at - 1));
    } else if (step !== 0) {
      event.preventDefault();
      tabs[(at + step + tabs.length) % tabs.length]?.focus();
    } else if (event.key === 'Delete' && tab !== undefined) {
      event.preventDefault();
      props.onClose(tab);
    }
  };
  return (
    <div
      className={c('tabs')}
      role="tablist"
      aria-label={label}
      data-pressed
      data-pane-bar
      onKeyDown={moveAlong}
    >
      {layout.tabs.map((tab, at) => (
        <Tab
          key={tab.id}
          tab={tab}
          index={at}
          on={tab.id === layout.current}
          said={props.wordsOf(tab)}
          change={change}
          onClose={() => props.onClose(tab)}
          onGrab={drag.grab}
        />
      ))}
      {over?.kind === 'bar' && <i className={c('dropLine')} style={{ left: over.x }} />}
    </div>
  );
}

function Tab({
  tab,
  index,
  on,
  said,
  change,
  onClose,
  onGrab,
}: {
  readonly tab: DockTab;
  readonly index: number;
  readonly on: boolean;
  readonly said: TabWords;
  readonly change: ChangeLayout;
  readonly onClose: () => void;
  readonly onGrab: (event: PointerEvent<HTMLElement>, subject: DragSubject) => void;
}) {
  const { name, words, place, mark } = said;
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
      onSelect: () => change((layout) => moveTab(layout, tab.id, index - 1)),
    },
    {
      kind: 'item',
      id: 'right',
      label: 'Move right',
      onSelect: () => change((layout) => moveTab(layout, tab.id, index + 2)),
    },
    { kind: 'separator', id: 'end' },
    {
      kind: 'item',
      id: 'close',
      label: panes > 1 ? `Close ${panes} panes` : 'Close',
      icon: X,
      keys: ['Del'],
      onSelect: onClose,
    },
  ];
  const rename = (title: string | undefined): void => {
    setRenaming(false);
    if (title !== undefined) change((layout) => renameTab(layout, tab.id, title));
  };
  return (
    <div
      ref={element}
      className={c('tab', on && 'on')}
      role="presentation"
      data-pane-tab={tab.id}
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
          aria-label={[name, words, place ?? ''].filter((part) => part !== '').join(', ')}
          tabIndex={on ? 0 : -1}
          onClick={() => change((layout) => chooseTab(layout, tab.id))}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={(event) => {
            if (event.key !== 'F2') return;
            event.preventDefault();
            setRenaming(true);
          }}
        >
          <Icon icon={panes > 1 ? SquareSplitHorizontal : SquareTerminal} size={14} />
          <span className={c('name')}>{name}</span>
          {words !== '' && <span className={c('words')}>{words}</span>}
          {place !== undefined && <span className={c('words', 'place')}>{place}</span>}
          {mark}
        </button>
      )}
      <button
        type="button"
        className={c('close')}
        data-no-drag
        aria-label={said.close}
        aria-hidden={said.close === undefined}
        tabIndex={on && said.close !== undefined ? 0 : -1}
        onMouseDown={(event) => {
          // What is hidden from screen readers never has the focus.
          if (said.close === undefined) event.preventDefault();
        }}
        onClick={onClose}
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
