import type { TerminalSession } from '#shared/model/terminal';
import { getClient } from '../state/client';
import { currentTab, stepPane, usedSession } from '../state/dock/layout';
import type { SplitDirection } from '../state/dock/tree';
import {
  changeShellLayout,
  expectInShellTab,
  selectMeantShellTab,
  type ShellTabContainer,
} from '../state/shell-tabs';
import { store } from '../state/store';
import { usualSize } from '../state/terminals';
import { leadToPane } from './lead-to-pane';
import { measureAt } from './measure-at';
import { splitPane } from './split-pane';

/** Starts another terminal like that of a pane of a Shell tab, in the same container, and puts it beside. */
export function splitInShellTab(
  container: ShellTabContainer,
  session: TerminalSession,
  key: string,
  direction: SplitDirection,
): Promise<void> {
  return splitPane(session, key, direction, async (wish, place) => {
    const body = document.querySelector<HTMLElement>('[data-shell-tab]');
    const look = store.getState().preferences.terminal;
    const size = (body === null ? undefined : await measureAt(body, place, look)) ?? usualSize;
    const started = await getClient().call('terminals.start', {
      engineId: container.engineId,
      containerId: container.id,
      containerName: container.name,
      ...size,
      ...wish,
    });
    if (started.ok) expectInShellTab(container, started.value.sessionId, place);
    return started;
  });
}

/** The same for the pane that was used last; false where the dock is meant, or no pane is there. */
export function splitCurrentShell(direction: SplitDirection): boolean {
  const state = store.getState();
  const shown = selectMeantShellTab(state);
  const tab = shown === undefined ? undefined : currentTab(shown.layout);
  const session = shown === undefined ? undefined : state.sessions.byKey.get(usedSession(shown.layout) ?? '');
  if (shown === undefined || tab === undefined || session === undefined) return false;
  void splitInShellTab(shown.container, session, tab.focus, direction);
  return true;
}

/** Goes to the next or previous pane of the Shell tab's shown tab; false where the dock is meant. */
export function goToShellPane(step: 1 | -1): boolean {
  const shown = selectMeantShellTab(store.getState());
  if (shown === undefined || shown.layout.current === undefined) return false;
  const next = currentTab(stepPane(shown.layout, step));
  changeShellLayout(shown.container, (layout) => stepPane(layout, step));
  if (next !== undefined) leadToPane(next.focus);
  return true;
}
