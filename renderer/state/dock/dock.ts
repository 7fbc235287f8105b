import type { SessionId } from '#shared/model/ids';
import { type AppState, store } from '../store';
import { currentTab, type DockLayout, shellPane, toPlace, withSessions } from './layout';
import type { DockPlace } from './place';
import { panesOf } from './tree';

/** What is typed into one pane goes to all only while the tab is shown, keeps its panes, and has several. */
function stillBroadcast(before: DockLayout, after: DockLayout, id: number | undefined): number | undefined {
  if (id === undefined || after.current !== id) return undefined;
  const panes = (layout: DockLayout): number => {
    const tab = layout.tabs.find((each) => each.id === id);
    return tab === undefined ? 0 : panesOf(tab.root).length;
  };
  return panes(after) > panes(before) || panes(after) < 2 ? undefined : id;
}

/** Changes where things stand in the dock. */
export function changeLayout(change: (layout: DockLayout) => DockLayout): void {
  store.setState((state) => {
    const dockLayout = change(state.dockLayout);
    if (dockLayout === state.dockLayout) return state;
    return { dockLayout, broadcastTab: stillBroadcast(state.dockLayout, dockLayout, state.broadcastTab) };
  });
}

/** A session was just started in this window: layouts keep its pane until main tells of it. */
export function awaitSession(sessionId: SessionId): void {
  store.setState(({ expectedSessions, sessions }) =>
    sessions.byKey.has(sessionId)
      ? {}
      : { expectedSessions: new Set([...expectedSessions, sessionId].slice(-64)) },
  );
}

/** Shows a session that was just started at its place, before main tells of it. */
export function expectSession(sessionId: SessionId, place: DockPlace): void {
  awaitSession(sessionId);
  changeLayout((layout) => toPlace(layout, shellPane(sessionId), place));
}

/** Switches on or off that what is typed goes to every pane of the shown tab. */
export function setBroadcast(on: boolean): void {
  store.setState(({ dockLayout }) => {
    const tab = currentTab(dockLayout);
    return { broadcastTab: on && tab !== undefined && panesOf(tab.root).length > 1 ? tab.id : undefined };
  });
}

/** Main reads what it saved while the window opens: for so long after the first answer, its panes are kept. */
const graceMs = 4000;

function follow(state: AppState, kept: readonly SessionId[]): void {
  // Until main told once, the layout of last time stays as it is.
  if (!state.sessions.keys.has('')) return;
  const { byKey } = state.sessions;
  const known = [...byKey.values()].toSorted((a, b) => a.startedAt - b.startedAt).map(({ id }) => id);
  const expected = [...state.expectedSessions].filter((id) => !byKey.has(id));
  if (expected.length < state.expectedSessions.size) store.setState({ expectedSessions: new Set(expected) });
  const awaited = [...expected, ...kept].filter((id) => !byKey.has(id));
  changeLayout((layout) => withSessions(layout, [...known, ...new Set(awaited)]));
}

/** Keeps the layout to the sessions that there are. Returns what stops it. */
export function followSessions(): () => void {
  let kept = store
    .getState()
    .dockLayout.tabs.flatMap(({ root }) => panesOf(root).map((pane) => pane.sessionId));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const state = store.getState();
    // One that came and went again is not to come back.
    kept = kept.filter((id) => !state.sessions.byKey.has(id));
    follow(state, kept);
    if (timer !== undefined || kept.length === 0 || !state.sessions.keys.has('')) return;
    timer = setTimeout(() => {
      kept = [];
      look();
    }, graceMs);
  };
  look();
  const stop = store.subscribe((state, before) => {
    if (state.sessions !== before.sessions) look();
    // Whoever goes somewhere wants to see it.
    if (state.route !== before.route && state.dockMaximised) store.setState({ dockMaximised: false });
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
