import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';
import { IconButton } from './IconButton';
import { StateGlyph } from './StateGlyph';
import styles from './Toast.module.css';

const c = classes(styles);

export interface ToastProps {
  readonly title: string;
  /** The engine's own words, where it failed. */
  readonly text?: string | undefined;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
}

/** A failure, read at once. Its owner decides how long it stays. */
export function Toast({ title, text, actions, onClose }: ToastProps) {
  return (
    <div className={c('toast')} role="alert">
      <StateGlyph name="failed" size={15} />
      <div className={c('words')} data-selectable>
        <b>{title}</b>
        {text !== undefined && <p>{text}</p>}
        {actions !== undefined && <div className={c('actions')}>{actions}</div>}
      </div>
      <IconButton size="sm" icon={X} iconSize={14} label="Dismiss" tooltip={false} onClick={onClose} />
    </div>
  );
}
