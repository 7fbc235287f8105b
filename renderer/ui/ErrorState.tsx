import type { ReactNode } from 'react';
import { classes } from './classes';
import styles from './ErrorState.module.css';
import { StateGlyph } from './StateGlyph';

const c = classes(styles);

/** Something could not be had: what, the engine's own words in quotes, what is still shown and its age, a way out. */
export function ErrorState({
  title,
  text,
  actions,
}: {
  readonly title: string;
  readonly text: string;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={c('error')} role="alert">
      <StateGlyph name="failed" size={15} />
      <div className={c('words')} data-selectable>
        <b>{title}</b>
        <p>{text}</p>
        {actions !== undefined && <div className={c('actions')}>{actions}</div>}
      </div>
    </div>
  );
}
