import { Container as ContainerIcon, Ellipsis, Layers as LayersIcon, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import type { Image, ImageDetails } from '#shared/model/image';
import { displayText } from '#shared/util/display-text';
import { InspectView } from '../../inspect/InspectView';
import { askToRemoveImages } from '../../state/actions';
import { getClient } from '../../state/client';
import { entityKey } from '../../state/entities';
import { writeBlock } from '../../state/engines';
import { bytes, calendarDate, clock, shortId } from '../../state/format';
import { imageName, splitReference } from '../../state/images/names';
import { navigate } from '../../state/router';
import { formatRoute } from '../../state/routes';
import { useStore } from '../../state/store';
import { useLastKnown } from '../../state/use-last-known';
import { imageTabs } from '../../state/views';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { StateGlyph } from '../../ui/StateGlyph';
import { Tabs } from '../../ui/Tabs';
import { Tag } from '../../ui/Tag';
import styles from './ImageDetail.module.css';
import { imageMenu, openUser } from './image-actions';
import { Layers } from './Layers';

const c = classes(styles);

export interface ImageDetailProps {
  readonly engine: EngineConnection;
  readonly id: string;
  readonly banner: ReactNode;
}

/** One image: what it is made of, who uses it, and the engine's whole answer. Mount anew for another one. */
export function ImageDetail({ engine, id, banner }: ImageDetailProps) {
  const known = useStore((state) => state.images.byKey.get(entityKey(engine.id, id)));
  const read = useStore((state) => state.images.keys.has(engine.id));
  const image = useLastKnown(known);
  const goneAt = useStore((state) => state.removedAt.get(entityKey(engine.id, id)));
  if (image === undefined) {
    return (
      <Panel label="Image" grow>
        {banner}
        {read ? (
          <EmptyState
            icon={LayersIcon}
            title={`No image ${displayText(shortId(id), 40)} on ${displayText(engine.name, 60)}`}
            text="It was removed, or it belongs to another engine."
            action={
              <Button size="sm" onClick={() => navigate({ page: 'images' })}>
                All images
              </Button>
            }
          />
        ) : (
          <Skeleton waitingFor={displayText(engine.name, 60)} />
        )}
      </Panel>
    );
  }
  return <Known engine={engine} image={image} gone={known === undefined} goneAt={goneAt} banner={banner} />;
}

interface Read {
  readonly details: ImageDetails | undefined;
  readonly error: AppError | undefined;
}

function useImageDetails(engine: EngineConnection, image: Image, gone: boolean): Read {
  const [read, setRead] = useState<Read>({ details: undefined, error: undefined });
  useEffect(() => {
    if (gone) return;
    const abort = new AbortController();
    void getClient()
      .call('images.inspect', { engineId: engine.id, id: image.id }, abort.signal)
      .then((result) => {
        if (abort.signal.aborted) return;
        if (result.ok) setRead({ details: result.value, error: undefined });
        else setRead((before) => ({ details: before.details, error: result.error }));
      });
    return () => abort.abort();
  }, [engine.id, image.id, gone]);
  return read;
}

function Known({
  engine,
  image,
  gone,
  goneAt,
  banner,
}: {
  readonly engine: EngineConnection;
  readonly image: Image;
  readonly gone: boolean;
  readonly goneAt: number | undefined;
  readonly banner: ReactNode;
}) {
  const read = useImageDetails(engine, image, gone);
  const tab = useStore(({ route }) => (route.page === 'images' ? route.tab : undefined)) ?? 'layers';
  const name = displayText(imageName(image), 300);
  const { repository, tag } = splitReference(name);
  const blocked = gone ? `${name} was removed` : writeBlock(engine);
  return (
    <Panel label={name} grow>
      {banner}
      {gone && (
        <div className={c('gone')} role="alert">
          <StateGlyph name="created" size={15} />
          <span>
            <b>{`${name} was removed${goneAt === undefined ? '' : ` at ${clock(goneAt)}`}.`}</b> What was read
            of it before stays here until you leave.
          </span>
        </div>
      )}
      <div className={c('head')}>
        <Icon icon={LayersIcon} size={18} />
        <h1 title={name}>
          {repository}
          <span>{tag}</span>
        </h1>
        <span className={c('space')} />
        <Button
          icon={Trash2}
          disabledReason={blocked}
          onClick={() => askToRemoveImages(engine.id, [image.id])}
        >
          Remove…
        </Button>
        <Menu
          label={`Actions for ${name}`}
          align="end"
          entries={imageMenu(engine.id, image, blocked)}
          trigger={<IconButton icon={Ellipsis} label={`More actions for ${name}`} />}
        />
      </div>
      <dl className={c('facts')} data-selectable>
        <Fact label="Size">{bytes(image.size)}</Fact>
        <Fact label="Created">{image.createdAt > 0 ? calendarDate(image.createdAt) : 'not told'}</Fact>
        {read.details !== undefined && read.details.platform !== '' && (
          <Fact label="Platform">{displayText(read.details.platform, 60)}</Fact>
        )}
        <Fact label="ID">
          <code>{shortId(image.id)}</code>
          <CopyButton label="Copy ID" text={() => image.id} />
        </Fact>
        {image.tags.length > 1 && (
          <Fact label="Tags">{displayText(image.tags.slice(1).join(', '), 200)}</Fact>
        )}
      </dl>
      <Tabs
        label={name}
        value={tab}
        onChange={(next) => {
          const wanted = imageTabs.find((each) => each === next);
          if (wanted !== undefined) navigate({ page: 'images', id: image.id, tab: wanted }, 'replace');
        }}
        items={[
          { id: 'layers', label: 'Layers', panel: tab === 'layers' && <LayersTab read={read} name={name} /> },
          {
            id: 'used-by',
            label: 'Used by',
            extra: <Tag>{image.usedBy.length}</Tag>,
            panel: tab === 'used-by' && <UsedBy image={image} engine={engine} />,
          },
          {
            id: 'inspect',
            label: 'Inspect',
            panel:
              tab === 'inspect' &&
              (read.details === undefined ? (
                <NotRead read={read} name={name} />
              ) : (
                <InspectView value={read.details.raw} title={imageName(image)} />
              )),
          },
        ]}
      />
    </Panel>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function NotRead({ read, name }: { readonly read: Read; readonly name: string }) {
  return read.error === undefined ? (
    <Skeleton waitingFor={name} />
  ) : (
    <ErrorState title={`${name} could not be read`} text={displayText(errorText(read.error), 2000)} />
  );
}

function LayersTab({ read, name }: { readonly read: Read; readonly name: string }) {
  if (read.details === undefined) return <NotRead read={read} name={name} />;
  return <Layers layers={read.details.layers} />;
}

function UsedBy({ image, engine }: { readonly image: Image; readonly engine: EngineConnection }) {
  if (image.usedBy.length === 0) {
    return (
      <EmptyState
        icon={ContainerIcon}
        title="No container uses it"
        text={`It can be removed from ${displayText(engine.name, 60)} without asking any of them.`}
      />
    );
  }
  return (
    <ul className={c('users')} aria-label="Containers">
      {image.usedBy.map(({ id, name }) => (
        <li key={id}>
          <a
            href={formatRoute({ page: 'containers', id })}
            draggable={false}
            onClick={(event) => {
              event.preventDefault();
              openUser(id);
            }}
          >
            <Icon icon={ContainerIcon} size={15} />
            {displayText(name, 300)}
          </a>
          <code>{shortId(id)}</code>
        </li>
      ))}
    </ul>
  );
}
