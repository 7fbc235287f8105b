import { Plug, RefreshCw, Settings, Unplug } from 'lucide-react';
import { type AppError, errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { connectEngine } from '../../state/connections';
import { isStale, nextTry, retryIsOff, selectEngine } from '../../state/engines';
import { age, clock } from '../../state/format';
import { useNow } from '../../state/now';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { useStandingError } from '../../state/use-standing-error';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { Unseen } from '../../ui/Unseen';
import styles from './LostBanner.module.css';

const c = classes(styles);

/** Over a list that is no longer true: since when, why, and when it is tried again. Nothing while all is well. */
export function LostBanner() {
  const stale = useStore((state) => isStale(selectEngine(state)));
  const engine = useStore(selectEngine);
  return stale && engine !== undefined ? <Banner key={engine.id} engine={engine} /> : null;
}

function Banner({ engine }: { readonly engine: EngineConnection }) {
  const now = useNow(1000);
  const error = useStandingError(engine);
  if (engine.trueAt === undefined) return null;
  const name = displayText(engine.name, 60);
  const ended = engine.phase === 'disconnected' && engine.error === undefined;
  const off = engine.phase === 'disconnected' && engine.retryAt === undefined;
  const since = age(now - engine.trueAt);
  const asOf = `The list is as of ${clock(engine.trueAt)}.`;
  const title =
    engine.phase === 'suspect'
      ? `${name} has not answered for ${since}. ${asOf}`
      : ended
        ? `${name} is not connected. ${asOf}`
        : `Lost ${name} ${since} ago. ${asOf}`;
  return (
    <div className={c('banner')}>
      <span className={c('icon')}>
        <Icon icon={Unplug} size={17} />
      </span>
      {/* The numbers tick: only the first sentence is an alert. */}
      <div className={c('words')}>
        <b>
          <Unseen role="alert">{ended ? `${name} is not connected` : `Lost ${name}`}</Unseen>
          <span>{title}</span>
        </b>
        <span>
          {error === undefined || saidAlready(engine, error) ? '' : `${displayText(errorText(error), 400)} `}
          {whatNext(engine, now)}
        </span>
      </div>
      {off && !ended && (
        <Button icon={Settings} onClick={() => navigate({ page: 'connections', id: engine.id })}>
          Show why
        </Button>
      )}
      <Button
        icon={off ? Plug : RefreshCw}
        onClick={() => void (off ? connectEngine(engine.id) : lookAgain(engine.id))}
      >
        {off ? 'Connect' : 'Try again now'}
      </Button>
    </div>
  );
}

/** That an answer does not come is what the title says of it, with seconds that go on. */
function saidAlready({ phase }: EngineConnection, error: AppError): boolean {
  return phase === 'suspect' && error.kind === 'engine-unreachable' && error.reason === 'no-answer';
}

function whatNext(engine: EngineConnection, now: number): string {
  switch (engine.phase) {
    case 'live':
      return '';
    case 'suspect':
      return 'Waiting for its answer.';
    case 'probing':
      return 'Trying again now.';
    case 'syncing':
      return 'It answers again; reading the list.';
    case 'reconnecting':
      return `${nextTry(engine, now) ?? 'Trying again now'}.`;
    case 'disconnected':
      if (retryIsOff(engine)) return 'Automatic retry is off for this error.';
      return engine.retryAt === undefined
        ? 'It is not tried again by itself.'
        : `${nextTry(engine, now) ?? 'Trying again now'}.`;
  }
}
