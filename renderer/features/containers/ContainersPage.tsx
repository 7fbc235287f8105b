import { Boxes, ChevronDown, Container as ContainerIcon, Funnel, ListRestart } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { formatQuery, readToken, suggestTokens } from '../../state/containers/query';
import { entityKey, valuesOf } from '../../state/entities';
import { isStale, selectEngine } from '../../state/engines';
import { age, count, grouped } from '../../state/format';
import { useNow } from '../../state/now';
import { store, useStore } from '../../state/store';
import { selectView, setContainersView } from '../../state/ui-actions';
import { noFilter } from '../../state/views';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { FilterInput } from '../../ui/FilterInput';
import { Menu } from '../../ui/Menu';
import { Panel, PanelBar, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { Skeleton } from '../../ui/Skeleton';
import { StateGlyph } from '../../ui/StateGlyph';
import { useNarrow } from '../../ui/use-narrow';
import { ContainerBulkBar } from './ContainerBulkBar';
import { CompactList } from './CompactList';
import { ContainerDetail } from './ContainerDetail';
import { ContainerGrid } from './ContainerGrid';
import { type ContainerList, type ListSnapshot, useContainerList } from './container-list';

/** Containers of the engine that is looked at: the list, or one of them beside a compact list. */
export function ContainersPage({ banner }: { readonly banner: ReactNode }) {
  const engine = useStore(selectEngine);
  if (engine === undefined) return null;
  return <EnginePage key={engine.id} engine={engine} banner={banner} />;
}

function EnginePage({ engine, banner }: { readonly engine: EngineConnection; readonly banner: ReactNode }) {
  const [list, snapshot] = useContainerList(engine.id);
  const open = useStore(({ route }) => (route.page === 'containers' ? route.id : undefined));
  const narrow = useNarrow(1040);
  if (open === undefined)
    return <ListPanel engine={engine} list={list} snapshot={snapshot} banner={banner} />;
  return (
    <>
      {!narrow && <CompactList engine={engine} list={list} snapshot={snapshot} open={open} />}
      <ContainerDetail key={entityKey(engine.id, open)} engine={engine} id={open} banner={banner} />
    </>
  );
}

interface ListProps {
  readonly engine: EngineConnection;
  readonly list: ContainerList;
  readonly snapshot: ListSnapshot;
}

function ListPanel({ engine, list, snapshot, banner }: ListProps & { readonly banner: ReactNode }) {
  const grouped = useStore((state) => selectView(state).containers.grouped);
  return (
    <Panel as="main" label="Containers" grow>
      {banner}
      <PanelHead title="Containers" sub={useSubtitle(engine, snapshot)}>
        {snapshot.unsettled && (
          <Button variant="quiet" icon={ListRestart} onClick={() => list.sortNow()}>
            Sort now
          </Button>
        )}
        <Menu
          label="Grouping"
          align="end"
          entries={[
            {
              kind: 'choice',
              id: 'project',
              label: 'Group by project',
              checked: grouped,
              onSelect: () => setContainersView({ grouped: true }),
            },
            {
              kind: 'choice',
              id: 'none',
              label: 'No groups',
              checked: !grouped,
              onSelect: () => setContainersView({ grouped: false }),
            },
          ]}
          trigger={
            <Button variant="quiet" icon={Boxes} iconEnd={ChevronDown}>
              {grouped ? 'Group by project' : 'No groups'}
            </Button>
          }
        />
      </PanelHead>
      <ListBar snapshot={snapshot} engine={engine} />
      <ListBody engine={engine} list={list} snapshot={snapshot} />
      <ContainerBulkBar engine={engine} shown={snapshot.shown} />
    </Panel>
  );
}

function useSubtitle(engine: EngineConnection, { counts }: ListSnapshot): string {
  const now = useNow(1000);
  const total = count(counts.all, 'container');
  return isStale(engine) && engine.trueAt !== undefined
    ? `${total}, as of ${age(now - engine.trueAt)} ago`
    : `${total}, ${grouped(counts.running)} running`;
}

function ListBar({
  engine,
  snapshot,
}: {
  readonly engine: EngineConnection;
  readonly snapshot: ListSnapshot;
}) {
  const view = useStore((state) => selectView(state).containers);
  const input = useRef<HTMLInputElement>(null);
  const { counts } = snapshot;
  return (
    <PanelBar>
      <FilterInput
        label="Filter containers"
        placeholder="Filter: name, state:exited, port:80*, label:team=pay"
        focusKey="/"
        inputRef={input}
        tokens={view.filter.tokens}
        text={view.filter.text}
        readToken={readToken}
        suggest={(text) => suggestTokens(text, valuesOf(store.getState().containers, engine.id))}
        onChange={(tokens, text) => setContainersView({ filter: { tokens, text } })}
        onLeave={() => document.querySelector<HTMLElement>('[role="grid"] [data-row][tabindex="0"]')?.focus()}
      />
      <Segmented
        label="State"
        value={view.segment}
        onChange={(segment) => setContainersView({ segment })}
        segments={[
          { id: 'all', label: 'All', count: grouped(counts.all) },
          { id: 'running', label: 'Running', count: grouped(counts.running) },
          { id: 'stopped', label: 'Not running', count: grouped(counts.stopped) },
          {
            id: 'attention',
            label: 'Needs attention',
            count: grouped(counts.attention),
            glyph: <StateGlyph name="unhealthy" size={11} />,
          },
        ]}
      />
    </PanelBar>
  );
}

function ListBody({ engine, list, snapshot }: ListProps) {
  const read = useStore((state) => state.containers.keys.has(engine.id));
  const error = useStore((state) => state.listErrors.get(`containers/${engine.id}`));
  const filter = useStore((state) => formatQuery(selectView(state).containers.filter));
  const name = displayText(engine.name, 60);
  if (!read) {
    return error === undefined ? (
      <Skeleton waitingFor={name} rows={16} />
    ) : (
      <ErrorState
        title="Containers could not be read"
        text={displayText(errorText(error), 2000)}
        actions={<Button onClick={() => void lookAgain(engine.id)}>Try again</Button>}
      />
    );
  }
  if (snapshot.rows.length > 0) return <ContainerGrid engine={engine} list={list} snapshot={snapshot} />;
  if (snapshot.counts.all === 0) {
    return (
      <EmptyState
        icon={ContainerIcon}
        title={`No containers on ${name}`}
        text="One appears here as soon as it is created, also from a terminal with docker run."
      />
    );
  }
  return (
    <EmptyState
      icon={Funnel}
      title={
        filter === '' ? 'No containers in this view' : `No containers match “${displayText(filter, 200)}”`
      }
      text={`${count(snapshot.counts.all, 'container is', 'containers are')} hidden by the filter.`}
      action={
        <Button size="sm" onClick={() => setContainersView({ filter: noFilter, segment: 'all' })}>
          Clear filter
        </Button>
      }
    />
  );
}
