import { defaultRangeExtractor } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import type { Image } from '#shared/model/image';
import { displayText } from '#shared/util/display-text';
import { askToRemoveImages, isWriteBlocked } from '../../state/actions';
import { entityKey } from '../../state/entities';
import { isStale, writeBlock } from '../../state/engines';
import { age, bytes, fullMoment, shortId } from '../../state/format';
import { imageName, splitReference } from '../../state/images/names';
import { useNow } from '../../state/now';
import type { Placed } from '../../state/ordering';
import { recallScroll, rememberScroll } from '../../state/router';
import { formatRoute } from '../../state/routes';
import { store, useStore } from '../../state/store';
import { selectView, setImagesView } from '../../state/ui-actions';
import type { ImagesView } from '../../state/views';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { type MenuPoint, PointMenu } from '../../ui/Menu';
import { SortHeader } from '../../ui/SortHeader';
import { Tag } from '../../ui/Tag';
import { useVirtualRows } from '../../ui/use-virtual-rows';
import styles from './ImageGrid.module.css';
import { imageMenu, openImage, selectImages, toggleImages } from './image-actions';
import type { ImageList, ImageSnapshot } from './image-list';

const c = classes(styles);
const rowHeights = { compact: 28, default: 34, roomy: 42 } as const;
const bulkRoom = 74;

const columns: readonly {
  readonly id: string;
  readonly label: string;
  readonly sort?: ImagesView['sort']['by'];
}[] = [
  { id: 'name', label: 'Image', sort: 'name' },
  { id: 'id', label: 'ID' },
  { id: 'size', label: 'Size', sort: 'size' },
  { id: 'used', label: 'Used by', sort: 'usedBy' },
  { id: 'age', label: 'Age', sort: 'age' },
];

export interface ImageGridProps {
  readonly engine: EngineConnection;
  readonly list: ImageList;
  readonly snapshot: ImageSnapshot;
  readonly open: string | undefined;
}

/** Images as a virtual grid; one row is in the tab order. */
export function ImageGrid({ engine, list, snapshot, open }: ImageGridProps) {
  const { rows, shown } = snapshot;
  const density = useStore((state) => state.preferences.density);
  const selectedCount = useStore((state) => state.selectedImages.size);
  const currentKey = useStore((state) => state.currentImage);
  const scroller = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ readonly id: string; readonly at: MenuPoint }>();
  const [initialOffset] = useState(() => recallScroll(`images ${engine.id}`));
  const rowHeight = rowHeights[density];
  const found = rows.findIndex(({ key }) => key === (currentKey ?? open));
  const currentIndex = found === -1 ? 0 : found;
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 16,
    initialOffset,
    paddingEnd: selectedCount > 0 ? bulkRoom : 0,
    rangeExtractor: (range) => {
      const wanted = new Set(defaultRangeExtractor(range));
      if (currentIndex < range.count) wanted.add(currentIndex);
      return [...wanted].sort((a, b) => a - b);
    },
  });
  const { measure } = virtual;
  useLayoutEffect(() => measure(), [measure, rowHeight]);
  // A list that goes away with pointer or focus in it is told of neither leaving.
  useEffect(
    () => () => {
      for (const reason of ['pointer', 'focus', 'menu'] as const) list.hold(reason, false);
    },
    [list],
  );

  const menuImage = useStore((state) =>
    menu === undefined ? undefined : state.images.byKey.get(entityKey(engine.id, menu.id)),
  );

  const go = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    store.setState({ currentImage: row.key });
    virtual.scrollToIndex(rows.indexOf(row));
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = rows[currentIndex];
    const onRow = event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined;
    if (!onRow || current === undefined || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const selected = store.getState().selectedImages;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(currentIndex + 1),
      j: () => go(currentIndex + 1),
      ArrowUp: () => go(currentIndex - 1),
      k: () => go(currentIndex - 1),
      PageDown: () => go(currentIndex + page),
      PageUp: () => go(currentIndex - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      Enter: () => openImage(current.key),
      ' ': () => toggleImages([current.key], !selected.has(current.key)),
      Escape: () => selectImages([]),
      Delete: () => {
        if (!isWriteBlocked())
          askToRemoveImages(engine.id, selected.has(current.key) ? [...selected] : [current.key]);
      },
    };
    const withControl = event.ctrlKey || event.metaKey;
    const run = withControl ? (event.key === 'a' ? () => selectImages(shown) : undefined) : keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };

  return (
    <div
      className={c('grid')}
      role="grid"
      aria-label="Images"
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      onKeyDown={onKeyDown}
      onPointerEnter={() => list.hold('pointer', true)}
      onPointerLeave={() => list.hold('pointer', false)}
      onFocus={(event) => {
        list.hold('focus', true);
        // However the focus came, by a screen reader too: keys act on the row that has it.
        const key = event.target.closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (key !== undefined) store.setState({ currentImage: key });
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) list.hold('focus', false);
      }}
      onContextMenu={(event) => {
        const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
        const id = row?.dataset['row'];
        if (row === null || id === undefined) return;
        event.preventDefault();
        const box = row.getBoundingClientRect();
        const byKey = event.clientX === 0 && event.clientY === 0;
        list.hold('menu', true);
        setMenu({
          id,
          at: byKey ? { x: box.left + 60, y: box.bottom } : { x: event.clientX, y: event.clientY },
        });
      }}
    >
      <Head shown={shown} />
      <div
        ref={scroller}
        className={c('scroll')}
        role="presentation"
        onScroll={(event) => rememberScroll(`images ${engine.id}`, event.currentTarget.scrollTop)}
      >
        <div className={c('canvas')} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <div
                  key={key}
                  role="presentation"
                  className={c('line')}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <ImageRow
                    engine={engine}
                    placed={row}
                    gone={snapshot.gone.get(row.key)}
                    current={index === currentIndex}
                    open={row.key === open}
                    index={index}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      <PointMenu
        at={menuImage === undefined ? undefined : menu?.at}
        label={menuImage === undefined ? 'Actions' : `Actions for ${displayText(imageName(menuImage), 200)}`}
        entries={menuImage === undefined ? [] : imageMenu(engine.id, menuImage, writeBlock(engine))}
        onClose={() => {
          list.hold('menu', false);
          setMenu(undefined);
        }}
      />
    </div>
  );
}

function Head({ shown }: { readonly shown: readonly string[] }) {
  const sort = useStore((state) => selectView(state).images.sort);
  const selected = useStore((state) => state.selectedImages);
  const hits = shown.filter((id) => selected.has(id)).length;
  return (
    <div className={c('head')} role="row" aria-rowindex={1}>
      <span role="columnheader" className={c('check')} aria-label="Selection">
        <Checkbox
          label="Select all"
          checked={hits === 0 ? false : hits === shown.length ? true : 'mixed'}
          onChange={(on) => selectImages(on ? shown : [])}
        />
      </span>
      {columns.map(({ id, label, sort: by }) => (
        <SortHeader
          key={id}
          label={label}
          className={c(id)}
          sorted={by === sort.by ? (sort.descending ? 'descending' : 'ascending') : undefined}
          onSort={
            by === undefined
              ? undefined
              : () => setImagesView({ sort: { by, descending: by === sort.by && !sort.descending } })
          }
        />
      ))}
    </div>
  );
}

interface RowProps {
  readonly engine: EngineConnection;
  readonly placed: Placed;
  readonly gone: Image | undefined;
  readonly current: boolean;
  readonly open: boolean;
  readonly index: number;
}

const ImageRow = memo(function ImageRow({ engine, placed, gone, current, open, index }: RowProps) {
  const known = useStore((state) => state.images.byKey.get(entityKey(engine.id, placed.key)));
  const selected = useStore((state) => state.selectedImages.has(placed.key));
  const now = useNow(10_000);
  const image = known ?? gone;
  if (image === undefined) return null;
  const name = displayText(imageName(image), 300);
  const { repository, tag } = splitReference(name);
  const [firstUser] = image.usedBy;
  const untagged = image.tags.length === 0;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={name}
      aria-selected={selected}
      aria-current={open || undefined}
      tabIndex={current ? 0 : -1}
      data-row={image.id}
      className={c(
        'row',
        (selected || open) && 'selected',
        gone !== undefined && 'gone',
        isStale(engine) && 'stale',
      )}
      onClick={() => store.setState({ currentImage: image.id })}
      onDoubleClick={() => openImage(image.id)}
    >
      <span role="gridcell" className={c('check')}>
        <Checkbox
          label={`Select ${name}`}
          checked={selected}
          tabIndex={-1}
          onChange={(on) => toggleImages([image.id], on)}
        />
      </span>
      <span role="gridcell" className={c('name')}>
        <a
          href={formatRoute({ page: 'images', id: image.id })}
          tabIndex={-1}
          draggable={false}
          title={image.tags.length > 1 ? image.tags.map((each) => displayText(each, 200)).join('\n') : name}
          className={c(untagged && 'dim')}
          onClick={(event) => {
            event.preventDefault();
            openImage(image.id);
          }}
        >
          {untagged ? (
            <span>Untagged</span>
          ) : (
            <>
              <span>{repository}</span>
              <u>{tag}</u>
            </>
          )}
        </a>
        {image.tags.length > 1 && <Tag>+{image.tags.length - 1}</Tag>}
        {placed.mark === 'new' && <Tag tone="accent">new</Tag>}
      </span>
      <span role="gridcell" className={c('id')}>
        {shortId(image.id)}
      </span>
      <span role="gridcell" className={c('size')}>
        {bytes(image.size)}
      </span>
      <span
        role="gridcell"
        className={c('used', firstUser === undefined && 'dim')}
        title={image.usedBy.map(({ name: user }) => displayText(user, 100)).join('\n')}
      >
        {firstUser === undefined
          ? 'Unused'
          : image.usedBy.length === 1
            ? displayText(firstUser.name, 100)
            : `${image.usedBy.length} containers`}
      </span>
      <span
        role="gridcell"
        className={c('age')}
        title={image.createdAt > 0 ? `Built ${fullMoment(image.createdAt)}` : undefined}
      >
        {image.createdAt > 0 ? age(now - image.createdAt) : '–'}
      </span>
    </div>
  );
});
