import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './Chip.module.css';
import { classes } from './classes';
import { Icon } from './Icon';

const c = classes(styles);

export interface ChipProps extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'children'> {
  readonly children: ReactNode;
  readonly icon?: LucideIcon | undefined;
  /** For numbers, ports and ids. */
  readonly mono?: boolean | undefined;
  /** Makes it a toggle. */
  readonly pressed?: boolean | undefined;
  /** What it shows is old: dashed edge. */
  readonly stale?: boolean | undefined;
}

/** A small control: 24 px high, with a border. */
export function Chip({ children, icon, mono, pressed, stale, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={pressed}
      className={c('chip', mono === true && 'mono', pressed === true && 'on', stale === true && 'stale')}
    >
      {icon !== undefined && <Icon icon={icon} size={12} />}
      {children}
    </button>
  );
}
