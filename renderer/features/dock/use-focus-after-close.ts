import { useEffect, useRef } from 'react';
import { type DockTab, tabOf } from '../../state/dock/layout';
import { store } from '../../state/store';
import { focusDockPane } from './dock-actions';

/** Gives the focus to the pane that is used next once the one that had it was closed. Nobody else's focus is taken. */
export function useFocusAfterClose(tab: DockTab | undefined): void {
  const used = useRef(tab?.focus);
  useEffect(() => {
    const before = used.current;
    used.current = tab?.focus;
    if (tab === undefined || before === undefined || before === tab.focus) return;
    const closed = tabOf(store.getState().dockLayout, before) === undefined;
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (closed && nowhere) focusDockPane(tab.focus);
  }, [tab]);
}
