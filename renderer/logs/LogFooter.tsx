import { CircleStop, Pause, ScrollText } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import type { LogModel, PauseReason } from './log-model';
import { grouped } from './log-time';
import styles from './LogView.module.css';

const c = classes(styles);

const pauseWords: Readonly<Record<PauseReason, string>> = {
  scroll: 'because you scrolled',
  key: 'by you',
  find: 'by find',
  select: 'because you selected text',
};

/** Megabytes in steps of 1024, whole: the bound is given so. */
const megabytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

const announceEveryMs = 10_000;

/** What the log's reading and view are at, and what is held of which bound. */
export function LogFooter({ model }: { readonly model: LogModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { ring, status, paused } = model;
  const reading = status.kind === 'reading';
  const state = paused === undefined ? (reading ? 'Following' : 'At the end') : 'Paused';
  const more = paused === undefined ? '' : ` ${pauseWords[paused]}.${reading ? ' Reading continues.' : ''}`;
  return (
    <div className={c('footer')}>
      <span className={c('state')} role="status">
        <Icon icon={paused === undefined ? (reading ? ScrollText : CircleStop) : Pause} size={13} />
        <span>
          <b>{state}</b>
          {more}
        </span>
      </span>
      <Announced model={model} />
      <span className={c('grow')} />
      {status.kind === 'ended' && (
        <Button size="sm" variant="quiet" onClick={() => model.readAgain()}>
          Read again
        </Button>
      )}
      <span className={c('held')}>
        {`${grouped(ring.lines)} lines held, ${megabytes(ring.bytes)} of ${megabytes(ring.bounds.maxBytes)} MB, ${grouped(ring.dropped)} dropped`}
      </span>
    </div>
  );
}

/** Reads the number of new lines out while the view is paused, at most every ten seconds. */
function Announced({ model }: { readonly model: LogModel }) {
  const [words, setWords] = useState('');
  const paused = model.paused !== undefined;
  useEffect(() => {
    if (!paused) return;
    const timer = setInterval(
      () => setWords(model.newRows === 0 ? '' : `${grouped(model.newRows)} new lines`),
      announceEveryMs,
    );
    return () => {
      clearInterval(timer);
      setWords('');
    };
  }, [model, paused]);
  return (
    <span className={c('unseen')} aria-live="polite">
      {words}
    </span>
  );
}
