import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';
import { IconButton } from './IconButton';
import { type GlyphName, StateGlyph } from './StateGlyph';
import styles from './Toast.module.css';

const c = classes(styles);

export interface ToastProps {
  readonly glyph: GlyphName;
  readonly title: string;
  /** The engine's own words, where it failed. */
  readonly text?: string | undefined;
  /** Errors are read at once; for the rest the page says a sentence of its own. */
  readonly urgent: boolean;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
}

/** One outcome. Its owner decides how long it stays. */
export function Toast({ glyph, title, text, urgent, actions, onClose }: ToastProps) {
  return (
    <div className={c('toast')} role={urgent ? 'alert' : undefined}>
      <StateGlyph name={glyph} size={15} />
      <div className={c('words')} data-selectable>
        <b>{title}</b>
        {text !== undefined && <p>{text}</p>}
        {actions !== undefined && <div className={c('actions')}>{actions}</div>}
      </div>
      <IconButton size="sm" icon={X} iconSize={14} label="Dismiss" tooltip={false} onClick={onClose} />
    </div>
  );
}
