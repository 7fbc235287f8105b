import { FlaskConical, Plus, RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { errorText } from '#shared/errors';
import type { DiscoveryAttempt } from '#shared/model/engine';
import { lookAgain, startDemo } from '../../state/actions';
import { askForConnection } from '../../state/connections';
import { attemptsOf } from '../../state/engines';
import { valuesOf } from '../../state/entities';
import { useNow } from '../../state/now';
import { store, useStore } from '../../state/store';
import { AttemptRow } from '../../ui/AttemptRow';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Panel } from '../../ui/Panel';
import { Ship } from './Ship';
import styles from './WelcomePage.module.css';

const c = classes(styles);

/** No engine answered: where it was looked, what was found there, and how to mend each. */
export function WelcomePage() {
  const discovery = useStore((state) => state.discovery);
  const attempts = useMemo(() => attemptsOf(discovery), [discovery]);
  const demoAvailable = useStore((state) => state.facts?.demoAvailable === true);
  const [starting, setStarting] = useState(false);
  const [looking, setLooking] = useState(false);
  const waitFor = (set: (busy: boolean) => void, work: Promise<void>): void => {
    set(true);
    void work.finally(() => set(false));
  };
  return (
    <Panel as="main" label="Welcome" grow>
      <div className={c('scroll')}>
        <div className={c('middle')}>
          <Ship />
          <h1>No container engine found</h1>
          <p className={c('lead')}>{leadOf(attempts)}</p>
          <div className={c('actions')}>
            <Button
              size="lg"
              variant="primary"
              icon={RefreshCw}
              busy={looking}
              onClick={() => waitFor(setLooking, lookAgain())}
            >
              {looking ? 'Looking' : 'Look again'}
            </Button>
            <Button size="lg" icon={Plus} onClick={() => askForConnection()}>
              Add a connection
            </Button>
            {demoAvailable && (
              <Button
                size="lg"
                icon={FlaskConical}
                busy={starting}
                onClick={() => waitFor(setStarting, startDemo())}
              >
                {starting ? 'Starting' : 'Start the demo engine'}
              </Button>
            )}
          </div>
          <section className={c('card')} aria-label="Where Pilothouse looked">
            <div className={c('cardHead')}>
              <h2>Where it looked</h2>
              <NextTry />
            </div>
            <ul>
              {attempts.map((attempt) => (
                <AttemptRow key={`${attempt.source} ${attempt.name} ${attempt.address}`} attempt={attempt} />
              ))}
            </ul>
          </section>
          <div className={c('foot')}>
            {demoAvailable && (
              <span>
                The demo engine is a made-up one on this computer: nothing in it is real, nothing real is
                touched.
              </span>
            )}
            <CopyButton label="Copy this report" words text={() => reportOf(attempts)} />
          </div>
        </div>
      </div>
    </Panel>
  );
}

function leadOf(attempts: readonly DiscoveryAttempt[]): string {
  if (attempts.length === 0) return 'Pilothouse is looking for an engine on this computer.';
  const where = attempts.length === 1 ? 'one place' : `${attempts.length} places`;
  const why = attempts.length === 1 ? 'The reason is below.' : 'What is wrong with each is below.';
  return `Pilothouse looked in ${where} and found no engine that answers. ${why}`;
}

/** When the known engines are tried again. */
function NextTry() {
  const connections = useStore((state) => state.connections);
  const now = useNow(1000);
  const next = Math.min(
    ...valuesOf(connections, '').map(({ retryAt }) => retryAt ?? Number.POSITIVE_INFINITY),
  );
  if (!Number.isFinite(next)) return null;
  const seconds = Math.ceil((next - now) / 1000);
  return <span className={c('dim')}>{seconds <= 0 ? 'Trying now' : `Looks again in ${seconds} s`}</span>;
}

function reportOf(attempts: readonly DiscoveryAttempt[]): string {
  const { facts, connections } = store.getState();
  const lines = attempts.map(
    ({ name, address, source, outcome, message }) =>
      `${name}, ${address} (${source}): ${outcome}. ${message}`,
  );
  const errors = valuesOf(connections, '').map(
    ({ name, error }) => `${name}: ${error === undefined ? 'no error' : errorText(error)}`,
  );
  const app = facts === undefined ? 'Pilothouse' : `Pilothouse ${facts.version}, ${facts.platform}`;
  return [app, ...lines, ...errors].join('\n');
}
