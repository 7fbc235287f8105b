import { AppWindow, Columns2, Rows2, X } from 'lucide-react';
import type { SplitDirection } from '../state/dock/tree';
import type { MenuEntry } from '../ui/Menu';

/** What can be done with a pane where it stands. */
export interface SplitActions {
  /** Why nothing can be started now. */
  readonly blocked: string | undefined;
  /** No other pane is in its tab. */
  readonly alone: boolean;
  readonly onSplit: (direction: SplitDirection) => void;
  /** Other ways to start a terminal. */
  readonly more: readonly MenuEntry[];
  readonly onOwnTab: () => void;
  readonly onClose: () => void;
}

/** What the menu of a pane offers for its place, in the dock and in a Shell tab alike. */
export function splitMenu(actions: SplitActions): readonly MenuEntry[] {
  return [
    {
      kind: 'item',
      id: 'right',
      label: 'Split right',
      icon: Columns2,
      keys: ['Ctrl', '\\'],
      disabledReason: actions.blocked,
      onSelect: () => actions.onSplit('right'),
    },
    {
      kind: 'item',
      id: 'down',
      label: 'Split down',
      icon: Rows2,
      keys: ['Ctrl', 'Shift', '\\'],
      disabledReason: actions.blocked,
      onSelect: () => actions.onSplit('down'),
    },
    ...actions.more,
    {
      kind: 'item',
      id: 'tab',
      label: 'Move to a tab of its own',
      icon: AppWindow,
      disabledReason: actions.alone ? 'It has one' : undefined,
      onSelect: actions.onOwnTab,
    },
    { kind: 'separator', id: 'end' },
    { kind: 'item', id: 'close', label: 'Close pane', icon: X, onSelect: actions.onClose },
  ];
}
