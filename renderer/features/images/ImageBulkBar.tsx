import { Trash2 } from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { askToRemoveImages } from '../../state/actions';
import { writeBlock } from '../../state/engines';
import { count, grouped } from '../../state/format';
import { useStore } from '../../state/store';
import { BulkBar } from '../../ui/BulkBar';
import { Button } from '../../ui/Button';
import { selectImages } from './image-actions';

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
    <BulkBar
      label={`Actions for ${count(selected.size, 'selected image')}`}
      title={`${grouped(selected.size)} selected`}
      note={hidden > 0 ? `${hidden} hidden by the filter` : ''}
      onClear={() => selectImages([])}
    >
      <Button
        variant="dangerQuiet"
        icon={Trash2}
        disabledReason={writeBlock(engine)}
        onClick={() => askToRemoveImages(engine.id, [...selected])}
      >
        Remove…
      </Button>
    </BulkBar>
  );
}
