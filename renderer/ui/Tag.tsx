import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';
import { Icon } from './Icon';
import styles from './Tag.module.css';

const c = classes(styles);

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'live' | 'recreate';

/** A label: 18 px high, without a border, never pressed. */
export function Tag({
  children,
  tone = 'neutral',
  icon,
}: {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly icon?: LucideIcon;
}) {
  return (
    <span className={c('tag', tone)}>
      {icon !== undefined && <Icon icon={icon} size={11} />}
      {children}
    </span>
  );
}
