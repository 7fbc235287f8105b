import { ArrowDown, ArrowUp, CircleSlash } from 'lucide-react';
import { classes } from './classes';
import { Icon } from './Icon';
import styles from './SortHeader.module.css';

const c = classes(styles);

export interface SortHeaderProps {
  readonly label: string;
  readonly className: string;
  /** Why there is nothing in the column. */
  readonly note?: string | undefined;
  /** What the label means, where it is an abbreviation. */
  readonly hint?: string | undefined;
  /** Undefined for a column that cannot be sorted by. */
  readonly onSort?: (() => void) | undefined;
  /** How the list is sorted by this column; undefined where it is not. */
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

/** The head of a column; a press sorts by it, another one turns the order. */
export function SortHeader({ label, className, note, hint, onSort, sorted }: SortHeaderProps) {
  return (
    <span
      role="columnheader"
      className={className}
      title={note ?? hint}
      aria-description={note ?? hint}
      aria-sort={sorted ?? (onSort === undefined ? undefined : 'none')}
    >
      {onSort === undefined ? (
        <span className={c('plain')}>
          {label}
          {note !== undefined && <Icon icon={CircleSlash} size={12} />}
        </span>
      ) : (
        <button type="button" className={c('sort', sorted !== undefined && 'sorted')} onClick={onSort}>
          {label}
          {sorted !== undefined && <Icon icon={sorted === 'ascending' ? ArrowUp : ArrowDown} size={12} />}
        </button>
      )}
    </span>
  );
}
