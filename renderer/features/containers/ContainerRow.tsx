import { Ellipsis, RotateCw, ScrollText, SquareTerminal } from 'lucide-react';
import { memo, type MouseEvent, useState } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { type LiveStats, useLiveSeries } from '../../charts/live-stats';
import { busyWords, statusOf } from '../../state/containers/status';
import { verbs } from '../../state/containers/verbs';
import { entityKey } from '../../state/entities';
import { isStale, missing, writeBlock } from '../../state/engines';
import { age, fullMoment } from '../../state/format';
import { useNow } from '../../state/now';
import type { Placed } from '../../state/ordering';
import { formatRoute } from '../../state/routes';
import { useStore } from '../../state/store';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { IconButton } from '../../ui/IconButton';
import { StateGlyph } from '../../ui/StateGlyph';
import { Tag } from '../../ui/Tag';
import { CpuCell, ImageName, MemoryCell, PortChips } from './Cells';
import { actOn, openContainer, startOrStop, verbIcons } from './container-actions';
import styles from './Grid.module.css';

const c = classes(styles);

export interface ContainerRowProps {
  readonly engine: EngineConnection;
  readonly id: string;
  /** Last known state, for a row whose container is gone. */
  readonly gone: Container | undefined;
  readonly mark: Placed['mark'];
  readonly grouped: boolean;
  readonly current: boolean;
  readonly index: number;
  readonly live: LiveStats;
  readonly onSelect: (id: string, on: boolean, extend: boolean) => void;
  readonly onMenu: (id: string, at: { readonly x: number; readonly y: number }) => void;
}

/** One container. Renders anew only for its own entity, its own samples and the minute's clock. */
export const ContainerRow = memo(function ContainerRow(props: ContainerRowProps) {
  const { engine, id, gone } = props;
  const known = useStore((state) => state.containers.byKey.get(entityKey(engine.id, id)));
  const container = known ?? gone;
  return container === undefined ? null : <Row {...props} container={container} />;
});

function Row({
  engine,
  id,
  gone,
  mark,
  grouped,
  current,
  index,
  live,
  onSelect,
  onMenu,
  container,
}: ContainerRowProps & { readonly container: Container }) {
  const selected = useStore((state) => state.selectedContainers.has(id));
  const doing = useStore((state) => state.busy.get(entityKey(engine.id, id)));
  const now = useNow(10_000);
  const [hot, setHot] = useState(false);
  const stale = isStale(engine) || gone !== undefined;
  const series = useLiveSeries(live, container.id);
  const running = container.state === 'running';
  const status = statusOf(container);
  const words = gone !== undefined ? 'Removed' : doing === undefined ? status.words : busyWords[doing];
  const shape = doing === undefined ? status.shape : 'busy';
  const name = displayText(container.name, 300);
  const statusId = `status-${id}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={name}
      aria-selected={selected}
      aria-describedby={statusId}
      aria-busy={doing !== undefined || undefined}
      tabIndex={current ? 0 : -1}
      data-row={id}
      className={c(
        'row',
        selected && 'selected',
        stale && 'stale',
        doing !== undefined && 'busy',
        gone !== undefined && 'gone',
      )}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
      onDoubleClick={() => gone === undefined && openContainer(id)}
    >
      <span role="gridcell" className={c('check')}>
        <Checkbox
          label={`Select ${name}`}
          checked={selected}
          tabIndex={-1}
          disabled={gone !== undefined}
          onChange={(on, event) => onSelect(id, on, event.shiftKey)}
        />
      </span>
      <span role="gridcell" className={c('name', grouped && 'inGroup')}>
        <StateGlyph name={shape} stale={stale && shape !== 'busy'} />
        <a
          href={formatRoute({ page: 'containers', id })}
          tabIndex={-1}
          draggable={false}
          title={name}
          onClick={(event) => follow(event, () => gone === undefined && openContainer(id))}
        >
          {name}
        </a>
        {mark === 'new' && <Tag tone="accent">new</Tag>}
      </span>
      <span
        role="gridcell"
        id={statusId}
        className={c('status', doing === undefined && status.loud && !stale && status.shape)}
        title={displayText(container.statusText, 200)}
      >
        {words}
      </span>
      <span role="gridcell" className={c('cpu')}>
        <CpuCell series={running ? series : undefined} stale={stale} />
      </span>
      <span role="gridcell" className={c('memory')}>
        <MemoryCell
          series={running || container.state === 'paused' ? series : undefined}
          machineBytes={engine.facts?.memoryBytes ?? 0}
          stale={stale}
        />
      </span>
      <span role="gridcell" className={c('ports')}>
        <PortChips container={container} engineAddress={engine.address} stale={stale} />
      </span>
      <span role="gridcell" className={c('image')}>
        <ImageName reference={container.image} />
      </span>
      <span role="gridcell" className={c('age')} title={`Created ${fullMoment(container.createdAt)}`}>
        {age(now - container.createdAt)}
      </span>
      <span role="gridcell" className={c('last')}>
        {(hot || current) && gone === undefined && (
          <RowActions engine={engine} container={container} name={name} />
        )}
        {gone === undefined && (
          <IconButton
            size="sm"
            icon={Ellipsis}
            label={`Actions for ${name}`}
            tooltip={false}
            tabIndex={-1}
            aria-haspopup="menu"
            onClick={(event) => {
              event.stopPropagation();
              const box = event.currentTarget.getBoundingClientRect();
              onMenu(id, { x: box.left, y: box.bottom });
            }}
          />
        )}
      </span>
    </div>
  );
}

/** A plain press follows the link within the app; what else a press means is the row's. */
function follow(event: MouseEvent, open: () => void): void {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.stopPropagation();
  open();
}

/** What appears over the last columns while the pointer or the keyboard is on the row. */
function RowActions({
  engine,
  container,
  name,
}: {
  readonly engine: EngineConnection;
  readonly container: Container;
  readonly name: string;
}) {
  const blocked = writeBlock(engine);
  const toggle = startOrStop(container);
  const why = (action: 'restart' | typeof toggle): string | undefined =>
    blocked ?? (verbs[action].applies(container) ? undefined : `${name} is ${container.state}`);
  const press = (run: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    run();
  };
  return (
    <span className={c('actions')} onDoubleClick={(event) => event.stopPropagation()}>
      <IconButton
        size="sm"
        tabIndex={-1}
        icon={verbIcons[toggle]}
        label={`${verbs[toggle].label} ${name}`}
        keys={['S']}
        disabledReason={why(toggle)}
        onClick={press(() => actOn(engine.id, container, toggle))}
      />
      <IconButton
        size="sm"
        tabIndex={-1}
        icon={RotateCw}
        label={`Restart ${name}`}
        keys={['R']}
        disabledReason={why('restart')}
        onClick={press(() => actOn(engine.id, container, 'restart'))}
      />
      <IconButton
        size="sm"
        tabIndex={-1}
        icon={ScrollText}
        label={`Logs of ${name}`}
        keys={['L']}
        onClick={press(() => openContainer(container.id, 'logs'))}
      />
      <IconButton
        size="sm"
        tabIndex={-1}
        icon={SquareTerminal}
        label={`Shell in ${name}`}
        keys={['T']}
        disabledReason={missing(engine, 'exec')}
        onClick={press(() => openContainer(container.id, 'shell'))}
      />
    </span>
  );
}
