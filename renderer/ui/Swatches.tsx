import { type KeyboardEvent, useRef } from 'react';
import type { ConnectionColour } from '#shared/model/connection';
import { bandColours, bandFill } from './band';
import { classes } from './classes';
import styles from './Swatches.module.css';

const c = classes(styles);

export interface SwatchesProps {
  readonly label: string;
  readonly value: ConnectionColour;
  /** Why it cannot be changed now. */
  readonly disabledReason?: string | undefined;
  readonly onChange: (colour: ConnectionColour) => void;
}

/** The colours of a band, one of them chosen. Arrow keys choose, as in any group of radio buttons. */
export function Swatches({ label, value, disabledReason, onChange }: SwatchesProps) {
  const group = useRef<HTMLDivElement>(null);
  const blocked = disabledReason !== undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (step === 0 || blocked || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const at = bandColours.findIndex(({ id }) => id === value);
    const next = bandColours[(at + step + bandColours.length) % bandColours.length];
    if (next === undefined) return;
    onChange(next.id);
    group.current?.querySelector<HTMLElement>(`[data-colour="${next.id}"]`)?.focus();
  };
  return (
    <div
      ref={group}
      className={c('swatches')}
      role="radiogroup"
      aria-label={label}
      aria-disabled={blocked || undefined}
      aria-description={disabledReason}
      onKeyDown={onKeyDown}
    >
      {bandColours.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === value}
          aria-label={name}
          title={disabledReason ?? name}
          tabIndex={id === value ? 0 : -1}
          data-colour={id}
          className={c('swatch', id === value && 'on')}
          onClick={blocked ? undefined : () => onChange(id)}
        >
          <i style={{ background: bandFill[id] }} />
        </button>
      ))}
    </div>
  );
}
