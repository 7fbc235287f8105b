import type { TerminalSession } from '#shared/model/terminal';
import { changeLayout } from '../../state/dock/dock';
import { currentTab, stepPane, usedSession } from '../../state/dock/layout';
import { panesOf, type SplitDirection } from '../../state/dock/tree';
import { store } from '../../state/store';
import { askToCloseSessions, startTerminal } from '../../state/terminals';
import { setDock } from '../../state/ui-actions';
import { leadToPane } from '../../terminal/lead-to-pane';
import { splitPane } from '../../terminal/split-pane';

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

/** Starts another terminal like that of a pane of the dock, in the same container, and puts it beside. */
export function splitInDock(session: TerminalSession, key: string, direction: SplitDirection): Promise<void> {
  return splitPane(session, key, direction, (wish, place) =>
    startTerminal(session.engineId, { id: session.containerId, name: session.containerName }, wish, place),
  );
}

/** The same for the pane that was used last; nothing where the dock is closed or empty. */
export function splitCurrent(direction: SplitDirection): boolean {
  const { dockLayout, sessions } = store.getState();
  const tab = currentTab(dockLayout);
  const session = sessions.byKey.get(usedSession(dockLayout) ?? '');
  if (tab === undefined || session === undefined) return false;
  setDock({ open: true });
  void splitInDock(session, tab.focus, direction);
  return true;
}

/** Goes to the next or previous pane of the shown tab. */
export function goToPane(step: 1 | -1): boolean {
  if (store.getState().dockLayout.current === undefined) return false;
  setDock({ open: true });
  changeLayout((layout) => stepPane(layout, step));
  const tab = currentTab(store.getState().dockLayout);
  if (tab !== undefined) leadToPane(tab.focus);
  return true;
}

/** Closes all sessions of a tab; asks where some of them run. */
export function closeTab(id: number): void {
  const tab = store.getState().dockLayout.tabs.find((each) => each.id === id);
  if (tab !== undefined) askToCloseSessions(panesOf(tab.root).map(({ sessionId }) => sessionId));
}
