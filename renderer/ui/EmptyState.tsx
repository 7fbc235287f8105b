import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';
import styles from './EmptyState.module.css';
import { Icon } from './Icon';

const c = classes(styles);

/** Nothing to show: what is missing and why, and one way out. */
export function EmptyState({
  icon,
  title,
  text,
  action,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: ReactNode;
}) {
  return (
    <div className={c('empty')}>
      <Icon icon={icon} size={22} />
      <b>{title}</b>
      {text !== undefined && <span>{text}</span>}
      {action}
    </div>
  );
}
