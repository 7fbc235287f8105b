import { useMemo, useState } from 'react';
import type { EngineId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { displayText } from '#shared/util/display-text';
import { removeImages } from '../../state/actions';
import { entityKey } from '../../state/entities';
import { bandOf, writeBlock } from '../../state/engines';
import { bytes, count } from '../../state/format';
import { imageName } from '../../state/images/names';
import { useStore } from '../../state/store';
import { closeDialog } from '../../state/ui-actions';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import styles from './RemoveImagesDialog.module.css';

const c = classes(styles);
const listed = 8;

/** What removing an image asks of the engine: each of its tags, or its id where it has none. */
export function removalTargets(
  images: readonly Image[],
): readonly { readonly reference: string; readonly name: string }[] {
  return images.flatMap((image) =>
    image.tags.length === 0
      ? [{ reference: image.id, name: imageName(image) }]
      : image.tags.map((tag) => ({ reference: tag, name: tag })),
  );
}

/** Says what goes with the images. Force is offered only as a choice of its own, with what it does. */
export function RemoveImagesDialog({
  engineId,
  ids,
}: {
  readonly engineId: EngineId;
  readonly ids: readonly string[];
}) {
  const engine = useStore((state) => state.connections.byKey.get(engineId));
  const byKey = useStore((state) => state.images.byKey);
  const images = useMemo(
    () => ids.map((id) => byKey.get(entityKey(engineId, id))).filter((each) => each !== undefined),
    [byKey, engineId, ids],
  );
  const [force, setForce] = useState(false);
  const [only] = images;
  const single = images.length === 1 ? only : undefined;
  const used = images.filter(({ usedBy }) => usedBy.length > 0);
  const users = used.flatMap(({ usedBy }) => usedBy.map(({ name }) => name));
  const size = images.reduce((sum, image) => sum + image.size, 0);
  return (
    <ConfirmDialog
      band={bandOf(engine)}
      title={
        single === undefined
          ? `Remove ${count(images.length, 'image')}`
          : `Remove ${displayText(imageName(single), 200)}`
      }
      confirm={single === undefined ? `Remove ${images.length} images` : 'Remove image'}
      confirmDisabledReason={images.length === 0 ? 'They are gone already' : writeBlock(engine)}
      onCancel={closeDialog}
      onConfirm={() => {
        closeDialog();
        void removeImages(engineId, removalTargets(images), force);
      }}
    >
      <ul className={c('names')}>
        {images
          .flatMap(({ id, tags }) => (tags.length === 0 ? [imageName({ id, tags })] : tags))
          .slice(0, listed)
          .map((name) => (
            <li key={name}>
              <code>{displayText(name, 200)}</code>
            </li>
          ))}
        {images.length > listed && <li>and more</li>}
      </ul>
      <p>
        Up to {bytes(size)} on {displayText(engine?.name ?? '', 60)}; layers that other images share stay.
        Images of a registry can be pulled again, images that were only built here cannot.
      </p>
      {used.length > 0 && (
        <div className={c('used')}>
          <p>
            <b>
              {count(users.length, 'container uses', 'containers use')} {single === undefined ? 'them' : 'it'}
              :
            </b>{' '}
            {displayText(users.slice(0, listed).join(', '), 400)}
            {users.length > listed && ` and ${users.length - listed} more`}. The engine refuses unless forced.
          </p>
        </div>
      )}
      <div className={c('force')}>
        <Checkbox
          words
          label="Force: also where stopped containers use it or it has other tags"
          checked={force}
          onChange={setForce}
        />
      </div>
    </ConfirmDialog>
  );
}
