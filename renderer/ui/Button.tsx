import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { BusyRing } from './BusyRing';
import styles from './Button.module.css';
import { classes } from './classes';
import { Icon } from './Icon';
import { Kbd } from './Kbd';

const c = classes(styles);

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children' | 'className'> {
  readonly children: ReactNode;
  /** One primary per view; `danger` only where data or a container dies; `dangerQuiet` leads to such a question. */
  readonly variant?: 'primary' | 'default' | 'quiet' | 'danger' | 'dangerQuiet' | undefined;
  readonly size?: 'sm' | 'md' | 'lg' | undefined;
  readonly icon?: LucideIcon | undefined;
  readonly iconEnd?: LucideIcon | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Shows the ring and blocks presses. Give the verb in -ing as children meanwhile. */
  readonly busy?: boolean | undefined;
  /** Why it cannot be pressed now. It stays focusable, so that the reason can be read. */
  readonly disabledReason?: string | undefined;
}

/** A button with words. It is never removed from the tab order: a disabled one keeps its reason one step away. */
export function Button({
  children,
  variant = 'default',
  size = 'md',
  icon,
  iconEnd,
  keys,
  busy = false,
  disabledReason,
  onClick,
  title,
  ...rest
}: ButtonProps) {
  const blocked = busy || disabledReason !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={c('button', variant, size, blocked && !busy && 'off')}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      aria-description={disabledReason}
      title={disabledReason ?? title}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <BusyRing size={15} /> : icon !== undefined && <Icon icon={icon} size={15} />}
      <span className={c('words')}>{children}</span>
      {keys !== undefined && <Kbd keys={keys} onFill={variant === 'primary' || variant === 'danger'} />}
      {iconEnd !== undefined && <Icon icon={iconEnd} size={14} />}
    </button>
  );
}
