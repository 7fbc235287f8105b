import { ScrollText, SquareCheck } from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { groupKey, noProject } from '../../state/containers/arrange';
import { entityKey } from '../../state/entities';
import { writeBlock } from '../../state/engines';
import { store, useStore } from '../../state/store';
import { type MenuEntry, type MenuPoint, PointMenu } from '../../ui/Menu';
import type { ProjectGroup } from './container-list';
import { bulkMenu, containerMenu } from './container-actions';
import { openGroupLogs, tooMany } from './open-logs';
import { toggleSelected } from './selection';

export interface RowMenuProps {
  readonly engine: EngineConnection;
  /** Key of the row that it was opened on; it stays bound to it, wherever the row goes. */
  readonly row: string | undefined;
  readonly at: MenuPoint | undefined;
  readonly groups: ReadonlyMap<string, ProjectGroup>;
  readonly onClose: () => void;
}

/** The menu of a container or a group, bound to the object and not to its place. */
export function RowMenu({ engine, row, at, groups, onClose }: RowMenuProps) {
  const container = useStore((state) =>
    row === undefined ? undefined : state.containers.byKey.get(entityKey(engine.id, row)),
  );
  const group =
    row === undefined ? undefined : [...groups.keys()].find((project) => groupKey(project) === row);
  const blocked = writeBlock(engine);
  let label = 'Actions';
  let entries: readonly MenuEntry[] = [];
  if (container !== undefined) {
    label = `Actions for ${displayText(container.name, 200)}`;
    entries = containerMenu(engine, container, blocked);
  } else if (group !== undefined) {
    label =
      group === noProject
        ? 'Actions for containers of no project'
        : `Actions for project ${displayText(group, 200)}`;
    const ids = groups.get(group)?.shown ?? [];
    const { byKey } = store.getState().containers;
    const members = ids.map((id) => byKey.get(entityKey(engine.id, id))).filter((each) => each !== undefined);
    entries = [
      {
        kind: 'item',
        id: 'select',
        label: `Select ${ids.length}`,
        icon: SquareCheck,
        keys: ['Space'],
        onSelect: () => toggleSelected(ids, true),
      },
      {
        kind: 'item',
        id: 'logs',
        label: 'Logs together',
        icon: ScrollText,
        keys: ['L'],
        disabledReason: group === noProject ? tooMany(members.length) : undefined,
        onSelect: () => openGroupLogs(group, members),
      },
      { kind: 'separator', id: 'selects' },
      ...bulkMenu(engine, members, blocked),
    ];
  }
  const open = at !== undefined && entries.length > 0;
  return <PointMenu at={open ? at : undefined} label={label} entries={entries} onClose={onClose} />;
}
