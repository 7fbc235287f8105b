import { type ComponentPropsWithRef, createElement } from 'react';
import { classes } from './classes';
import styles from './Unseen.module.css';

const c = classes(styles);

export interface UnseenProps extends Omit<ComponentPropsWithRef<'span'>, 'className'> {
  readonly as?: 'span' | 'div';
}

/** Text for screen readers only. */
export function Unseen({ as = 'span', ...rest }: UnseenProps) {
  return createElement(as, { ...rest, className: c('unseen') });
}
