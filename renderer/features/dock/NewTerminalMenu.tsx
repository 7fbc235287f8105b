import { Plus, Settings2, SquareTerminal } from 'lucide-react';
import { useMemo } from 'react';
import type { Container } from '#shared/model/container';
import { displayText } from '#shared/util/display-text';
import { missing, selectEngine, writeBlock } from '../../state/engines';
import { entityKey, valuesOf } from '../../state/entities';
import { useStore } from '../../state/store';
import { askForTerminal, startShellInDock } from '../../state/terminals';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuEntry } from '../../ui/Menu';

const mostListed = 20;

/** What is started where: in the current container, or in any that runs. */
export function NewTerminalMenu() {
  const engine = useStore(selectEngine);
  const containers = useStore((state) => state.containers);
  const currentId = useStore(({ route, currentContainer }) =>
    route.page === 'containers' ? (route.id ?? currentContainer) : currentContainer,
  );
  const entries = useMemo((): readonly MenuEntry[] => {
    if (engine === undefined) return [];
    const blocked = missing(engine, 'exec') ?? writeBlock(engine);
    const running = valuesOf(containers, engine.id)
      .filter(({ state }) => state === 'running')
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const current =
      currentId === undefined ? undefined : containers.byKey.get(entityKey(engine.id, currentId));
    const shell = (container: Container, label: string): MenuEntry => ({
      kind: 'item',
      id: `shell ${container.id}`,
      label,
      icon: SquareTerminal,
      disabledReason: blocked,
      onSelect: () => void startShellInDock(engine.id, container),
    });
    return [
      ...(current === undefined || current.state !== 'running'
        ? []
        : ([
            { ...shell(current, `New shell in ${displayText(current.name, 80)}`), id: 'current' },
            {
              kind: 'item',
              id: 'ask',
              label: `Open a terminal in ${displayText(current.name, 80)}…`,
              icon: Settings2,
              disabledReason: blocked,
              onSelect: () => askForTerminal(engine.id, current),
            },
            { kind: 'separator', id: 'others' },
          ] as const)),
      { kind: 'caption', id: 'running', label: running.length === 0 ? 'No container runs' : 'New shell in' },
      ...running.slice(0, mostListed).map((container) => shell(container, displayText(container.name, 80))),
    ];
  }, [engine, containers, currentId]);
  return (
    <Menu
      label="New terminal"
      entries={entries}
      trigger={<IconButton icon={Plus} label="New terminal" size="sm" iconSize={15} />}
    />
  );
}
