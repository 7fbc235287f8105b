import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import { useStore } from '../state/store';
import { dismissToast } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { StateGlyph } from '../ui/StateGlyph';
import styles from './LastDone.module.css';

const c = classes(styles);
const shownMs = 6000;

/**
 * What went well last, beside what still runs, where it covers nothing. Goes after 6 s, unless the pointer rests on it
 * or a dialog is open; it stays in Activity.
 */
export function LastDone() {
  const toast = useStore(({ toasts }) => toasts.findLast(({ outcome }) => outcome === 'done'));
  const held = useStore((state) => state.dialog !== undefined || state.paletteOpen);
  const [resting, setResting] = useState(false);
  const id = toast?.id;
  useEffect(() => {
    if (id === undefined || resting || held) return;
    const timer = setTimeout(() => dismissToast(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, resting, held]);
  if (toast === undefined) return null;
  const title = displayText(toast.title, 300);
  return (
    <div
      className={c('done')}
      title={title}
      onPointerEnter={() => setResting(true)}
      onPointerLeave={() => setResting(false)}
    >
      <StateGlyph name="healthy" />
      <span>{title}</span>
      <IconButton
        size="sm"
        icon={X}
        iconSize={14}
        label="Dismiss"
        tooltip={false}
        onClick={() => {
          setResting(false);
          dismissToast(toast.id);
        }}
      />
    </div>
  );
}
