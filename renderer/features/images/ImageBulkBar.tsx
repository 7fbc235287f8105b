import { Trash2 } from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { askToRemoveImages } from '../../state/actions';
import { writeBlock } from '../../state/engines';
import { count } from '../../state/format';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import styles from './ImageBulkBar.module.css';
import { selectImages } from './image-actions';

const c = classes(styles);

/** What can be done with every selected image. */
export function ImageBulkBar({
  engine,
  shown,
}: {
  readonly engine: EngineConnection;
  readonly shown: readonly string[];
}) {
  const selected = useStore((state) => state.selectedImages);
  if (selected.size === 0) return null;
  const visible = new Set(shown);
  const hidden = [...selected].filter((id) => !visible.has(id)).length;
  return (
    <div
      className={c('bar')}
      role="toolbar"
      aria-label={`Actions for ${count(selected.size, 'selected image')}`}
    >
      <b>{selected.size} selected</b>
      {hidden > 0 && <span className={c('hidden')}>{hidden} hidden by the filter</span>}
      <span className={c('line')} />
      <Button
        variant="dangerQuiet"
        icon={Trash2}
        disabledReason={writeBlock(engine)}
        onClick={() => askToRemoveImages(engine.id, [...selected])}
      >
        Remove…
      </Button>
      <span className={c('line')} />
      <Button variant="quiet" keys={['Esc']} onClick={() => selectImages([])}>
        Clear
      </Button>
    </div>
  );
}
