import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { showRefusal } from '../../state/actions';
import { changeLayout } from '../../state/dock/dock';
import { currentTab, stepPane, toOwnTab } from '../../state/dock/layout';
import type { DockPlace } from '../../state/dock/place';
import { type DockNode, paneKey, panesOf, type SplitDirection } from '../../state/dock/tree';
import { writeBlock } from '../../state/engines';
import { store } from '../../state/store';
import { askToCloseSessions, selectShownAbove, startTerminal } from '../../state/terminals';
import { setDock, showToast } from '../../state/ui-actions';

/** For so many frames a pane is waited for: its terminal comes once main tells of the session. */
const mostFrames = 120;
/** Within so many frames it is no person who moves the focus, but a menu or dialog that closes and gives it back. */
const framesOfReturn = 15;

/** Puts the focus into a pane's terminal once it stands there, unless the person went elsewhere meanwhile. */
export function focusDockPane(key: string, frames = mostFrames): void {
  const before = document.activeElement;
  requestAnimationFrame(() => {
    const moved = document.activeElement !== before && document.activeElement !== document.body;
    if (moved && frames < mostFrames - framesOfReturn) return;
    // The dock's place is empty while the Shell tab above shows this session.
    const above = key === `shell ${selectShownAbove(store.getState())}`;
    const place = above ? '[data-region="main"]' : `[data-dock-pane="${CSS.escape(key)}"]`;
    // A program without a terminal gets whole lines from a field.
    const input =
      document.querySelector<HTMLElement>(`${place} [data-line-input] input`) ??
      document.querySelector<HTMLElement>(`${place} .xterm-helper-textarea`);
    if (input !== null) input.focus();
    else if (frames > 0) focusDockPane(key, frames - 1);
  });
}

/**
 * Takes the focus into the dock for a terminal that is about to come: a key meant for it must not stop the container
 * whose row had the focus. What is returned gives it back, unless the person went elsewhere meanwhile.
 */
export function takeFocus(body: HTMLElement | null): () => void {
  const before = document.activeElement;
  // A menu or dialog gives the focus back by itself.
  if (before?.closest('[role="menu"], [role="dialog"]') === null) body?.focus();
  return () => {
    if (document.activeElement === body && before instanceof HTMLElement) before.focus();
  };
}

/** The session of a pane. */
export function sessionOf(node: DockNode, key: string): SessionId | undefined {
  return panesOf(node).find((pane) => paneKey(pane) === key)?.sessionId;
}

/** Starts another terminal like that of a pane, in the same container, and puts it beside. */
export async function splitPane(
  session: TerminalSession,
  key: string,
  direction: SplitDirection,
): Promise<void> {
  const block = writeBlock(store.getState().connections.byKey.get(session.engineId));
  if (block !== undefined) {
    showToast({ outcome: 'failed', title: block, retry: [] });
    return;
  }
  const { program, settings } = session;
  // A second attach or the same command again is seldom what a split is for.
  const again = program.kind === 'shell' || program.kind === 'debug' ? { program, settings } : {};
  const place: DockPlace = { kind: 'edge', beside: key, edge: direction === 'right' ? 'right' : 'down' };
  const container = { id: session.containerId, name: session.containerName };
  const started = await startTerminal(session.engineId, container, again, place);
  if (!started.ok) showRefusal(`Could not start a shell in ${session.containerName}`, started.error);
  else focusDockPane(`shell ${started.value.sessionId}`);
}

/** The same for the pane that was used last; nothing where the dock is closed or empty. */
export function splitCurrent(direction: SplitDirection): boolean {
  const state = store.getState();
  const tab = currentTab(state.dockLayout);
  const id = tab === undefined ? undefined : sessionOf(tab.root, tab.focus);
  const session = id === undefined ? undefined : state.sessions.byKey.get(id);
  if (tab === undefined || session === undefined) return false;
  setDock({ open: true });
  void splitPane(session, tab.focus, direction);
  return true;
}

/** Goes to the next or previous pane of the shown tab. */
export function goToPane(step: 1 | -1): boolean {
  if (store.getState().dockLayout.current === undefined) return false;
  setDock({ open: true });
  changeLayout((layout) => stepPane(layout, step));
  const tab = currentTab(store.getState().dockLayout);
  if (tab !== undefined) focusDockPane(tab.focus);
  return true;
}

/** Gives a pane a tab of its own. */
export function paneToTab(sessionId: SessionId, key: string): void {
  changeLayout((layout) => toOwnTab(layout, { kind: 'shell', sessionId }));
  focusDockPane(key);
}

/** Closes all sessions of a tab; asks where some of them run. */
export function closeTab(id: number): void {
  const tab = store.getState().dockLayout.tabs.find((each) => each.id === id);
  if (tab !== undefined) askToCloseSessions(panesOf(tab.root).map(({ sessionId }) => sessionId));
}
