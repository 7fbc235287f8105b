import type { ReactNode } from 'react';
import styles from './BulkBar.module.css';
import { Button } from './Button';
import { classes } from './classes';

const c = classes(styles);

export interface BulkBarProps {
  /** Accessible name: `Actions for 3 selected containers`. */
  readonly label: string;
  /** How many, in words. */
  readonly title: string;
  /** What they are, and how many of them cannot be seen; '' for nothing. */
  readonly note: string;
  /** The actions. */
  readonly children: ReactNode;
  readonly onClear: () => void;
}

/** The bar over the end of a list for what is selected in it. */
export function BulkBar({ label, title, note, children, onClear }: BulkBarProps) {
  return (
    <div className={c('bar')} role="toolbar" aria-label={label}>
      <b>{title}</b>
      {note !== '' && <span className={c('note')}>{note}</span>}
      <span className={c('line')} />
      {children}
      <span className={c('line')} />
      <Button variant="quiet" keys={['Esc']} onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
