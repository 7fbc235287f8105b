import type { CSSProperties } from 'react';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import styles from './LogRow.module.css';

const c = classes(styles);

/** The container of a line in a merged view; a LogSource has what is needed. */
export interface RowSource {
  readonly name: string;
  /** Two letters. */
  readonly initials: string;
  /** 0 to 9. */
  readonly colour: number;
  /** From the eleventh container on: colours repeat, the badge does not look the same. */
  readonly outlined: boolean;
}

/** Initials and name in the container's colour, which is never the only sign. */
export function SourceBadge({ source }: { readonly source: RowSource }) {
  const colour = (((source.colour % 10) + 10) % 10) + 1;
  const name = displayText(source.name, 100);
  return (
    <span
      className={c('source', source.outlined && 'outlined')}
      style={{ '--s': `var(--source-${colour})` } as CSSProperties}
      title={name}
    >
      <i aria-hidden="true">{displayText(source.initials, 4)}</i>
      <span className={c('name')}>{name}</span>
    </span>
  );
}
