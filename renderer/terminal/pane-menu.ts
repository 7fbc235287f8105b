import { Eraser, Save, Search } from 'lucide-react';
import type { TerminalLook } from '../state/terminal-look';
import type { MenuEntry } from '../ui/Menu';

/** What a terminal's own menu can do. */
export interface PaneActions {
  readonly look: TerminalLook;
  readonly onFind: () => void;
  readonly onClear: () => void;
  readonly onSave: () => void;
  readonly onZoom: (step: -1 | 0 | 1) => void;
  readonly onReader: () => void;
}

/** The menu of a terminal: first what is its own, then where it stands. */
export function paneMenu(actions: PaneActions, layout: readonly MenuEntry[]): readonly MenuEntry[] {
  const { look } = actions;
  return [
    {
      kind: 'item',
      id: 'find',
      label: 'Find',
      icon: Search,
      keys: ['Ctrl', 'Shift', 'F'],
      onSelect: actions.onFind,
    },
    { kind: 'item', id: 'clear', label: 'Clear', icon: Eraser, onSelect: actions.onClear },
    { kind: 'item', id: 'save', label: 'Save text', icon: Save, onSelect: actions.onSave },
    {
      kind: 'submenu',
      id: 'text',
      label: 'Text size',
      entries: [
        {
          kind: 'item',
          id: 'larger',
          label: 'Larger',
          keys: ['Ctrl', '+'],
          onSelect: () => actions.onZoom(1),
        },
        {
          kind: 'item',
          id: 'smaller',
          label: 'Smaller',
          keys: ['Ctrl', '-'],
          onSelect: () => actions.onZoom(-1),
        },
        { kind: 'item', id: 'usual', label: 'Usual', keys: ['Ctrl', '0'], onSelect: () => actions.onZoom(0) },
      ],
    },
    {
      kind: 'choice',
      id: 'reader',
      label: 'Screen reader mode',
      checked: look.screenReader,
      onSelect: actions.onReader,
    },
    ...(layout.length === 0 ? [] : [{ kind: 'separator', id: 'layout' } as const, ...layout]),
  ];
}
