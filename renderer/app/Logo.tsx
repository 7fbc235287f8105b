import { classes } from '../ui/classes';
import styles from './Logo.module.css';

const c = classes(styles);

/** A pilothouse over waves. */
export function Logo() {
  return (
    <svg className={c('logo')} width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
      <path
        className={c('house')}
        d="M4.6 3.5h14.8a1 1 0 0 1 .98.8l1.9 9.4a1 1 0 0 1-.98 1.2H2.7a1 1 0 0 1-.98-1.2l1.9-9.4a1 1 0 0 1 .98-.8z"
      />
      <path
        className={c('panes')}
        d="M5.6 6.3h3.2l-.5 4.6H4.6zM10.4 6.3h3.2v4.6h-3.2zM15.2 6.3h3.2l1 4.6h-3.7z"
      />
      <path
        className={c('wave')}
        d="M2 18.3c1.7 0 1.7 1.2 3.3 1.2s1.7-1.2 3.4-1.2 1.6 1.2 3.3 1.2 1.7-1.2 3.3-1.2 1.7 1.2 3.4 1.2 1.6-1.2 3.3-1.2"
      />
    </svg>
  );
}
