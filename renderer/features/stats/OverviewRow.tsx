import { Boxes, ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type MouseEvent, useLayoutEffect, useRef } from 'react';
import { displayText } from '#shared/util/display-text';
import { EmptySparkline } from '../../charts/Sparkline';
import { statusOf } from '../../state/containers/status';
import type { Placed } from '../../state/ordering';
import { formatRoute } from '../../state/routes';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { StateGlyph } from '../../ui/StateGlyph';
import { Tag } from '../../ui/Tag';
import type { OverviewGroup } from './overview-list';
import type { OverviewItem } from './overview-rows';
import type { RowPainter } from './row-painter';
import styles from './Stats.module.css';

const c = classes(styles);
const rates = ['received', 'sent', 'read', 'written'] as const;

/** The cells of every line, empty: the painter fills them. */
function Cells({ group }: { readonly group: boolean }) {
  return (
    <>
      <span role="gridcell" className={c('cpu')}>
        {group ? <i className={c('noSpark')} /> : <EmptySparkline name="cpu" tone="cpu" />}
        <span className={c('number')} data-cell="cpu" />
        {!group && (
          <span className={c('bar')} data-empty="">
            <i className={c('cpuBar')} data-bar="cpu" />
          </span>
        )}
      </span>
      <span role="gridcell" className={c('memory')}>
        {group ? <i className={c('noSpark')} /> : <EmptySparkline name="memory" tone="mem" />}
        {group ? (
          <i className={c('noBar')} />
        ) : (
          <span className={c('bar')} data-empty="">
            <i className={c('memoryBar')} data-bar="memory" />
          </span>
        )}
        <span>
          <span data-cell="memory" />
          <span className={c('dim')} data-cell="memoryOf" />
        </span>
      </span>
      {rates.map((rate) => (
        <span key={rate} role="gridcell" className={c('rate', rate)} data-cell={rate} />
      ))}
      <span role="gridcell" className={c('pids')}>
        <span data-cell="pids" />
        {!group && (
          <span className={c('bar', 'thin')} data-empty="">
            <i className={c('pidsBar')} data-bar="pids" />
          </span>
        )}
      </span>
    </>
  );
}

export interface OverviewRowProps {
  readonly item: OverviewItem;
  readonly mark: Placed['mark'];
  readonly grouped: boolean;
  /** Name of its engine, where several are shown without groups. */
  readonly engineName: string | undefined;
  readonly current: boolean;
  readonly index: number;
  readonly painter: RowPainter;
  readonly onOpen: (key: string) => void;
}

/** One container. Rendered anew only where it is another one, or its state changed; its numbers are painted. */
export const OverviewRow = memo(function OverviewRow({
  item,
  mark,
  grouped,
  engineName,
  current,
  index,
  painter,
  onOpen,
}: OverviewRowProps) {
  const root = useRef<HTMLDivElement>(null);
  const { key, engineId, container } = item;
  useLayoutEffect(
    () => (root.current === null ? undefined : painter.attach(root.current, engineId, () => [key], false)),
    [painter, engineId, key],
  );
  const name = displayText(container.name, 300);
  const status = statusOf(container);
  const gone = mark === 'removed';
  const open = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (!gone) onOpen(key);
  };
  return (
    <div
      ref={root}
      role="row"
      aria-rowindex={index + 2}
      aria-label={name}
      aria-description={gone ? 'Stopped' : status.words}
      tabIndex={current ? 0 : -1}
      data-row={key}
      className={c('row', gone && 'gone')}
      onDoubleClick={() => !gone && onOpen(key)}
    >
      <span role="gridcell" className={c('name', grouped && 'inGroup')}>
        <StateGlyph name={gone ? 'exited' : status.shape} stale={gone} />
        <a
          href={formatRoute({ page: 'containers', id: container.id, tab: 'stats' })}
          tabIndex={-1}
          draggable={false}
          title={name}
          onClick={open}
        >
          {name}
        </a>
        {engineName !== undefined && <small>{displayText(engineName, 60)}</small>}
        {mark === 'new' && <Tag tone="accent">new</Tag>}
      </span>
      <Cells group={false} />
    </div>
  );
});

export interface OverviewGroupRowProps {
  readonly rowKey: string;
  readonly group: OverviewGroup;
  readonly collapsed: boolean;
  /** Its engine is said, because several are shown. */
  readonly withEngine: boolean;
  readonly current: boolean;
  readonly index: number;
  readonly painter: RowPainter;
  readonly onToggle: (collapsed: boolean) => void;
}

/** The line over a compose project's containers, with their sums. */
export function OverviewGroupRow({
  rowKey,
  group,
  collapsed,
  withEngine,
  current,
  index,
  painter,
  onToggle,
}: OverviewGroupRowProps) {
  const root = useRef<HTMLDivElement>(null);
  const members = useRef(group.keys);
  useLayoutEffect(() => {
    members.current = group.keys;
  }, [group.keys]);
  const engineId = group.engine.id;
  useLayoutEffect(
    () =>
      root.current === null ? undefined : painter.attach(root.current, engineId, () => members.current, true),
    [painter, engineId],
  );
  const title = group.project === '' ? 'No project' : displayText(group.project, 200);
  const object = group.project === '' ? 'containers of no project' : `project ${title}`;
  const engine = displayText(group.engine.name, 60);
  return (
    <div
      ref={root}
      role="row"
      aria-rowindex={index + 2}
      aria-label={`${group.project === '' ? title : `Project ${title}`}, ${group.keys.length} running${withEngine ? `, ${engine}` : ''}`}
      aria-description={collapsed ? 'Collapsed' : 'Expanded'}
      tabIndex={current ? 0 : -1}
      data-row={rowKey}
      className={c('row', 'group')}
      onDoubleClick={() => onToggle(!collapsed)}
    >
      <span role="gridcell" className={c('name')}>
        <button
          type="button"
          className={c('fold')}
          tabIndex={-1}
          aria-expanded={!collapsed}
          aria-label={`${collapsed ? 'Expand' : 'Collapse'} ${object}`}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(!collapsed);
          }}
        >
          <Icon icon={collapsed ? ChevronRight : ChevronDown} size={14} />
        </button>
        {group.project !== '' && <Icon icon={Boxes} size={15} />}
        <b title={title}>{title}</b>
        <small>{withEngine ? `${engine}, ${group.keys.length}` : group.keys.length}</small>
      </span>
      <Cells group />
    </div>
  );
}
