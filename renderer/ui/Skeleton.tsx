import { BusyRing } from './BusyRing';
import { classes } from './classes';
import styles from './Skeleton.module.css';
import { useElapsedSeconds, useLate } from './use-late';

const c = classes(styles);

/**
 * What stands where a list will be: nothing for 150 ms, grey rows until 2 s, then words that say what is waited for
 * and how long it has been.
 */
export function Skeleton({ waitingFor, rows = 8 }: { readonly waitingFor: string; readonly rows?: number }) {
  const shown = useLate(150);
  const talking = useLate(2000);
  const seconds = useElapsedSeconds();
  if (!shown) return null;
  if (talking) {
    return (
      <div className={c('words')} role="status">
        <BusyRing size={15} />
        {`Waiting for ${waitingFor}, ${seconds} s`}
      </div>
    );
  }
  return (
    <div className={c('rows')} aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={c('row')}>
          <i className={c('box')} />
          <i className={c('name')} />
          <i className={c('cell')} />
        </div>
      ))}
    </div>
  );
}
