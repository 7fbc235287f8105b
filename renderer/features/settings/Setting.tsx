import type { ReactNode } from 'react';
import { classes } from '../../ui/classes';
import styles from './SettingsPage.module.css';

const c = classes(styles);

/** Settings that belong together. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={c('section')} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** One thing that can be chosen, in words, with its control. */
export function Setting({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={c('setting')}>
      <div className={c('words')}>
        <b>{title}</b>
        <p>{text}</p>
      </div>
      {children}
    </div>
  );
}
