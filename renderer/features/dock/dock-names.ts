import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import type { DockTab } from '../../state/dock/layout';
import { panesOf } from '../../state/dock/tree';
import type { AppState } from '../../state/store';
import { programWords } from '../../terminal/program-words';

/** What a session is at, as its tab says it: `bash`, `bash, ended`, `starting`. */
export function stateWords(session: TerminalSession): string {
  const words = programWords(session);
  switch (session.status) {
    case 'starting':
      return 'starting';
    case 'running':
      return words;
    case 'ended':
      return `${words === '' ? 'shell' : words}, ended`;
    case 'saved':
      return `${words === '' ? 'shell' : words}, not started`;
  }
}

/** Name and words of a tab: its own, else those of its first pane. */
export function tabWords(
  tab: DockTab,
  sessions: AppState['sessions']['byKey'],
): { readonly name: string; readonly words: string; readonly first: TerminalSession | undefined } {
  const panes = panesOf(tab.root);
  const first = panes
    .map(({ sessionId }) => sessions.get(sessionId))
    .find((session) => session !== undefined);
  const name =
    tab.title === '' ? displayText(first?.containerName ?? 'Terminal', 120) : displayText(tab.title, 120);
  const words =
    panes.length > 1 ? `${panes.length} panes` : first === undefined ? 'starting' : stateWords(first);
  return { name, words, first };
}
