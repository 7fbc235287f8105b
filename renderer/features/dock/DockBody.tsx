import { useMemo } from 'react';
import { changeLayout } from '../../state/dock/dock';
import type { DockTab } from '../../state/dock/layout';
import { useStore } from '../../state/store';
import { InputGroup } from '../../terminal/input-group';
import { PaneGrid } from '../../terminal/PaneGrid';
import type { PaneDrag } from '../../terminal/use-pane-drag';
import { DockPaneView } from './DockPaneView';

/** The panes of the dock's tab that is shown. */
export function DockBody({ tab, drag }: { readonly tab: DockTab; readonly drag: PaneDrag }) {
  const broadcast = useStore((state) => state.broadcastTab === tab.id);
  const group = useMemo(() => new InputGroup(), []);
  return (
    <PaneGrid
      tab={tab}
      change={changeLayout}
      drag={drag}
      pane={(slot) => <DockPaneView {...slot} group={group} broadcast={broadcast} />}
    />
  );
}
