import { useSyncExternalStore } from 'react';
import { Button } from '../../ui/Button';
import { BusyRing } from '../../ui/BusyRing';
import { classes } from '../../ui/classes';
import { grouped } from '../log-time';
import type { OlderState } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './OlderHead.module.css';

const c = classes(styles);

type Loading = NonNullable<OlderState['loading']>;

const loadingWords: Readonly<Record<Loading['what'], string>> = {
  page: 'Loading older lines',
  all: 'Loading everything',
  range: 'Loading the time range',
  search: 'Searching older lines',
  place: 'Loading back to where the view was left',
};

/** `Loading older lines, 24 000`. */
export function loadingText({ what, lines }: Loading): string {
  return `${loadingWords[what]}${lines === 0 ? '' : `, ${grouped(lines)}`}`;
}

/** The line above the oldest row that is held: whether there is more, and what is being done about it. */
export function OlderHead({
  model,
  onFocus,
}: {
  readonly model: LogViewModel;
  readonly onFocus: () => void;
}) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { older, rows, status } = model;
  if (rows.count === 0 && older.loading === undefined) return null;
  const { loading, unavailable, problem, atLimit, dropped, atStart } = older;
  const button = (words: string, act: () => void) => (
    <Button size="sm" variant="quiet" onClick={act}>
      {words}
    </Button>
  );
  return (
    <div className={c('head')} onFocus={onFocus} data-log-head>
      {loading !== undefined ? (
        <>
          <BusyRing size={13} />
          <span>{loadingText(loading)}</span>
          {button('Cancel', () => model.cancelLoading())}
        </>
      ) : unavailable !== undefined ? (
        <span>{unavailable}</span>
      ) : problem !== undefined ? (
        <>
          <span className={c('problem')}>{problem}</span>
          {button(atLimit ? 'Load older' : 'Try again', () => model.loadOlder())}
        </>
      ) : atStart ? (
        <span>This is the beginning of the log</span>
      ) : dropped > 0 ? (
        <>
          <span>{`${grouped(dropped)} ${dropped === 1 ? 'line' : 'lines'} fell off to keep memory bounded`}</span>
          {button('Load again', () => model.loadOlder())}
        </>
      ) : status.kind === 'failed' ? null : (
        <>
          <span>Older lines are not loaded</span>
          {button('Load older', () => model.loadOlder())}
          {button('Load everything', () => model.loadAll())}
        </>
      )}
    </div>
  );
}
