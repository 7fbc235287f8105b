import { Columns2, Rows2 } from 'lucide-react';
import type { SplitDirection } from '../state/dock/tree';
import { IconButton } from '../ui/IconButton';

/** Split the pane that was used last. */
export function SplitButtons({
  blocked,
  onSplit,
}: {
  readonly blocked: string | undefined;
  readonly onSplit: (direction: SplitDirection) => void;
}) {
  return (
    <>
      <IconButton
        size="sm"
        icon={Columns2}
        iconSize={15}
        label="Split right"
        keys={['Ctrl', '\\']}
        disabledReason={blocked}
        onClick={() => onSplit('right')}
      />
      <IconButton
        size="sm"
        icon={Rows2}
        iconSize={15}
        label="Split down"
        keys={['Ctrl', 'Shift', '\\']}
        disabledReason={blocked}
        onClick={() => onSplit('down')}
      />
    </>
  );
}
