import { useEffect, useRef } from 'react';
import { currentTab, type DockLayout, tabOf } from '../state/dock/layout';
import { leadToPane } from './lead-to-pane';

/** Gives the focus to the pane that is used next once the one that had it was closed. Nobody else's focus is taken. */
export function useFocusAfterClose(layout: DockLayout): void {
  const focus = currentTab(layout)?.focus;
  const used = useRef(focus);
  useEffect(() => {
    const before = used.current;
    used.current = focus;
    if (focus === undefined || before === undefined || before === focus) return;
    const closed = tabOf(layout, before) === undefined;
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (closed && nowhere) leadToPane(focus);
  }, [layout, focus]);
}
