import { Boxes, ChartLine, ChartNoAxesColumn, ChevronDown, Funnel, ListRestart } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { basisWords } from '../../charts/figures';
import { StatsPool } from '../../charts/stats-pool';
import { chooseEngine } from '../../state/actions';
import { getClient } from '../../state/client';
import { readToken, suggestTokens } from '../../state/containers/query';
import { valuesOf } from '../../state/entities';
import { missing, selectEngine } from '../../state/engines';
import { count } from '../../state/format';
import { navigate } from '../../state/router';
import type { CpuBasis, StatsView } from '../../state/stats-view';
import { store, useStore } from '../../state/store';
import { selectView, setStatsView } from '../../state/ui-actions';
import { noFilter } from '../../state/views';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { FilterInput } from '../../ui/FilterInput';
import { Menu } from '../../ui/Menu';
import { Panel, PanelBar, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { Skeleton } from '../../ui/Skeleton';
import { OverviewGrid } from './OverviewGrid';
import { OverviewList, type OverviewSnapshot } from './overview-list';
import type { OverviewItem } from './overview-rows';
import { RowPainter } from './row-painter';
import { StackChart } from './StackChart';
import { StackModel } from './stack-model';
import styles from './Stats.module.css';

const c = classes(styles);
/** Stacks are drawn each second beat: their steps are of four seconds. */
const beatsOfAStack = 2;

const bases: readonly { readonly id: CpuBasis; readonly label: string }[] = [
  { id: 'core', label: 'Of one core' },
  { id: 'machine', label: 'Of machine' },
  { id: 'limit', label: 'Of limit' },
];

/** What all running containers use, of the engine that is looked at or of all that answer. */
export function StatsPage({ banner }: { readonly banner: ReactNode }) {
  const engine = useStore(selectEngine);
  const view = useStore((state) => selectView(state).stats);
  if (engine === undefined) return null;
  return <Overview engine={engine} view={view} banner={banner} />;
}

/** Everything of the page that lives outside React. */
interface Models {
  readonly pool: StatsPool;
  readonly list: OverviewList;
  readonly painter: RowPainter;
  readonly cpu: StackModel;
  readonly memory: StackModel;
}

function makeModels(): Models {
  const pool = new StatsPool(getClient());
  return {
    pool,
    list: new OverviewList(getClient(), pool),
    painter: new RowPainter(pool),
    cpu: new StackModel(pool, 'cpu'),
    memory: new StackModel(pool, 'memory'),
  };
}

/** Runs the models for as long as the page is there. */
function useModels(view: StatsView): readonly [Models, OverviewSnapshot] {
  const [models] = useState(makeModels);
  const { pool, list, painter, cpu, memory } = models;
  const snapshot = useSyncExternalStore(list.subscribe, list.read);
  const { basis } = view;
  useEffect(() => {
    pool.resume();
    const stop = list.start();
    return () => {
      stop();
      pool.suspend();
    };
  }, [pool, list]);
  useEffect(() => {
    const shown = (): readonly OverviewItem[] => {
      const { items, groups } = list.read();
      return [...groups.values()].flatMap(({ keys }) => keys.flatMap((key) => items.get(key) ?? []));
    };
    const drawStacks = (): void => {
      const [items, now] = [shown(), Date.now()];
      cpu.draw(items, now, basis === 'machine');
      memory.draw(items, now, false);
    };
    const writeStacks = (): void => {
      const items = shown();
      cpu.write(items, basis === 'machine');
      memory.write(items, false);
    };
    let beats = 0;
    drawStacks();
    return pool.onBeat(() => {
      painter.paint();
      if (beats % beatsOfAStack === 0) drawStacks();
      else writeStacks();
      beats += 1;
    });
  }, [pool, list, painter, cpu, memory, basis]);
  useEffect(() => {
    painter.setSettings({
      basis,
      machineBytes: (id) => store.getState().connections.byKey.get(id)?.facts?.memoryBytes ?? 0,
    });
  }, [painter, basis]);
  return [models, snapshot];
}

interface OverviewProps {
  readonly engine: EngineConnection;
  readonly view: StatsView;
  readonly banner: ReactNode;
}

function Overview({ engine, view, banner }: OverviewProps) {
  const [models, snapshot] = useModels(view);
  const several = useStore(
    (state) => [...state.connections.byKey.values()].filter(({ phase }) => phase === 'live').length > 1,
  );
  const { list } = models;
  const running = count(snapshot.total, 'container');
  return (
    <Panel as="main" label="Stats" grow>
      {banner}
      <PanelHead title="Stats" sub={subtitle(snapshot, running, view, engine)}>
        {snapshot.unsettled && (
          <Button variant="quiet" icon={ListRestart} onClick={() => list.sortNow()}>
            Sort now
          </Button>
        )}
        <Button
          variant="quiet"
          icon={ChartNoAxesColumn}
          aria-pressed={view.charts}
          onClick={() => setStatsView({ charts: !view.charts })}
        >
          {view.charts ? 'Hide charts' : 'Show charts'}
        </Button>
        <Menu
          label="Grouping"
          align="end"
          entries={[
            {
              kind: 'choice',
              id: 'project',
              label: 'Group by project',
              checked: view.grouped,
              onSelect: () => setStatsView({ grouped: true }),
            },
            {
              kind: 'choice',
              id: 'none',
              label: 'No groups',
              checked: !view.grouped,
              onSelect: () => setStatsView({ grouped: false }),
            },
          ]}
          trigger={
            <Button variant="quiet" icon={Boxes} iconEnd={ChevronDown}>
              {view.grouped ? 'Group by project' : 'No groups'}
            </Button>
          }
        />
      </PanelHead>
      <Bar engine={engine} view={view} list={list} snapshot={snapshot} several={several} />
      <Body engine={engine} view={view} models={models} snapshot={snapshot} />
    </Panel>
  );
}

function subtitle(
  { total, engines, unmeasured }: OverviewSnapshot,
  running: string,
  view: StatsView,
  engine: EngineConnection,
): string {
  const where = view.everywhere
    ? `on ${count(engines.length, 'engine')}`
    : `on ${displayText(engine.name, 60)}`;
  const left =
    unmeasured.length === 0 || !view.everywhere
      ? ''
      : `. Without ${unmeasured.map(({ name }) => displayText(name, 60)).join(', ')}, which ${unmeasured.length === 1 ? 'gives' : 'give'} no statistics`;
  return `${total === 0 ? 'None' : running} running ${where}${left}`;
}

function Bar({
  engine,
  view,
  list,
  snapshot,
  several,
}: {
  readonly engine: EngineConnection;
  readonly view: StatsView;
  readonly list: OverviewList;
  readonly snapshot: OverviewSnapshot;
  readonly several: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <PanelBar>
      <FilterInput
        label="Filter stats"
        placeholder="Filter: name, project:shop, image:nginx"
        focusKey="/"
        inputRef={input}
        tokens={snapshot.filter.tokens}
        text={snapshot.filter.text}
        readToken={readToken}
        suggest={(text) => suggestTokens(text, valuesOf(store.getState().containers, engine.id))}
        onChange={(tokens, text) => list.setFilter({ tokens, text })}
        onLeave={() => document.querySelector<HTMLElement>('[role="grid"] [data-row][tabindex="0"]')?.focus()}
      />
      <Segmented
        label="CPU basis"
        segments={bases}
        value={view.basis}
        onChange={(basis) => setStatsView({ basis })}
      />
      {(several || view.everywhere) && (
        <Segmented
          label="Engines"
          segments={[
            { id: 'one', label: 'This engine' },
            { id: 'all', label: 'All engines' },
          ]}
          value={view.everywhere ? 'all' : 'one'}
          onChange={(which) => setStatsView({ everywhere: which === 'all' })}
        />
      )}
    </PanelBar>
  );
}

function Body({
  engine,
  view,
  models,
  snapshot,
}: {
  readonly engine: EngineConnection;
  readonly view: StatsView;
  readonly models: Models;
  readonly snapshot: OverviewSnapshot;
}) {
  const name = displayText(engine.name, 60);
  const lacking = missing(engine, 'stats');
  if (lacking !== undefined && !view.everywhere)
    return (
      <EmptyState icon={ChartLine} title="No statistics from this engine" text={displayText(lacking, 300)} />
    );
  if (!snapshot.read) return <Skeleton waitingFor={name} rows={16} />;
  if (snapshot.total === 0)
    return (
      <EmptyState
        icon={ChartLine}
        title={view.everywhere ? 'Nothing runs on any engine' : `Nothing runs on ${name}`}
        text="A container appears here as soon as it runs."
      />
    );
  const open = (key: string): void => {
    const item = snapshot.items.get(key);
    if (item === undefined) return;
    // First the place, then the engine, would lead to the place where that engine was left.
    if (item.engineId !== engine.id) chooseEngine(item.engineId);
    navigate({ page: 'containers', id: item.container.id, tab: 'stats' });
  };
  return (
    <>
      {view.charts && (
        <div className={c('stacks')}>
          <StackChart
            name="CPU"
            unit={basisWords[view.basis === 'machine' ? 'machine' : 'core']}
            model={models.cpu}
            items={snapshot.items}
            onOpen={open}
          />
          <StackChart
            name="Memory"
            unit="without file cache"
            model={models.memory}
            items={snapshot.items}
            onOpen={open}
          />
        </div>
      )}
      {snapshot.rows.length === 0 ? (
        <EmptyState
          icon={Funnel}
          title="No running container matches"
          text={`${count(snapshot.total, 'container is', 'containers are')} hidden by the filter.`}
          action={
            <Button size="sm" onClick={() => models.list.setFilter(noFilter)}>
              Clear filter
            </Button>
          }
        />
      ) : (
        <OverviewGrid
          list={models.list}
          snapshot={snapshot}
          view={view}
          painter={models.painter}
          onOpen={open}
        />
      )}
    </>
  );
}
