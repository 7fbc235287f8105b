import { CircleStop, Pause, ScrollText } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { displayText } from '#shared/util/display-text';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { ProgressBar } from '../../ui/ProgressBar';
import { grouped, lineTime, needsDate } from '../log-time';
import type { PauseReason, TimesMode } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './LogView.module.css';
import { loadingText } from './OlderHead';

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

/** What the log's reading and view are at, how far a search reaches, and what is held of which bound. */
export function LogFooter({ model }: { readonly model: LogViewModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { held, status, paused, older, settleMs } = model;
  const reading = status.kind === 'reading';
  const state = paused === undefined ? (reading ? 'Following' : 'At the end') : 'Paused';
  const goesOn =
    older.letGo > 0 ? ' Newer lines made room for older ones.' : reading ? ' Reading continues.' : '';
  const more = paused === undefined ? '' : ` ${pauseWords[paused]}.${goesOn}`;
  return (
    <>
      {/* The line above the oldest row says it, too, but who searches or goes to a time does not stand there. */}
      {older.problem !== undefined && (
        <p className={c('problem')} role="status">
          {`Older lines were not loaded. ${displayText(older.problem, 400)}`}
        </p>
      )}
      <div className={c('footer')}>
        <span className={c('state', paused !== undefined && 'paused')} role="status">
          <Icon icon={paused === undefined ? (reading ? ScrollText : CircleStop) : Pause} size={13} />
          <span>
            <b>{state}</b>
            {more}
          </span>
        </span>
        {settleMs > 0 && (
          <span
            className={c('settle')}
            title="Lines of several containers are put in order by their time. Each waits so long for slower ones."
          >{`Merged, ${settleMs} ms settling`}</span>
        )}
        <Announced model={model} />
        <span className={c('grow')} />
        {older.loading === undefined ? (
          <SearchReach model={model} />
        ) : (
          <span className={c('reach')}>
            <ProgressBar label={loadingText(older.loading)} value={undefined} />
            <span>{loadingText(older.loading)}</span>
            <Button size="sm" variant="quiet" onClick={() => model.cancelLoading()}>
              Cancel
            </Button>
          </span>
        )}
        <ReadAgain model={model} />
        <span className={c('held')}>
          {`${grouped(held.lines)} lines held, ${megabytes(held.bytes)} of ${megabytes(held.maxBytes)} MB, ${grouped(older.dropped + older.letGo)} dropped`}
        </span>
      </div>
    </>
  );
}

/** A way on where a log ended, or where one of several could not be read: all others may go on. */
function ReadAgain({ model }: { readonly model: LogViewModel }) {
  const { status, sources } = model;
  // Reading a container that was removed again would tell nothing new.
  const unread = sources.filter(
    (each) => each.status.kind === 'failed' && each.status.error.kind !== 'not-found',
  );
  const [first] = unread;
  // Where none could be read, that stands in the middle of the view.
  const some = status.kind === 'failed' ? undefined : first;
  if (status.kind !== 'ended' && some === undefined) return null;
  return (
    <span className={c('reach')}>
      {some !== undefined && (
        <span className={c('unread')} role="status">
          {unread.length === 1
            ? `${displayText(some.target.name, 60)} could not be read`
            : `${unread.length} containers could not be read`}
        </span>
      )}
      <Button size="sm" variant="quiet" onClick={() => model.readAgain()}>
        Read again
      </Button>
    </span>
  );
}

/** While something is searched: back to when, and a way to go on into lines that are not loaded. */
function SearchReach({ model }: { readonly model: LogViewModel }) {
  const { mode } = model.options;
  const { input, problem } = model[mode];
  if (input.text === '' || problem !== undefined) return null;
  const { atStart, unavailable } = model.older;
  if (atStart) return <span className={c('reach')}>Searched to the beginning</span>;
  const back = model.oldest;
  return (
    <span className={c('reach')}>
      {back !== undefined && <span>{`Searched back to ${moment(back, model.options.times)}`}</span>}
      <Button size="sm" variant="quiet" disabledReason={unavailable} onClick={() => model.searchOlder()}>
        Search older
      </Button>
    </span>
  );
}

/** `14:02:10`, with its date where that is not today's. */
function moment(time: number, mode: TimesMode): string {
  const clock = mode === 'utc' ? 'utc' : 'local';
  const withDate = needsDate(time, Date.now(), clock);
  const words = lineTime(time, clock, withDate).trim();
  return withDate ? words : words.slice(0, 8);
}

/** Reads the number of new lines out while the view is paused, at most every ten seconds. */
function Announced({ model }: { readonly model: LogViewModel }) {
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
