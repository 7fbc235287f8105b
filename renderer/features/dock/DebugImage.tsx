import { useEffect, useMemo, useRef } from 'react';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { missing, writeBlock } from '../../state/engines';
import { valuesOf } from '../../state/entities';
import { isAmong } from '../../state/images/names';
import { useStore } from '../../state/store';
import { classes } from '../../ui/classes';
import { TextInput } from '../../ui/TextInput';
import styles from './OpenTerminalDialog.module.css';
import { PullMissing } from './PullMissing';
import { debugImages, type FormProblems, smallestToolBox, usualDebugImage } from './terminal-form';

const c = classes(styles);
const mostImages = 100;

/** The image of a debug shell: any that a person names; those of the engine are a press away. Nothing is pulled unasked. */
export function DebugImage({
  engineId,
  image,
  problems,
  onImage,
}: {
  readonly engineId: EngineId;
  readonly image: string;
  readonly problems: FormProblems;
  readonly onImage: (image: string) => void;
}) {
  const images = useStore((state) => state.images);
  const known = images.keys.has(engineId);
  const absent = useStore((state) => missing(state.connections.byKey.get(engineId), 'debug-shell'));
  const blocked = useStore((state) => writeBlock(state.connections.byKey.get(engineId)));
  const local = useMemo(() => valuesOf(images, engineId), [images, engineId]);
  const tags = useMemo(() => debugImages(local.flatMap((each) => each.tags)).slice(0, mostImages), [local]);
  const usual = usualDebugImage(tags) ?? smallestToolBox;
  const filled = useRef(false);
  useEffect(() => {
    // Once: a field that was emptied on purpose stays empty.
    if (!filled.current && image === '') onImage(usual);
    filled.current = true;
  }, [image, usual, onImage]);
  if (absent !== undefined) return <p className={c('warn')}>{displayText(absent, 400)}</p>;
  const wanted = image.trim();
  const toPull = known && wanted !== '' && !isAmong(local, wanted);
  return (
    <div>
      <TextInput
        label="Image of the debug shell"
        showLabel
        mono
        tall
        maxLength={512}
        placeholder={smallestToolBox}
        value={image}
        error={problems.image}
        hint="A helper container sees the processes and the network of this one, and its files under /proc/1/root. It is removed with the shell."
        onChange={(event) => onImage(event.target.value)}
      />
      {toPull && <PullMissing engineId={engineId} image={wanted} blocked={blocked} />}
      {tags.length > 0 && (
        <div className={c('choices')} role="group" aria-label="Images on this engine">
          {tags.map((tag) => (
            <button
              key={tag}
              type="button"
              aria-pressed={tag === image}
              className={c('choice', tag === image && 'on')}
              onClick={() => onImage(tag)}
            >
              {displayText(tag, 200)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
