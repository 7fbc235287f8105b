import type { LucideIcon } from 'lucide-react';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { classes } from './classes';
import { Icon } from './Icon';
import { StateGlyph } from './StateGlyph';
import styles from './TextInput.module.css';

const c = classes(styles);

export interface TextInputProps extends Omit<ComponentPropsWithRef<'input'>, 'className' | 'size'> {
  /** Accessible name; shown above the field where `showLabel` is set. */
  readonly label: string;
  readonly showLabel?: boolean;
  readonly icon?: LucideIcon | undefined;
  readonly mono?: boolean;
  /** What is wrong with what was typed; read out and shown under the field, and what was typed stays. */
  readonly error?: string | undefined;
  /** A line under the field while nothing is wrong. */
  readonly hint?: string | undefined;
  /** Inside the field, at its end. */
  readonly end?: ReactNode;
  readonly tall?: boolean;
}

/** One line of text. */
export function TextInput({
  label,
  showLabel = false,
  icon,
  mono = false,
  error,
  hint,
  end,
  tall = false,
  ...rest
}: TextInputProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={c('field')}>
      {showLabel && (
        <label className={c('label')} htmlFor={id}>
          {label}
        </label>
      )}
      <div className={c('input', tall && 'tall', error !== undefined && 'bad')}>
        {icon !== undefined && <Icon icon={icon} size={14} />}
        <input
          spellCheck={false}
          autoComplete="off"
          autoCorrect="off"
          {...rest}
          id={id}
          className={c('text', mono && 'mono')}
          aria-label={showLabel ? undefined : label}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={note === undefined ? undefined : noteId}
        />
        {end}
      </div>
      {note !== undefined && (
        <p
          id={noteId}
          className={c('note', error !== undefined && 'noteBad')}
          role={error === undefined ? undefined : 'alert'}
        >
          {error !== undefined && <StateGlyph name="failed" size={13} />}
          {note}
        </p>
      )}
    </div>
  );
}
