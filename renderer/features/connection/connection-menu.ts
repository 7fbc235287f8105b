import {
  ArrowDown,
  ArrowUp,
  Container as ContainerIcon,
  Copy,
  Pencil,
  Plug,
  RefreshCw,
  Save,
  Trash2,
  Unplug,
} from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { chooseEngine } from '../../state/actions';
import {
  changeConnection,
  checkConnection,
  connectEngine,
  disconnectEngine,
  moveConnection,
} from '../../state/connections';
import { navigate } from '../../state/router';
import { openDialog } from '../../state/ui-actions';
import { copyText } from '../../ui/CopyButton';
import type { MenuEntry } from '../../ui/Menu';

/** Why a connection has no settings to change; undefined where it has. */
export function editBlock(engine: EngineConnection): string | undefined {
  return engine.demo ? 'The demo engine has no settings' : undefined;
}

/** Looks at the containers of an engine; connects it where it is not. */
export function openEngine(engine: EngineConnection): void {
  chooseEngine(engine.id);
  navigate({ page: 'containers' });
}

/** Everything that can be done with one connection. `at` is its place among `of`. */
export function connectionMenu(engine: EngineConnection, at: number, of: number): readonly MenuEntry[] {
  const off = engine.phase === 'disconnected' && engine.retryAt === undefined;
  return [
    {
      kind: 'item',
      id: 'open',
      label: 'Show its containers',
      icon: ContainerIcon,
      onSelect: () => openEngine(engine),
    },
    off
      ? {
          kind: 'item',
          id: 'connect',
          label: 'Connect',
          icon: Plug,
          onSelect: () => void connectEngine(engine.id),
        }
      : {
          kind: 'item',
          id: 'disconnect',
          label: 'Disconnect',
          icon: Unplug,
          onSelect: () => void disconnectEngine(engine.id),
        },
    {
      kind: 'item',
      id: 'check',
      label: 'Check',
      icon: RefreshCw,
      onSelect: () => {
        navigate({ page: 'connections', id: engine.id }, 'replace');
        void checkConnection(engine.id);
      },
    },
    { kind: 'separator', id: 'ways' },
    ...(engine.saved || engine.demo
      ? []
      : [
          {
            kind: 'item' as const,
            id: 'save',
            label: 'Save',
            icon: Save,
            onSelect: () => void changeConnection(engine.id, {}),
          },
        ]),
    {
      kind: 'item',
      id: 'edit',
      label: 'Edit or rename…',
      icon: Pencil,
      keys: ['F2'],
      disabledReason: editBlock(engine),
      onSelect: () => openDialog({ kind: 'connection', engineId: engine.id }),
    },
    {
      kind: 'item',
      id: 'up',
      label: 'Move up',
      icon: ArrowUp,
      keys: ['Alt', 'Up'],
      disabledReason: at <= 0 ? 'It is the first' : undefined,
      onSelect: () => void moveConnection(engine.id, -1),
    },
    {
      kind: 'item',
      id: 'down',
      label: 'Move down',
      icon: ArrowDown,
      keys: ['Alt', 'Down'],
      disabledReason: at >= of - 1 ? 'It is the last' : undefined,
      onSelect: () => void moveConnection(engine.id, 1),
    },
    {
      kind: 'item',
      id: 'copy',
      label: 'Copy address',
      icon: Copy,
      onSelect: () => void copyText(engine.address),
    },
    { kind: 'separator', id: 'end' },
    {
      kind: 'item',
      id: 'remove',
      label: 'Remove…',
      icon: Trash2,
      keys: ['Del'],
      danger: true,
      disabledReason: engine.demo ? 'The demo engine ends with Pilothouse' : undefined,
      onSelect: () => openDialog({ kind: 'remove-connection', engineId: engine.id }),
    },
  ];
}
