import styles from './BusyRing.module.css';
import { classes } from './classes';

const c = classes(styles);

/** The one thing that turns while work runs; the word for it stands beside it. */
export function BusyRing({ size = 14 }: { readonly size?: number }) {
  return (
    <svg className={c('ring')} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      <circle className={c('track')} cx="7" cy="7" r="5" />
      <path className={c('arc')} d="M7 2a5 5 0 0 1 5 5" />
    </svg>
  );
}
