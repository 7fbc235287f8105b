import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { awaitSession } from './dock/dock';
import {
  chooseTab,
  currentTab,
  type DockLayout,
  emptyLayout,
  shellPane,
  tabOf,
  toPlace,
  withSessions,
} from './dock/layout';
import type { DockPlace } from './dock/place';
import { paneKey, panesOf } from './dock/tree';
import { selectEngine } from './engines';
import { entityKey } from './entities';
import { type AppState, store } from './store';
import { selectView, setShellLayout } from './ui-actions';

/** The container whose Shell tab is meant. Its layout is kept by its name, so that a container made anew has it again. */
export interface ShellTabContainer {
  readonly engineId: EngineId;
  readonly id: ContainerId;
  readonly name: string;
}

/** A Shell tab that the page shows. */
export interface ShownShellTab {
  readonly container: ShellTabContainer;
  readonly layout: DockLayout;
}

/** The sessions of one container, in the order of their starts. */
export function sessionsOf(
  sessions: AppState['sessions'],
  engineId: EngineId,
  containerId: ContainerId,
): readonly TerminalSession[] {
  return [...sessions.byKey.values()]
    .filter((session) => session.engineId === engineId && session.containerId === containerId)
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

/**
 * What a Shell tab shows: the layout that is kept, of exactly the sessions that there are and those that were just started.
 * Where nothing of it is left, the latest session that is not saved is in front.
 */
export function shellLayout(
  stored: DockLayout | undefined,
  sessions: readonly TerminalSession[],
  expected: ReadonlySet<SessionId>,
): DockLayout {
  const before = stored ?? emptyLayout;
  const kept = before.tabs.flatMap(({ root }) => panesOf(root).map(({ sessionId }) => sessionId));
  const known = sessions.map(({ id }) => id);
  const awaited = kept.filter((id) => expected.has(id) && !known.includes(id));
  const layout = withSessions(before, [...known, ...awaited]);
  if (awaited.length > 0 || known.some((id) => kept.includes(id))) return layout;
  const order = (session: TerminalSession): number => (session.status === 'saved' ? 0 : session.startedAt);
  const latest = sessions.reduce<TerminalSession | undefined>(
    (best, session) => (best === undefined || order(session) >= order(best) ? session : best),
    undefined,
  );
  const tab = latest === undefined ? undefined : tabOf(layout, paneKey(shellPane(latest.id)));
  return tab === undefined ? layout : chooseTab(layout, tab.id);
}

/** How the Shell tab of a container was left; undefined where that was never changed. */
export function selectKeptShell(state: AppState, name: string): DockLayout | undefined {
  const { shells } = selectView(state);
  // A container may be called as something that every object has.
  return Object.hasOwn(shells, name) ? shells[name] : undefined;
}

function layoutOf(state: AppState, { engineId, id, name }: ShellTabContainer): DockLayout {
  return shellLayout(
    selectKeptShell(state, name),
    sessionsOf(state.sessions, engineId, id),
    state.expectedSessions,
  );
}

/** Changes where things stand in the Shell tab of a container of the engine that is looked at. */
export function changeShellLayout(
  container: ShellTabContainer,
  change: (layout: DockLayout) => DockLayout,
): void {
  const state = store.getState();
  // Views are kept for the engine that is looked at: what was asked for on another one finds its own place.
  if (selectEngine(state)?.id !== container.engineId) return;
  const before = layoutOf(state, container);
  const after = change(before);
  if (after !== before) setShellLayout(container.name, after);
}

/** Shows a session that was just started at its place of a Shell tab, before main tells of it. */
export function expectInShellTab(container: ShellTabContainer, sessionId: SessionId, place: DockPlace): void {
  awaitSession(sessionId);
  changeShellLayout(container, (layout) => toPlace(layout, shellPane(sessionId), place));
}

/** The Shell tab that the page shows now. */
export function selectShellTab(state: AppState): ShownShellTab | undefined {
  const { route } = state;
  if (route.page !== 'containers' || route.id === undefined || state.dockMaximised) return undefined;
  if ((route.tab ?? selectView(state).containers.tab) !== 'shell') return undefined;
  const engineId = selectEngine(state)?.id;
  if (engineId === undefined) return undefined;
  const id = route.id as ContainerId;
  const own = sessionsOf(state.sessions, engineId, id);
  const name = state.containers.byKey.get(entityKey(engineId, id))?.name ?? own[0]?.containerName;
  if (name === undefined) return undefined;
  const layout = shellLayout(selectKeptShell(state, name), own, state.expectedSessions);
  return { container: { engineId, id, name }, layout };
}

/** Whether the Shell tab of the page shows a session now: two views of one would fight over its size. */
export function isShownAbove(state: AppState, sessionId: SessionId): boolean {
  const layout = selectShellTab(state)?.layout;
  const tab = layout === undefined ? undefined : currentTab(layout);
  return tab !== undefined && panesOf(tab.root).some((pane) => pane.sessionId === sessionId);
}

/** Whether a pane of the Shell tab was used after those of the dock. */
export function setShellTabUsed(shellTabUsed: boolean): void {
  if (store.getState().shellTabUsed !== shellTabUsed) store.setState({ shellTabUsed });
}

/** The Shell tab, where the keys of the window for terminals are meant for it and not for the dock. */
export function selectMeantShellTab(state: AppState): ShownShellTab | undefined {
  return state.shellTabUsed || !selectView(state).dock.open ? selectShellTab(state) : undefined;
}
