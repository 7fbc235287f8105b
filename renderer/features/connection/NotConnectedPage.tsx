import { Plug, Settings } from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { connectEngine } from '../../state/connections';
import { retryWords, selectEngine } from '../../state/engines';
import { useNow } from '../../state/now';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { isTrying, useStandingError } from '../../state/use-standing-error';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Panel } from '../../ui/Panel';
import { ErrorCard } from './ErrorCard';
import styles from './NotConnectedPage.module.css';

const c = classes(styles);

/** In place of the lists of an engine that was chosen and was never reached: why not, and what can be done. */
export function NotConnectedPage() {
  const engine = useStore(selectEngine);
  return engine === undefined ? null : <Page key={engine.id} engine={engine} />;
}

function Page({ engine }: { readonly engine: EngineConnection }) {
  const now = useNow(1000);
  const name = displayText(engine.name, 80);
  const error = useStandingError(engine);
  const trying = isTrying(engine);
  const buttons = (
    <>
      <Button
        variant={error === undefined ? 'primary' : 'default'}
        icon={Plug}
        busy={trying}
        onClick={() => void connectEngine(engine.id)}
      >
        {trying ? 'Connecting' : error === undefined ? 'Connect' : 'Try again'}
      </Button>
      <Button icon={Settings} onClick={() => navigate({ page: 'connections', id: engine.id })}>
        Connection settings
      </Button>
    </>
  );
  return (
    <Panel as="main" label={name} grow>
      <div className={c('scroll')}>
        <div className={c('middle')}>
          <h1>
            {error !== undefined
              ? `${name} could not be reached`
              : trying
                ? `Connecting to ${name}`
                : `${name} is not connected`}
          </h1>
          <code>{displayText(engine.address, 300)}</code>
          {error === undefined ? (
            <>
              <p>
                {engine.settings.connect === 'on-request'
                  ? 'This connection is made on request.'
                  : 'The connection was ended here. It is made again with the next start of Pilothouse, or now.'}
              </p>
              <div className={c('actions')}>{buttons}</div>
            </>
          ) : (
            <ErrorCard error={error} actions={buttons} note={retryWords(engine, now)} />
          )}
        </div>
      </div>
    </Panel>
  );
}
