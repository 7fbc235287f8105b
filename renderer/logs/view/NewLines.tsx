import { ArrowDown } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { Kbd } from '../../ui/Kbd';
import { grouped } from '../log-time';
import type { LogViewModel } from '../model/view-model';
import styles from './LogView.module.css';

const c = classes(styles);

/** While the view is paused: how many rows came, or that newer ones were let go, and the way back to the end. */
export function NewLines({ model }: { readonly model: LogViewModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const isLetGo = model.older.letGo > 0;
  if (model.paused === undefined || (model.newRows <= 0 && !isLetGo)) return null;
  const words = model.newRows === 1 ? '1 new line' : `${grouped(model.newRows)} new lines`;
  return (
    <button type="button" className={c('pill')} onClick={() => model.follow()}>
      {isLetGo ? 'Back to the newest lines' : words}
      <Icon icon={ArrowDown} size={14} />
      <Kbd keys={['End']} onFill />
    </button>
  );
}
