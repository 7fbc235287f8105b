import type { ComponentPropsWithRef, MouseEvent } from 'react';
import styles from './Checkbox.module.css';
import { classes } from './classes';

const c = classes(styles);

export interface CheckboxProps
  extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'children' | 'onChange' | 'role'> {
  /** Accessible name, also where the words stand beside it. */
  readonly label: string;
  /** `mixed`: some of what it stands for. */
  readonly checked: boolean | 'mixed';
  /** The event tells whether Shift was held. */
  readonly onChange: (checked: boolean, event: MouseEvent) => void;
  /** Shows the label behind the box; a press on it counts. */
  readonly words?: boolean;
}

/** A box of 16 px with a target of 26 px. */
export function Checkbox({ label, checked, onChange, words = false, ...rest }: CheckboxProps) {
  return (
    <button
      type="button"
      {...rest}
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      className={c('check', words && 'withWords')}
      onClick={(event) => {
        event.stopPropagation();
        onChange(checked !== true, event);
      }}
    >
      <span className={c('box', checked !== false && 'on')}>
        {checked !== false && (
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d={checked === 'mixed' ? 'M3 6h6' : 'M2.5 6.3l2.3 2.3 4.8-5'} />
          </svg>
        )}
      </span>
      {words && <span>{label}</span>}
    </button>
  );
}
