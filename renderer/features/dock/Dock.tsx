import { ChevronDown, Maximize2, Minimize2, RadioTower, SquareTerminal } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { changeLayout, setBroadcast } from '../../state/dock/dock';
import { currentTab, usedSession } from '../../state/dock/layout';
import { panesOf } from '../../state/dock/tree';
import { writeBlock } from '../../state/engines';
import { store, useStore } from '../../state/store';
import { setShellTabUsed } from '../../state/shell-tabs';
import { setShownDock } from '../../state/terminals';
import { selectView, setDock } from '../../state/ui-actions';
import { dockHeight } from '../../state/views';
import { leadToPane } from '../../terminal/lead-to-pane';
import { measureAt } from '../../terminal/measure-at';
import paneStyles from '../../terminal/Panes.module.css';
import { SplitButtons } from '../../terminal/SplitButtons';
import { useFocusAfterClose } from '../../terminal/use-focus-after-close';
import { usePaneDrag } from '../../terminal/use-pane-drag';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { IconButton } from '../../ui/IconButton';
import { useKeyText } from '../../ui/keys';
import { Panel } from '../../ui/Panel';
import styles from './Dock.module.css';
import { splitInDock, takeFocus } from './dock-actions';
import { DockBody } from './DockBody';
import { DockTabs } from './DockTabs';
import { NewTerminalMenu } from './NewTerminalMenu';

const c = classes(styles);
const p = classes(paneStyles);
const keyStep = 24;
/** What the page above keeps at least. */
const pageRoom = 180;

/** Every open shell in tabs and splits under the page. The sessions live in main, so that they survive whatever happens here. */
export function Dock() {
  const open = useStore((state) => selectView(state).dock.open);
  return open ? <OpenDock /> : null;
}

function OpenDock() {
  const keyText = useKeyText();
  const height = useStore((state) => selectView(state).dock.height);
  const maximised = useStore((state) => state.dockMaximised);
  const layout = useStore((state) => state.dockLayout);
  const tab = currentTab(layout);
  const drag = usePaneDrag(changeLayout);
  useFocusAfterClose(layout);
  const body = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      setShownDock({
        measure: (place) =>
          body.current === null
            ? Promise.resolve(undefined)
            : measureAt(body.current, place, store.getState().preferences.terminal),
        takeFocus: () => takeFocus(body.current),
        focusSession: (sessionId) => leadToPane(`shell ${sessionId}`),
      }),
    [],
  );
  return (
    <>
      {!maximised && <Splitter height={height} />}
      <Panel
        label="Dock"
        role="region"
        data-region="dock"
        data-pane-area
        onFocusCapture={() => setShellTabUsed(false)}
        style={
          maximised
            ? { flex: 1, minHeight: 0 }
            : { height, maxHeight: `calc(100% - ${pageRoom}px)`, flex: 'none' }
        }
      >
        <div className={p('bar', drag.dragging && 'barDragging')}>
          <DockTabs drag={drag} />
          <NewTerminalMenu />
          <span className={p('space')} />
          <TabTools />
          <IconButton
            size="sm"
            icon={maximised ? Minimize2 : Maximize2}
            iconSize={15}
            label={maximised ? 'Give the page its room back' : 'Maximise dock'}
            pressed={maximised}
            onClick={() => store.setState({ dockMaximised: !maximised })}
          />
          <IconButton
            size="sm"
            icon={ChevronDown}
            label="Hide dock"
            keys={['Ctrl', 'J']}
            onClick={() => setDock({ open: false })}
          />
        </div>
        <div ref={body} className={c('pane')} tabIndex={-1} onKeyDown={dropEarlyKey}>
          {tab === undefined ? (
            <EmptyState
              icon={SquareTerminal}
              title="No shells are open"
              text={`${keyText('Ctrl', 'Shift', 'T')} starts one in the current container. It stays here wherever you go.`}
            />
          ) : (
            <DockBody key={tab.id} tab={tab} drag={drag} />
          )}
        </div>
      </Panel>
    </>
  );
}

/** What is typed before the terminal is there is meant for it, not for the letter keys of the window. */
function dropEarlyKey(event: KeyboardEvent): void {
  const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.target === event.currentTarget && letter) event.stopPropagation();
}

/** What can be done with the tab that is shown. */
function TabTools() {
  const tab = useStore((state) => currentTab(state.dockLayout));
  const broadcast = useStore((state) => state.broadcastTab !== undefined);
  const id = useStore((state) => usedSession(state.dockLayout));
  const session = useStore((state) => (id === undefined ? undefined : state.sessions.byKey.get(id)));
  const blocked = useStore((state) =>
    session === undefined ? 'No terminal is open' : writeBlock(state.connections.byKey.get(session.engineId)),
  );
  const panes = tab === undefined ? 0 : panesOf(tab.root).length;
  return (
    <>
      {panes > 1 && (
        <button
          type="button"
          className={c('broadcast', broadcast && 'broadcastOn')}
          aria-pressed={broadcast}
          onClick={() => {
            setBroadcast(!broadcast);
            if (tab !== undefined) leadToPane(tab.focus);
          }}
        >
          <RadioTower size={15} aria-hidden="true" />
          {broadcast ? `Typing into ${panes} panes` : 'Type into all panes'}
        </button>
      )}
      <SplitButtons
        blocked={blocked}
        onSplit={(direction) => {
          if (tab !== undefined && session !== undefined) void splitInDock(session, tab.focus, direction);
        }}
      />
    </>
  );
}

function clamp(height: number): number {
  const room = Math.max(dockHeight.least, window.innerHeight - pageRoom - 72);
  return Math.round(Math.min(room, dockHeight.most, Math.max(dockHeight.least, height)));
}

/** The gap over the dock, which is its splitter: drag, or arrows; a double press evens out. */
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
