import { Download, Funnel, Layers, ListRestart } from 'lucide-react';
import { type ReactNode, useMemo, useRef } from 'react';
import { errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { entityKey, valuesOf } from '../../state/entities';
import { isStale, selectEngine, writeBlock } from '../../state/engines';
import { age, bytes, count, grouped } from '../../state/format';
import { readImageToken, suggestImageTokens } from '../../state/images/arrange';
import { useNow } from '../../state/now';
import { useStore } from '../../state/store';
import { openDialog, selectView, setImagesView } from '../../state/ui-actions';
import { noFilter } from '../../state/views';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { FilterInput } from '../../ui/FilterInput';
import { Panel, PanelBar, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { Skeleton } from '../../ui/Skeleton';
import { useNarrow } from '../../ui/use-narrow';
import { ImageBulkBar } from './ImageBulkBar';
import { ImageDetail } from './ImageDetail';
import { ImageGrid } from './ImageGrid';
import { type ImageList, type ImageSnapshot, useImageList } from './image-list';
import { PullCard } from './PullCard';

const listWidth = 560;

/** Images of the engine that is looked at: the list, with one of them beside it when it is open. */
export function ImagesPage({ banner }: { readonly banner: ReactNode }) {
  const engine = useStore(selectEngine);
  return engine === undefined ? null : <EngineImages key={engine.id} engine={engine} banner={banner} />;
}

function EngineImages({ engine, banner }: { readonly engine: EngineConnection; readonly banner: ReactNode }) {
  const [list, snapshot] = useImageList(engine.id);
  const open = useStore(({ route }) => (route.page === 'images' ? route.id : undefined));
  const narrow = useNarrow(1180);
  return (
    <>
      {!(narrow && open !== undefined) && (
        <ListPanel
          engine={engine}
          list={list}
          snapshot={snapshot}
          banner={banner}
          beside={open !== undefined}
          open={open}
        />
      )}
      {open !== undefined && (
        <ImageDetail
          key={entityKey(engine.id, open)}
          engine={engine}
          id={open}
          banner={narrow ? banner : null}
        />
      )}
    </>
  );
}

interface ListProps {
  readonly engine: EngineConnection;
  readonly list: ImageList;
  readonly snapshot: ImageSnapshot;
  readonly open: string | undefined;
}

function ListPanel({
  engine,
  list,
  snapshot,
  banner,
  beside,
  open,
}: ListProps & { readonly banner: ReactNode; readonly beside: boolean }) {
  const now = useNow(1000);
  const blocked = writeBlock(engine);
  const total = count(snapshot.total, 'image');
  const sub =
    isStale(engine) && engine.trueAt !== undefined
      ? `${total}, as of ${age(now - engine.trueAt)} ago`
      : `${total}, ${bytes(snapshot.size)}`;
  return (
    <Panel
      as="main"
      label="Images"
      grow={!beside}
      {...(beside && { style: { width: listWidth, flex: 'none' } })}
    >
      {banner}
      <PanelHead title="Images" sub={sub}>
        {snapshot.unsettled && (
          <Button variant="quiet" icon={ListRestart} onClick={() => list.sortNow()}>
            Sort now
          </Button>
        )}
        <Button
          variant="primary"
          icon={Download}
          keys={['N']}
          disabledReason={blocked}
          onClick={() => openDialog({ kind: 'pull', engineId: engine.id })}
        >
          Pull image
        </Button>
      </PanelHead>
      <ListBar snapshot={snapshot} />
      <Pulls engineId={engine.id} />
      <ListBody engine={engine} list={list} snapshot={snapshot} open={open} />
      <ImageBulkBar engine={engine} shown={snapshot.shown} />
    </Panel>
  );
}

/** Cards of the pulls that run and were not put away. */
function Pulls({ engineId }: { readonly engineId: string }) {
  const collection = useStore((state) => state.tasks);
  const away = useStore((state) => state.backgroundPulls);
  const running = useMemo(
    () =>
      valuesOf(collection, '').filter(
        (task) =>
          task.kind.type === 'pull' &&
          task.status === 'running' &&
          task.engineId === engineId &&
          !away.has(task.id),
      ),
    [collection, away, engineId],
  );
  return running.map((task) => <PullCard key={task.id} task={task} />);
}

function ListBar({ snapshot }: { readonly snapshot: ImageSnapshot }) {
  const view = useStore((state) => selectView(state).images);
  const input = useRef<HTMLInputElement>(null);
  return (
    <PanelBar>
      <FilterInput
        label="Filter images"
        placeholder="Filter: name, unused:yes, usedby:web"
        focusKey="/"
        inputRef={input}
        tokens={view.filter.tokens}
        text={view.filter.text}
        readToken={readImageToken}
        suggest={suggestImageTokens}
        onChange={(tokens, text) => setImagesView({ filter: { tokens, text } })}
        onLeave={() => document.querySelector<HTMLElement>('[role="grid"] [data-row][tabindex="0"]')?.focus()}
      />
      <Segmented
        label="Use"
        value={view.segment}
        onChange={(segment) => setImagesView({ segment })}
        segments={[
          { id: 'all', label: 'All', count: grouped(snapshot.total) },
          { id: 'unused', label: 'Unused', count: grouped(snapshot.unused) },
        ]}
      />
    </PanelBar>
  );
}

function ListBody({ engine, list, snapshot, open }: ListProps) {
  const read = useStore((state) => state.images.keys.has(engine.id));
  const error = useStore((state) => state.listErrors.get(`images/${engine.id}`));
  const name = displayText(engine.name, 60);
  if (!read) {
    return error === undefined ? (
      <Skeleton waitingFor={name} rows={14} />
    ) : (
      <ErrorState
        title="Images could not be read"
        text={displayText(errorText(error), 2000)}
        actions={<Button onClick={() => void lookAgain(engine.id)}>Try again</Button>}
      />
    );
  }
  const { unread } = engine;
  const refused = unread?.images !== undefined && (
    <ErrorState
      title={
        snapshot.total === 0
          ? 'Images could not be read'
          : 'Images are from before: they could not be read again'
      }
      text={`${displayText(errorText(unread.images), 2000)} It is tried again every 10 s.`}
    />
  );
  if (snapshot.rows.length > 0) {
    return (
      <>
        {refused}
        <ImageGrid engine={engine} list={list} snapshot={snapshot} open={open} />
      </>
    );
  }
  if (snapshot.total === 0) {
    if (refused !== false) return refused;
    return (
      <EmptyState
        icon={Layers}
        title={`No images on ${name}`}
        text="Pull one from a registry, or build one from a terminal."
      />
    );
  }
  return (
    <EmptyState
      icon={Funnel}
      title="No images match the filter"
      text={`${count(snapshot.total, 'image is', 'images are')} hidden by it.`}
      action={
        <Button size="sm" onClick={() => setImagesView({ filter: noFilter, segment: 'all' })}>
          Clear filter
        </Button>
      }
    />
  );
}
