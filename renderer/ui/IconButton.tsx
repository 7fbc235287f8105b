import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { classes } from './classes';
import { Icon } from './Icon';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip';

const c = classes(styles);

export interface IconButtonProps
  extends Omit<ComponentPropsWithRef<'button'>, 'children' | 'className' | 'aria-label' | 'title'> {
  /** The accessible name, shown as the tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly size?: 'sm' | 'md' | undefined;
  readonly iconSize?: number | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Makes it a toggle; true shows the accent tint. */
  readonly pressed?: boolean | undefined;
  readonly disabledReason?: string | undefined;
  /** False in dense repeated places where hundreds of tooltips would cost more than they tell. */
  readonly tooltip?: boolean | undefined;
}

/** A control of one icon: 28 px, or 24 px in dense rows. */
export function IconButton({
  label,
  icon,
  size = 'md',
  iconSize = 16,
  keys,
  pressed,
  disabledReason,
  tooltip = true,
  onClick,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      className={c('button', size, pressed === true && 'pressed', disabledReason !== undefined && 'off')}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={disabledReason !== undefined || undefined}
      aria-description={disabledReason}
      onClick={disabledReason === undefined ? onClick : (event) => event.preventDefault()}
    >
      <Icon icon={icon} size={iconSize} />
    </button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip text={disabledReason === undefined ? label : `${label}. ${disabledReason}`} keys={keys}>
      {button}
    </Tooltip>
  );
}
