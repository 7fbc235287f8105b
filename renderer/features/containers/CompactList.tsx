import { ChevronDown, ChevronRight, Rows3 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import type { ContainerId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { type LiveStats, useLiveSeries, useLiveStats } from '../../charts/live-stats';
import { getClient } from '../../state/client';
import { noProject } from '../../state/containers/arrange';
import { busyWords, statusOf } from '../../state/containers/status';
import { entityKey } from '../../state/entities';
import { isStale, missing } from '../../state/engines';
import { grouped, percent } from '../../state/format';
import { navigate } from '../../state/router';
import { store, useStore } from '../../state/store';
import { setCollapsed } from '../../state/ui-actions';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Panel } from '../../ui/Panel';
import { StateGlyph } from '../../ui/StateGlyph';
import { useVirtualRows } from '../../ui/use-virtual-rows';
import styles from './CompactList.module.css';
import type { ContainerList, ListSnapshot } from './container-list';
import { openContainer } from './container-actions';

const c = classes(styles);
const rowHeight = 30;

export interface CompactListProps {
  readonly engine: EngineConnection;
  readonly list: ContainerList;
  readonly snapshot: ListSnapshot;
  /** Id of the container whose detail is open. */
  readonly open: string;
}

/** The same list beside a detail: shape, name and CPU. The filter and the order of the full list hold here, too. */
export function CompactList({ engine, list, snapshot, open }: CompactListProps) {
  const { rows, groups, counts } = snapshot;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const openIndex = rows.findIndex((row) => row.kind === 'container' && row.id === open);
  const { scrollToIndex } = virtual;
  useEffect(() => {
    if (openIndex !== -1) scrollToIndex(openIndex);
  }, [openIndex, scrollToIndex]);

  // A list that goes away from under the pointer is not told of its leaving.
  useEffect(() => () => list.hold('pointer', false), [list]);

  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  const containers = useStore((state) => state.containers.byKey);
  const stale = isStale(engine);
  const measurable = missing(engine, 'stats') === undefined;
  const measured = useMemo(() => {
    if (stale || !measurable) return [];
    return rows.slice(first, last + 1).flatMap((row): readonly ContainerId[] => {
      const container = row.kind === 'container' ? containers.get(entityKey(engine.id, row.id)) : undefined;
      return container?.state === 'running' ? [container.id] : [];
    });
  }, [containers, engine.id, first, last, measurable, rows, stale]);
  const live = useLiveStats(getClient(), engine.id, measured);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step =
      event.key === 'ArrowDown' || event.key === 'j'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'k'
          ? -1
          : 0;
    if (step === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const options = rows.filter((row) => row.kind === 'container' && row.mark !== 'removed');
    const at = options.findIndex(({ key }) => key === open);
    const next = options[Math.max(0, Math.min(options.length - 1, at + step))];
    if (next !== undefined) show(next.key, 'replace');
  };

  return (
    <Panel label="Container list" style={{ width: 248, flex: 'none' }}>
      <div className={c('head')}>
        <h2>Containers</h2>
        <span>{grouped(counts.all)}</span>
        <IconButton icon={Rows3} label="Full list" onClick={() => navigate({ page: 'containers' })} />
      </div>
      <div
        ref={scroller}
        className={c('scroll')}
        role="listbox"
        aria-label="Containers"
        aria-activedescendant={openIndex === -1 ? undefined : `option-${open}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerEnter={() => list.hold('pointer', true)}
        onPointerLeave={() => list.hold('pointer', false)}
      >
        <div className={c('canvas')} role="presentation" style={{ height: virtual.getTotalSize() + 8 }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const style = { transform: `translateY(${start}px)` };
            if (row.kind === 'group') {
              const group = groups.get(row.project);
              return (
                <div
                  key={key}
                  title={row.project === noProject ? missing(engine, 'container-labels') : undefined}
                  className={c('line', 'group')}
                  style={style}
                  role="presentation"
                  onClick={() => setCollapsed(row.project, !row.collapsed)}
                >
                  <Icon icon={row.collapsed ? ChevronRight : ChevronDown} size={13} />
                  <span>{row.project === noProject ? 'No project' : displayText(row.project, 200)}</span>
                  <em>
                    {group?.running ?? 0} of {group?.total ?? 0}
                  </em>
                </div>
              );
            }
            return (
              <div key={key} className={c('line')} style={style} role="presentation">
                <Option
                  engine={engine}
                  id={row.id}
                  gone={row.mark === 'removed'}
                  on={row.id === open}
                  live={live}
                  stale={stale}
                />
              </div>
            );
          })}
        </div>
      </div>
    </Panel>
  );
}

/** Shows another container at the same tab. */
function show(id: string, how: 'push' | 'replace' = 'push'): void {
  const { route } = store.getState();
  const tab = route.page === 'containers' ? route.tab : undefined;
  if (how === 'replace') navigate({ page: 'containers', id, tab }, how);
  else openContainer(id, tab);
}

function Option({
  engine,
  id,
  gone,
  on,
  live,
  stale,
}: {
  readonly engine: EngineConnection;
  readonly id: string;
  readonly gone: boolean;
  readonly on: boolean;
  readonly live: LiveStats;
  readonly stale: boolean;
}) {
  const container = useStore((state) => state.containers.byKey.get(entityKey(engine.id, id)));
  const doing = useStore((state) => state.busy.get(entityKey(engine.id, id)));
  const series = useLiveSeries(live, id as ContainerId);
  if (container === undefined) return null;
  const { shape, words } = statusOf(container);
  const name = displayText(container.name, 300);
  const cpu = container.state === 'running' ? series.latest?.cpuPercent : undefined;
  return (
    <div
      id={`option-${id}`}
      role="option"
      aria-label={name}
      aria-description={doing === undefined ? words : busyWords[doing]}
      aria-selected={on}
      className={c('option', on && 'on', gone && 'gone')}
      title={name}
      onClick={() => show(id)}
    >
      <StateGlyph name={doing === undefined ? shape : 'busy'} stale={stale} />
      <span>{name}</span>
      <em>{cpu === undefined ? '–' : percent(cpu)}</em>
    </div>
  );
}
