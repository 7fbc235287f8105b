import { classes } from './classes';
import styles from './Kbd.module.css';
import { useKeyCaps } from './keys';

const c = classes(styles);

/** One or more keys pressed together, each on a cap of its own. Hidden from screen readers: the name says the action. */
export function Kbd({ keys, onFill }: { readonly keys: readonly string[]; readonly onFill?: boolean }) {
  return (
    <span className={c('keys')} aria-hidden="true">
      {useKeyCaps(keys).map((key) => (
        <kbd key={key} className={c('cap', onFill === true && 'onFill')}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
