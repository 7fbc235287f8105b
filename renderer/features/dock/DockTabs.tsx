import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { changeLayout } from '../../state/dock/dock';
import type { DockTab } from '../../state/dock/layout';
import { panesOf } from '../../state/dock/tree';
import { bandOf, selectEngine } from '../../state/engines';
import { type AppState, useStore } from '../../state/store';
import { PaneTabs, type TabWords } from '../../terminal/PaneTabs';
import type { PaneDrag } from '../../terminal/use-pane-drag';
import { BandTag } from '../../ui/BandTag';
import { closeTab } from './dock-actions';
import { tabWords } from './dock-names';

type Placed = Pick<TerminalSession, 'engineId'> | undefined;

function placeOf(session: Placed, state: Pick<AppState, 'connections' | 'engineId'>): string | undefined {
  if (session === undefined || selectEngine(state)?.id === session.engineId) return undefined;
  const name = state.connections.byKey.get(session.engineId)?.name;
  return name === undefined ? undefined : `on ${displayText(name, 80)}`;
}

/** `on Staging`, where a session runs on another engine than the one that is looked at. */
export function usePlace(session: Placed): string | undefined {
  return useStore((state) => placeOf(session, state));
}

/** The tabs of the dock, named after container and shell. */
export function DockTabs({ drag }: { readonly drag: PaneDrag }) {
  const layout = useStore((state) => state.dockLayout);
  const sessions = useStore((state) => state.sessions.byKey);
  const connections = useStore((state) => state.connections);
  const engineId = useStore((state) => state.engineId);
  const wordsOf = (tab: DockTab): TabWords => {
    const { name, words, first } = tabWords(tab, sessions);
    const panes = panesOf(tab.root).length;
    const place = placeOf(first, { connections, engineId });
    const engine = first === undefined ? undefined : connections.byKey.get(first.engineId);
    return {
      name,
      words,
      place,
      mark: place === undefined ? undefined : <BandTag band={bandOf(engine)} />,
      close: panes > 1 ? `Close ${panes} shells of ${name}` : `Close shell in ${name}`,
    };
  };
  return (
    <PaneTabs
      label="Dock tabs"
      layout={layout}
      change={changeLayout}
      wordsOf={wordsOf}
      onClose={({ id }) => closeTab(id)}
      drag={drag}
    />
  );
}
