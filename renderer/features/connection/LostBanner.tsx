import { RefreshCw, Unplug } from 'lucide-react';
import { errorText } from '#shared/errors';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { isStale, selectEngine } from '../../state/engines';
import { age, clock } from '../../state/format';
import { useNow } from '../../state/now';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { Unseen } from '../../ui/Unseen';
import styles from './LostBanner.module.css';

const c = classes(styles);

/** Over a list that is no longer true: since when, why, and when it is tried again. Nothing while all is well. */
export function LostBanner() {
  const stale = useStore((state) => isStale(selectEngine(state)));
  return stale ? <Banner /> : null;
}

function Banner() {
  const engine = useStore(selectEngine);
  const now = useNow(1000);
  if (engine?.trueAt === undefined) return null;
  const name = displayText(engine.name, 60);
  const title =
    engine.phase === 'suspect'
      ? `${name} has not answered for ${age(now - engine.trueAt)}. The list is as of ${clock(engine.trueAt)}.`
      : `Lost ${name} ${age(now - engine.trueAt)} ago. The list is as of ${clock(engine.trueAt)}.`;
  const seconds = engine.retryAt === undefined ? undefined : Math.ceil((engine.retryAt - now) / 1000);
  const next =
    engine.phase === 'suspect'
      ? 'Waiting for its answer.'
      : engine.phase === 'reconnecting' || engine.phase === 'failed'
        ? seconds === undefined || seconds <= 0
          ? 'Trying again now.'
          : `Next try in ${seconds} s.`
        : 'It answers again; reading the list.';
  return (
    <div className={c('banner')}>
      <span className={c('icon')}>
        <Icon icon={Unplug} size={17} />
      </span>
      {/* The numbers tick: only the first sentence is an alert. */}
      <div className={c('words')}>
        <b>
          <Unseen role="alert">{`Lost ${name}`}</Unseen>
          <span>{title}</span>
        </b>
        <span>
          {engine.error === undefined ? '' : `${displayText(errorText(engine.error), 400)} `}
          {next}
        </span>
      </div>
      <Button icon={RefreshCw} onClick={() => void lookAgain(engine.id)}>
        Try again now
      </Button>
    </div>
  );
}
