import { Boxes, ChevronDown, ChevronRight, Ellipsis, ScrollText } from 'lucide-react';
import { useMemo, useSyncExternalStore } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import type { ContainerId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import type { LiveStats } from '../../charts/live-stats';
import { groupKey, noProject } from '../../state/containers/arrange';
import { isRunning } from '../../state/containers/status';
import { entityKey } from '../../state/entities';
import { isStale, missing } from '../../state/engines';
import { memory } from '../../state/format';
import { store, useStore } from '../../state/store';
import { setCollapsed } from '../../state/ui-actions';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { CpuSum } from './Cells';
import type { ProjectGroup } from './container-list';
import styles from './Grid.module.css';
import { openGroupLogs, tooMany } from './open-logs';
import { checkState } from './selection';

const c = classes(styles);

/** Accessible name of a group's line: `Project shopfront, 6 of 7 running`. */
export function groupName(project: string, group: ProjectGroup): string {
  const title = project === noProject ? 'No project' : `Project ${displayText(project, 200)}`;
  return `${title}, ${group.running} of ${group.total} running`;
}

export interface GroupRowProps {
  readonly engine: EngineConnection;
  readonly project: string;
  readonly group: ProjectGroup;
  readonly collapsed: boolean;
  readonly current: boolean;
  readonly index: number;
  readonly live: LiveStats;
  readonly onSelect: (ids: readonly string[], on: boolean) => void;
  readonly onMenu: (key: string, at: { readonly x: number; readonly y: number }) => void;
}

/** The line over a compose project's containers. */
export function GroupRow({
  engine,
  project,
  group,
  collapsed,
  current,
  index,
  live,
  onSelect,
  onMenu,
}: GroupRowProps) {
  const checked = useStore((state) => checkState(group.shown, state.selectedContainers));
  const stale = isStale(engine);
  const key = groupKey(project);
  const title = project === noProject ? 'No project' : displayText(project, 200);
  // Without labels nobody knows of projects, and all stand here.
  const why = project === noProject ? missing(engine, 'container-labels') : undefined;
  const object = project === noProject ? 'containers of no project' : `project ${title}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={groupName(project, group)}
      aria-description={collapsed ? 'Collapsed' : 'Expanded'}
      tabIndex={current ? 0 : -1}
      data-row={key}
      className={c('row', 'group', stale && 'stale')}
      onDoubleClick={() => setCollapsed(project, !collapsed)}
    >
      <span role="gridcell" className={c('check')}>
        <Checkbox
          label={`Select ${object}`}
          checked={checked}
          tabIndex={-1}
          onChange={(on) => onSelect(group.shown, on)}
        />
      </span>
      <span role="gridcell" className={c('name')}>
        <button
          type="button"
          className={c('fold')}
          tabIndex={-1}
          aria-expanded={!collapsed}
          aria-label={`${collapsed ? 'Expand' : 'Collapse'} ${object}`}
          onClick={(event) => {
            event.stopPropagation();
            setCollapsed(project, !collapsed);
          }}
        >
          <Icon icon={collapsed ? ChevronRight : ChevronDown} size={14} />
        </button>
        {project !== noProject && <Icon icon={Boxes} size={15} />}
        <b title={title}>{title}</b>
        {why !== undefined && (
          <span className={c('why')} title={why}>
            {why}
          </span>
        )}
      </span>
      <span role="gridcell" className={c('status')}>
        {group.running} of {group.total} running
      </span>
      <GroupTotals engine={engine} group={group} live={live} />
      <span role="gridcell" className={c('ports')} />
      <span role="gridcell" className={c('image')} />
      <span role="gridcell" className={c('age')} />
      <span role="gridcell" className={c('last')}>
        <IconButton
          size="sm"
          icon={ScrollText}
          label={`Logs of ${object}`}
          tabIndex={-1}
          disabledReason={project === noProject ? tooMany(group.shown.length) : undefined}
          onClick={(event) => {
            event.stopPropagation();
            const { byKey } = store.getState().containers;
            openGroupLogs(
              project,
              group.shown
                .map((id) => byKey.get(entityKey(engine.id, id)))
                .filter((each) => each !== undefined),
            );
          }}
        />
        <IconButton
          size="sm"
          icon={Ellipsis}
          label={`Actions for ${object}`}
          tooltip={false}
          tabIndex={-1}
          aria-haspopup="menu"
          onClick={(event) => {
            event.stopPropagation();
            const box = event.currentTarget.getBoundingClientRect();
            onMenu(key, { x: box.left, y: box.bottom });
          }}
        />
      </span>
    </div>
  );
}

/** Sums over a group, only where every running container of it is measured: half a sum would be a lie. */
function GroupTotals({
  engine,
  group,
  live,
}: {
  readonly engine: EngineConnection;
  readonly group: ProjectGroup;
  readonly live: LiveStats;
}) {
  useSyncExternalStore(live.subscribe, live.version);
  const containers = useStore((state) => state.containers.byKey);
  const running = useMemo(
    () =>
      group.shown.filter((id) => {
        const container = containers.get(entityKey(engine.id, id));
        return container !== undefined && isRunning(container);
      }),
    [containers, engine.id, group.shown],
  );
  const all = running.map((id) => live.of(id as ContainerId));
  const complete =
    all.length > 0 &&
    all.length === group.running &&
    all.every(({ cpu, latest }) => cpu.length > 0 && latest?.cpuPercent !== undefined);
  const bytes = all.reduce((sum, { latest }) => sum + (latest?.memoryBytes ?? 0), 0);
  return (
    <>
      <span role="gridcell" className={c('cpu', 'sum')}>
        {complete && <CpuSum all={all} />}
      </span>
      <span role="gridcell" className={c('memory', 'sum')}>
        {complete && <span>{memory(bytes)}</span>}
      </span>
    </>
  );
}
