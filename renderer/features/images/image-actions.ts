import { Copy, Layers, Trash2 } from 'lucide-react';
import type { EngineId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { askToRemoveImages } from '../../state/actions';
import { imageName } from '../../state/images/names';
import { navigate } from '../../state/router';
import { store } from '../../state/store';
import { announce, showToast } from '../../state/ui-actions';
import { copyText } from '../../ui/CopyButton';
import type { MenuEntry } from '../../ui/Menu';

/** Replaces the selection. */
export function selectImages(ids: Iterable<string>): void {
  store.setState({ selectedImages: new Set(ids) });
}

/** Adds to the selection or takes out of it. */
export function toggleImages(ids: readonly string[], on: boolean): void {
  store.setState(({ selectedImages }) => {
    const next = new Set(selectedImages);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    return { selectedImages: next };
  });
}

/** Opens an image's detail. */
export function openImage(id: string): void {
  const { route } = store.getState();
  navigate({ page: 'images', id, tab: route.page === 'images' ? route.tab : undefined });
}

/** Opens a container that was made from an image. */
export function openUser(containerId: string): void {
  navigate({ page: 'containers', id: containerId });
}

function copy(label: string, text: string): void {
  void copyText(text).then((done) => {
    if (done) announce(`${label} copied`);
    else showToast({ outcome: 'failed', title: 'The system did not allow copying', retry: [] });
  });
}

/** Everything that can be done with one image. */
export function imageMenu(
  engineId: EngineId,
  image: Image,
  blocked: string | undefined,
): readonly MenuEntry[] {
  return [
    {
      kind: 'item',
      id: 'open',
      label: 'Layers',
      icon: Layers,
      keys: ['Enter'],
      onSelect: () => openImage(image.id),
    },
    {
      kind: 'submenu',
      id: 'copy',
      label: 'Copy as',
      icon: Copy,
      entries: [
        { kind: 'item', id: 'name', label: 'Name', onSelect: () => copy('Name', imageName(image)) },
        { kind: 'item', id: 'id', label: 'ID', onSelect: () => copy('ID', image.id) },
        ...image.digests.slice(0, 1).map((digest): MenuEntry => {
          return { kind: 'item', id: 'digest', label: 'Digest', onSelect: () => copy('Digest', digest) };
        }),
      ],
    },
    { kind: 'separator', id: 'end' },
    {
      kind: 'item',
      id: 'remove',
      label: 'Remove…',
      icon: Trash2,
      keys: ['Del'],
      danger: true,
      disabledReason: blocked,
      onSelect: () => askToRemoveImages(engineId, [image.id]),
    },
  ];
}
