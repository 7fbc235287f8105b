import type { ComponentPropsWithRef, ElementType, ReactNode } from 'react';
import { classes } from './classes';
import styles from './Panel.module.css';

const c = classes(styles);

export interface PanelProps extends Omit<ComponentPropsWithRef<'section'>, 'className' | 'children'> {
  /** The landmark's element. */
  readonly as?: 'main' | 'section' | 'div';
  /** Accessible name: the title of what it holds. */
  readonly label: string;
  /** Takes the room that is left; otherwise give a width in `style`. */
  readonly grow?: boolean;
  readonly children: ReactNode;
}

/** A surface that floats on the frame: border, radius 9, everything inside clipped. */
export function Panel({ as = 'section', label, grow = false, children, ...rest }: PanelProps) {
  const Element = as as ElementType<ComponentPropsWithRef<'section'>>;
  return (
    <Element {...rest} aria-label={label} className={c('panel', grow && 'grow')}>
      {children}
    </Element>
  );
}

/** The first line of a list page: title, a count in words, then controls at the end. */
export function PanelHead({
  title,
  sub,
  children,
}: {
  readonly title: string;
  readonly sub?: string | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <div className={c('head')}>
      <h1>{title}</h1>
      {sub !== undefined && <span className={c('sub')}>{sub}</span>}
      <span className={c('space')} />
      {children}
    </div>
  );
}

/** The second line of a list page: filter and segments. */
export function PanelBar({ children }: { readonly children: ReactNode }) {
  return <div className={c('bar')}>{children}</div>;
}
