import type { ReactNode } from 'react';
import { classes } from './classes';
import styles from './Segmented.module.css';

const c = classes(styles);

export interface Segment<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** As it is to be read, thousands apart. */
  readonly count?: string | undefined;
  readonly glyph?: ReactNode;
  /** Why it cannot be chosen now. It stays focusable, so that the reason can be read. */
  readonly disabledReason?: string | undefined;
}

export interface SegmentedProps<Id extends string> {
  readonly label: string;
  readonly segments: readonly Segment<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
}

/** One of a few, all of them in view. A group of toggle buttons: each can be reached and pressed on its own. */
export function Segmented<Id extends string>({ label, segments, value, onChange }: SegmentedProps<Id>) {
  return (
    <div className={c('group')} role="group" aria-label={label}>
      {segments.map((segment) => (
        <button
          key={segment.id}
          type="button"
          className={c(
            'segment',
            segment.id === value && 'on',
            segment.disabledReason !== undefined && 'off',
          )}
          aria-pressed={segment.id === value}
          aria-disabled={segment.disabledReason !== undefined || undefined}
          aria-description={segment.disabledReason}
          title={segment.disabledReason}
          onClick={() => segment.disabledReason === undefined && onChange(segment.id)}
        >
          {segment.glyph}
          {segment.label}
          {segment.count !== undefined && <em>{segment.count}</em>}
        </button>
      ))}
    </div>
  );
}
